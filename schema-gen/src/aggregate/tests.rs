//! Sources of every kind, beside each other and with bad intent.

use serde_json::{Value, json};

use super::{Aggregate, AggregateError, ConflictKind, Options, Source, aggregate};
use crate::catalog::{Catalog, Command};
use crate::openapi::{OpenApiOptions, openapi};
use crate::openrpc::openrpc;

fn of(sources: &[(&str, Value)]) -> Result<Aggregate, AggregateError> {
    let sources: Vec<Source> = sources
        .iter()
        .map(|(prefix, document)| Source { prefix: (*prefix).to_owned(), document: document.clone() })
        .collect();
    aggregate(&sources, &Options::default())
}

#[track_caller]
fn good(sources: &[(&str, Value)]) -> Aggregate {
    of(sources).unwrap_or_else(|error| panic!("{error}"))
}

fn names(aggregate: &Aggregate) -> Vec<&str> {
    aggregate.catalog.commands.iter().map(|command| command.name.as_str()).collect()
}

/// An OpenAPI document with one operation.
fn operation(version: &str, operation: Value) -> Value {
    json!({
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/items/{id}": {"post": operation}},
    })
}

fn golden_catalog() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/catalog.json");
    let text = std::fs::read_to_string(path).expect("the golden catalog is there");
    serde_json::from_str(&text).expect("the golden catalog is JSON")
}

#[test]
fn an_operation_becomes_a_command() {
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "2.0.0", "description": "Sells."},
        "tags": [{"name": "Order Items", "description": "What is\nordered."}],
        "paths": {"/items/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "post": {
                "operationId": "updateItem",
                "tags": ["Order Items"],
                "description": "Changes an item.\n\nOnly once.",
                "deprecated": true,
                "parameters": [
                    {"name": "dry-run", "in": "query", "schema": {"type": "boolean", "default": false}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string", "nullable": true}},
                    {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
                ],
                "requestBody": {"$ref": "#/components/requestBodies/Item"},
                "responses": {
                    "201": {"description": "The item.", "content": {"application/json; charset=utf-8": {
                        "schema": {"$ref": "#/components/schemas/Item"}}}},
                    "404": {"description": "There is none."},
                    "5XX": {"description": "Broken.", "content": {"application/problem+json": {
                        "schema": {"type": "object"}}}},
                },
            },
            "head": {"responses": {}},
        }},
        "components": {
            "parameters": {"Id": {"name": "id", "in": "path", "required": true, "example": 7,
                "schema": {"type": "integer", "format": "int32"}, "description": "Which one."}},
            "requestBodies": {"Item": {"required": true, "content": {"application/json": {
                "example": {"price": 3, "created": "x"},
                "schema": {"$ref": "#/components/schemas/Item"}}}}},
            "schemas": {"Item": {
                "type": "object",
                "required": ["price", "created"],
                "properties": {
                    "price": {"type": "number", "minimum": 0, "exclusiveMinimum": true},
                    "created": {"type": "string", "readOnly": true},
                    "id": {"type": "string"},
                    "parent": {"$ref": "#/components/schemas/Item"},
                },
            }},
        },
    });
    let combined = good(&[("shop", document)]);
    let command = serde_json::to_value(&combined.catalog.commands[0]).expect("a command is JSON");
    assert_eq!(
        command,
        json!({
            "name": "shop_update_item",
            "group": "shop_order_items",
            "summary": "Changes an item.",
            "description": "Only once.",
            "parameters": [
                {"name": "id", "required": true, "description": "Which one.",
                    "schema": {"type": "integer", "format": "int32", "description": "Which one."}},
                {"name": "price", "required": true, "schema": {"type": "number", "exclusiveMinimum": 0}},
                {"name": "dry-run", "required": false, "schema": {"type": "boolean", "default": false}},
                {"name": "X-Trace", "required": false, "description": "Sent as the header `X-Trace`.",
                    "schema": {"type": ["string", "null"], "description": "Sent as the header `X-Trace`."}},
                {"name": "id_body", "required": false, "schema": {"type": "string"}},
                {"name": "parent", "required": false, "schema": {"$ref": "#/components/schemas/Item"}},
            ],
            "result": {"description": "The item.", "schema": {"$ref": "#/components/schemas/Item"}},
            "errors": {"fallible": true, "declared": true, "kinds": [
                {"kind": "not_found", "code": 1404, "status": 404, "description": "There is none."},
                {"kind": "failed", "code": 1500, "status": 500, "description": "Broken.", "details": {"type": "object"}},
            ]},
            "examples": [{"params": {"id": 7, "price": 3}}],
            "behaviour": {"read_only": false},
            "rest": {"method": "POST", "path": "/shop/items/{id}"},
            "deprecated": {},
        })
    );
    assert_eq!(combined.catalog.service.group_descriptions["shop_order_items"], "What is ordered.");
    assert_eq!(
        combined.origins["shop_update_item"].rest.as_ref().map(|it| it.path.as_str()),
        Some("/items/{id}")
    );
    let omissions: Vec<String> = combined.omissions.iter().map(ToString::to_string).collect();
    assert_eq!(omissions.len(), 2, "{omissions:#?}");
    assert!(omissions[0].contains("`id` of the body is called `id_body`"), "{omissions:#?}");
    assert!(omissions[1].contains("operations of HEAD are left out"), "{omissions:#?}");
    // The combined document stays whole.
    let document = openapi(&combined.catalog, &OpenApiOptions::default());
    assert!(document.pointer("/paths/~1shop~1items~1{id}/post").is_some());
}

