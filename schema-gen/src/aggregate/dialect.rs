//! Older spellings of schemas, written as JSON Schema 2020-12 has them.

use serde_json::{Map, Value, json};

use crate::walk;

/// Which rules a schema follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// OpenAPI 3.0: `nullable`, boolean limits, nothing beside `$ref`.
    OpenApi30,
    /// JSON Schema, from draft 4 on.
    JsonSchema,
}

/// Keywords of documents that say nothing about values.
pub(super) const DROPPED: [&str; 10] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$schema",
    "definitions",
    "discriminator",
    "externalDocs",
    "xml",
];

/// Writes a schema, and every schema inside it, anew. Definitions inside go away; references to them are followed
/// beforehand.
pub(super) fn modernise(schema: &mut Value, dialect: Dialect) {
    walk::change_each(schema, &mut |schema| {
        if let Value::Object(members) = schema {
            if dialect == Dialect::OpenApi30 && members.contains_key("$ref") {
                members.retain(|keyword, _| keyword == "$ref");
                return;
            }
            members.retain(|keyword, _| !DROPPED.contains(&keyword.as_str()) && !keyword.starts_with("x-"));
            exclusive_limits(members);
            tuples(members);
            example(members);
            if dialect == Dialect::OpenApi30 {
                nullable(members);
            }
        }
    });
}

/// `exclusiveMinimum: true` beside `minimum` was the limit before draft 6.
fn exclusive_limits(members: &mut Map<String, Value>) {
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match members.get(exclusive) {
            Some(Value::Bool(true)) => {
                members.remove(exclusive);
                if let Some(limit) = members.remove(inclusive) {
                    members.insert(exclusive.into(), limit);
                }
            }
            Some(Value::Bool(false)) => {
                members.remove(exclusive);
            }
            _ => {}
        }
    }
}

/// A list of schemas in `items` was a tuple before 2020-12.
fn tuples(members: &mut Map<String, Value>) {
    if !members.get("items").is_some_and(Value::is_array) {
        return;
    }
    if let Some(prefix) = members.remove("items") {
        members.insert("prefixItems".into(), prefix);
    }
    if let Some(rest) = members.remove("additionalItems") {
        members.insert("items".into(), rest);
    }
}

fn example(members: &mut Map<String, Value>) {
    if let Some(example) = members.remove("example") {
        members.entry("examples").or_insert_with(|| json!([example]));
    }
}

fn nullable(members: &mut Map<String, Value>) {
    if members.remove("nullable") != Some(Value::Bool(true)) {
        return;
    }
    if let Some(Value::Array(values)) = members.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    match members.get("type") {
        Some(Value::String(kind)) => {
            let kinds = json!([kind, "null"]);
            members.insert("type".into(), kinds);
        }
        Some(_) => {}
        None if members.contains_key("enum") => {}
        None => {
            let words = ["description", "title", "default", "examples", "deprecated"];
            let mut beside = Map::new();
            for word in words {
                if let Some(value) = members.remove(word) {
                    beside.insert(word.to_owned(), value);
                }
            }
            if members.is_empty() {
                *members = beside;
                return;
            }
            let demands = std::mem::take(members);
            // A reference that stands alone in an `allOf` was the way to write something beside it.
            let only = match demands.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
                Some([only]) if demands.len() == 1 => only.clone(),
                _ => Value::Object(demands),
            };
            beside.insert("anyOf".into(), json!([only, {"type": "null"}]));
            *members = beside;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Dialect, modernise};

    #[track_caller]
    fn check(mut schema: Value, expected: &Value) {
        modernise(&mut schema, Dialect::OpenApi30);
        assert_eq!(schema, *expected);
    }

    #[test]
    fn the_spelling_of_openapi_3_0_is_translated() {
        check(
            json!({"type": "integer", "nullable": true, "minimum": 0, "exclusiveMinimum": true, "example": 3}),
            &json!({"type": ["integer", "null"], "exclusiveMinimum": 0, "examples": [3]}),
        );
        check(
            json!({"type": "string", "nullable": true, "enum": ["a"]}),
            &json!({"type": ["string", "null"], "enum": ["a", null]}),
        );
        check(
            json!({"nullable": true, "description": "It.", "allOf": [{"$ref": "#/a", "description": "no"}]}),
            &json!({"description": "It.", "anyOf": [{"$ref": "#/a"}, {"type": "null"}]}),
        );
        check(
            json!({"properties": {"nullable": {"type": "boolean", "exclusiveMaximum": false}}}),
            &json!({"properties": {"nullable": {"type": "boolean"}}}),
        );
        check(
            json!({"items": [{"type": "string"}], "additionalItems": false}),
            &json!({
                "prefixItems": [{"type": "string"}],
                "items": false,
            }),
        );
        check(json!({"nullable": true}), &json!({}));
    }
}
