//! Whether a schema accepts one value, where that can be told whoever reads the schema.
//!
//! A validator has to decide; a comparison must not claim more than it knows. Formats, which some servers check and
//! others do not, and patterns, which engines read differently, leave the answer open here.

use std::{cell::Cell, cmp::Ordering};

use serde_json::{Map, Value};

use super::{is_annotation, types::Types};
use crate::{catalog::DEFINITIONS, number, references::Schemas};

/// The answer of a schema to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Yes,
    No,
    /// It depends on a keyword that is not looked at here.
    Unknown,
}

impl Verdict {
    fn of(accepted: bool) -> Self {
        if accepted { Self::Yes } else { Self::No }
    }

    fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Yes => other(),
            Self::Unknown if other() == Self::No => Self::No,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// References are followed this deep; a schema that only refers to itself has no answer.
const DEPTH: usize = 64;
/// One question takes no more steps than this; a schema can be written that would take for ever.
const MOST_STEPS: usize = 10_000;

pub(crate) fn accepts(schemas: &Schemas, schema: &Value, value: &Value) -> Verdict {
    check(&Judge { schemas, steps: Cell::new(0) }, schema, value, 0)
}

struct Judge<'a> {
    schemas: &'a Schemas,
    steps: Cell<usize>,
}

fn check(judge: &Judge<'_>, schema: &Value, value: &Value, depth: usize) -> Verdict {
    judge.steps.set(judge.steps.get() + 1);
    if depth > DEPTH || judge.steps.get() > MOST_STEPS {
        return Verdict::Unknown;
    }
    match schema {
        Value::Bool(accepted) => Verdict::of(*accepted),
        Value::Object(members) => members.iter().fold(Verdict::Yes, |verdict, (keyword, argument)| {
            verdict.and(|| check_keyword(judge, members, keyword, argument, value, depth + 1))
        }),
        _ => Verdict::Unknown,
    }
}

fn check_keyword(
    judge: &Judge<'_>,
    members: &Map<String, Value>,
    keyword: &str,
    argument: &Value,
    value: &Value,
    depth: usize,
) -> Verdict {
    let inner = |schema: &Value| check(judge, schema, value, depth);
    match keyword {
        _ if is_annotation(keyword) => Verdict::Yes,
        "type" => match Types::of_schema(&Value::Object(members.clone())) {
            Some(types) => Verdict::of(types.has(Types::of_value(value))),
            None => Verdict::Unknown,
        },
        "const" => Verdict::of(number::equal(argument, value)),
        "enum" => match argument {
            Value::Array(values) => Verdict::of(values.iter().any(|it| number::equal(it, value))),
            _ => Verdict::Unknown,
        },
        "$ref" => match argument.as_str().and_then(|it| judge.schemas.get(it.strip_prefix(DEFINITIONS)?)) {
            Some(target) => inner(target),
            None => Verdict::Unknown,
        },
        "allOf" => arms(argument).map_or(Verdict::Unknown, |arms| {
            arms.iter().fold(Verdict::Yes, |verdict, arm| verdict.and(|| inner(arm)))
        }),
        "anyOf" | "oneOf" => arms(argument).map_or(Verdict::Unknown, |arms| {
            let verdicts: Vec<Verdict> = arms.iter().map(inner).collect();
            let count = |wanted| verdicts.iter().filter(|it| **it == wanted).count();
            match (count(Verdict::Yes), count(Verdict::Unknown)) {
                (1.., _) if keyword == "anyOf" => Verdict::Yes,
                (1, 0) => Verdict::Yes,
                (0, 0) | (2.., _) => Verdict::No,
                _ => Verdict::Unknown,
            }
        }),
        "not" => match inner(argument) {
            Verdict::Yes => Verdict::No,
            Verdict::No => Verdict::Yes,
            Verdict::Unknown => Verdict::Unknown,
        },
        _ => check_by_type(judge, members, keyword, argument, value, depth),
    }
}

