//! Comparing two thousand commands takes less than a second:
//! `cargo test --release -p commandry-schema --test diff_speed -- --nocapture`.

use std::time::{Duration, Instant};

use commandry_schema::{
    Catalog,
    diff::{DiffOptions, Level, diff},
};
use serde_json::{Value, json};

const COMMANDS: usize = 2_000;
const LIMIT: Duration = Duration::from_secs(1);

/// A service in which every command has three parameters and types of its own; every version changes all of them.
fn catalog(version: usize) -> Catalog {
    let mut schemas = serde_json::Map::new();
    let mut commands = Vec::new();
    for index in 0..COMMANDS {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}{index}")});
        schemas.insert(
            format!("Filter{index}"),
            json!({"type": "object", "additionalProperties": false, "properties": {
                "text": {"type": ["string", "null"], "maxLength": 20 + version},
                "kind": {"type": "string", "enum": ["one", "two", "three"]},
                "parts": {"type": "array", "items": reference("Filter")},
            }}),
        );
        let shape = |kind: &str| {
            json!({"type": "object", "required": ["kind", "size"], "properties": {
                "kind": {"type": "string", "const": kind}, "size": {"type": "integer", "maximum": 100 + version}
            }})
        };
        schemas.insert(
            format!("Answer{index}"),
            json!({"type": "object", "required": ["items", "total"], "properties": {
                "items": {"type": "array", "items": {"oneOf": [shape("circle"), shape("square"), shape("line")]}},
                "total": {"type": "integer", "format": "uint64", "minimum": 0},
                "next": {"anyOf": [reference("Answer"), {"type": "null"}]},
            }}),
        );
        commands.push(json!({
            "name": format!("command_{index}"), "summary": "Does something.",
            "parameters": [
                {"name": "filter", "required": true, "schema": reference("Filter")},
                {"name": "limit", "schema": {"type": "integer", "minimum": 1, "maximum": 100 + version, "default": 10}},
                {"name": "cursor", "schema": {"type": ["string", "null"]}},
            ],
            "result": {"schema": reference("Answer")},
        }));
    }
    serde_json::from_value(json!({
        "service": {"title": "many", "version": "1.0.0"}, "commands": commands, "schemas": Value::Object(schemas)
    }))
    .expect("a catalog")
}

#[test]
fn two_thousand_commands_are_compared_within_a_second() {
    if cfg!(debug_assertions) {
        eprintln!("skipped: only a release build is measured");
        return;
    }
    let (base, new) = (catalog(0), catalog(1));
    for (what, new, least) in [("nothing", &base, 0), ("every command", &new, COMMANDS)] {
        // Other programs take time as well, so the best of three counts.
        let measured = || {
            let start = Instant::now();
            let found = diff(&base, new, &DiffOptions::default());
            (start.elapsed(), found)
        };
        let (time, found) =
            (0..3).map(|_| measured()).min_by_key(|(time, _)| *time).expect("it was measured three times");
        eprintln!("{COMMANDS} commands, {what} changed: {time:?}, {} changes", found.changes.len());
        // Each command has an answer that may be larger, and two parameters that may be.
        assert_eq!(found.count(Level::Error), least);
        assert!(found.count(Level::Info) >= 2 * least, "{:?}", found.changes.last());
        assert!(time < LIMIT, "it took {time:?}");
    }
}
