//! From Rust types to the JSON Schemas of a catalog.

mod erased;
mod guaranteed;
mod normalize;

use std::collections::BTreeMap;

use commandry_schema::catalog::{DEFINITIONS, Parameter};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

use self::normalize::normalize;
pub(crate) use self::{erased::schema_of, guaranteed::is_guaranteed};
use crate::{
    content::Content,
    declaration::data::{Constraint, ParameterData},
};

/// A function that gives the schema of a type; one per type, however many commands use it.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Value;

/// The schema of the answer where the items of a stream are collected.
pub(crate) fn collected_items<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    collected(schema_of::<T>(generator))
}

fn collected(item: Value) -> Value {
    serde_json::json!({
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": item, "description": "The items in their order."},
            "complete": {"type": "boolean", "description": "Whether these are all; `false` where the list was cut."},
        },
        "required": ["items", "complete"],
    })
}

/// Gathers schemas and the definitions that they share.
///
/// What callers send and what they get differ for one and the same type: a field with a default may be left out on
/// the way in and is always there on the way out. So there is a generator for each direction.
pub(crate) struct SchemaCollector {
    sent: SchemaGenerator,
    received: SchemaGenerator,
}

impl SchemaCollector {
    pub(crate) fn new() -> Self {
        let settings = || {
            let mut settings = SchemaSettings::draft2020_12();
            settings.meta_schema = None;
            settings.definitions_path = DEFINITIONS.trim_start_matches('#').trim_end_matches('/').into();
            settings
        };
        Self {
            sent: settings().for_deserialize().into_generator(),
            received: settings().for_serialize().into_generator(),
        }
    }

    /// Describes a parameter.
    pub(crate) fn parameter(&mut self, data: &ParameterData) -> Parameter {
        let mut schema = normalize((data.of.schema)(&mut self.sent));
        constrain(&mut schema, data.constraints());
        let members = object(&mut schema);
        if !data.description.is_empty() {
            members.insert("description".to_owned(), data.description.into());
        }
        if let Some(default) = data.default().and_then(|text| serde_json::from_str::<Value>(text).ok()) {
            members.insert("default".to_owned(), default);
        }
        if let Some(example) = data.example().and_then(|text| serde_json::from_str::<Value>(text).ok()) {
            members.insert("examples".to_owned(), Value::Array(vec![example]));
        }
        Parameter {
            name: data.name.to_owned(),
            description: data.description.to_owned(),
            required: data.default().is_none() && (data.of.check)(None).is_err(),
            schema,
            secret: data.secret(),
        }
    }

    /// Describes what is read from files and variables instead of calls.
    #[cfg(feature = "config")]
    pub(crate) fn settings(&mut self, schema: SchemaOf) -> Value {
        normalize(schema(&mut self.sent))
    }

    /// Describes a result.
    pub(crate) fn result(&mut self, schema: SchemaOf) -> Value {
        normalize(schema(&mut self.received))
    }

    /// Whether a result is [`Content`], or a list of it.
    pub(crate) fn is_content(&mut self, result: &Value) -> bool {
        let piece = if result["type"] == "array" { &result["items"] } else { result };
        let name = piece["$ref"].as_str().and_then(|it| it.strip_prefix(DEFINITIONS));
        name.and_then(|name| self.received.definitions().get(name)).is_some_and(Content::is_described_by)
    }

    /// Describes the details of an error as one object.
    pub(crate) fn details(&mut self, fields: &[(&str, SchemaOf)]) -> Value {
        let mut properties = Map::new();
        for (name, schema) in fields {
            properties.insert((*name).to_owned(), self.result(*schema));
        }
        let required: Vec<Value> = fields.iter().map(|(name, _)| Value::from(*name)).collect();
        serde_json::json!({"type": "object", "properties": properties, "required": required})
    }

    /// The definitions of what callers send alone, as the validator of parameters needs them.
    pub(crate) fn sent_definitions(&mut self) -> BTreeMap<String, Value> {
        definitions(&mut self.sent)
    }

