//! An independent judge of values: another validator, which is told of what OpenAPI says and JSON Schema does not.

use std::{collections::BTreeMap, net::IpAddr};

use chrono::{NaiveDateTime, NaiveTime};
use jsonschema::{PatternOptions, Validator};
use serde_json::{Value, json};

/// A validator of a published schema, with the meaning of the formats that only OpenAPI defines spelled out.
///
/// # Panics
///
/// Panics when what is published is no schema.
pub fn judge(schema: &Value, definitions: &BTreeMap<String, Value>) -> Validator {
    let mut schema = json!({ "allOf": [schema], "components": { "schemas": definitions } });
    spell_out(&mut schema);
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .with_format("ip", |text: &str| text.parse::<IpAddr>().is_ok())
        .with_format("partial-date-time", |text: &str| text.parse::<NaiveDateTime>().is_ok())
        .with_format("partial-time", |text: &str| text.parse::<NaiveTime>().is_ok())
        .build(&schema)
        .unwrap_or_else(|error| panic!("{error} in {schema}"))
}

fn spell_out(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let bounds = match members.get("format").and_then(Value::as_str) {
                Some("int64" | "int") => Some((json!(i64::MIN), json!(i64::MAX))),
                Some("uint64" | "uint") => Some((json!(0), json!(u64::MAX))),
                // The bounds themselves are no 64-bit numbers; nobody is to judge values that are near them.
                Some("int128") => Some((json!(-1.7e38), json!(1.7e38))),
                Some("uint128") => Some((json!(0), json!(3.4e38))),
                _ => None,
            };
            // A number of 32 bits is what rounds to one; halfway to what would be the next, it is none any more.
            if members.get("format").is_some_and(|it| it == "float") {
                members.insert("exclusiveMaximum".to_owned(), json!(3.402_823_567_797_336_6e38));
                members.insert("exclusiveMinimum".to_owned(), json!(-3.402_823_567_797_336_6e38));
            }
            if let Some((minimum, maximum)) = bounds {
                members.entry("minimum").or_insert(minimum);
                members.entry("maximum").or_insert(maximum);
            }
            members.values_mut().for_each(spell_out);
        }
        Value::Array(items) => items.iter_mut().for_each(spell_out),
        _ => {}
    }
}
