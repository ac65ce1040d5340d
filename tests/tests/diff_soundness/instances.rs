//! Values that fit a schema or miss it by a little.

use commandry_tests::{Tape, items_and_members};
use serde_json::{Map, Value, json};

use crate::schemas::NAMES;

const DEEPEST: usize = 5;
/// Texts around all lengths and patterns that schemas have.
const TEXTS: [&str; 14] =
    ["", "a", "b", "ab", "bb", "abc", "zz", "🦀", "🦀a", "1", "-1.5", "0", "x1", "bbbb"];

/// A value that fits a schema as far as it is understood here, then changed in up to two places.
pub(crate) fn near(schema: &Value, definitions: &Map<String, Value>, tape: &mut Tape<'_>) -> Value {
    let mut value = fitting(schema, definitions, tape, 0);
    for _ in 0..tape.pick(3) {
        change(tape.place(&mut value, items_and_members), tape);
    }
    value
}

fn fitting(schema: &Value, definitions: &Map<String, Value>, tape: &mut Tape<'_>, depth: usize) -> Value {
    let Value::Object(members) = schema else { return anything(tape) };
    if let Some(constant) = members.get("const") {
        return constant.clone();
    }
    if let Some(Value::Array(values)) = members.get("enum").filter(|_| !tape.rarely(8)) {
        return tape.one(values);
    }
    let mut value = of_type(members, definitions, tape, depth);
    let target = members.get("$ref").and_then(Value::as_str).and_then(|it| it.rsplit('/').next());
    let mut parts: Vec<&Value> = target.and_then(|name| definitions.get(name)).into_iter().collect();
    parts.extend(members.get("allOf").and_then(Value::as_array).into_iter().flatten());
    for keyword in ["anyOf", "oneOf"] {
        if let Some(Value::Array(arms)) = members.get(keyword) {
            // The deepest values end in the last arm, which is often `null`.
            let arm = if depth > DEEPEST { arms.len() - 1 } else { tape.pick(arms.len()) };
            parts.push(&arms[arm]);
        }
    }
    for part in parts {
        if depth > DEEPEST + 3 {
            break;
        }
        match (&mut value, fitting(part, definitions, tape, depth + 1)) {
            (Value::Object(inner), Value::Object(more)) => inner.extend(more),
            (place, other) => *place = other,
        }
    }
    value
}

fn of_type(
    members: &Map<String, Value>,
    definitions: &Map<String, Value>,
    tape: &mut Tape<'_>,
    depth: usize,
) -> Value {
    let kind = match members.get("type") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Array(names)) => tape.one(names).as_str().unwrap_or_default().to_owned(),
        _ if members.contains_key("properties") || members.contains_key("required") => "object".to_owned(),
        _ => return anything(tape),
    };
    match kind.as_str() {
        "null" => Value::Null,
        "boolean" => Value::Bool(tape.pick(2) == 1),
        "integer" | "number" => number(members, tape),
        "string" => text(members, tape),
        "array" => array(members, definitions, tape, depth),
        _ => object(members, definitions, tape, depth),
    }
}

/// A number at a limit, beside it, or anywhere.
fn number(members: &Map<String, Value>, tape: &mut Tape<'_>) -> Value {
    let limits: Vec<i64> = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
        .iter()
        .filter_map(|it| members.get(*it))
        .filter_map(Value::as_i64)
        .collect();
    if limits.is_empty() || tape.rarely(4) {
        return tape.one(&[
            json!(0),
            json!(1),
            json!(2),
            json!(-1),
            json!(4),
            json!(1.0),
            json!(1.5),
            json!(0.5),
            json!(2_147_483_648_i64),
            json!(u64::MAX),
            json!(1e30),
        ]);
    }
    let limit = tape.one(&limits);
    match tape.pick(4) {
        0 => json!(limit),
        1 => json!(limit + 1),
        2 => json!(limit - 1),
        #[allow(clippy::cast_precision_loss, reason = "the limits are small")]
        _ => json!(limit as f64 + 0.5),
    }
}

