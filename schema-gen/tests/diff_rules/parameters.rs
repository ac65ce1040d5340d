//! Cases of what callers send.

use serde_json::{Value, json};

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    [lists(), values(), structures(), unions()].into_iter().flatten().collect()
}

fn sent(schema: Value) -> Value {
    json!({"parameters": [{"name": "it", "required": true, "schema": schema}]})
}

fn object(properties: Value, required: Value) -> Value {
    json!({"type": "object", "properties": properties, "required": required})
}

fn closed(properties: Value, required: Value) -> Value {
    let mut schema = object(properties, required);
    schema["additionalProperties"] = false.into();
    schema
}

fn lists() -> Vec<Case> {
    let named = |parameters: &[(&str, bool)]| {
        let parameters: Vec<Value> = parameters
            .iter()
            .map(
                |(name, required)| json!({"name": name, "required": required, "schema": {"type": "integer"}}),
            )
            .collect();
        json!({ "parameters": parameters })
    };
    let default = |name: &str, default: Value| json!({"parameters": [{"name": name, "schema": {"type": "integer", "default": default}}]});
    let secret = |secret: bool| json!({"parameters": [{"name": "a", "schema": {}, "secret": secret}]});
    vec![
        case("required added", named(&[]), named(&[("a", true)]), &["param-required-added"]),
        case("optional added", named(&[]), named(&[("a", false)]), &["param-optional-added"]),
        case("removed", named(&[("a", false)]), named(&[]), &["param-removed"]),
        case("became required", named(&[("a", false)]), named(&[("a", true)]), &["param-became-required"]),
        case("became optional", named(&[("a", true)]), named(&[("a", false)]), &["param-became-optional"]),
        case(
            "swapped",
            named(&[("a", true), ("b", true)]),
            named(&[("b", true), ("a", true)]),
            &["param-order-changed"],
        ),
        case(
            "added in front",
            named(&[("a", true)]),
            named(&[("b", false), ("a", true)]),
            &["param-order-changed", "param-optional-added"],
        ),
        case("default changed", default("a", json!(1)), default("a", json!(2)), &["param-default-changed"]),
        case("default written otherwise", default("a", json!(1)), default("a", json!(1.0)), &[]),
        case(
            "page size changed",
            default("limit", json!(10)),
            default("limit", json!(20)),
            &["param-page-size-changed"],
        ),
        case("secret no more", secret(true), secret(false), &["param-secret-removed"]),
        case("secret", secret(false), secret(true), &[]),
    ]
}

#[allow(clippy::too_many_lines, reason = "a table, one case after the other")]
fn values() -> Vec<Case> {
    let integer = |keyword: &str, limit: i64| sent(json!({"type": "integer", keyword: limit}));
    let text = |keyword: &str, limit: Value| sent(json!({"type": "string", keyword: limit}));
    let list = |keyword: &str, limit: Value| sent(json!({"type": "array", keyword: limit}));
    let record = |keyword: &str, limit: i64| sent(json!({"type": "object", keyword: limit}));
    let (any_text, any_integer) = (sent(json!({"type": "string"})), sent(json!({"type": "integer"})));
    let values = |values: Value| sent(json!({"type": "string", "enum": values}));
    vec![
        case("another type", any_integer.clone(), any_text.clone(), &["param-type-changed"]),
        case(
            "whole numbers only",
            sent(json!({"type": "number"})),
            any_integer.clone(),
            &["param-type-changed"],
        ),
        case("all numbers", any_integer.clone(), sent(json!({"type": "number"})), &["param-relaxed"]),
        case(
            "null refused",
            sent(json!({"type": ["string", "null"]})),
            any_text.clone(),
            &["param-became-not-nullable"],
        ),
        case("null taken", any_text.clone(), sent(json!({"type": ["string", "null"]})), &["param-relaxed"]),
        case("fewer listed", values(json!(["a", "b"])), values(json!(["a"])), &["param-enum-value-removed"]),
        case("more listed", values(json!(["a"])), values(json!(["b", "a"])), &["param-relaxed"]),
        case("only listed", any_text.clone(), values(json!(["a"])), &["param-became-enum"]),
        case("any text", values(json!(["a"])), any_text.clone(), &["param-relaxed"]),
        case("higher minimum", integer("minimum", 1), integer("minimum", 2), &["param-minimum-increased"]),
        case("new minimum", any_integer.clone(), integer("minimum", 2), &["param-minimum-increased"]),
        case(
            "exclusive minimum",
            integer("minimum", 1),
            integer("exclusiveMinimum", 1),
            &["param-minimum-increased"],
        ),
        case("lower minimum", integer("minimum", 2), integer("minimum", 1), &["param-relaxed"]),
        case("lower maximum", integer("maximum", 2), integer("maximum", 1), &["param-maximum-decreased"]),
        case("higher maximum", integer("maximum", 1), integer("maximum", 2), &["param-relaxed"]),
        case(
            "other steps",
            integer("multipleOf", 2),
            integer("multipleOf", 3),
            &["param-multiple-of-changed"],
        ),
        case("finer steps", integer("multipleOf", 4), integer("multipleOf", 2), &["param-relaxed"]),
        case(
            "longer texts",
            text("minLength", json!(1)),
            text("minLength", json!(2)),
            &["param-length-tightened"],
        ),
        case(
            "shorter texts",
            text("maxLength", json!(2)),
            text("maxLength", json!(1)),
            &["param-length-tightened"],
        ),
        case("more lengths", text("maxLength", json!(2)), text("maxLength", json!(3)), &["param-relaxed"]),
        case("new pattern", any_text.clone(), text("pattern", json!("a")), &["param-pattern-changed"]),
        case(
            "another pattern",
            text("pattern", json!("a")),
            text("pattern", json!("b")),
            &["param-pattern-changed"],
        ),
        case("no pattern", text("pattern", json!("a")), any_text.clone(), &["param-relaxed"]),
        case("new format", any_text.clone(), text("format", json!("uuid")), &["param-format-changed"]),
        case("no format", text("format", json!("uuid")), any_text, &["param-relaxed"]),
        case(
            "narrower format",
            sent(json!({"type": "integer", "format": "int64"})),
            sent(json!({"type": "integer", "format": "int32"})),
            &["param-format-changed"],
        ),
        case(
            "wider format",
            sent(json!({"type": "integer", "format": "int32"})),
            sent(json!({"type": "integer", "format": "int64"})),
            &["param-relaxed"],
        ),
        case(
            "more items",
            list("minItems", json!(1)),
            list("minItems", json!(2)),
            &["param-items-tightened"],
        ),
        case(
            "unique items",
            list("uniqueItems", json!(false)),
            list("uniqueItems", json!(true)),
            &["param-items-tightened"],
        ),
        case(
            "fewer items wanted",
            list("minItems", json!(2)),
            list("minItems", json!(1)),
            &["param-relaxed"],
        ),
        case(
            "more members",
            record("minProperties", 1),
            record("minProperties", 2),
            &["param-field-count-tightened"],
        ),
        case(
            "fewer members wanted",
            record("minProperties", 2),
            record("minProperties", 1),
            &["param-relaxed"],
        ),
        case(
            "an unknown keyword",
            sent(json!({"contains": {"type": "null"}})),
            sent(json!({"contains": {"type": "string"}})),
            &["param-type-changed"],
        ),
    ]
}

