//! Schemas of the kinds that types give, small enough that values hit their limits.

use commandry_tests::Tape;
use serde_json::{Map, Value, json};

/// Names of members; some are integers, as the names of maps can be.
pub(crate) const NAMES: [&str; 8] = ["a", "b", "c", "kind", "0", "-1", "01", "x1"];
/// Names of definitions; schemas of each may refer to all of them.
pub(crate) const DEFINITIONS: [&str; 3] = ["First", "Second", "Tree"];
/// Patterns of texts, and of names of members.
const PATTERNS: [&str; 6] =
    ["^a", "^b*$", "^-?\\d{1,3}(\\.\\d+)?$", r"^(0|[1-9]\d*)$", r"^(0|-?[1-9]\d*)$", "^x"];
const CONSTANTS: [&str; 3] = ["a", "ab", "zz"];
const DEEPEST: usize = 3;

/// The definitions that schemas refer to; the last is a tree.
pub(crate) fn definitions(tape: &mut Tape<'_>) -> Map<String, Value> {
    let leaf = schema(tape, DEEPEST);
    let tree = json!({
        "type": "object",
        "properties": {
            "a": leaf,
            "b": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            "c": {"anyOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]}
        },
        "required": ["a"],
    });
    let (first, second) = (schema(tape, 1), schema(tape, 2));
    [first, second, tree].into_iter().zip(DEFINITIONS).map(|(it, name)| (name.to_owned(), it)).collect()
}

/// A schema; the deeper, the simpler.
pub(crate) fn schema(tape: &mut Tape<'_>, depth: usize) -> Value {
    let kinds = if depth >= DEEPEST { 7 } else { 18 };
    match tape.pick(kinds) {
        0 => text(tape),
        1 => number(tape, "integer"),
        2 => number(tape, "number"),
        3 => json!({"type": tape.one(&["boolean", "null", "string", "object", "array"])}),
        4 => json!({"type": "string", "enum": CONSTANTS[..=tape.pick(CONSTANTS.len())]}),
        5 => tape.one(&[json!(true), json!({}), json!({"const": 1}), json!({"enum": [1, "a", null]})]),
        6 => optional(tape),
        7 => list(tape, depth),
        8 => tuple(tape, depth),
        9 | 10 => object(tape, depth),
        11 => map(tape, depth),
        12 => json!({"anyOf": [schema(tape, depth + 1), {"type": "null"}]}),
        13 => json!({"anyOf": [schema(tape, depth + 1), schema(tape, depth + 1)]}),
        14 => tagged(tape, depth),
        15 => external(tape, depth),
        16 => flattened(tape, depth),
        _ => reference(tape),
    }
}

pub(crate) fn reference(tape: &mut Tape<'_>) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", tape.one(&DEFINITIONS))})
}

fn optional(tape: &mut Tape<'_>) -> Value {
    let mut schema = if tape.pick(2) == 0 { text(tape) } else { number(tape, "integer") };
    let inner = schema["type"].take();
    schema["type"] = json!([inner, "null"]);
    schema
}

fn text(tape: &mut Tape<'_>) -> Value {
    let mut schema = json!({"type": "string"});
    for keyword in ["minLength", "maxLength", "pattern", "format"] {
        if tape.rarely(3) {
            set_limit(&mut schema, keyword, tape);
        }
    }
    schema
}

fn number(tape: &mut Tape<'_>, kind: &str) -> Value {
    let mut schema = json!({ "type": kind });
    for keyword in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"] {
        if tape.rarely(4) {
            set_limit(&mut schema, keyword, tape);
        }
    }
    schema
}

/// Sets a keyword that limits values to one of a few limits.
pub(crate) fn set_limit(schema: &mut Value, keyword: &str, tape: &mut Tape<'_>) {
    schema[keyword] = match keyword {
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            tape.one(&[json!(0), json!(1), json!(2), json!(-1), json!(1.5), json!(2.0), json!(u64::MAX)])
        }
        "multipleOf" => tape.one(&[json!(1), json!(2), json!(4), json!(0.5)]),
        "pattern" => json!(tape.one(&PATTERNS)),
        "format" => {
            let is_text = schema["type"] == "string";
            let formats: &[&str] =
                if is_text { &["uuid", "date"] } else { &["int32", "int64", "uint8", "double"] };
            json!(tape.one(formats))
        }
        "uniqueItems" => json!(tape.pick(2) == 1),
        _ => json!(tape.pick(4)),
    };
}

