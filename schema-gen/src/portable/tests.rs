//! Schemas as they come from elsewhere, written by hand or with bad intent.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Note, NoteKind, SCHEMAS, parameters, result};
use crate::catalog::{Command, Parameter};
use crate::references::Schemas;

fn command(schema: Value) -> Command {
    let parameter = Parameter { name: "a".into(), required: true, schema, ..Parameter::default() };
    Command { name: "test".into(), parameters: vec![parameter], ..Command::default() }
}

fn written(schema: Value, schemas: &Schemas) -> (Value, Vec<Note>) {
    let portable = parameters(&command(schema), schemas);
    (portable.schema["properties"]["a"].clone(), portable.notes)
}

/// Checks what a parameter becomes, apart from its description, and what is noted on it.
#[track_caller]
fn check(schema: Value, expected: &Value, kinds: &[NoteKind]) {
    let schemas = Schemas::from([
        (
            "Point".to_owned(),
            json!({"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}),
        ),
        ("Loop".to_owned(), json!({"$ref": "#/components/schemas/Loop"})),
    ]);
    let (mut found, notes) = written(schema, &schemas);
    if let Value::Object(members) = &mut found {
        members.remove("description");
    }
    assert_eq!(found, *expected);
    assert_eq!(notes.iter().map(|note| note.kind).collect::<Vec<_>>(), kinds);
}

#[test]
fn demands_that_hold_together_become_one() {
    check(
        json!({"allOf": [{"type": "number", "minimum": 1, "maximum": 9}, {"type": "integer", "minimum": 3}]}),
        &json!({"type": "integer", "minimum": 3, "maximum": 9}),
        &[],
    );
    check(
        json!({
            "$ref": "#/components/schemas/Point",
            "properties": {"kind": {"const": "dot", "description": "Always `dot`."}},
            "required": ["kind"],
        }),
        &json!({
            "type": "object",
            "properties": {
                "kind": {"type": "string", "enum": ["dot"], "description": "Always `dot`."},
                "x": {"type": "integer", "description": "X."},
            },
            "required": ["kind", "x"],
        }),
        &[],
    );
    // A closed object refuses what only the other demand names.
    check(
        json!({"allOf": [
            {"type": "object", "properties": {"x": {"type": "string"}}, "additionalProperties": false},
            {"type": "object", "properties": {"y": {"type": "string"}}},
        ]}),
        &json!({
            "type": "object",
            "properties": {"x": {"type": "string", "description": "X."}},
            "additionalProperties": false,
        }),
        &[],
    );
}

#[test]
fn types_in_a_list_become_choices_without_null() {
    check(
        json!({"type": ["string", "integer", "null"], "maxLength": 3, "minimum": 1}),
        &json!({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "integer", "minimum": 1}]}),
        &[],
    );
    check(
        json!({"enum": ["a", 1, null]}),
        &json!({"anyOf": [
            {"type": "string", "enum": ["a"]},
            {"type": "integer", "enum": [1]},
        ]}),
        &[],
    );
    check(json!({"type": "integer", "exclusiveMinimum": 0}), &json!({"type": "integer", "minimum": 1}), &[]);
}

#[test]
fn what_is_accepted_beyond_the_command_is_noted() {
    let text = json!({"type": "string"});
    check(json!({"type": "string", "format": "byte"}), &text, &[NoteKind::FormatDropped]);
    check(json!({"type": "string", "not": {"const": "x"}}), &text, &[NoteKind::DemandDropped]);
    check(
        json!({"oneOf": [{"type": "string"}, {"type": "string", "maxLength": 3}]}),
        &json!({"anyOf": [
            {"type": "string"},
            {"type": "string", "maxLength": 3},
        ]}),
        &[NoteKind::ChoiceLoosened],
    );
    check(
        json!({"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false}),
        &json!({"type": "object", "properties": {}, "additionalProperties": {"type": "string"}}),
        &[NoteKind::NamesLoosened],
    );
    check(
        json!({"$ref": "#/components/schemas/Nowhere"}),
        &json!({}),
        &[NoteKind::AnyValue, NoteKind::UnknownReference],
    );
    check(
        json!({"$ref": "#/components/schemas/Loop"}),
        &json!({}),
        &[NoteKind::RecursionCut, NoteKind::AnyValue],
    );
    check(json!({"type": "null"}), &Value::Null, &[NoteKind::NullOnly]);
    check(json!(true), &json!({}), &[NoteKind::AnyValue]);
}

#[test]
fn lists_and_objects_as_the_only_values_are_spelled_out() {
    check(
        json!({"const": {"x": 1, "list": ["a", 2]}}),
        &json!({
            "type": "object",
            "properties": {
                "x": {"type": "integer", "enum": [1], "description": "X."},
                "list": {
                    "type": "array",
                    "items": {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "integer", "enum": [2]}]},
                    "minItems": 2,
                    "maxItems": 2,
                    "description": "List.",
                },
            },
            "required": ["list", "x"],
            "additionalProperties": false,
        }),
        &[NoteKind::TupleLoosened],
    );
}