/// Keywords that say nothing of values of another type than theirs.
fn check_by_type(
    judge: &Judge<'_>,
    members: &Map<String, Value>,
    keyword: &str,
    argument: &Value,
    value: &Value,
    depth: usize,
) -> Verdict {
    let length = |actual: usize, ordering: Ordering| match argument.as_number().and_then(number::whole) {
        Some(limit) => {
            Verdict::of(i128::try_from(actual).is_ok_and(|it| it.cmp(&limit) != ordering.reverse()))
        }
        None => Verdict::Unknown,
    };
    match (keyword, value) {
        ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", Value::Number(actual)) => {
            let ordering = argument.as_number().map(|limit| number::compare(actual, limit));
            ordering.map_or(Verdict::Unknown, |ordering| {
                Verdict::of(match keyword {
                    "minimum" => ordering.is_ge(),
                    "maximum" => ordering.is_le(),
                    "exclusiveMinimum" => ordering.is_gt(),
                    _ => ordering.is_lt(),
                })
            })
        }
        ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf", _)
            if !value.is_number() =>
        {
            Verdict::Yes
        }
        ("minLength", Value::String(text)) => length(text.chars().count(), Ordering::Greater),
        ("maxLength", Value::String(text)) => length(text.chars().count(), Ordering::Less),
        ("minLength" | "maxLength" | "pattern", _) if !value.is_string() => Verdict::Yes,
        // Formats of numbers are bounds, formats of texts are checked; neither is looked at here.
        ("format", _) if !value.is_string() && !value.is_number() => Verdict::Yes,
        ("minItems", Value::Array(items)) => length(items.len(), Ordering::Greater),
        ("maxItems", Value::Array(items)) => length(items.len(), Ordering::Less),
        ("minItems" | "maxItems" | "uniqueItems" | "items" | "prefixItems" | "contains", _)
            if !value.is_array() =>
        {
            Verdict::Yes
        }
        ("uniqueItems", Value::Array(items)) if argument == false || items.len() < 2 => Verdict::Yes,
        ("prefixItems", Value::Array(items)) => arms(argument).map_or(Verdict::Unknown, |prefix| {
            items.iter().zip(prefix).fold(Verdict::Yes, |verdict, (item, schema)| {
                verdict.and(|| check(judge, schema, item, depth))
            })
        }),
        ("items", Value::Array(items)) => {
            let prefix = members.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
            items
                .iter()
                .skip(prefix)
                .fold(Verdict::Yes, |verdict, item| verdict.and(|| check(judge, argument, item, depth)))
        }
        ("required", Value::Object(present)) => arms(argument).map_or(Verdict::Unknown, |names| {
            Verdict::of(names.iter().all(|name| name.as_str().is_some_and(|it| present.contains_key(it))))
        }),
        ("properties", Value::Object(present)) => argument.as_object().map_or(Verdict::Unknown, |named| {
            present.iter().fold(Verdict::Yes, |verdict, (name, value)| {
                verdict.and(|| match named.get(name) {
                    Some(schema) => check(judge, schema, value, depth),
                    None => Verdict::Yes,
                })
            })
        }),
        ("additionalProperties", Value::Object(present)) if !members.contains_key("patternProperties") => {
            let named = members.get("properties").and_then(Value::as_object);
            present
                .iter()
                .filter(|(name, _)| named.is_none_or(|it| !it.contains_key(*name)))
                .fold(Verdict::Yes, |verdict, (_, value)| {
                    verdict.and(|| check(judge, argument, value, depth))
                })
        }
        (
            "required"
            | "properties"
            | "additionalProperties"
            | "patternProperties"
            | "unevaluatedProperties"
            | "minProperties"
            | "maxProperties"
            | "propertyNames",
            _,
        ) if !value.is_object() => Verdict::Yes,
        _ => Verdict::Unknown,
    }
}

fn arms(argument: &Value) -> Option<&Vec<Value>> {
    argument.as_array()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::{Verdict, accepts};

    fn verdict(schema: &Value, value: &Value) -> Verdict {
        let schemas = BTreeMap::from([
            ("Kind".to_owned(), json!({"enum": ["a", "b"]})),
            ("Loop".to_owned(), json!({"$ref": "#/components/schemas/Loop"})),
            (
                "Storm".to_owned(),
                json!({"anyOf": [{"$ref": "#/components/schemas/Storm"}, {"$ref": "#/components/schemas/Storm"}]}),
            ),
        ]);
        accepts(&schemas, schema, value)
    }

    #[test]
    fn values_are_judged_as_json_schema_does() {
        for (schema, value, expected) in [
            (json!({"$ref": "#/components/schemas/Kind"}), json!("a"), Verdict::Yes),
            (json!({"$ref": "#/components/schemas/Kind"}), json!("c"), Verdict::No),
            (json!({"$ref": "#/components/schemas/Loop"}), json!("c"), Verdict::Unknown),
            (json!({"$ref": "#/components/schemas/Storm"}), json!("c"), Verdict::Unknown),
            (json!({"minLength": 2}), json!("a"), Verdict::No),
            (json!({"minLength": 2}), json!("ab"), Verdict::Yes),
            (json!({"maxLength": 2}), json!("abc"), Verdict::No),
            (json!({"maxLength": 2}), json!("🦀🦀"), Verdict::Yes),
            (json!({"minLength": 2}), json!(1), Verdict::Yes),
            (json!({"pattern": "a"}), json!("a"), Verdict::Unknown),
            (json!({"pattern": "a", "type": "null"}), json!("a"), Verdict::No),
            (json!({"oneOf": [{"type": "number"}, {"type": "integer"}]}), json!(1), Verdict::No),
            (json!({"oneOf": [{"type": "number"}, {"type": "integer"}]}), json!(1.5), Verdict::Yes),
            (json!({"anyOf": [{"type": "number"}, {"pattern": ""}]}), json!(1), Verdict::Yes),
            (json!({"not": {"type": "null"}}), json!(null), Verdict::No),
            (json!({"maximum": 3}), json!(3.0), Verdict::Yes),
            (json!({"exclusiveMaximum": 3}), json!(3.0), Verdict::No),
            (json!({"format": "int32"}), json!(3), Verdict::Unknown),
            (json!({"required": ["a"]}), json!({"b": 1}), Verdict::No),
            (json!({"properties": {"a": {"type": "null"}}}), json!({"a": 1}), Verdict::No),
            (
                json!({"additionalProperties": false, "properties": {"a": true}}),
                json!({"a": 1}),
                Verdict::Yes,
            ),
            (json!({"additionalProperties": false, "properties": {"a": true}}), json!({"b": 1}), Verdict::No),
            (json!({"prefixItems": [{"type": "null"}], "items": false}), json!([null]), Verdict::Yes),
            (json!({"prefixItems": [{"type": "null"}], "items": false}), json!([null, 1]), Verdict::No),
            (json!({"enum": [1]}), json!(1.0), Verdict::Yes),
            (json!({"unknownKeyword": 1}), json!(1.0), Verdict::Unknown),
        ] {
            assert_eq!(verdict(&schema, &value), expected, "{schema} {value}");
        }
    }
}
