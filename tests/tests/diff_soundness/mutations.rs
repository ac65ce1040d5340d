//! The ways in which the next version of a schema differs.

use commandry_tests::Tape;
use serde_json::{Map, Value, json};

use crate::schemas::{self, NAMES, set_limit};

/// Changes one schema inside of a schema.
pub(crate) fn mutate(schema: &mut Value, definitions: &Map<String, Value>, tape: &mut Tape<'_>) {
    change(tape.place(schema, children), definitions, tape);
}

/// The schemas directly inside of a schema.
fn children(schema: &mut Value) -> Vec<&mut Value> {
    let Value::Object(members) = schema else { return Vec::new() };
    let mut found = Vec::new();
    for (keyword, member) in members.iter_mut() {
        match (keyword.as_str(), member) {
            ("properties" | "patternProperties", Value::Object(named)) => found.extend(named.values_mut()),
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(parts)) => found.extend(parts),
            ("items" | "additionalProperties" | "unevaluatedProperties", part) => found.push(part),
            _ => {}
        }
    }
    found
}

fn change(schema: &mut Value, definitions: &Map<String, Value>, tape: &mut Tape<'_>) {
    if !schema.is_object() {
        *schema = tape.one(&[json!(true), json!(false), json!({}), json!({"type": "integer"})]);
        return;
    }
    match tape.pick(20) {
        0 => *schema = schemas::schema(tape, 2),
        1 => *schema = json!({"anyOf": [schema.clone(), {"type": "null"}]}),
        2 => *schema = json!({"allOf": [schema.clone()]}),
        3 => *schema = json!({"anyOf": [schema.clone(), schemas::schema(tape, 3)]}),
        4 => *schema = json!({"oneOf": [schema.clone(), schemas::schema(tape, 3)]}),
        5 => inline(schema, definitions),
        6 | 7 => change_limit(schema, tape),
        8 => {
            let names: Vec<String> = keys(schema);
            if let (false, Value::Object(members)) = (names.is_empty(), &mut *schema) {
                members.remove(&tape.one(&names));
            }
        }
        9 | 10 => change_properties(schema, tape),
        11 | 12 => change_required(schema, tape),
        13 => {
            schema["additionalProperties"] =
                tape.one(&[json!(false), json!(true), json!({"type": "integer"})]);
        }
        14 => schema["unevaluatedProperties"] = tape.one(&[json!(false), json!({"type": "integer"})]),
        15 | 16 => change_arms(schema, tape),
        17 => change_type(schema, tape),
        18 => change_values(schema, tape),
        _ => rename_union(schema),
    }
}

fn keys(schema: &Value) -> Vec<String> {
    schema.as_object().into_iter().flat_map(Map::keys).cloned().collect()
}

/// Puts a definition where it is referred to.
fn inline(schema: &mut Value, definitions: &Map<String, Value>) {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.rsplit('/').next());
    if let Some(target) = target.and_then(|name| definitions.get(name)) {
        *schema = target.clone();
    }
}

/// Moves a limit by one, or sets a new one.
fn change_limit(schema: &mut Value, tape: &mut Tape<'_>) {
    let limits: Vec<String> =
        keys(schema).into_iter().filter(|name| schema[name].as_i64().is_some()).collect();
    if !limits.is_empty() && tape.pick(2) == 0 {
        let name = tape.one(&limits);
        if tape.pick(2) == 0 && exclude_limit(schema, &name) {
            return;
        }
        let moved = schema[&name].as_i64().unwrap_or_default() + tape.one(&[1, -1]);
        let is_count = name != "minimum" && name != "maximum" && !name.starts_with("exclusive");
        schema[&name] = if is_count { moved.max(i64::from(name == "multipleOf")) } else { moved }.into();
        return;
    }
    let keyword = tape.one(&[
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    ]);
    set_limit(schema, keyword, tape);
}

/// Lets a limit of numbers exclude what it included, or the other way round; `false` when it is no such limit.
fn exclude_limit(schema: &mut Value, name: &str) -> bool {
    let opposite = match name {
        "minimum" => "exclusiveMinimum",
        "maximum" => "exclusiveMaximum",
        "exclusiveMinimum" => "minimum",
        "exclusiveMaximum" => "maximum",
        _ => return false,
    };
    if let Some(limit) = schema.as_object_mut().and_then(|members| members.remove(name)) {
        schema[opposite] = limit;
    }
    true
}

fn change_properties(schema: &mut Value, tape: &mut Tape<'_>) {
    let name = tape.one(&NAMES);
    let keyword = if tape.rarely(5) { "patternProperties" } else { "properties" };
    let name = if keyword == "properties" { name } else { "^x" };
    if !schema[keyword].is_object() {
        schema[keyword] = json!({});
    }
    let removed = schema[keyword].as_object_mut().and_then(|it| it.remove(name));
    if removed.is_none() {
        schema[keyword][name] = schemas::schema(tape, 3);
    }
}

fn change_required(schema: &mut Value, tape: &mut Tape<'_>) {
    let name = json!(tape.one(&NAMES));
    match schema["required"].as_array_mut() {
        Some(names) if names.contains(&name) => names.retain(|it| *it != name),
        Some(names) => names.push(name),
        None => schema["required"] = json!([name]),
    }
}

fn change_arms(schema: &mut Value, tape: &mut Tape<'_>) {
    for keyword in ["oneOf", "anyOf", "prefixItems"] {
        if let Some(Value::Array(arms)) = schema.get_mut(keyword) {
            match tape.pick(4) {
                0 if arms.len() > 1 => {
                    arms.remove(tape.pick(arms.len()));
                }
                1 => arms.reverse(),
                2 => arms.push(schemas::variant(tape, 3)),
                _ => arms.push(schemas::schema(tape, 3)),
            }
            return;
        }
    }
}

fn change_type(schema: &mut Value, tape: &mut Tape<'_>) {
    schema["type"] = tape.one(&[
        json!("integer"),
        json!("number"),
        json!("string"),
        json!("object"),
        json!(["string", "null"]),
        json!(["integer", "null"]),
        json!(["object", "null"]),
        json!(["string", "integer"]),
        json!(["array", "object"]),
    ]);
}

fn change_values(schema: &mut Value, tape: &mut Tape<'_>) {
    let value =
        tape.one(&[json!("a"), json!("ab"), json!("zz"), json!("b"), json!(1), json!(1.0), Value::Null]);
    match schema.get_mut("enum") {
        Some(Value::Array(values)) if values.contains(&value) && values.len() > 1 => {
            values.retain(|it| *it != value);
        }
        Some(Value::Array(values)) => values.push(value),
        _ => schema["const"] = value,
    }
}

/// What exactly one arm must fit, any may fit now, or the other way round.
fn rename_union(schema: &mut Value) {
    let Value::Object(members) = schema else { return };
    if let Some(arms) = members.remove("anyOf") {
        members.insert("oneOf".into(), arms);
    } else if let Some(arms) = members.remove("oneOf") {
        members.insert("anyOf".into(), arms);
    }
}
