//! JSON values near a schema: most fit it, many miss it by a little.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::tape::{Tape, items_and_members};

/// Makes values for schemas that refer to shared definitions.
#[derive(Debug)]
pub struct Instances<'a> {
    definitions: &'a BTreeMap<String, Value>,
}

impl<'a> Instances<'a> {
    /// Values for schemas with the given definitions.
    pub fn new(definitions: &'a BTreeMap<String, Value>) -> Self {
        Self { definitions }
    }

    /// A value that fits a schema, then changed in up to two places.
    pub fn near(&self, schema: &Value, tape: &mut Tape<'_>) -> Value {
        let mut value = self.fitting(schema, tape, 0);
        for _ in 0..tape.pick(3) {
            change(tape.place(&mut value, items_and_members), tape);
        }
        value
    }

    /// A value that fits a schema as far as its keywords are understood here.
    fn fitting(&self, schema: &Value, tape: &mut Tape<'_>, depth: usize) -> Value {
        let Value::Object(members) = schema else { return anything(tape) };
        if let Some(target) = self.target(members) {
            return self.fitting(target, tape, depth + 1);
        }
        if let Some(constant) = members.get("const") {
            return constant.clone();
        }
        if let Some(Value::Array(values)) = members.get("enum") {
            return tape.one(values);
        }
        let mut value = match members.get("anyOf").or_else(|| members.get("oneOf")) {
            // The deepest values end in the last arm, which is `null` for whatever is optional.
            Some(Value::Array(arms)) if depth > 4 => self.fitting(&arms[arms.len() - 1], tape, depth + 1),
            Some(Value::Array(arms)) => self.fitting(&tape.one(arms), tape, depth + 1),
            _ => self.of_type(members, tape, depth),
        };
        if let (Value::Object(inner), Some(Value::Object(_))) = (&mut value, members.get("properties"))
            && members.contains_key("anyOf") | members.contains_key("oneOf")
        {
            inner.extend(self.object(members, tape, depth));
        }
        for part in members.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            match (&mut value, self.fitting(part, tape, depth + 1)) {
                (Value::Object(inner), Value::Object(more)) => inner.extend(more),
                (place, other) => *place = other,
            }
        }
        value
    }

    fn target(&self, members: &Map<String, Value>) -> Option<&'a Value> {
        let name = members.get("$ref")?.as_str()?.rsplit('/').next()?;
        self.definitions.get(name)
    }

    fn of_type(&self, members: &Map<String, Value>, tape: &mut Tape<'_>, depth: usize) -> Value {
        let kind = match members.get("type") {
            Some(Value::String(name)) => name.clone(),
            Some(Value::Array(names)) if depth > 4 => {
                names[names.len() - 1].as_str().unwrap_or_default().to_owned()
            }
            Some(Value::Array(names)) => tape.one(names).as_str().unwrap_or_default().to_owned(),
            _ if members.contains_key("properties") => "object".to_owned(),
            _ => return anything(tape),
        };
        match kind.as_str() {
            "null" => Value::Null,
            "boolean" => Value::Bool(tape.pick(2) == 1),
            "integer" | "number" => number(members, &kind, tape),
            "string" => text(members, tape),
            "array" => self.array(members, tape, depth),
            _ => Value::Object(self.object(members, tape, depth)),
        }
    }

    fn array(&self, members: &Map<String, Value>, tape: &mut Tape<'_>, depth: usize) -> Value {
        let mut items: Vec<Value> = Vec::new();
        for item in members.get("prefixItems").and_then(Value::as_array).into_iter().flatten() {
            items.push(self.fitting(item, tape, depth + 1));
        }
        let least = size(members, "minItems").unwrap_or(0);
        let most = size(members, "maxItems").unwrap_or(3);
        let wanted = if depth > 4 { least } else { least + tape.pick(most.saturating_sub(least) + 1) };
        if let Some(item) = members.get("items").filter(|item| item.is_object() || **item == true) {
            while items.len() < wanted {
                items.push(self.fitting(item, tape, depth + 1));
            }
        }
        items.into()
    }

    fn object(&self, members: &Map<String, Value>, tape: &mut Tape<'_>, depth: usize) -> Map<String, Value> {
        let mut object = Map::new();
        let required: Vec<&str> = members
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for (name, schema) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if required.contains(&name.as_str()) || (depth <= 4 && tape.pick(3) > 0) {
                object.insert(name.clone(), self.fitting(schema, tape, depth + 1));
            }
        }
        for schema in
            members.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(Map::values)
        {
            for name in ["0", "1", "-1", "42", "255", "007", "256", "-0", "1.0", "1e1", "+1", "", "٣"] {
                if tape.pick(6) == 1 {
                    object.insert(name.to_owned(), self.fitting(schema, tape, depth + 1));
                }
            }
        }
        if let Some(schema @ (Value::Object(_) | Value::Bool(true))) = members.get("additionalProperties") {
            for name in ["key", "", "ä"] {
                if depth <= 4 && tape.pick(2) == 1 {
                    object.insert(name.to_owned(), self.fitting(schema, tape, depth + 1));
                }
            }
        }
        object
    }
}

fn size(members: &Map<String, Value>, keyword: &str) -> Option<usize> {
    usize::try_from(members.get(keyword)?.as_u64()?).ok()
}

