//! Cases of what callers get.

use serde_json::{Value, json};

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    [values(), structures()].into_iter().flatten().collect()
}

fn received(schema: Value) -> Value {
    json!({"result": {"schema": schema}})
}

/// A value inside of the result, so that it is not the root that changes.
fn inner(schema: Value) -> Value {
    received(json!({"type": "object", "properties": {"it": schema}, "required": ["it"]}))
}

fn values() -> Vec<Case> {
    let number = |keyword: &str, limit: i64| inner(json!({"type": "integer", keyword: limit}));
    let text = |keyword: &str, limit: Value| inner(json!({"type": "string", keyword: limit}));
    let (any_text, any_integer) = (inner(json!({"type": "string"})), inner(json!({"type": "integer"})));
    let values = |values: Value| inner(json!({"type": "string", "enum": values}));
    let more_to_come =
        |values: Value| inner(json!({"type": "string", "enum": values, "x-extensible-enum": true}));
    let list = |keyword: &str, limit: Value| inner(json!({"type": "array", keyword: limit}));
    let record = |keyword: &str, limit: i64| inner(json!({"type": "object", keyword: limit}));
    vec![
        case("another type", any_integer.clone(), any_text.clone(), &["result-type-changed"]),
        case("all numbers", any_integer.clone(), inner(json!({"type": "number"})), &["result-type-changed"]),
        case(
            "whole numbers only",
            inner(json!({"type": "number"})),
            any_integer.clone(),
            &["result-narrowed"],
        ),
        case("another root", any_text.clone(), received(json!({"type": "string"})), &["result-root-changed"]),
        case(
            "null possible",
            any_text.clone(),
            inner(json!({"type": ["string", "null"]})),
            &["result-became-nullable"],
        ),
        case(
            "null no more",
            inner(json!({"type": ["string", "null"]})),
            any_text.clone(),
            &["result-narrowed"],
        ),
        case("more listed", values(json!(["a"])), values(json!(["a", "b"])), &["result-enum-value-added"]),
        case(
            "more listed as announced",
            more_to_come(json!(["a"])),
            more_to_come(json!(["a", "b"])),
            &["result-extensible-enum-value-added"],
        ),
        case("fewer listed", values(json!(["a", "b"])), values(json!(["a"])), &["result-narrowed"]),
        case("any text", values(json!(["a"])), any_text.clone(), &["result-enum-removed"]),
        case("only listed", any_text.clone(), values(json!(["a"])), &["result-narrowed"]),
        case("lower minimum", number("minimum", 2), number("minimum", 1), &["result-minimum-decreased"]),
        case("no minimum", number("minimum", 2), any_integer.clone(), &["result-minimum-decreased"]),
        case("higher minimum", number("minimum", 1), number("minimum", 2), &["result-narrowed"]),
        case("higher maximum", number("maximum", 1), number("maximum", 2), &["result-maximum-increased"]),
        case("lower maximum", number("maximum", 2), number("maximum", 1), &["result-narrowed"]),
        case(
            "finer steps",
            number("multipleOf", 4),
            number("multipleOf", 2),
            &["result-multiple-of-changed"],
        ),
        case("coarser steps", number("multipleOf", 2), number("multipleOf", 4), &["result-narrowed"]),
        case(
            "longer texts",
            text("maxLength", json!(1)),
            text("maxLength", json!(2)),
            &["result-length-widened"],
        ),
        case("shorter texts", text("maxLength", json!(2)), text("maxLength", json!(1)), &["result-narrowed"]),
        case("no pattern", text("pattern", json!("a")), any_text.clone(), &["result-pattern-changed"]),
        case("new pattern", any_text.clone(), text("pattern", json!("a")), &["result-narrowed"]),
        case("no format", text("format", json!("uuid")), any_text.clone(), &["result-format-changed"]),
        case("new format", any_text, text("format", json!("uuid")), &["result-narrowed"]),
        case(
            "wider number",
            inner(json!({"type": "integer", "format": "int32"})),
            inner(json!({"type": "integer", "format": "int64"})),
            &["result-format-changed"],
        ),
        case(
            "longer lists",
            list("maxItems", json!(1)),
            list("maxItems", json!(2)),
            &["result-items-widened"],
        ),
        case("shorter lists", list("maxItems", json!(2)), list("maxItems", json!(1)), &["result-narrowed"]),
        case(
            "more members",
            record("maxProperties", 1),
            record("maxProperties", 2),
            &["result-field-count-widened"],
        ),
        case("fewer members", record("maxProperties", 2), record("maxProperties", 1), &["result-narrowed"]),
    ]
}

fn structures() -> Vec<Case> {
    let object = |names: &[&str], required: &[&str]| {
        let properties: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), json!({"type": "integer"}))).collect();
        json!({"type": "object", "properties": properties, "required": required})
    };
    let closed = |names: &[&str]| {
        let mut schema = object(names, &[]);
        schema["additionalProperties"] = false.into();
        received(schema)
    };
    let tagged = |kind: &str, most: u32| {
        json!({"type": "object", "required": ["kind", "size"], "properties": {
            "kind": {"const": kind}, "size": {"type": "integer", "maximum": most}
        }})
    };
    let map = |value: &str| received(json!({"type": "object", "additionalProperties": {"type": value}}));
    vec![
        case(
            "member gone",
            received(object(&["a", "b"], &["a", "b"])),
            received(object(&["a"], &["a"])),
            &["result-field-removed"],
        ),
        case(
            "member added",
            received(object(&["a"], &["a"])),
            received(object(&["a", "b"], &["a", "b"])),
            &["result-field-added"],
        ),
        case(
            "optional member added",
            received(object(&["a"], &["a"])),
            received(object(&["a", "b"], &["a"])),
            &["result-field-added"],
        ),
        case(
            "optional member gone",
            received(object(&["a", "b"], &["a"])),
            received(object(&["a"], &["a"])),
            &["result-optional-field-removed"],
        ),
        case(
            "member optional",
            received(object(&["a"], &["a"])),
            received(object(&["a"], &[])),
            &["result-field-became-optional"],
        ),
        case(
            "member always there",
            received(object(&["a"], &[])),
            received(object(&["a"], &["a"])),
            &["result-narrowed"],
        ),
        case(
            "member added to a closed object",
            closed(&["a"]),
            closed(&["a", "b"]),
            &["result-closed-field-added"],
        ),
        case("member gone from a closed object", closed(&["a", "b"]), closed(&["a"]), &["result-narrowed"]),
        case("opened", closed(&["a"]), received(object(&["a"], &[])), &["result-became-open"]),
        case("closed", received(object(&["a"], &[])), closed(&["a"]), &["result-narrowed"]),
        case("values of a map wider", map("integer"), map("number"), &["result-type-changed"]),
        case("values of a map narrower", map("number"), map("integer"), &["result-narrowed"]),
        case(
            "variant added",
            received(json!({"oneOf": [{"type": "string"}]})),
            received(json!({"oneOf": [{"type": "string"}, object(&["a"], &["a"])]})),
            &["result-union-variant-added"],
        ),
        case(
            "members of all variants widened alike",
            received(json!({"oneOf": [tagged("x", 1), tagged("y", 1)]})),
            received(json!({"oneOf": [tagged("x", 2), tagged("y", 2)]})),
            &["result-maximum-increased"],
        ),
        case(
            "variant gone",
            received(json!({"oneOf": [{"type": "string"}, object(&["a"], &["a"])]})),
            received(json!({"oneOf": [{"type": "string"}]})),
            &["result-narrowed"],
        ),
    ]
}
