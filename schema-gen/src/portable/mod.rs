//! Schemas that every AI host takes.
//!
//! Hosts take less than JSON Schema allows: many refuse references, unions at the root, `null`, unusual formats or
//! boolean schemas, and some then drop a tool silently. This pass writes the parameters and the result of a command
//! in the small part of JSON Schema that all of them understand. It is applied last, when a schema leaves for a host.
//!
//! A schema of parameters accepts what the command accepts, apart from `null`: an optional parameter is left out
//! instead. Where the small part of JSON Schema cannot say what the command demands, the portable schema accepts
//! more than the command does, and a [`Note`] says so; the command then refuses the call with its reason.

mod conjunction;
mod description;
mod form;
mod note;
mod own;
mod shape;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub use note::{Note, NoteKind};

use crate::canonical;
use crate::catalog::{Command, Parameter};
use crate::references::Schemas;
use form::Part;
use shape::Pass;

/// How often a type may stand within itself; deeper it is cut to a bare object.
pub const RECURSION: usize = 3;

/// How many schemas a portable schema may consist of; what goes beyond is left open.
pub const SCHEMAS: usize = 1_000;

/// How deep schemas may be nested; what lies deeper is left open.
pub const DEPTH: usize = 24;

/// A schema for AI hosts.
#[derive(Clone, Debug, PartialEq)]
pub struct Portable {
    /// The schema: always an object with `properties`, without references.
    pub schema: Value,
    /// The member of the root object that carries the value, where the value itself is no object; else `None`.
    pub wrapped_in: Option<&'static str>,
    /// Where the schema says something else than that of the command, in the order of the places.
    pub notes: Vec<Note>,
}

impl Portable {
    /// The value in the form that the schema describes: wrapped into an object where the schema has it so.
    ///
    /// ```
    /// use commandry_schema::{catalog::Command, portable};
    ///
    /// let mut command = Command::default();
    /// command.result.schema = serde_json::json!({"type": "array", "items": {"type": "integer"}});
    /// let result = portable::result(&command, &Default::default());
    /// assert_eq!(result.wrap(serde_json::json!([1, 2])), serde_json::json!({"items": [1, 2]}));
    /// ```
    #[must_use]
    pub fn wrap(&self, value: Value) -> Value {
        match self.wrapped_in {
            Some(member) => Value::Object(Map::from_iter([(member.to_owned(), value)])),
            None => value,
        }
    }
}

/// The parameters of a command as one object that every AI host takes; `schemas` are those of its catalog.
///
/// The root is a closed object; every reference is inlined; nothing accepts `null`.
///
/// ```
/// use commandry_schema::{catalog::{Command, Parameter}, portable};
/// use serde_json::json;
///
/// let note = Parameter {
///     name: "note".into(),
///     description: "For the parcel.".into(),
///     schema: json!({"type": ["string", "null"]}),
///     ..Parameter::default()
/// };
/// let command = Command { name: "pack".into(), parameters: vec![note], ..Command::default() };
/// assert_eq!(
///     portable::parameters(&command, &Default::default()).schema,
///     json!({
///         "type": "object",
///         "properties": {"note": {"type": "string", "description": "For the parcel."}},
///         "additionalProperties": false,
///     })
/// );
/// ```
#[must_use]
pub fn parameters(command: &Command, schemas: &BTreeMap<String, Value>) -> Portable {
    smallest(schemas, false, |pass| {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for parameter in &command.parameters {
            if let Some(schema) = parameter_schema(parameter, pass) {
                properties.insert(parameter.name.clone(), schema);
                if parameter.required {
                    required.push(parameter.name.as_str());
                }
            }
        }
        let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        (schema, None)
    })
}

/// The schema of one parameter, or `None` when it takes nothing but `null`.
fn parameter_schema<'a>(parameter: &'a Parameter, pass: &mut Pass<'a>) -> Option<Value> {
    pass.inside(&parameter.name, |pass| {
        let shape = pass.shape_of(&[vec![Part::outermost(&parameter.schema)]]);
        let written = pass.write_member(&parameter.name, shape, &parameter.description);
        if written.is_none() {
            pass.note(NoteKind::NullOnly, "takes nothing but null, and is left out");
        }
        written
    })
}

/// The result of a command as an object that every AI host takes; `schemas` are those of its catalog.
///
/// A result that is no object is wrapped into one: a list in `items`, anything else in `result`, as
/// [`Portable::wrap`] does with a value. `null` stays where the result may be null.
#[must_use]
pub fn result(command: &Command, schemas: &BTreeMap<String, Value>) -> Portable {
    smallest(schemas, true, |pass| {
        let shape = pass.shape_of(&[vec![Part::outermost(&command.result.schema)]]);
        let member = match shape.forms.as_slice() {
            [only] if only.kind == form::Kind::Object && only.values.is_none() => None,
            [only] if only.kind == form::Kind::Array && only.values.is_none() => Some("items"),
            _ => Some("result"),
        };
        let Some(member) = member else {
            let mut schema = pass.write(shape).unwrap_or_else(|| json!({"type": "object", "properties": {}}));
            if let Value::Object(members) = &mut schema {
                members.remove("description");
                members.remove("default");
            }
            return (schema, None);
        };
        pass.forget_notes();
        let value = pass.inside(member, |pass| {
            let shape = pass.shape_of(&[vec![Part::outermost(&command.result.schema)]]);
            pass.write_member(member, shape, &command.result.description)
        });
        let value = value.unwrap_or_else(|| json!({}));
        let schema = json!({"type": "object", "properties": {member: value}, "required": [member]});
        (schema, Some(member))
    })
}

/// Writes a schema with as much recursion as the limit of its size permits.
fn smallest<'a>(
    schemas: &'a Schemas,
    keeps_null: bool,
    write: impl Fn(&mut Pass<'a>) -> (Value, Option<&'static str>),
) -> Portable {
    let mut recursion = RECURSION;
    loop {
        let mut pass = Pass::new(schemas, keeps_null, recursion);
        let (schema, wrapped_in) = write(&mut pass);
        if pass.is_too_large() && recursion > 1 {
            recursion -= 1;
            continue;
        }
        return Portable { schema: canonical::sorted(&schema), wrapped_in, notes: pass.into_notes() };
    }
}
