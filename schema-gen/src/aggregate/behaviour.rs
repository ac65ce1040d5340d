//! What a caller may assume about effects, as foreign documents say it.

use serde_json::Value;

use crate::catalog::Behaviour;

/// What a method of HTTP promises.
pub(super) fn of_method(method: &str) -> Behaviour {
    match method {
        "GET" => Behaviour { read_only: Some(true), destructive: Some(false), idempotent: Some(true) },
        "PUT" => Behaviour { read_only: Some(false), destructive: None, idempotent: Some(true) },
        "DELETE" => Behaviour { read_only: Some(false), destructive: Some(true), idempotent: Some(true) },
        _ => Behaviour { read_only: Some(false), destructive: None, idempotent: None },
    }
}

/// What the annotations of an MCP tool promise.
pub(super) fn of_annotations(tool: &Value) -> Behaviour {
    let hint = |name: &str| tool.get("annotations")?.get(name)?.as_bool();
    let read_only = hint("readOnlyHint");
    // What changes nothing destroys nothing, and does nothing more when it is repeated.
    let implied = (read_only == Some(true)).then_some(true);
    Behaviour {
        read_only,
        destructive: hint("destructiveHint").filter(|_| implied.is_none()).or(implied.map(|_| false)),
        idempotent: hint("idempotentHint").or(implied),
    }
}