/// A text at a limit of length, or any other.
fn text(members: &Map<String, Value>, tape: &mut Tape<'_>) -> Value {
    let limit = ["minLength", "maxLength"].iter().filter_map(|it| members.get(*it)?.as_u64()).max();
    match limit {
        Some(limit) if tape.pick(2) == 0 => {
            json!("a".repeat(usize::try_from(limit).unwrap_or_default() + tape.pick(2)))
        }
        _ => json!(tape.one(&TEXTS)),
    }
}

fn array(
    members: &Map<String, Value>,
    definitions: &Map<String, Value>,
    tape: &mut Tape<'_>,
    depth: usize,
) -> Value {
    let prefix: &[Value] = members.get("prefixItems").and_then(Value::as_array).map_or(&[], Vec::as_slice);
    let size =
        |keyword: &str| members.get(keyword).and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
    let wanted = match (size("minItems"), size("maxItems")) {
        (Some(least), _) if depth > DEEPEST => least,
        _ if depth > DEEPEST => 0,
        (least, Some(most)) if tape.pick(2) == 0 => most.max(least.unwrap_or(0)),
        (least, _) => least.unwrap_or(0) + tape.pick(3),
    };
    let rest = members.get("items").unwrap_or(&Value::Bool(true));
    (0..wanted.min(6))
        .map(|index| fitting(prefix.get(index).unwrap_or(rest), definitions, tape, depth + 1))
        .collect()
}

fn object(
    members: &Map<String, Value>,
    definitions: &Map<String, Value>,
    tape: &mut Tape<'_>,
    depth: usize,
) -> Value {
    let mut object = Map::new();
    let required: Vec<&str> = members
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let listed = members.get("properties").and_then(Value::as_object);
    for (name, schema) in listed.into_iter().flatten() {
        if required.contains(&name.as_str()) || (depth <= DEEPEST && tape.pick(2) == 1) {
            object.insert(name.clone(), fitting(schema, definitions, tape, depth + 1));
        }
    }
    for name in required {
        if !object.contains_key(name) {
            object.insert(name.to_owned(), anything(tape));
        }
    }
    let patterns = members.get("patternProperties").and_then(Value::as_object);
    let rest = members.get("additionalProperties").or(members.get("unevaluatedProperties"));
    for schema in patterns.into_iter().flat_map(Map::values).chain(rest) {
        if depth <= DEEPEST && *schema != false && tape.pick(2) == 1 {
            object.insert(tape.one(&NAMES).to_owned(), fitting(schema, definitions, tape, depth + 1));
        }
    }
    if rest.is_none() && tape.rarely(4) {
        object.insert(tape.one(&NAMES).to_owned(), anything(tape));
    }
    object.into()
}

fn anything(tape: &mut Tape<'_>) -> Value {
    match tape.pick(10) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(1),
        3 => json!(0.5),
        4 | 5 => json!(tape.one(&TEXTS)),
        6 => json!([]),
        7 => json!([1, "a", null]),
        8 => json!({}),
        _ => json!({"a": 1, "kind": "a"}),
    }
}

fn change(value: &mut Value, tape: &mut Tape<'_>) {
    let way = tape.pick(5);
    *value = match (way, value.take()) {
        (0, Value::Object(mut members)) => {
            members.insert(tape.one(&NAMES).to_owned(), anything(tape));
            members.into()
        }
        (1, Value::Object(mut members)) => {
            members.remove(tape.one(&NAMES));
            members.into()
        }
        (0, Value::Array(mut items)) => {
            items.push(anything(tape));
            items.into()
        }
        (1, Value::Array(mut items)) => {
            items.pop();
            items.into()
        }
        (2, Value::Array(mut items)) => {
            items.extend(items.first().cloned());
            items.into()
        }
        (0, Value::Number(number)) => number.as_f64().map_or(Value::Null, |it| json!(it + 1.0)),
        (1, Value::Number(number)) => number.as_i64().map_or(Value::Null, |it| json!(it.saturating_sub(1))),
        (2, Value::Number(number)) => number.as_f64().map_or(Value::Null, |it| json!(it + 0.5)),
        (0, Value::String(text)) => json!(text + "a"),
        (1, Value::String(mut text)) => {
            text.pop();
            json!(text)
        }
        (3, _) => Value::Null,
        _ => anything(tape),
    };
}
