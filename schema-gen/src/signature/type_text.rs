//! A schema as short text, such as `int 1..1000`, `active|paused` or `Order[]`.

use serde_json::{Map, Value};

use crate::canonical::sorted_members;
use crate::references::{self, Schemas};

/// Objects without a name are written out to this depth.
const DEPTH: usize = 3;

/// Objects without a name and with more members than this are not written out.
const MEMBERS: usize = 6;

/// Patterns longer than this say little to a reader of one line.
const PATTERN_LENGTH: usize = 40;

/// Enums of a name and with more values than this appear by their name.
const VALUES: usize = 12;

/// The type that a schema describes; `colon` stands between a name and its type.
pub(super) fn type_text(schema: &Value, schemas: &Schemas, colon: &str) -> String {
    Writer { schemas, colon }.alternatives(schema, 0).join("|")
}

/// The type that a schema describes, apart from null; `colon` stands between a name and its type.
pub(super) fn type_text_without_null(schema: &Value, schemas: &Schemas, colon: &str) -> String {
    let mut alternatives = Writer { schemas, colon }.alternatives(schema, 0);
    if alternatives.len() > 1 {
        alternatives.retain(|alternative| alternative != "null");
    }
    alternatives.join("|")
}

struct Writer<'a> {
    schemas: &'a Schemas,
    colon: &'a str,
}

impl Writer<'_> {
    /// The types of which a value must have one, each once.
    fn alternatives(&self, schema: &Value, depth: usize) -> Vec<String> {
        let Value::Object(members) = schema else { return vec!["any".into()] };
        if let Some(name) = references::name(schema) {
            return self.named(name, depth);
        }
        let mut found = Vec::new();
        let mut add = |alternative: String| {
            if !found.contains(&alternative) {
                found.push(alternative);
            }
        };
        if let Some(Value::Array(values)) = members.get("enum") {
            values.iter().map(value_text).for_each(&mut add);
        } else if let Some(value) = members.get("const") {
            add(value_text(value));
        } else if let Some(arms) = ["oneOf", "anyOf"].iter().find_map(|key| members.get(*key)?.as_array()) {
            arms.iter().flat_map(|arm| self.alternatives(arm, depth)).for_each(&mut add);
        } else if let Some([only]) = members.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            self.alternatives(only, depth).into_iter().for_each(&mut add);
        } else {
            match members.get("type") {
                Some(Value::String(kind)) => add(self.of_kind(kind, members, depth)),
                Some(Value::Array(kinds)) => kinds
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|kind| self.of_kind(kind, members, depth))
                    .for_each(&mut add),
                _ if members.contains_key("properties") || members.contains_key("allOf") => {
                    add(self.of_kind("object", members, depth));
                }
                _ => add("any".into()),
            }
        }
        found
    }

    /// A type of the catalog: by its name when it is an object, else written out.
    fn named(&self, name: &str, depth: usize) -> Vec<String> {
        let Some(target) = self.schemas.get(name) else { return vec![name.to_owned()] };
        if depth >= DEPTH || !self.is_scalar(target, depth) {
            return vec![name.to_owned()];
        }
        let alternatives = self.alternatives(target, depth + 1);
        if alternatives.len() > VALUES { vec![name.to_owned()] } else { alternatives }
    }

    fn is_scalar(&self, schema: &Value, depth: usize) -> bool {
        if let Some(target) = references::resolve(schema, self.schemas) {
            return depth < DEPTH && self.is_scalar(target, depth + 1);
        }
        let has_arms = |key: &str| {
            schema
                .get(key)
                .and_then(Value::as_array)
                .is_some_and(|arms| arms.iter().all(|arm| self.is_scalar(arm, depth)))
        };
        let scalar_kind = |kind: &Value| {
            kind.as_str()
                .is_some_and(|kind| ["string", "integer", "number", "boolean", "null"].contains(&kind))
        };
        match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().all(scalar_kind),
            Some(kind) => scalar_kind(kind),
            None => {
                schema.get("enum").is_some()
                    || schema.get("const").is_some()
                    || has_arms("oneOf")
                    || has_arms("anyOf")
            }
        }
    }

    fn of_kind(&self, kind: &str, members: &Map<String, Value>, depth: usize) -> String {
        match kind {
            "integer" => with_range("int", &without_width(members), "minimum", "maximum"),
            "number" => with_range("number", members, "minimum", "maximum"),
            "boolean" => "bool".into(),
            "string" => string_text(members),
            "array" => self.array_text(members, depth),
            "object" => self.object_text(members, depth),
            other => other.to_owned(),
        }
    }

    fn array_text(&self, members: &Map<String, Value>, depth: usize) -> String {
        if let Some(Value::Array(items)) = members.get("prefixItems") {
            let items: Vec<String> =
                items.iter().map(|item| self.alternatives(item, depth).join("|")).collect();
            return format!("[{}]", items.join(", "));
        }
        let alternatives =
            members.get("items").map_or_else(|| vec!["any".into()], |items| self.alternatives(items, depth));
        let items = alternatives.join("|");
        // `string 1..40[]` and `a|b[]` would read as if the brackets belonged to the last word only.
        let items = if items.contains(['|', ' ']) { format!("({items})[]") } else { format!("{items}[]") };
        with_range(&items, members, "minItems", "maxItems")
    }

    fn object_text(&self, members: &Map<String, Value>, depth: usize) -> String {
        let properties = members.get("properties").and_then(Value::as_object).filter(|it| !it.is_empty());
        let Some(properties) = properties else {
            return match members.get("additionalProperties") {
                Some(values @ Value::Object(_)) => {
                    format!("{{[key]{}{}}}", self.colon, self.alternatives(values, depth).join("|"))
                }
                Some(Value::Bool(false)) => "{}".into(),
                _ => "object".into(),
            };
        };
        if depth >= DEPTH || properties.len() > MEMBERS {
            return "object".into();
        }
        let required = members.get("required").and_then(Value::as_array);
        let texts: Vec<String> = sorted_members(properties)
            .into_iter()
            .map(|(name, schema)| {
                let is_required = required.is_some_and(|it| it.iter().any(|entry| entry == name));
                let mark = if is_required { "" } else { "?" };
                format!("{name}{mark}{}{}", self.colon, self.alternatives(schema, depth + 1).join("|"))
            })
            .collect();
        format!("{{{}}}", texts.join(", "))
    }
}

