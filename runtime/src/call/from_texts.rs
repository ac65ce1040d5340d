//! From the texts of a path, a query or a command line to the JSON that a parameter takes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::entry::Described;

/// The schemas that others refer to, by name.
pub(crate) type Schemas = BTreeMap<String, Value>;

/// The JSON of a parameter that came as one or more texts.
///
/// The schema decides: a string is quoted, a number or a truth value is taken as it is, several values make an array,
/// and an object is JSON text already. A text that does not fit is passed on as a string, so that the refusal shows
/// what was expected and what came. So is the word `null`, which no document offers here: who means nothing leaves the
/// parameter out.
pub(crate) fn json(described: &Described, name: &str, texts: &[String]) -> String {
    let schema = described.command.parameters.iter().find(|it| it.name == name).map(|it| &it.schema);
    match schema {
        Some(schema) => match json_by_schema(schema, &described.schemas, texts) {
            null if null == "null" => quoted("null"),
            json => json,
        },
        None => quoted(texts.first().map_or("", String::as_str)),
    }
}

/// The same for a value whose schema is at hand.
pub(crate) fn json_by_schema(schema: &Value, schemas: &Schemas, texts: &[String]) -> String {
    let types = Types::of(schema, schemas);
    match texts {
        [text] if !types.array => types.scalar(text),
        // An array may also come as one JSON text.
        [text] if text.starts_with('[') && is_json(text) => text.clone(),
        texts => {
            let item = match Types::items(schema, schemas) {
                Some(items) => Types::of(items, schemas),
                None => Types::default(),
            };
            let items: Vec<String> = texts.iter().map(|text| item.scalar(text)).collect();
            format!("[{}]", items.join(","))
        }
    }
}

/// The JSON types that a schema accepts.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "JSON has six types, and a schema accepts any subset")]
pub(crate) struct Types {
    pub(crate) string: bool,
    pub(crate) number: bool,
    pub(crate) boolean: bool,
    pub(crate) array: bool,
    pub(crate) object: bool,
    pub(crate) null: bool,
}

impl Types {
    pub(crate) fn of(schema: &Value, schemas: &Schemas) -> Self {
        let mut types = Self::default();
        types.add(schema, schemas, 0);
        types
    }

    /// Whether the schema names no type at all.
    #[cfg(feature = "cli-call")]
    pub(crate) fn takes_anything(&self) -> bool {
        !(self.string || self.number || self.boolean || self.array || self.object || self.null)
    }

    fn add(&mut self, schema: &Value, schemas: &Schemas, depth: u8) {
        // Recursive types end here; their values are objects or arrays at the latest by then.
        if depth > 16 {
            return;
        }
        match schema.get("type") {
            Some(Value::String(name)) => self.add_name(name),
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).for_each(|it| self.add_name(it));
            }
            _ => {}
        }
        if let Some(target) = resolve(schema, schemas) {
            self.add(target, schemas, depth + 1);
        }
        for keyword in ["anyOf", "oneOf"] {
            for arm in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                self.add(arm, schemas, depth + 1);
            }
        }
    }

    fn add_name(&mut self, name: &str) {
        match name {
            "string" => self.string = true,
            "integer" | "number" => self.number = true,
            "boolean" => self.boolean = true,
            "array" => self.array = true,
            "object" => self.object = true,
            "null" => self.null = true,
            _ => {}
        }
    }

    /// The schema of the items, where one takes arrays.
    pub(crate) fn items<'a>(schema: &'a Value, schemas: &'a Schemas) -> Option<&'a Value> {
        let schema = resolve(schema, schemas).unwrap_or(schema);
        schema.get("items").or_else(|| {
            let arms = schema.get("anyOf")?.as_array()?;
            arms.iter().find_map(|arm| resolve(arm, schemas).unwrap_or(arm).get("items"))
        })
    }

    fn scalar(&self, text: &str) -> String {
        let fits = match text.as_bytes().first() {
            Some(b'-' | b'0'..=b'9') => self.number,
            Some(b't' | b'f') => self.boolean,
            Some(b'{') => self.object,
            Some(b'[') => self.array,
            // An empty text and the word `null` are strings where strings are taken.
            Some(b'n') => self.null && !self.string,
            _ => false,
        };
        if fits && is_json(text) { text.to_owned() } else { quoted(text) }
    }
}

/// The schema that another refers to, if it does.
pub(crate) fn resolve<'a>(schema: &Value, schemas: &'a Schemas) -> Option<&'a Value> {
    let name = schema.get("$ref")?.as_str()?.strip_prefix(commandry_schema::catalog::DEFINITIONS)?;
    schemas.get(name)
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