#[allow(clippy::too_many_lines, reason = "a table, one case after the other")]
fn structures() -> Vec<Case> {
    let a = json!({"a": {"type": "integer"}});
    let a_and_b = json!({"a": {"type": "integer"}, "b": {"type": "string"}});
    let tree = |value: Value, extra: Value| {
        json!({
            "parameters": [{"name": "it", "required": true, "schema": {"$ref": "#/components/schemas/Tree"}}],
            "schemas": {"Tree": {"type": "object", "required": ["value"], "properties": {
                "value": value, "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}, "extra": extra
            }}}
        })
    };
    let nested_default =
        |default: i64| sent(closed(json!({"a": {"type": "integer", "default": default}}), json!([])));
    let tuple = |items: Value| sent(json!({"type": "array", "prefixItems": items, "items": false}));
    let map = |pattern: &str, value: &str| {
        sent(
            json!({"type": "object", "patternProperties": {pattern: {"type": value}}, "additionalProperties": false}),
        )
    };
    let number = json!({"type": "integer"});
    vec![
        case(
            "member required",
            sent(closed(a.clone(), json!([]))),
            sent(closed(a.clone(), json!(["a"]))),
            &["param-field-became-required"],
        ),
        case(
            "member optional",
            sent(closed(a.clone(), json!(["a"]))),
            sent(closed(a.clone(), json!([]))),
            &["param-relaxed"],
        ),
        case(
            "required member added",
            sent(closed(a.clone(), json!([]))),
            sent(closed(a_and_b.clone(), json!(["b"]))),
            &["param-required-field-added", "param-field-added"],
        ),
        case(
            "member removed",
            sent(closed(a_and_b.clone(), json!([]))),
            sent(closed(a.clone(), json!([]))),
            &["param-field-removed"],
        ),
        case(
            "member added",
            sent(closed(a.clone(), json!([]))),
            sent(closed(a_and_b.clone(), json!([]))),
            &["param-field-added"],
        ),
        case(
            "member added where any was taken",
            sent(object(a.clone(), json!([]))),
            sent(object(a_and_b.clone(), json!([]))),
            &["param-open-field-added"],
        ),
        case(
            "member removed where any is taken",
            sent(object(a_and_b.clone(), json!([]))),
            sent(object(a.clone(), json!([]))),
            &[],
        ),
        case(
            "closed",
            sent(object(a.clone(), json!([]))),
            sent(closed(a.clone(), json!([]))),
            &["param-became-closed"],
        ),
        case(
            "opened",
            sent(closed(a.clone(), json!([]))),
            sent(object(a.clone(), json!([]))),
            &["param-relaxed"],
        ),
        case("default of a member", nested_default(1), nested_default(2), &["param-default-changed"]),
        case(
            "moved into a definition",
            sent(number.clone()),
            json!({
                "parameters": [{"name": "it", "required": true, "schema": {"$ref": "#/components/schemas/Number"}}],
                "schemas": {"Number": number}
            }),
            &[],
        ),
        case(
            "recursion kept",
            tree(number.clone(), json!(true)),
            tree(json!({"type": ["integer"]}), json!({})),
            &[],
        ),
        case(
            "recursion widened",
            tree(number.clone(), json!(true)),
            tree(json!({"type": "number"}), json!(true)),
            &["param-relaxed"],
        ),
        case(
            "recursion narrowed",
            tree(json!({"type": "number"}), json!(true)),
            tree(number.clone(), json!(true)),
            &["param-type-changed"],
        ),
        case(
            "a reference to nowhere",
            sent(json!({})),
            sent(json!({"$ref": "#/components/schemas/Nothing"})),
            &["param-type-changed"],
        ),
        case("tuple longer", tuple(json!([number])), tuple(json!([number, number])), &["param-relaxed"]),
        case(
            "tuple shorter",
            tuple(json!([number, number])),
            tuple(json!([number])),
            &["param-type-changed"],
        ),
        case(
            "items narrower",
            sent(json!({"type": "array", "items": {"type": "number"}})),
            sent(json!({"type": "array", "items": number})),
            &["param-type-changed"],
        ),
        case("values of a map wider", map("^a", "integer"), map("^a", "number"), &["param-relaxed"]),
        case("names of a map changed", map("^a", "integer"), map("^b", "integer"), &["param-became-closed"]),
        case(
            "flattened instead of nested",
            sent(json!({
                "type": "object", "allOf": [closed_part(&a)], "properties": {"b": {"type": "string"}}, "unevaluatedProperties": false
            })),
            sent(closed(a_and_b, json!([]))),
            &[],
        ),
        case(
            "nested instead of flattened",
            sent(closed(json!({"a": {"type": "integer"}, "b": {"type": "string"}}), json!([]))),
            sent(json!({
                "type": "object", "allOf": [closed_part(&a)], "properties": {"b": {"type": "string"}}, "unevaluatedProperties": false
            })),
            &[],
        ),
    ]
}

