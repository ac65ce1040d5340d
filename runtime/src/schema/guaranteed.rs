//! Deciding whether decoding alone accepts exactly what a schema accepts.

use std::collections::{BTreeMap, BTreeSet};

use commandry_schema::catalog::DEFINITIONS;
use serde_json::{Map, Value};

use super::normalize::bounds;

/// Whether strict decoding refuses everything that the schema refuses, so that no validator needs to run.
///
/// The answer is `false` for every keyword that is not known to be enforced by the types it is generated for.
pub(crate) fn is_guaranteed(schema: &Value, definitions: &BTreeMap<String, Value>) -> bool {
    check(schema, definitions, &mut BTreeSet::new())
}

fn check<'a>(
    schema: &'a Value,
    definitions: &'a BTreeMap<String, Value>,
    visited: &mut BTreeSet<&'a str>,
) -> bool {
    let members = match schema {
        Value::Bool(accepts) => return *accepts,
        Value::Object(members) => members,
        _ => return false,
    };
    members.iter().all(|(keyword, value)| match keyword.as_str() {
        "title" | "description" | "default" | "examples" | "deprecated" | "readOnly" | "writeOnly"
        | "type" | "required" => true,
        "enum" => value.as_array().is_some_and(|values| values.iter().all(Value::is_string)),
        "format" => matches!(
            value.as_str(),
            Some(
                "int8"
                    | "int16"
                    | "int32"
                    | "int64"
                    | "int"
                    | "int128"
                    | "uint8"
                    | "uint16"
                    | "uint32"
                    | "uint64"
                    | "uint"
                    | "uint128"
                    | "float"
                    | "double"
            )
        ),
        "minimum" => {
            bound_of(members).is_some_and(|(minimum, _)| minimum.map(Value::from).as_ref() == Some(value))
        }
        "maximum" => {
            bound_of(members).is_some_and(|(_, maximum)| maximum.map(Value::from).as_ref() == Some(value))
        }
        "properties" => {
            value.as_object().is_some_and(|it| it.values().all(|it| check(it, definitions, visited)))
        }
        "items" => !members.contains_key("prefixItems") && check(value, definitions, visited),
        "additionalProperties" => match value {
            Value::Bool(false) => {
                members.contains_key("properties") && !members.contains_key("patternProperties")
            }
            schema => !members.contains_key("properties") && check(schema, definitions, visited),
        },
        "$ref" => match value.as_str().and_then(|it| it.strip_prefix(DEFINITIONS)) {
            Some(name) if !visited.insert(name) => true,
            Some(name) => definitions.get(name).is_some_and(|it| check(it, definitions, visited)),
            None => false,
        },
        "anyOf" => value.as_array().is_some_and(|arms| {
            arms.len() == 2
                && arms.iter().any(|arm| arm.get("type").is_some_and(|it| it == "null"))
                && arms.iter().all(|arm| check(arm, definitions, visited))
        }),
        "oneOf" => value.as_array().is_some_and(|arms| {
            arms.iter().all(|arm| is_variant(arm) && check_variant(arm, definitions, visited))
        }),
        _ => false,
    })
}

/// The bounds that the integer type behind a schema enforces.
fn bound_of(members: &Map<String, Value>) -> Option<(Option<i64>, Option<i64>)> {
    members.get("format").and_then(Value::as_str).and_then(bounds)
}

/// Whether a schema is one variant of an enum in serde's own form: a string, or an object with one member.
fn is_variant(schema: &Value) -> bool {
    let is_name = schema.get("type").is_some_and(|it| it == "string")
        && (schema.get("const").is_some() || schema.get("enum").is_some());
    let has_one_member = schema.get("properties").and_then(Value::as_object).is_some_and(|it| it.len() == 1)
        && schema.get("required").and_then(Value::as_array).is_some_and(|it| it.len() == 1)
        && schema.get("additionalProperties") == Some(&Value::Bool(false));
    is_name || has_one_member
}

fn check_variant<'a>(
    schema: &'a Value,
    definitions: &'a BTreeMap<String, Value>,
    visited: &mut BTreeSet<&'a str>,
) -> bool {
    match schema.get("properties").and_then(Value::as_object) {
        Some(properties) => {
            // An internally tagged enum with one field beside no content has this form too; its tag is a constant.
            properties.values().all(|it| it.get("const").is_none() && check(it, definitions, visited))
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use schemars::JsonSchema;
    use serde::Deserialize;

    use super::is_guaranteed;
    use crate::schema::{SchemaCollector, normalize, schema_of};

    fn guaranteed<T: JsonSchema>() -> bool {
        let mut collector = SchemaCollector::new();
        let schema = normalize(schema_of::<T>(&mut collector.sent));
        is_guaranteed(&schema, &collector.sent_definitions())
    }

    #[derive(Deserialize, JsonSchema)]
    #[allow(dead_code, reason = "only the schema is of interest")]
    struct Plain {
        name: String,
        count: u32,
        tags: Option<Vec<String>>,
        next: Option<Box<Plain>>,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only the schema is of interest")]
    struct Limited {
        #[schemars(length(max = 3))]
        name: String,
    }

    #[derive(Deserialize, JsonSchema)]
    #[allow(dead_code, reason = "only the schema is of interest")]
    enum External {
        Unit,
        Number(i64),
        Named { field: bool },
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(tag = "kind")]
    #[allow(dead_code, reason = "only the schema is of interest")]
    enum Tagged {
        A { x: u8 },
        B,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(untagged)]
    #[allow(dead_code, reason = "only the schema is of interest")]
    enum Untagged {
        Number(i64),
        Text(String),
    }

    #[test]
    fn plain_types_need_no_validator() {
        assert!(guaranteed::<Plain>());
        assert!(guaranteed::<External>());
        assert!(guaranteed::<HashMap<String, Option<Vec<f64>>>>());
        assert!(guaranteed::<serde_json::Value>());
    }

    #[test]
    fn what_types_do_not_enforce_needs_one() {
        assert!(!guaranteed::<Limited>());
        assert!(!guaranteed::<Option<Limited>>());
        assert!(!guaranteed::<Tagged>());
        assert!(!guaranteed::<Untagged>());
        assert!(!guaranteed::<std::collections::BTreeSet<u8>>());
        assert!(!guaranteed::<BTreeMap<u8, u8>>());
        assert!(!guaranteed::<std::net::Ipv4Addr>());
    }
}