/// A value of an enum; strings that are plain words stand without quotes.
fn value_text(value: &Value) -> String {
    match value.as_str() {
        Some(word)
            if !word.is_empty()
                && word
                    .chars()
                    .all(|character| character.is_alphanumeric() || "_-./:".contains(character)) =>
        {
            word.to_owned()
        }
        _ => value.to_string(),
    }
}

fn string_text(members: &Map<String, Value>) -> String {
    if let Some(format) = members.get("format").and_then(Value::as_str) {
        return format.to_owned();
    }
    let text = with_range("string", members, "minLength", "maxLength");
    match members.get("pattern").and_then(Value::as_str) {
        Some(pattern) if pattern.chars().count() <= PATTERN_LENGTH => format!("{text} /{pattern}/"),
        _ => text,
    }
}

/// The members of an integer's schema without the bounds that its width alone has; a lower bound of zero stays.
fn without_width(members: &Map<String, Value>) -> Map<String, Value> {
    let width: Option<(i64, i64)> = match members.get("format").and_then(Value::as_str) {
        Some("int8") => Some((i8::MIN.into(), i8::MAX.into())),
        Some("int16") => Some((i16::MIN.into(), i16::MAX.into())),
        Some("int32") => Some((i32::MIN.into(), i32::MAX.into())),
        Some("uint8") => Some((i64::MIN, u8::MAX.into())),
        Some("uint16") => Some((i64::MIN, u16::MAX.into())),
        Some("uint32") => Some((i64::MIN, u32::MAX.into())),
        _ => None,
    };
    let mut members = members.clone();
    if let Some((minimum, maximum)) = width {
        let keep = |keyword: &str, value: &Value| match keyword {
            "minimum" => value.as_i64() != Some(minimum),
            "maximum" => value.as_i64() != Some(maximum),
            _ => true,
        };
        members.retain(|keyword, value| keep(keyword, value));
    }
    members
}