#[test]
fn bodies_that_are_no_plain_objects_become_one_parameter() {
    let body = |schema: Value| {
        let body = json!({"required": true, "content": {"application/json": {"schema": schema}}});
        let combined = good(&[("a", operation("3.1.0", json!({"requestBody": body, "responses": {}})))]);
        combined.catalog.commands[0].parameters.iter().map(|it| it.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(body(json!({"type": "array", "items": {"type": "string"}})), ["body"]);
    assert_eq!(body(json!({"oneOf": [{"type": "object"}]})), ["body"]);
    assert_eq!(body(json!({"type": "object", "properties": {"x": {}}})), ["x"]);
    let upload = json!({"requestBody": {"content": {"multipart/form-data": {}}}, "responses": {}});
    let combined = good(&[("a", operation("3.1.0", upload))]);
    assert!(combined.omissions[0].text.contains("no JSON but multipart/form-data"));
    assert_eq!(names(&combined), ["a_post_items_by_id"]);
}

#[test]
fn references_are_followed_wherever_they_lead_within_the_document() {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "", "content": {
            "application/json": {"schema": {"type": "object", "properties": {
                "one": {"$ref": "#/definitions/Node"},
                "two": {"$ref": "#/paths/~1a/get/x-types/thing%20b"},
            }}}}}}, "x-types": {"thing b": {"type": "string", "$defs": {"x": {}}}}}}},
        "definitions": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/definitions/Node"}}}},
    });
    let combined = good(&[("a", document)]);
    let types: Vec<&String> = combined.catalog.schemas.keys().collect();
    assert_eq!(types, ["Node", "XTypesThingB"]);
    assert_eq!(combined.catalog.schemas["Node"]["properties"]["next"]["$ref"], "#/components/schemas/Node");
    assert_eq!(combined.catalog.schemas["XTypesThingB"], json!({"type": "string"}));
}

#[test]
fn types_of_one_name_are_shared_when_they_are_the_same() {
    let service = |tag: &str| {
        json!({
            "service": {"title": "t", "version": "1"},
            "commands": [{"name": "get", "result": {"schema": {"$ref": "#/components/schemas/Pet"}}}],
            "schemas": {
                "Pet": {"type": "object", "properties": {"tag": {"$ref": "#/components/schemas/Tag"},
                    "size": {"$ref": "#/components/schemas/Size"}}},
                "Tag": {"type": tag},
                "Size": {"type": "integer"},
            },
        })
    };
    let same = good(&[("a", service("string")), ("b", service("string"))]);
    assert_eq!(same.catalog.schemas.keys().collect::<Vec<_>>(), ["Pet", "Size", "Tag"]);
    assert!(same.conflicts.is_empty());
    let differing = good(&[("a", service("string")), ("b", service("integer"))]);
    assert_eq!(
        differing.catalog.schemas.keys().collect::<Vec<_>>(),
        ["APet", "ATag", "BPet", "BTag", "Size"]
    );
    assert_eq!(differing.catalog.commands[1].result.schema["$ref"], "#/components/schemas/BPet");
    assert_eq!(differing.catalog.schemas["BPet"]["properties"]["tag"]["$ref"], "#/components/schemas/BTag");
    let conflicts: Vec<String> = differing.conflicts.iter().map(ToString::to_string).collect();
    assert_eq!(
        conflicts,
        [
            "type `Pet` is wanted by a and b: they are called `APet` and `BPet`",
            "type `Tag` is wanted by a and b: they are called `ATag` and `BTag`",
        ]
    );
}