fn list(tape: &mut Tape<'_>, depth: usize) -> Value {
    let mut list = json!({"type": "array", "items": schema(tape, depth + 1)});
    for keyword in ["minItems", "maxItems", "uniqueItems"] {
        if tape.rarely(3) {
            set_limit(&mut list, keyword, tape);
        }
    }
    list
}

fn tuple(tape: &mut Tape<'_>, depth: usize) -> Value {
    let items: Vec<Value> = (0..=tape.pick(3)).map(|_| schema(tape, depth + 1)).collect();
    let length = items.len();
    let mut tuple = json!({"type": "array", "prefixItems": items, "minItems": length, "maxItems": length});
    match tape.pick(5) {
        0 => {}
        1 => tuple["items"] = false.into(),
        2 => tuple["items"] = schema(tape, depth + 1),
        3 => {
            tuple["maxItems"] = (length + 1).into();
            tuple["items"] = schema(tape, depth + 1);
        }
        _ => tuple["minItems"] = 0.into(),
    }
    tuple
}

fn object(tape: &mut Tape<'_>, depth: usize) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for name in &NAMES[..=tape.pick(3)] {
        properties.insert((*name).to_owned(), schema(tape, depth + 1));
        if tape.pick(2) == 1 {
            required.push(*name);
        }
    }
    let mut object = json!({"type": "object", "properties": properties, "required": required});
    match tape.pick(6) {
        0..=2 => {}
        3 => object["additionalProperties"] = false.into(),
        4 => object["additionalProperties"] = schema(tape, depth + 1),
        _ => set_limit(&mut object, tape.one(&["minProperties", "maxProperties"]), tape),
    }
    object
}

fn map(tape: &mut Tape<'_>, depth: usize) -> Value {
    let values = schema(tape, depth + 1);
    match tape.pick(4) {
        0 => json!({"type": "object", "additionalProperties": values}),
        1 => {
            json!({"type": "object", "patternProperties": {tape.one(&PATTERNS): values}, "additionalProperties": false})
        }
        2 => {
            json!({"type": "object", "patternProperties": {tape.one(&PATTERNS): values}, "properties": {"a": schema(tape, depth + 1)}})
        }
        _ => json!({
            "type": "object",
            "patternProperties": {tape.one(&PATTERNS): values, "^x": schema(tape, depth + 1)},
            "additionalProperties": schema(tape, depth + 1)
        }),
    }
}

/// One variant of an enum with a tag inside.
pub(crate) fn variant(tape: &mut Tape<'_>, depth: usize) -> Value {
    let mut variant = json!({
        "type": "object",
        "properties": {"kind": {"type": "string", "const": tape.one(&CONSTANTS)}},
        "required": ["kind"]
    });
    match tape.pick(4) {
        0 => {}
        1 => {
            variant["properties"]["a"] = schema(tape, depth + 1);
            variant["required"] = json!(["kind", "a"]);
        }
        2 => variant["additionalProperties"] = false.into(),
        _ => variant["$ref"] = reference(tape)["$ref"].take(),
    }
    variant
}

fn tagged(tape: &mut Tape<'_>, depth: usize) -> Value {
    let arms: Vec<Value> = (0..=tape.pick(3)).map(|_| variant(tape, depth)).collect();
    json!({ "oneOf": arms })
}

fn external(tape: &mut Tape<'_>, depth: usize) -> Value {
    let mut arms = vec![json!({"type": "string", "enum": CONSTANTS[..=tape.pick(2)]})];
    for name in &NAMES[..=tape.pick(2)] {
        arms.push(json!({
            "type": "object", "properties": {*name: schema(tape, depth + 1)}, "required": [name],
            "additionalProperties": false
        }));
    }
    json!({ "oneOf": arms })
}

fn flattened(tape: &mut Tape<'_>, depth: usize) -> Value {
    let mut flat = json!({"type": "object", "properties": {"b": schema(tape, depth + 1)}});
    match tape.pick(4) {
        0 => flat["allOf"] = json!([object(tape, depth + 1)]),
        1 => flat["oneOf"] = json!([variant(tape, depth + 1), variant(tape, depth + 1)]),
        2 => flat["$ref"] = reference(tape)["$ref"].take(),
        _ => flat["anyOf"] = json!([object(tape, depth + 1), {}]),
    }
    if tape.pick(2) == 1 {
        flat["unevaluatedProperties"] = if tape.rarely(4) { schema(tape, depth + 1) } else { false.into() };
    }
    flat
}
