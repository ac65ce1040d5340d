//! What the members of a parameter are that is written as JSON.

use std::collections::{BTreeMap, VecDeque};

use commandry_schema::{
    catalog::{Command, DEFINITIONS, Parameter},
    signature,
};
use serde_json::Value;

/// Most arms of a type that are written out.
const MOST_ARMS: usize = 20;

/// A line for each type of objects that the parameters of a command refer to, in the order in which one meets them.
pub(super) fn lines(command: &Command, schemas: &BTreeMap<String, Value>) -> Vec<String> {
    let mut waiting: VecDeque<&str> = VecDeque::new();
    for parameter in &command.parameters {
        add_references(&parameter.schema, &mut waiting);
    }
    let mut met: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    while let Some(name) = waiting.pop_front() {
        let Some(schema) = schemas.get(name).filter(|_| !met.contains(&name)) else { continue };
        met.push(name);
        add_references(schema, &mut waiting);
        if let Some(shape) = shape(schema, schemas) {
            lines.push(format!("{name}: {shape}"));
        }
    }
    lines
}

/// An object with its members, or the forms that a value may have; `None` for everything simpler.
fn shape(schema: &Value, schemas: &BTreeMap<String, Value>) -> Option<String> {
    if let Some(members) = schema.get("properties").and_then(Value::as_object) {
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|it| it == name));
        let members: Vec<String> = members
            .iter()
            .map(|(name, schema)| {
                let member = Parameter {
                    name: name.clone(),
                    required: is_required(name),
                    schema: schema.clone(),
                    ..Parameter::default()
                };
                signature::parameter_text(&member, schemas)
            })
            .collect();
        return Some(format!("{{{}}}", members.join(", ")));
    }
    let arms = schema.get("oneOf").or_else(|| schema.get("anyOf"))?.as_array()?;
    let arms: Vec<String> = arms.iter().take(MOST_ARMS).filter_map(|arm| shape(arm, schemas)).collect();
    if arms.is_empty() { None } else { Some(arms.join(" | ")) }
}

/// Adds the names of the types that a schema refers to.
fn add_references<'a>(schema: &'a Value, names: &mut VecDeque<&'a str>) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match value.as_str().and_then(|text| text.strip_prefix(DEFINITIONS)) {
                    Some(name) if key == "$ref" => names.push_back(name),
                    _ => add_references(value, names),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_references(item, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use commandry_schema::catalog::Command;
    use serde_json::json;

    use super::lines;

    #[test]
    fn types_of_objects_are_written_out_once() {
        let command: Command = serde_json::from_value(json!({
            "name": "plant",
            "parameters": [{"name": "trees", "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}}],
        }))
        .unwrap();
        let schemas = BTreeMap::from([
            (
                "Tree".to_owned(),
                json!({
                    "type": "object",
                    "properties": {
                        "branches": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                        "kind": {"$ref": "#/components/schemas/Kind"},
                        "place": {"$ref": "#/components/schemas/Place"},
                    },
                    "required": ["kind"],
                }),
            ),
            ("Kind".to_owned(), json!({"type": "string", "enum": ["oak", "elm"]})),
            (
                "Place".to_owned(),
                json!({"oneOf": [
                    {"type": "object", "properties": {"row": {"type": "integer"}}, "required": ["row"]},
                    {"type": "object", "properties": {"pot": {"type": "string"}}},
                ]}),
            ),
            ("Elsewhere".to_owned(), json!({"type": "object", "properties": {}})),
        ]);
        assert_eq!(
            lines(&command, &schemas),
            ["Tree: {branches?: Tree[], kind: oak|elm, place?: Place}", "Place: {row: int} | {pot?: string}"]
        );
    }
}
