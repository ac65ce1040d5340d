//! Cases of lints on parameters, results and the types of both.

use serde_json::{Value, json};

use super::{Case, case, one, switches};

#[allow(clippy::too_many_lines, reason = "a table, one entry for each lint and side of it")]
pub(super) fn cases() -> Vec<Case> {
    vec![
        case("too-many-params", one("parameters", switches(&["a"; 13]), switches(&["a"; 12]))),
        Case(
            "too-many-params",
            vec![("/commands/0/parameters", (0..9).map(|_| json!({"name": "a", "schema": {}})).collect())],
            vec![("/commands/0/parameters", (0..8).map(|_| json!({"name": "a", "schema": {}})).collect())],
        ),
        case(
            "bool-flag-pile",
            one("parameters", switches(&["a", "b", "c", "d"]), switches(&["a", "b", "c"])),
        ),
        case(
            "optional-without-effect-text",
            one(
                "parameters/1/description",
                json!("Where to go."),
                json!("Where to go; anywhere when absent."),
            ),
        ),
        case(
            "string-should-be-enum",
            one(
                "parameters/0/schema",
                json!({"type": "string", "description": "Must be `asc` or `desc`."}),
                json!({"type": "string", "description": "A word such as `asc` or `desc`."}),
            ),
        ),
        Case(
            "field-unit-missing",
            vec![(
                "/schemas/Shelf<u8>/properties/depth",
                json!({"type": "integer", "description": "How deep."}),
            )],
            vec![(
                "/schemas/Shelf<u8>/properties/depth",
                json!({"type": "integer", "description": "In cm."}),
            )],
        ),
        case(
            "field-unit-missing",
            one(
                "parameters/0",
                json!({"name": "timeout", "required": true, "schema": {"type": "number"}}),
                json!({"name": "timeout_seconds", "required": true, "schema": {"type": "number"}}),
            ),
        ),
        case(
            "id-source-missing",
            one(
                "parameters/0",
                json!({"name": "unit_id", "required": true, "description": "Which unit.", "schema": {}}),
                json!({"name": "unit_id", "required": true, "description": "From `show_units`.", "schema": {}}),
            ),
        ),
        case(
            "unbounded-list",
            one(
                "result",
                json!({"schema": {"type": "array", "items": {"type": "string"}}}),
                json!({"schema": {"type": "array", "items": {"type": "string"}, "maxItems": 9}}),
            ),
        ),
        Case(
            "unbounded-list",
            vec![(
                "/commands/0/result/schema",
                json!({"type": "object", "properties": {"items": {"type": "array"}}}),
            )],
            vec![
                (
                    "/commands/0/result/schema",
                    json!({"type": "object", "properties": {"items": {"type": "array"}}}),
                ),
                ("/commands/0/parameters/1/name", json!("limit")),
            ],
        ),
        case(
            "result-null-ambiguous",
            one(
                "result",
                json!({"description": "Its number.", "schema": {"type": ["integer", "null"]}}),
                json!({"description": "Its number; null if it is gone.", "schema": {"type": ["integer", "null"]}}),
            ),
        ),
        case(
            "schema-invalid",
            one("parameters/0/schema", json!({"type": "strong"}), json!({"type": "string"})),
        ),
        case(
            "schema-invalid",
            one(
                "result/schema",
                json!({"anyOf": [{"type": "integer"}, {"$ref": "#/components/schemas/Nowhere"}]}),
                json!({"anyOf": [{"type": "integer"}, {"$ref": "#/components/schemas/Shelf<u8>"}]}),
            ),
        ),
        Case(
            "schema-name-numbered",
            vec![
                ("/schemas/Box", json!({"type": "string", "description": "One."})),
                ("/schemas/Box2", json!({"type": "string", "description": "Other."})),
                ("/commands/0/parameters/0/schema", json!({"$ref": "#/components/schemas/Box"})),
                ("/commands/1/result/schema", json!({"$ref": "#/components/schemas/Box2"})),
            ],
            vec![
                ("/schemas/Box2", json!({"type": "string", "description": "Other."})),
                ("/commands/1/result/schema", json!({"$ref": "#/components/schemas/Box2"})),
            ],
        ),
        case(
            "default-invalid",
            one(
                "parameters/0/schema",
                json!({"type": "string", "minLength": 1, "default": ""}),
                json!({"type": "string", "minLength": 1, "default": "A"}),
            ),
        ),
        Case(
            "default-invalid",
            vec![("/schemas/Shelf<u8>/properties/row/default", json!("one"))],
            vec![("/schemas/Shelf<u8>/properties/row/default", json!(2))],
        ),
        case(
            "param-example-invalid",
            one(
                "parameters/0/schema",
                json!({"type": "string", "format": "date-time", "examples": ["A-1"]}),
                json!({"type": "string", "examples": ["A-1"]}),
            ),
        ),
        Case(
            "deny-unknown-fields-missing",
            vec![("/schemas/Shelf<u8>/additionalProperties", Value::Null)],
            vec![("/schemas/Shelf<u8>/additionalProperties", json!(false))],
        ),
        case(
            "any-json-param",
            one("parameters/0/schema", json!(true), json!({"type": ["string", "integer"]})),
        ),
        case(
            "any-json-param",
            one(
                "parameters/0/schema",
                json!({"type": ["string", "array"], "items": {"description": "Item."}}),
                json!({"type": ["string", "array"], "items": {"type": "string"}}),
            ),
        ),
    ]
}