#[test]
fn commands_of_one_name_are_told_apart_and_reported() {
    let catalog = |name: &str, alias: &str| {
        json!({
            "service": {"title": "t", "version": "1"},
            "commands": [{"name": name, "aliases": [alias], "deprecated": {"replacement": name}}],
        })
    };
    let combined = good(&[("a", catalog("b_c", "x")), ("a_b", catalog("c", "c"))]);
    assert_eq!(names(&combined)[0], "a_b_c");
    assert!(names(&combined)[1].starts_with("a_b_c_"), "{:?}", names(&combined));
    let kinds: Vec<ConflictKind> = combined.conflicts.iter().map(|conflict| conflict.kind).collect();
    assert_eq!(kinds, [ConflictKind::Command, ConflictKind::Alias]);
    assert_eq!(combined.conflicts[0].places, ["a:/commands/0", "a_b:/commands/0"]);
    let replacement =
        |index: usize| combined.catalog.commands[index].deprecated.clone().and_then(|it| it.replacement);
    assert_eq!(replacement(1).as_deref(), Some(names(&combined)[1]));
    let twice = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "getPet"}}, "/b": {"get": {"operationId": "get_pet"}}},
    });
    assert_eq!(good(&[("x", twice)]).conflicts.len(), 1);
}

#[test]
fn nothing_depends_on_the_order_of_sources() {
    let mut sources = vec![
        ("users", golden_catalog()),
        ("data", operation("3.0.0", json!({"operationId": "x"}))),
        ("more", golden_catalog()),
    ];
    let forward = good(&sources);
    sources.reverse();
    assert_eq!(forward, good(&sources));
}

#[test]
fn the_documents_of_a_catalog_lead_back_to_it() {
    let golden: Catalog = serde_json::from_value(golden_catalog()).expect("the golden catalog is one");
    let direct = good(&[("s", golden_catalog())]);
    let by_openapi = good(&[("s", openapi(&golden, &OpenApiOptions::default()))]);
    let by_openrpc = good(&[("s", openrpc(&golden))]);
    for other in [&by_openapi, &by_openrpc] {
        assert_eq!(names(other), names(&direct));
        for (command, original) in other.catalog.commands.iter().zip(&direct.catalog.commands) {
            let parameters = |command: &Command| {
                let mut names: Vec<_> =
                    command.parameters.iter().map(|it| (it.name.clone(), it.required)).collect();
                names.sort();
                names
            };
            assert_eq!(command.summary, original.summary);
            assert_eq!(parameters(command), parameters(original), "{}", command.name);
            let kinds = |command: &Command| {
                command.errors.kinds.iter().map(|kind| kind.kind.clone()).collect::<Vec<_>>()
            };
            assert_eq!(kinds(command), kinds(original));
            assert_eq!(command.stability, original.stability);
            let end = |command: &Command| command.deprecated.as_ref().map(|it| it.sunset.clone());
            assert_eq!(end(command), end(original));
        }
    }
    for (command, original) in by_openapi.catalog.commands.iter().zip(&direct.catalog.commands) {
        assert_eq!(command.rest, original.rest);
        if original.rest.is_some() {
            assert_eq!(
                command.errors.kinds.first().map(|it| it.code),
                original.errors.kinds.first().map(|it| it.code)
            );
        }
    }
}

