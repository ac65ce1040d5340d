//! From the texts of a path, a query or a prompt to the JSON that a parameter takes.

use serde_json::Value;

use super::{Entry, entry::Described};

/// The JSON of a parameter that came as one or more texts.
///
/// The schema decides: a string is quoted, a number or a truth value is taken as it is, several values make an array,
/// and an object is JSON text already. A text that does not fit is passed on as a string, so that the refusal shows
/// what was expected and what came.
pub(crate) fn json_of_texts(entry: &Entry, name: &str, texts: &[String]) -> String {
    let described = entry.described();
    let schema = described.command.parameters.iter().find(|it| it.name == name).map(|it| &it.schema);
    let Some(schema) = schema else { return quoted(texts.first().map_or("", String::as_str)) };
    let types = Types::of(schema, described);
    match texts {
        [text] if !types.array => types.scalar(text),
        // An array may also come as one JSON text.
        [text] if text.starts_with('[') && is_json(text) => text.clone(),
        texts => {
            let item = match Types::items(schema, described) {
                Some(items) => Types::of(items, described),
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
struct Types {
    string: bool,
    number: bool,
    boolean: bool,
    array: bool,
    object: bool,
    null: bool,
}

impl Types {
    fn of(schema: &Value, described: &Described) -> Self {
        let mut types = Self::default();
        types.add(schema, described, 0);
        types
    }

    fn add(&mut self, schema: &Value, described: &Described, depth: u8) {
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
        if let Some(target) = resolve(schema, described) {
            self.add(target, described, depth + 1);
        }
        for keyword in ["anyOf", "oneOf"] {
            for arm in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                self.add(arm, described, depth + 1);
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

    fn items<'a>(schema: &'a Value, described: &'a Described) -> Option<&'a Value> {
        let schema = resolve(schema, described).unwrap_or(schema);
        schema.get("items").or_else(|| {
            let arms = schema.get("anyOf")?.as_array()?;
            arms.iter().find_map(|arm| resolve(arm, described).unwrap_or(arm).get("items"))
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

fn resolve<'a>(schema: &Value, described: &'a Described) -> Option<&'a Value> {
    let name = schema.get("$ref")?.as_str()?.strip_prefix(commandry_schema::catalog::DEFINITIONS)?;
    described.schemas.get(name)
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
