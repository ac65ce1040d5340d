//! Our verdicts beside those of an independent validator, over made-up schemas and values.

use std::collections::BTreeMap;

use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
    sample::select,
};
use serde_json::{Map, Value, json};

use super::{FaultKind, Validator};

const NAMES: [&str; 4] = ["a", "b", "kind", "x-y"];

/// Small values that often meet each other's schemas.
fn value() -> impl Strategy<Value = Value> {
    let leaf = select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(-1),
        json!(2.5),
        json!(3.0),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("a"),
        json!("ab"),
        json!("é"),
        json!("12"),
        json!("2024-02-29"),
        json!("a@b.org"),
        json!("::1"),
    ]);
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            btree_map(select(NAMES.to_vec()), inner, 0..4).prop_map(object),
        ]
    })
}

fn object(members: BTreeMap<&'static str, Value>) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        keyword(Just(json!({})).boxed()),
        select(vec![
            json!({"$ref": "#/components/schemas/First"}),
            json!({"$ref": "#/components/schemas/Second"})
        ]),
    ];
    leaf.prop_recursive(3, 40, 4, |inner| {
        vec(keyword(inner.boxed()), 1..4).prop_map(|parts| {
            let members: Map<String, Value> =
                parts.into_iter().filter_map(|part| part.as_object().cloned()).flatten().collect();
            Value::Object(members)
        })
    })
}