/// A part of a flattened object, which lets the members of other parts through.
fn closed_part(properties: &Value) -> Value {
    json!({"type": "object", "properties": properties})
}

fn unions() -> Vec<Case> {
    let shape = |kind: &str, field: &str| json!({"type": "object", "properties": {"kind": {"type": "string", "const": kind}, field: {"type": "number"}}, "required": ["kind", field]});
    let one_of = |arms: &[Value]| sent(json!({ "oneOf": arms }));
    let (circle, square) = (shape("circle", "radius"), shape("square", "side"));
    let named = |name: &str| json!({"type": "object", "properties": {name: {"type": "integer"}}, "required": [name], "additionalProperties": false});
    vec![
        case(
            "variant removed",
            one_of(&[circle.clone(), square.clone()]),
            one_of(std::slice::from_ref(&circle)),
            &["param-union-variant-removed"],
        ),
        case(
            "variant added",
            one_of(std::slice::from_ref(&circle)),
            one_of(&[square.clone(), circle.clone()]),
            &["param-relaxed"],
        ),
        case(
            "variants in another order",
            one_of(&[circle.clone(), square.clone()]),
            one_of(&[square.clone(), circle.clone()]),
            &[],
        ),
        case(
            "member of a variant renamed",
            one_of(&[circle.clone(), square.clone()]),
            one_of(&[shape("circle", "diameter"), square]),
            &["param-required-field-added"],
        ),
        case(
            "external variant added",
            one_of(&[json!({"const": "none"}), named("some")]),
            one_of(&[json!({"const": "none"}), named("some"), named("more")]),
            &["param-relaxed"],
        ),
        case(
            "arms that may overlap",
            sent(json!({"oneOf": [{"type": "integer"}]})),
            sent(json!({"oneOf": [{"type": "integer"}, {"type": "number"}]})),
            &["param-union-variant-removed"],
        ),
        case(
            "optional written with arms",
            sent(json!({"type": ["string", "null"]})),
            sent(json!({"anyOf": [{"type": "string"}, {"type": "null"}]})),
            &[],
        ),
        case(
            "optional written with types",
            sent(json!({"anyOf": [{"type": "string"}, {"type": "null"}]})),
            sent(json!({"type": ["string", "null"]})),
            &[],
        ),
        case(
            "listed values written as arms",
            sent(json!({"enum": ["a", "b"]})),
            sent(json!({"oneOf": [{"const": "a"}, {"const": "b"}]})),
            &[],
        ),
        case(
            "null removed from arms",
            sent(json!({"anyOf": [circle, {"type": "null"}]})),
            sent(json!({"anyOf": [shape("circle", "radius")]})),
            &["param-became-not-nullable"],
        ),
    ]
}