#[test]
fn tools_become_commands() {
    let tools = json!({"jsonrpc": "2.0", "id": 1, "result": {"tools": [
        {
            "name": "read-file",
            "description": "Reads a file.\n\nAs text.",
            "annotations": {"readOnlyHint": true},
            "inputSchema": {
                "type": "object",
                "properties": {"path": {"$ref": "#/$defs/Path"}, "lines": {"type": "integer", "minimum": 0, "exclusiveMinimum": true}},
                "required": ["path"],
                "anyOf": [{"required": ["lines"]}],
                "$defs": {"Path": {"type": "string"}},
            },
            "outputSchema": {"type": "object", "properties": {"path": {"$ref": "#/definitions/Path"}},
                "definitions": {"Path": {"type": "string", "maxLength": 3}}},
        },
        {"name": "write", "inputSchema": {"type": "object"}, "annotations": {"destructiveHint": true}},
        {"name": "erase", "inputSchema": {"type": "object", "required": ["path"], "properties": {
            "path": {"type": "string", "examples": ["/a", "/b"]}, "force": {"type": "boolean"}}}},
    ]}});
    let combined = good(&[("fs", tools)]);
    assert_eq!(names(&combined), ["fs_erase", "fs_read_file", "fs_write"]);
    assert_eq!(combined.catalog.commands[0].examples[0].params, json!({"path": "/a"}));
    let command = &combined.catalog.commands[1];
    assert!(command.examples.is_empty(), "a required parameter has no example");
    assert_eq!(command.parameters[0].schema["$ref"], "#/components/schemas/ReadFilePath");
    assert_eq!(
        command.result.schema["properties"]["path"]["$ref"],
        "#/components/schemas/ReadFileResultPath"
    );
    assert_eq!(command.parameters[1].schema, json!({"type": "integer", "exclusiveMinimum": 0}));
    assert_eq!(command.behaviour.read_only, Some(true));
    assert_eq!(command.behaviour.destructive, Some(false));
    assert_eq!(combined.catalog.commands[2].behaviour.destructive, Some(true));
    assert_eq!(combined.origins["fs_read_file"].name, "read-file");
    assert!(combined.omissions[0].to_string().starts_with("fs:/result/tools/0/inputSchema: what `anyOf`"));
    assert_eq!(combined.conflicts.len(), 1);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let with_schema = |schema: Value| {
        operation(
            "3.1.0",
            json!({"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}),
        )
    };
    let cases = [
        (json!([]), "x: is neither"),
        (json!({"swagger": "2.0"}), "Swagger 2.0"),
        (json!({"openapi": "4.0.0"}), "3.0 and 3.1 are read"),
        (json!({"openapi": "3.1.0", "paths": {}}), "names no operations"),
        (
            json!({"openapi": "3.1.0", "paths": {"/a": {"$ref": "other.yaml"}}}),
            "x:/paths/~1a: refers to `other.yaml`",
        ),
        (with_schema(json!({"$ref": "https://example.org/a.json"})), "outside of the document"),
        (with_schema(json!({"items": {"$ref": "#/nowhere"}})), "which does not exist"),
        (with_schema(json!({"$ref": "#anchor"})), "anchor"),
        (with_schema(json!(3)), "3 is no schema"),
        (operation("3.1.0", json!({"parameters": [{"name": "a"}]})), "without `name` or `in`"),
        (json!({"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}), "in a circle"),
        (json!({"service": {}, "commands": 3}), "is no catalog"),
        (json!({"openrpc": "1.3.2"}), "must be a list"),
        (json!({"tools": [{}]}), "a tool without a `name`"),
    ];
    for (document, expected) in cases {
        let error = of(&[("x", document.clone())]).expect_err(expected).to_string();
        assert!(error.contains(expected), "{error} instead of {expected}");
    }
    let catalog = json!({"service": {"title": "t", "version": "1"}, "commands": []});
    for prefix in ["", "A", "a-b", "1", "a_prefix_that_is_too_long"] {
        assert!(of(&[(prefix, catalog.clone())]).is_err(), "{prefix}");
    }
    assert!(
        of(&[("a", catalog.clone()), ("a", catalog)]).expect_err("twice").message.contains("stands twice")
    );
}

#[test]
fn hostile_documents_come_to_an_end() {
    let mut deep = json!({"type": "string"});
    for _ in 0..300 {
        deep = json!({ "items": deep });
    }
    let document = operation(
        "3.1.0",
        json!({"responses": {"200": {"content": {"application/json": {"schema": deep}}}}}),
    );
    let error = of(&[("x", document)]).expect_err("too deep");
    assert!(error.message.contains("nested deeper"), "{error}");
    let mut schemas = serde_json::Map::new();
    for index in 0..20_000 {
        schemas.insert(
            format!("C{index}"),
            json!({"$ref": format!("#/components/schemas/C{}", (index + 1) % 20_000)}),
        );
    }
    let mut document = operation(
        "3.1.0",
        json!({"responses": {"200": {"content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/C0"}}}}}}),
    );
    document["components"] = json!({ "schemas": schemas });
    let combined = good(&[("x", document)]);
    assert_eq!(combined.catalog.schemas.len(), 20_000);
}

#[test]
fn resources_and_prompts_are_left_out_and_told() {
    let catalog = json!({
        "service": {"title": "shop", "version": "1.0.0"},
        "commands": [{"name": "ping", "summary": "Answers."}],
        "resources": [{"name": "terms", "uri": "shop://terms", "mime_type": "text/plain"}],
        "prompts": [{"name": "review"}, {"name": "greet"}],
    });
    let aggregate = good(&[("shop", catalog)]);
    assert_eq!(names(&aggregate), ["shop_ping"]);
    assert!(aggregate.catalog.resources.is_empty() && aggregate.catalog.prompts.is_empty());
    let omissions: Vec<String> = aggregate.omissions.iter().map(ToString::to_string).collect();
    assert_eq!(
        omissions,
        [
            "shop:/prompts: leaves prompts out (2): only commands are combined",
            "shop:/resources: leaves resources out (1): only commands are combined"
        ]
    );
}