/// A schema with one keyword, or a few that belong together.
fn keyword(inner: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    let types = vec!["null", "boolean", "integer", "number", "string", "array", "object"];
    let number = select(vec![json!(0), json!(1), json!(2.5), json!(-1), json!(3)]);
    let step = select(vec![json!(1), json!(2), json!(0.5), json!(2.5)]);
    let named = btree_map(select(NAMES.to_vec()), inner.clone(), 1..4).prop_map(object);
    let list = vec(inner.clone(), 1..4);
    let required = vec(select(NAMES.to_vec()), 0..3).prop_map(|mut names| {
        names.sort_unstable();
        names.dedup();
        json!(names)
    });
    let patterns = vec!["^a", "b$", "^[0-9]+$", "^.$", "^é?$", "-"];
    prop_oneof![
        select(types.clone()).prop_map(|name| json!({"type": name})),
        (select(types.clone()), select(types)).prop_map(|(one, other)| {
            if one == other { json!({"type": one}) } else { json!({"type": [one, other]}) }
        }),
        vec(value(), 1..3).prop_map(|values| json!({"enum": values})),
        value().prop_map(|value| json!({"const": value})),
        (select(vec!["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), number)
            .prop_map(|(keyword, limit)| json!({keyword: limit})),
        step.prop_map(|step| json!({"multipleOf": step})),
        (
            select(vec!["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"]),
            0..4_u64
        )
            .prop_map(|(keyword, limit)| json!({keyword: limit})),
        select(patterns.clone()).prop_map(|pattern| json!({"pattern": pattern})),
        select(vec!["date", "email", "ipv6", "uuid", "uint32"]).prop_map(|format| json!({"format": format})),
        Just(json!({"uniqueItems": true})),
        inner.clone().prop_map(|schema| json!({"items": schema})),
        (list.clone(), option::of(inner.clone())).prop_map(|(first, others)| match others {
            Some(others) => json!({"prefixItems": first, "items": others}),
            None => json!({"prefixItems": first}),
        }),
        (inner.clone(), 0..3_u64, 0..3_u64).prop_map(|(schema, minimum, more)| {
            json!({"contains": schema, "minContains": minimum, "maxContains": minimum + more})
        }),
        required.clone().prop_map(|names| json!({"required": names})),
        (select(NAMES.to_vec()), required)
            .prop_map(|(name, names)| json!({"dependentRequired": {name: names}})),
        (select(NAMES.to_vec()), inner.clone())
            .prop_map(|(name, schema)| json!({"dependentSchemas": {name: schema}})),
        inner.clone().prop_map(|schema| json!({"propertyNames": schema})),
        (named, option::of(inner.clone())).prop_map(|(named, others)| match others {
            Some(others) => json!({"properties": named, "additionalProperties": others}),
            None => json!({"properties": named}),
        }),
        (select(patterns), inner.clone())
            .prop_map(|(pattern, schema)| json!({"patternProperties": {pattern: schema}})),
        (select(vec!["allOf", "anyOf", "oneOf"]), list).prop_map(|(keyword, list)| json!({keyword: list})),
        inner.clone().prop_map(|schema| json!({"not": schema})),
        (inner.clone(), inner.clone(), inner.clone())
            .prop_map(|(when, then, otherwise)| json!({"if": when, "then": then, "else": otherwise})),
        inner.clone().prop_map(|schema| json!({"unevaluatedProperties": schema})),
        inner.prop_map(|schema| json!({"unevaluatedItems": schema})),
    ]
}

/// Named schemas that refer to each other, through members so that they end.
fn definitions() -> BTreeMap<String, Value> {
    BTreeMap::from([
        (
            "First".to_owned(),
            json!({"type": ["object", "string"], "properties": {"a": {"$ref": "#/components/schemas/First"},
                "b": {"$ref": "#/components/schemas/Second"}}, "unevaluatedProperties": false}),
        ),
        (
            "Second".to_owned(),
            json!({"oneOf": [{"type": "array", "items": {"$ref": "#/components/schemas/First"}}, {"type": "number"},
                {"$ref": "#/components/schemas/First"}]}),
        ),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn verdicts_are_those_of_an_independent_validator(schema in schema(), values in vec(value(), 6)) {
        let definitions = definitions();
        let document = json!({"allOf": [schema], "components": {"schemas": definitions}});
        let judge = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .build(&document)
            .unwrap();
        let ours = Validator::new(&schema, &definitions).unwrap();
        for value in &values {
            let expected = judge.is_valid(value);
            prop_assert_eq!(ours.is_valid(value), expected, "{} {}", schema, value);
            prop_assert_eq!(ours.faults(value).is_empty(), expected, "{} {}", schema, value);
        }
    }
}

/// A chain of objects, each a form with a tag, where every form looks at the next object.
fn chain(depth: usize, end: &Value) -> Value {
    (0..depth).fold(end.clone(), |inner, _| json!({"a": inner, "kind": "third"}))
}

#[test]
fn forms_inside_of_forms_take_no_longer_than_their_size() {
    let form = |tag: &str| {
        json!({"properties": {"a": {"$ref": "#/components/schemas/Node"}, "kind": {"const": tag}},
            "required": ["a", "kind"], "type": "object"})
    };
    let node = json!({"oneOf": [{"type": "null"}, form("first"), form("second"), form("third")]});
    let schemas = BTreeMap::from([("Node".to_owned(), node)]);
    let validator = Validator::new(&json!({"$ref": "#/components/schemas/Node"}), &schemas).unwrap();
    assert!(validator.is_valid(&chain(100, &json!(null))));
    let value = chain(100, &json!(7));
    assert!(!validator.is_valid(&value));
    let mut faults = validator.faults(&value);
    let mut depth = 0;
    while let Some(FaultKind::NoForm(forms)) = faults.pop().map(|fault| fault.kind) {
        depth += 1;
        faults = forms.into_iter().next_back().unwrap();
    }
    assert_eq!(depth, 101, "the form that was meant is followed to the fault");
    // Without tags nobody can tell the forms apart; then it only has to end.
    let untagged: Vec<Value> = (0..4)
        .map(|_| json!({"properties": {"a": {"$ref": "#/components/schemas/Node"}}, "type": "object"}))
        .collect();
    let schemas =
        BTreeMap::from([("Node".to_owned(), json!({"oneOf": untagged, "unevaluatedProperties": false}))]);
    let validator = Validator::new(&json!({"$ref": "#/components/schemas/Node"}), &schemas).unwrap();
    assert!(!validator.is_valid(&value));
    assert!(!validator.faults(&value).is_empty());
}

#[test]
fn a_value_with_millions_of_faults_gives_a_hundred() {
    let validator = Validator::new(&json!({"items": {"type": "string"}}), &BTreeMap::new()).unwrap();
    let value = Value::Array(vec![json!(1); 200_000]);
    assert_eq!(validator.faults(&value).len(), 100);
}

#[test]
fn schemas_that_cannot_be_used_are_refused_with_the_place() {
    let circle = BTreeMap::from([("A".to_owned(), json!({"anyOf": [{"$ref": "#/components/schemas/A"}]}))]);
    for (schema, reason) in [
        (json!(7), "a schema must be an object or a boolean, not 7"),
        (json!({"type": "text"}), "`type` must be the name of a type, not \"text\""),
        (
            json!({"items": {"minLength": -1}}),
            "items: `minLength` must be a whole number that is not negative, not -1",
        ),
        (json!({"properties": {"a": {"pattern": "("}}}), "properties/a: the pattern `(` cannot be read: "),
        (json!({"patternProperties": {"(?=a)": true}}), "the pattern `(?=a)` cannot be read: look-ahead"),
        (json!({"$ref": "#/components/schemas/B"}), "`$ref` \"#/components/schemas/B\" leads to no schema"),
        (json!({"$ref": "https://example.org"}), "leads to no schema of the catalog"),
        (json!({"$ref": "#/components/schemas/A"}), "the references go in a circle, among `A`"),
        (json!({"$dynamicRef": "#a"}), "the keyword `$dynamicRef` is not supported"),
        (json!({"required": "a"}), "`required` must be an array, not \"a\""),
        (json!({"allOf": [{"maximum": "1"}]}), "allOf: `maximum` must be a number, not \"1\""),
    ] {
        let error = Validator::new(&schema, &circle).unwrap_err().to_string();
        assert!(error.contains(reason), "{schema}: {error}");
    }
}

#[test]
fn unknown_members_are_told_with_the_known_ones() {
    let schema = json!({"allOf": [{"properties": {"own": {}}}], "anyOf": [{"properties": {"other": {}}}, true],
        "unevaluatedProperties": false});
    let validator = Validator::new(&schema, &BTreeMap::new()).unwrap();
    let value = json!({"own": 1, "othr": 2});
    let found: Vec<_> = validator.faults(&value).into_iter().map(|fault| fault.kind.to_string()).collect();
    assert_eq!(found, ["one of the members other, own"]);
}
