//! Schemas for AI hosts: made from real types, held against what hosts take and against the schemas of the commands.
//!
//! After a change that is meant, `UPDATE_GOLDEN=1 cargo test -p commandry-tests --test portable` writes the golden
//! file anew.

mod types;

use std::collections::BTreeMap;

use commandry_schema::{
    Catalog, canonical,
    catalog::Command,
    portable::{self, NoteKind, Portable},
};
use commandry_tests::{Instances, Tape, assert_golden, read_data};
use jsonschema::{PatternOptions, Validator};
use proptest::{
    collection,
    prelude::any,
    test_runner::{Config, TestCaseError, TestError, TestRunner},
};
use serde_json::{Value, json};

fn catalog() -> Catalog {
    types::registry().catalog().expect("the types make a catalog")
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .with_format("ip", |text: &str| text.parse::<std::net::IpAddr>().is_ok())
        .with_format("partial-date-time", |text: &str| text.parse::<chrono::NaiveDateTime>().is_ok())
        .build(schema)
        .unwrap_or_else(|error| panic!("{error} in {schema}"))
}

/// The two schemas of every command, with what portable schemas of their kind must look like.
fn portables(catalog: &Catalog) -> Vec<(String, Portable, &'static str)> {
    catalog
        .commands
        .iter()
        .flat_map(|command| {
            let name = |kind: &str| format!("{} {kind}", command.name);
            [
                (
                    name("parameters"),
                    portable::parameters(command, &catalog.schemas),
                    "parameters.schema.json",
                ),
                (name("result"), portable::result(command, &catalog.schemas), "result.schema.json"),
            ]
        })
        .collect()
}

#[test]
fn every_schema_keeps_to_what_hosts_take() {
    let mut report = String::new();
    for (name, portable, meta) in portables(&catalog()) {
        for error in validator(&read_data(&format!("portable/{meta}"))).iter_errors(&portable.schema) {
            report.push_str(&format!("{name}: {}: {error}\n", error.instance_path()));
        }
        let text = portable.schema.to_string();
        assert!(!text.contains("$ref"), "{name} refers to another schema: {text}");
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn what_hosts_refuse_is_told_from_what_they_take() {
    let parameters = validator(&read_data("portable/parameters.schema.json"));
    let of =
        |schema: Value| json!({"type": "object", "properties": {"a": schema}, "additionalProperties": false});
    assert!(parameters.is_valid(&of(json!({"type": "string", "description": "A."}))));
    for refused in [
        json!({"type": "string"}),
        json!({"type": ["string", "null"], "description": "A."}),
        json!({"type": "integer", "format": "uint32", "description": "A."}),
        json!({"$ref": "#/$defs/a", "description": "A."}),
        json!({"const": 1, "description": "A."}),
        json!({"anyOf": [{"type": "string"}, {"type": "null"}], "description": "A."}),
        json!({"oneOf": [{"type": "string"}, {"type": "integer"}], "description": "A."}),
        json!({"type": "array", "prefixItems": [{"type": "string"}], "items": {}, "description": "A."}),
        json!({"type": "string", "default": null, "description": "A."}),
        json!(true),
    ] {
        assert!(!parameters.is_valid(&of(refused.clone())), "{refused} is taken");
    }
    assert!(!parameters.is_valid(&json!({"type": "object", "additionalProperties": false})));
    assert!(!parameters.is_valid(&json!({"anyOf": [{"type": "object"}]})));
}

#[test]
fn schemas_are_as_committed() {
    let mut now = String::new();
    for (name, Portable { schema, wrapped_in, notes }, _) in portables(&catalog()) {
        let wrapped = wrapped_in.map_or_else(String::new, |member| format!(", wrapped in `{member}`"));
        now.push_str(&format!("{name}{wrapped}\n    {}\n", canonical::to_string(&schema)));
        for note in notes {
            now.push_str(&format!("    {:?} at {}: {}\n", note.kind, note.place, note.text));
        }
    }
    assert_golden("portable", "portable/nasty.txt", &now);
}

/// A schema with every format taken out that portable schemas do not name.
fn without_dropped_formats(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let kept =
                ["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uri", "uuid"];
            if members.get("format").and_then(Value::as_str).is_some_and(|format| !kept.contains(&format)) {
                members.remove("format");
            }
            members.values_mut().for_each(without_dropped_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(without_dropped_formats),
        _ => {}
    }
}

fn contains_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(contains_null),
        Value::Object(members) => members.values().any(contains_null),
        _ => false,
    }
}

/// A command with its parameters as published and as described to hosts.
struct Subject {
    published: Value,
    portable: Portable,
    accepts: Validator,
    accepts_without_formats: Validator,
    described: Validator,
}

impl Subject {
    fn new(command: &Command, schemas: &BTreeMap<String, Value>) -> Self {
        let published = command.parameters_schema();
        let portable = portable::parameters(command, schemas);
        let mut whole = json!({"allOf": [published], "components": {"schemas": schemas}});
        let accepts = validator(&whole);
        without_dropped_formats(&mut whole);
        let accepts_without_formats = validator(&whole);
        let described = validator(&portable.schema);
        Self { published, portable, accepts, accepts_without_formats, described }
    }

    fn is_noted(&self, wanted: impl Fn(NoteKind) -> bool) -> bool {
        self.portable.notes.iter().any(|note| wanted(note.kind))
    }

    /// How the two schemas disagree about a value, where they must not.
    fn disagreement(&self, value: &Value) -> Option<String> {
        let is_described = self.described.is_valid(value);
        let is_accepted = self.accepts.is_valid(value);
        if is_accepted && !is_described && !contains_null(value) {
            let reasons: Vec<String> = self.described.iter_errors(value).map(|it| it.to_string()).collect();
            return Some(format!("is accepted, but not described: {}", reasons.join("; ")));
        }
        if is_described && !is_accepted {
            let is_format = self.accepts_without_formats.is_valid(value);
            let is_noted = self.is_noted(|kind| match kind {
                NoteKind::FormatDropped => is_format,
                kind => kind.is_looser(),
            });
            if !is_noted {
                let reasons: Vec<String> = self.accepts.iter_errors(value).map(|it| it.to_string()).collect();
                return Some(format!("is described, but refused: {}", reasons.join("; ")));
            }
        }
        None
    }
}

fn cases() -> u32 {
    std::env::var("SCHEMA_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(400)
}

#[test]
fn a_described_call_is_accepted_and_an_accepted_call_without_null_is_described() {
    let catalog = catalog();
    let instances = Instances::new(&catalog.schemas);
    let mut report = String::new();
    let mut exact = 0;
    for command in &catalog.commands {
        let subject = Subject::new(command, &catalog.schemas);
        exact += u32::from(!subject.is_noted(NoteKind::is_looser));
        let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(&collection::vec(any::<u32>(), 0..80), |choices| {
            for schema in [&subject.published, &subject.portable.schema] {
                let value = instances.near(schema, &mut Tape::new(&choices));
                if let Some(reason) = subject.disagreement(&value) {
                    return Err(TestCaseError::fail(format!("{value} {reason}")));
                }
            }
            Ok(())
        });
        if let Err(TestError::Fail(reason, _)) = outcome {
            report.push_str(&format!(
                "{}: {reason}\n  published: {}\n  portable: {}\n",
                command.name, subject.published, subject.portable.schema
            ));
        }
    }
    assert!(report.is_empty(), "published and portable schemas disagree:\n{report}");
    // A test in which every schema were noted as looser would say nothing.
    assert!(exact >= 12, "only {exact} schemas say exactly what their command accepts");
}
