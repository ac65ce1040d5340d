//! Cases of lints on forms of types.

use serde_json::json;

use super::{Case, case, nested, one};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "pattern-unreadable",
            one(
                "parameters/0/schema",
                json!({"type": "string", "pattern": "^(A"}),
                json!({"type": "string", "pattern": "^(A)"}),
            ),
        ),
        Case(
            "params-recursive",
            vec![("/schemas/Shelf<u8>/properties/above", json!({"$ref": "#/components/schemas/Shelf<u8>"}))],
            vec![("/schemas/Shelf<u8>/properties/above", json!({"type": "object"}))],
        ),
        case(
            "tuple-param",
            one(
                "parameters/0/schema",
                json!({"type": "array", "prefixItems": [{"type": "string"}]}),
                json!({"type": "array", "items": {"type": "string"}}),
            ),
        ),
        case("nesting-too-deep", one("parameters/0/schema", nested(5), nested(4))),
        case(
            "integer-unsafe",
            one(
                "result/schema",
                json!({"type": "integer", "format": "uint64", "minimum": 0}),
                json!({"type": "integer", "format": "uint64", "minimum": 0, "maximum": 9_007_199_254_740_991_u64}),
            ),
        ),
        case(
            "integer-unsafe",
            one(
                "parameters/0/schema",
                json!({"type": "integer", "format": "int64", "maximum": 5}),
                json!({"type": "integer", "format": "int64", "maximum": 5, "minimum": -5}),
            ),
        ),
        case(
            "enum-variant-undocumented",
            one(
                "parameters/0/schema",
                json!({"type": "string", "enum": ["up", "down"], "description": "- `up`: Higher."}),
                json!({"type": "string", "enum": ["up", "down"], "description": "- `up`: Higher.\n- `down`: Lower."}),
            ),
        ),
        case(
            "enum-variant-undocumented",
            one(
                "parameters/0/schema",
                json!({"oneOf": [{"type": "object", "properties": {"Box": {"type": "string"}}}]}),
                json!({"oneOf": [{"type": "object", "properties": {"Box": {"type": "string"}}, "description": "One."}]}),
            ),
        ),
        case(
            "enum-of-documents",
            one("parameters/0/schema", json!({"enum": [{"a": 1}, null]}), json!({"enum": ["a", null, 1]})),
        ),
    ]
}