#[test]
fn words_on_the_place_come_before_words_on_the_type() {
    let schema = json!({
        "description": "What to do.",
        "deprecated": true,
        "oneOf": [{"const": "go", "description": "Goes."}, {"const": "stop", "description": "Stops."}],
    });
    let (found, _) = written(schema, &Schemas::new());
    assert_eq!(
        found,
        json!({
            "type": "string",
            "enum": ["go", "stop"],
            "description": "What to do. go: Goes; stop: Stops. Deprecated.",
        })
    );
    let mut command = command(json!({"type": "string"}));
    command.parameters[0].description = "In the words of the author.".into();
    let schema = parameters(&command, &Schemas::new()).schema;
    assert_eq!(schema["properties"]["a"]["description"], "In the words of the author.");
}

#[test]
fn results_are_objects_and_keep_null() {
    let of = |schema: Value| {
        let mut command = Command::default();
        command.result.schema = schema;
        let portable = result(&command, &Schemas::new());
        (portable.schema, portable.wrapped_in)
    };
    assert_eq!(
        of(
            json!({"type": "object", "description": "A.", "properties": {"x": {"type": ["integer", "null"]}}})
        ),
        (
            json!({"type": "object", "properties": {"x": {"type": ["integer", "null"], "description": "X."}}}),
            None
        )
    );
    assert_eq!(
        of(json!({"type": ["string", "null"]})),
        (
            json!({
                "type": "object",
                "properties": {"result": {"type": ["string", "null"], "description": "Result."}},
                "required": ["result"],
            }),
            Some("result")
        )
    );
    assert_eq!(of(json!({"type": "array"})).1, Some("items"));
    assert_eq!(of(json!(false)).1, Some("result"));
}

/// Types that each contain all the others twice.
fn tangle(count: usize) -> Schemas {
    let reference = |index: usize| json!({"$ref": format!("#/components/schemas/T{index}")});
    (0..count)
        .map(|own| {
            let members: BTreeMap<String, Value> =
                (0..2 * count).map(|index| (format!("m{index}"), reference(index % count))).collect();
            (
                format!("T{own}"),
                json!({"type": "object", "properties": members, "anyOf": [{}, {"required": ["m0"]}]}),
            )
        })
        .collect()
}

fn schemas_in(schema: &Value) -> usize {
    let mut count = 0;
    crate::walk::each(schema, &mut |_| count += 1);
    count
}

#[test]
fn schemas_that_would_never_end_are_cut() {
    let (schema, notes) = written(json!({"$ref": "#/components/schemas/T0"}), &tangle(12));
    assert!(notes.iter().any(|note| note.kind == NoteKind::TooLarge));
    let size = schemas_in(&schema);
    assert!((2..=8 * SCHEMAS).contains(&size), "{size} schemas");
    let mut deep = json!({"type": "string"});
    for _ in 0..100 {
        deep = json!({"type": "array", "items": deep});
    }
    let (_, notes) = written(deep, &Schemas::new());
    assert_eq!(notes[0].kind, NoteKind::TooLarge);
    let chain: Schemas = (0..100_000)
        .map(|index| (format!("C{index}"), json!({"$ref": format!("#/components/schemas/C{}", index + 1)})))
        .collect();
    let (_, notes) = written(json!({"$ref": "#/components/schemas/C0"}), &chain);
    assert_eq!(notes[0].kind, NoteKind::TooLarge);
}

#[test]
fn choices_of_many_choices_are_cut() {
    let choice = |kind: &str| {
        let arms: Vec<Value> =
            (0..100).map(|index| json!({"type": "object", "required": [format!("{kind}{index}")]})).collect();
        json!({ "anyOf": arms })
    };
    let (_, notes) = written(json!({"allOf": [choice("a"), choice("b"), choice("c")]}), &Schemas::new());
    assert!(notes.iter().any(|note| note.kind == NoteKind::TooLarge));
}

#[test]
fn nonsense_does_not_panic() {
    for schema in [
        json!(7),
        json!("x"),
        json!({"type": 7}),
        json!({"type": "x"}),
        json!({"type": [1]}),
        json!({"properties": 3, "required": {"a": 1}, "additionalProperties": "x"}),
        json!({"items": [1], "prefixItems": {}, "minItems": -1, "maxItems": "x"}),
        json!({"prefixItems": [{"type": "null"}], "minItems": 1}),
        json!({"anyOf": [], "oneOf": {}, "allOf": 1}),
        json!({"enum": [], "const": null}),
        json!({"enum": {}, "minimum": "x", "format": 3, "description": []}),
        json!({"type": "integer", "exclusiveMaximum": i64::MIN, "exclusiveMinimum": true}),
        json!({"patternProperties": {"[": 1}, "propertyNames": {"pattern": 1}, "unevaluatedProperties": 3}),
        json!({"type": "object", "required": ["x"], "additionalProperties": false}),
    ] {
        let mut command = command(schema.clone());
        let portable = parameters(&command, &Schemas::new());
        assert_eq!(portable.schema["type"], "object");
        command.result.schema = schema;
        assert_eq!(result(&command, &Schemas::new()).schema["type"], "object");
    }
}