/// Numbers at which types and limits end, in the ways in which they can be written.
fn numbers() -> Vec<Value> {
    vec![
        json!(0),
        json!(1),
        json!(-1),
        json!(5),
        json!(10),
        json!(1.0),
        json!(0.5),
        json!(-0.0),
        json!(127),
        json!(128),
        json!(-128),
        json!(-129),
        json!(255),
        json!(256),
        json!(255.0),
        json!(256.0),
        json!(32767),
        json!(32768),
        json!(65535),
        json!(65536),
        json!(2_147_483_647_i64),
        json!(2_147_483_648_i64),
        json!(-2_147_483_648_i64),
        json!(-2_147_483_649_i64),
        json!(4_294_967_295_i64),
        json!(4_294_967_296_i64),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(9_223_372_036_854_775_808_u64),
        json!(1e18),
        json!(1e19),
        json!(-1e18),
        json!(-1e19),
        json!(1e20),
        json!(1e30),
        json!(1e39),
        json!(-1e39),
        json!(1e100),
        json!(1e-50),
        json!(3.3e38),
    ]
}

/// Texts that some format or pattern takes, and texts that are nearly such.
const TEXTS: [&str; 44] = [
    "",
    "a",
    "ab",
    "🦀",
    "e\u{301}",
    "abcdefghijkl",
    "1",
    "-1",
    "1.5",
    "12.50",
    "-0.00",
    "1e5",
    "1E3",
    ".5",
    "5.",
    "+5",
    "007",
    "12345678901234567890123456789012345",
    "0.12345678901234567890123456789012345",
    "2026-01-01",
    "2026-02-29",
    "2024-02-29",
    "0000-01-01",
    "2026-1-1",
    "2026-01-01T12:00:00Z",
    "2026-01-01t12:00:00z",
    "2026-01-01T12:00:00.123456789+05:30",
    "2026-01-01 12:00:00Z",
    "2026-01-01T12:00:00",
    "2016-12-31T23:59:60Z",
    "2026-01-01T12:00:60Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T12:00:00-00:00",
    "2026-01-01T12:00:00+25:00",
    "12:00:00",
    "67e55044-10b1-426f-9247-bb680e5fe0c8",
    "67E55044-10B1-426F-9247-BB680E5FE0C8",
    "67e5504410b1426f9247bb680e5fe0c8",
    "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
    "127.0.0.1",
    "127.0.0.01",
    "256.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
];

fn anything(tape: &mut Tape<'_>) -> Value {
    match tape.pick(8) {
        0 => Value::Null,
        1 => json!(true),
        2 => tape.one(&numbers()),
        3 => json!(tape.one(&TEXTS)),
        4 => json!([]),
        5 => json!([1, "a", null]),
        6 => json!({}),
        _ => json!({"a": [1.0, {"b": null}]}),
    }
}

fn number(members: &Map<String, Value>, kind: &str, tape: &mut Tape<'_>) -> Value {
    let limits: Vec<Value> =
        ["minimum", "maximum"].iter().filter_map(|it| members.get(*it)).cloned().collect();
    match tape.pick(4) {
        0 if !limits.is_empty() => tape.one(&limits),
        1 if kind == "number" => json!(1.5),
        2 => tape.one(&numbers()),
        _ => tape.one(&[json!(1), json!(0), json!(2), json!(3.0)]),
    }
}

fn text(members: &Map<String, Value>, tape: &mut Tape<'_>) -> Value {
    let typical = match members.get("format").and_then(Value::as_str) {
        Some("date-time") => "2026-01-01T12:00:00Z",
        Some("date") => "2026-01-01",
        Some("partial-date-time") => "2026-01-01T12:00:00",
        Some("partial-time") => "12:00:00",
        Some("uuid") => "67e55044-10b1-426f-9247-bb680e5fe0c8",
        Some("ipv4" | "ip") => "127.0.0.1",
        Some("ipv6") => "::1",
        _ if members.contains_key("pattern") => "12.50",
        _ if members.contains_key("maxLength") => "a",
        _ => "text",
    };
    if tape.pick(3) == 2 { json!(tape.one(&TEXTS)) } else { json!(typical) }
}

/// Changes a value in one of the ways in which callers and readers go wrong.
fn change(value: &mut Value, tape: &mut Tape<'_>) {
    let way = tape.pick(10);
    let old = value.take();
    *value = match (way, old) {
        (0, _) => tape.one(&numbers()),
        (1, _) => json!(tape.one(&TEXTS)),
        (2, _) => anything(tape),
        // A variant without content, written like one with content.
        (3, Value::String(name)) => json!({ name: null }),
        (3, Value::Object(members)) if members.len() == 1 => {
            members.into_iter().next().map(|it| it.1).unwrap_or_default()
        }
        // A struct written as an array of its members.
        (4, Value::Object(members)) => members.into_values().collect(),
        (4, Value::Array(items)) => items
            .into_iter()
            .enumerate()
            .map(|(name, item)| (name.to_string(), item))
            .collect::<Map<_, _>>()
            .into(),
        // Larger numbers are not the same number any more when they are written with a point.
        (5, Value::Number(number)) if number.as_f64().is_some_and(|it| it.abs() < 1e15) => {
            json!(number.as_f64())
        }
        (5, Value::Array(mut items)) => {
            let repeated = items.first().cloned().unwrap_or_default();
            items.push(repeated);
            items.into()
        }
        (5 | 6, Value::Object(mut members)) => {
            let names: Vec<String> = members.keys().cloned().collect();
            if !names.is_empty() {
                let name = tape.one(&names);
                members.remove(&name);
                if way == 6 {
                    members.insert(format!("{name}_"), anything(tape));
                }
            }
            members.into()
        }
        (6, Value::Array(mut items)) => {
            items.pop();
            items.into()
        }
        (7, Value::Object(mut members)) => {
            members.insert(tape.one(&["extra", "0", "kind", ""]).to_owned(), anything(tape));
            members.into()
        }
        (7, Value::Array(mut items)) => {
            items.push(anything(tape));
            items.into()
        }
        (8, old) => json!([old]),
        (9, _) => Value::Null,
        (_, old) => old,
    };
}
