//! Who may call an operation, as OpenAPI documents say it.

use serde_json::Value;

use crate::catalog::Access;

/// What a document says on who may call one of its operations; `None` when it knows no ways to prove who calls.
pub(super) fn of_operation(document: &Value, operation: &Value) -> Option<Access> {
    let has_ways = document
        .pointer("/components/securitySchemes")
        .and_then(Value::as_object)
        .is_some_and(|ways| !ways.is_empty());
    let own = operation.get("security").and_then(Value::as_array);
    let common = document.get("security").and_then(Value::as_array);
    match own.or(common) {
        // A requirement without a scheme stands for no proof, so that a list which has one beside others makes them
        // optional.
        Some(required) if !required.is_empty() && required.iter().all(asks) => Some(Access::Protected),
        Some(_) => Some(Access::Public),
        None => has_ways.then_some(Access::Unprotected),
    }
}

/// Whether a requirement names a scheme.
fn asks(requirement: &Value) -> bool {
    requirement.as_object().is_some_and(|schemes| !schemes.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::of_operation;
    use crate::catalog::Access;

    #[test]
    fn an_operation_says_who_may_call_it_or_leaves_that_to_the_document() {
        let key = json!({"key": {"type": "apiKey", "in": "header", "name": "key"}});
        let cases: [(Value, Value, Option<Access>); 8] = [
            (json!({}), json!({}), None),
            (json!({"components": {"securitySchemes": {}}}), json!({}), None),
            (json!({"components": {"securitySchemes": key}}), json!({}), Some(Access::Unprotected)),
            (
                json!({"components": {"securitySchemes": key}}),
                json!({"security": [{"key": []}]}),
                Some(Access::Protected),
            ),
            (json!({"security": [{"key": []}]}), json!({}), Some(Access::Protected)),
            (json!({"security": [{"key": []}]}), json!({"security": []}), Some(Access::Public)),
            (
                json!({"security": [{"key": []}]}),
                json!({"security": [{"key": []}, {}]}),
                Some(Access::Public),
            ),
            (json!({"security": "key"}), json!({"security": 7}), None),
        ];
        for (document, operation, access) in cases {
            assert_eq!(of_operation(&document, &operation), access, "{document} {operation}");
        }
    }
}
