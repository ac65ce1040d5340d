//! Catalogs may come from elsewhere, with schemas that make no sense. Nothing may panic on them or run for ever, and
//! the documents must stay whole.

use commandry_schema::{
    Catalog, canonical,
    lint::{LintOptions, lint},
    openapi::{Level, OpenApiOptions, openapi},
    openrpc::openrpc,
    text::text,
    typescript::typescript,
};
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::select,
};
use serde_json::{Map, Value, json};

/// Names of types, some of which clash with names of documents or cannot be written there.
const TYPES: [&str; 7] = ["A", "B", "Commands", "RpcError", "Page<A>", "string", "Box2"];

const KEYWORDS: [&str; 30] = [
    "type",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "enum",
    "const",
    "oneOf",
    "anyOf",
    "allOf",
    "not",
    "format",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "description",
    "title",
    "default",
    "examples",
    "deprecated",
    "$ref",
    "$schema",
    "unevaluatedProperties",
];

fn reference() -> impl Strategy<Value = Value> {
    let targets: Vec<String> =
        TYPES.iter().chain(&["Nowhere"]).map(|name| format!("#/components/schemas/{name}")).collect();
    select(targets).prop_map(Value::from)
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z*/\"`{}\n]{0,6}".prop_map(Value::from),
        select(vec!["string", "integer", "object", "array", "null", "uint32", "uuid", "^a+$"])
            .prop_map(Value::from),
        reference(),
    ]
}

/// A schema, or something like one.
fn schema() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 24, 4, |inner| {
        let sensible = prop_oneof![
            reference().prop_map(|target| json!({ "$ref": target })),
            select(vec!["string", "integer", "object", "array", "null"])
                .prop_map(|kind| json!({ "type": kind })),
            vec(inner.clone(), 0..3).prop_map(|arms| json!({ "oneOf": arms })),
            btree_map("[a-z]{1,3}", inner.clone(), 0..3)
                .prop_map(|properties| json!({"type": "object", "properties": properties})),
        ];
        prop_oneof![
            sensible,
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map(select(KEYWORDS.to_vec()), inner, 0..5).prop_map(|members| {
                let members: Map<String, Value> =
                    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                Value::Object(members)
            }),
        ]
    })
}

fn catalog() -> impl Strategy<Value = Catalog> {
    let texts = "[a-zA-Z .*/`\n]{0,12}";
    let parameter = (select(vec!["a", "b", "class", "x-y"]), texts, any::<bool>(), schema()).prop_map(
        |(name, description, required, schema)| {
            json!({"name": name, "description": description, "required": required, "schema": schema})
        },
    );
    let route = (select(vec!["GET", "PUT", "BREW"]), select(vec!["/", "/a/{a}", "/{a", "}{", "/{x-y}/{b}"]))
        .prop_map(|(method, path)| json!({"method": method, "path": path}));
    let kind = ("[a-z_]{0,5}", any::<i64>(), any::<u16>(), schema()).prop_map(
        |(kind, code, status, details)| json!({"kind": kind, "code": code, "status": status, "details": details}),
    );
    let command = (
        (select(vec!["one", "two", "call_command", "Ünï", ""]), texts, texts),
        vec(parameter, 0..3),
        schema(),
        vec(kind, 0..3),
        vec((schema(), schema()), 0..2),
        route,
    )
        .prop_map(|((name, summary, description), parameters, result, kinds, examples, route)| {
            let examples: Vec<Value> = examples
                .into_iter()
                .map(|(params, result)| json!({"params": params, "result": result}))
                .collect();
            json!({
                "name": name,
                "summary": summary,
                "description": description,
                "parameters": parameters,
                "result": {"schema": result},
                "errors": {"fallible": true, "kinds": kinds},
                "examples": examples,
                "rest": route,
                "deprecated": {"since": description},
            })
        });
    (vec(command, 0..4), btree_map(select(TYPES.to_vec()), schema(), 0..6)).prop_map(|(commands, schemas)| {
        let catalog = json!({
            "service": {"title": "t*/\n", "version": ""},
            "commands": commands,
            "schemas": schemas,
        });
        serde_json::from_value(catalog).expect("it is a catalog, though one without sense")
    })
}

/// Whether every reference into the components of a document leads somewhere, apart from those that never did.
fn is_whole(document: &Value) -> bool {
    let mut pending = vec![&document["components"]["responses"], &document["paths"]];
    while let Some(value) = pending.pop() {
        if let Some(name) = value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|it| it.strip_prefix("#/components/responses/"))
            && document["components"]["responses"].get(name).is_none()
        {
            return false;
        }
        match value {
            Value::Object(members) => pending.extend(members.values()),
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    !canonical::to_string(document).contains("#/place/")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_panics_on_a_catalog_without_sense(catalog in catalog()) {
        for level in [Level::Envelope, Level::Commands, Level::Expanded] {
            let document = openapi(&catalog, &OpenApiOptions { level, ..OpenApiOptions::default() });
            prop_assert!(is_whole(&document), "{document:#}");
        }
        prop_assert!(openrpc(&catalog)["methods"].is_array());
        prop_assert!(typescript(&catalog).contains("export interface Commands"));
        prop_assert_eq!(lint(&catalog, &LintOptions { strict: true }).total(), catalog.commands.len());
        prop_assert!(text(&catalog).lines().count() >= catalog.commands.len());
    }
}

#[test]
fn types_that_only_refer_to_each_other_end() {
    let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let catalog: Catalog = serde_json::from_value(json!({
        "service": {"title": "t", "version": "1"},
        "commands": [{
            "name": "go_round",
            "parameters": [{"name": "a", "required": true, "schema": to("A")}],
            "result": {"schema": {"anyOf": [to("C"), to("A")]}},
            "examples": [{"params": {"a": 1}, "result": 2}],
            "rest": {"method": "GET", "path": "/{a}"},
        }],
        "schemas": {
            "A": to("B"),
            "B": to("A"),
            "C": {"oneOf": [to("C"), {"allOf": [to("C"), to("A")], "default": 1}]},
        },
    }))
    .expect("it is a catalog");
    assert!(is_whole(&openapi(&catalog, &OpenApiOptions::default())));
    assert!(text(&catalog).contains("go_round("));
    assert!(typescript(&catalog).contains("export type A = B;"));
    assert!(openrpc(&catalog)["components"]["schemas"].get("C").is_some());
    assert_eq!(lint(&catalog, &LintOptions::default()).total(), 1);
}