    /// All definitions, and the names of sent ones that had to change.
    ///
    /// A type that looks the same in both directions keeps its name. One that differs is published twice, as `Order`
    /// for what callers get and `OrderInput` for what they send.
    pub(crate) fn into_definitions(mut self) -> (BTreeMap<String, Value>, Renamed) {
        let sent = definitions(&mut self.sent);
        let mut all = definitions(&mut self.received);
        let mut renamed = differing(&sent, &all);
        for (from, to) in &mut renamed.0 {
            *to = format!("{from}Input");
            while all.contains_key(to) || sent.contains_key(to) {
                to.push('_');
            }
        }
        for (name, mut schema) in sent {
            renamed.apply(&mut schema);
            let name = renamed.0.get(&name).cloned().unwrap_or(name);
            all.insert(name, schema);
        }
        (all, renamed)
    }
}

/// The names that both directions have and whose schemas differ, directly or through what they refer to.
fn differing(sent: &BTreeMap<String, Value>, received: &BTreeMap<String, Value>) -> Renamed {
    let mut renamed = Renamed(BTreeMap::new());
    loop {
        let before = renamed.0.len();
        for (name, schema) in sent {
            if let Some(other) = received.get(name)
                && !renamed.0.contains_key(name)
                && (schema != other || refers_to(schema, &renamed))
            {
                renamed.0.insert(name.clone(), String::new());
            }
        }
        if renamed.0.len() == before {
            return renamed;
        }
    }
}

fn refers_to(schema: &Value, renamed: &Renamed) -> bool {
    match schema {
        Value::Object(members) => {
            members
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|it| it.strip_prefix(DEFINITIONS))
                .is_some_and(|name| renamed.0.contains_key(name))
                || members.values().any(|member| refers_to(member, renamed))
        }
        Value::Array(items) => items.iter().any(|item| refers_to(item, renamed)),
        _ => false,
    }
}

/// New names for definitions.
pub(crate) struct Renamed(BTreeMap<String, String>);

impl Renamed {
    /// Follows the new names in every reference of a schema.
    pub(crate) fn apply(&self, schema: &mut Value) {
        if self.0.is_empty() {
            return;
        }
        match schema {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get_mut("$ref")
                    && let Some(new) = reference.strip_prefix(DEFINITIONS).and_then(|name| self.0.get(name))
                {
                    *reference = format!("{DEFINITIONS}{new}");
                }
                members.values_mut().for_each(|member| self.apply(member));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply(item)),
            _ => {}
        }
    }
}

fn definitions(generator: &mut SchemaGenerator) -> BTreeMap<String, Value> {
    generator.take_definitions(true).into_iter().map(|(name, schema)| (name, normalize(schema))).collect()
}

/// Writes the limits of a parameter into its schema.
fn constrain(schema: &mut Value, constraints: &[Constraint]) {
    let counts_items = has_type(schema, "array");
    let members = object(schema);
    for constraint in constraints {
        let (keyword, value) = match constraint {
            Constraint::Minimum(text) => ("minimum", number(text)),
            Constraint::Maximum(text) => ("maximum", number(text)),
            Constraint::MinimumLength(count) if counts_items => ("minItems", (*count).into()),
            Constraint::MaximumLength(count) if counts_items => ("maxItems", (*count).into()),
            Constraint::MinimumLength(count) => ("minLength", (*count).into()),
            Constraint::MaximumLength(count) => ("maxLength", (*count).into()),
            Constraint::Pattern(pattern) => ("pattern", (*pattern).into()),
        };
        members.insert(keyword.to_owned(), value);
    }
}

fn number(text: &str) -> Value {
    // The macro lets only literals of numbers through.
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn has_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(it)) => it == name,
        Some(Value::Array(types)) => types.iter().any(|it| it == name),
        _ => false,
    }
}

/// The members of a schema; the schema `true` becomes an empty object first.
fn object(schema: &mut Value) -> &mut Map<String, Value> {
    if !schema.is_object() {
        *schema = Value::Object(Map::new());
    }
    match schema {
        Value::Object(members) => members,
        _ => unreachable!("made an object just above"),
    }
}