fn with_range(text: &str, members: &Map<String, Value>, minimum: &str, maximum: &str) -> String {
    let minimum = members.get(minimum).map(number_text).unwrap_or_default();
    let maximum = members.get(maximum).map(number_text).unwrap_or_default();
    if minimum.is_empty() && maximum.is_empty() {
        text.to_owned()
    } else {
        format!("{text} {minimum}..{maximum}")
    }
}

/// A limit; whole numbers that were written as floats lose their `.0`.
fn number_text(limit: &Value) -> String {
    let text = limit.to_string();
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    #[track_caller]
    fn check(schema: &Value, expected: &str) {
        let schemas = BTreeMap::from([
            (
                "Status".to_owned(),
                json!({"oneOf": [{"const": "active"}, {"type": "string", "enum": ["paused"]}]}),
            ),
            ("Sku".to_owned(), json!({"type": "string", "maxLength": 8})),
            ("Order".to_owned(), json!({"type": "object", "properties": {"id": {"type": "integer"}}})),
            ("Loop".to_owned(), json!({"$ref": "#/components/schemas/Loop"})),
        ]);
        assert_eq!(super::type_text(schema, &schemas, ": "), expected);
    }

    #[test]
    fn scalars_show_their_limits() {
        check(&json!({"type": "integer", "minimum": 0}), "int 0..");
        check(
            &json!({"type": "integer", "format": "uint32", "minimum": 0, "maximum": 4_294_967_295_u32}),
            "int 0..",
        );
        check(&json!({"type": "integer", "format": "int8", "minimum": -128, "maximum": 127}), "int");
        check(&json!({"type": "integer", "format": "uint8", "minimum": 1, "maximum": 9}), "int 1..9");
        check(&json!({"type": "number", "minimum": 0.0, "maximum": 0.5}), "number 0..0.5");
        check(&json!({"type": "string", "maxLength": 40, "pattern": "^[a-z]+$"}), "string ..40 /^[a-z]+$/");
        check(&json!({"type": "string", "format": "date-time"}), "date-time");
        check(&json!({"type": ["boolean", "null"]}), "bool|null");
        check(&json!({"type": "null"}), "null");
        check(&json!({"enum": ["a b", 1, "c"]}), "\"a b\"|1|c");
    }

    #[test]
    fn objects_of_the_catalog_go_by_name_and_scalars_are_written_out() {
        check(&json!({"$ref": "#/components/schemas/Order"}), "Order");
        check(&json!({"$ref": "#/components/schemas/Status"}), "active|paused");
        check(&json!({"$ref": "#/components/schemas/Sku"}), "string ..8");
        check(&json!({"$ref": "#/components/schemas/Nowhere"}), "Nowhere");
        check(&json!({"$ref": "#/components/schemas/Loop"}), "Loop");
    }

    #[test]
    fn compound_types_show_what_is_inside() {
        check(&json!({"type": "array", "items": {"$ref": "#/components/schemas/Order"}}), "Order[]");
        check(&json!({"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 1}), "(a|b)[] 1..");
        check(&json!({"type": "array", "prefixItems": [{"type": "integer"}, true]}), "[int, any]");
        check(&json!({"type": "object", "additionalProperties": {"type": "integer"}}), "{[key]: int}");
        check(
            &json!({"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}, "a": {}}}),
            "{a?: any, b: string}",
        );
    }

    #[test]
    fn schemas_without_sense_do_not_panic() {
        check(&json!(true), "any");
        check(&json!(7), "any");
        check(&json!({"type": 7, "properties": 3}), "object");
        check(&json!({"oneOf": "x"}), "any");
    }
}
