//! Schemas and values at random: the spelling of a schema never decides on what it accepts.

use proptest::{collection::vec, prelude::*, sample::select};

use serde_json::{Value, json};

use crate::references::Schemas;

/// The schemas that the generated ones refer to.
fn named() -> Schemas {
    Schemas::from([
        (
            "Open".to_owned(),
            json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}),
        ),
        ("Loose".to_owned(), json!({"properties": {"a": {"type": "string"}}})),
        ("Closed".to_owned(), json!({"properties": {"a": true}, "additionalProperties": false})),
        ("Word".to_owned(), json!({"type": "string", "enum": ["a", "b"]})),
    ])
}

fn leaf() -> impl Strategy<Value = Value> {
    select(vec![
        json!(true),
        json!(false),
        json!({"const": "a"}),
        json!({"const": "b", "description": "B."}),
        json!({"enum": ["a", "b"], "type": "string"}),
        json!({"enum": ["a", 1]}),
        json!({"type": ["string", "null"]}),
        json!({"type": "integer", "format": "int64"}),
        json!({"$ref": "#/components/schemas/Word"}),
    ])
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 16, 3, |inner| {
        let reference = (
            select(vec!["Open", "Loose", "Closed", "Word"]),
            select(vec!["a", "b"]),
            select(vec![json!(null), json!("object")]),
            any::<bool>(),
            inner.clone(),
        )
            .prop_map(|(target, name, kind, is_closed, value)| {
                let mut schema = json!({
                    "$ref": format!("#/components/schemas/{target}"),
                    "properties": {name: value},
                    "required": [name],
                });
                if !kind.is_null() {
                    schema["type"] = kind;
                }
                if is_closed {
                    schema["unevaluatedProperties"] = false.into();
                }
                schema
            });
        prop_oneof![
            reference,
            vec(inner.clone(), 0..3)
                .prop_filter("a choice has arms", |arms| !arms.is_empty())
                .prop_map(|arms| json!({"oneOf": arms})),
            (vec(inner.clone(), 1..3), any::<bool>()).prop_map(|(prefix, is_closed)| {
                let mut schema = json!({"type": "array", "prefixItems": prefix});
                if is_closed {
                    schema["maxItems"] = prefix.len().into();
                }
                schema
            }),
            (inner.clone(), any::<bool>()).prop_map(|(value, is_closed)| json!({
                "patternProperties": {"^a": value},
                "additionalProperties": !is_closed,
            })),
            inner.prop_map(|value| json!({"type": "object", "properties": {"a": value}})),
        ]
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = select(vec![json!("a"), json!("b"), json!("c"), json!(1), json!(null), json!({})]);
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({"a": a, "b": b})),
            inner.prop_map(|a| json!({"a": a})),
        ]
    })
}

fn validator(schema: &Value, schemas: &Schemas) -> jsonschema::Validator {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .build(&json!({"allOf": [schema], "components": {"schemas": schemas}}))
        .expect("the schema is one")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_accepted_values_stay_the_same(schema in schema(), values in vec(value(), 1..8)) {
        let schemas = named();
        let before = validator(&schema, &schemas);
        let published = super::publish(&schema, &schemas);
        let after = validator(&published, &schemas);
        for value in values {
            prop_assert_eq!(before.is_valid(&value), after.is_valid(&value), "{}\n{}\n{}", value, schema, published);
        }
    }
}
