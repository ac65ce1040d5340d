//! Cases of what changes of resources and prompts.

use serde_json::{Value, json};

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    let order = |changes: Value| json!({"resources": [resource("orders://{id}/{part}", changes)]});
    let prompt = |changes: Value| json!({"prompts": [prompt(changes)]});
    let nothing = json!({"resources": []});
    vec![
        case("a resource gone", order(json!({})), nothing.clone(), &["resource-removed"]),
        case("a new resource", nothing.clone(), order(json!({})), &["resource-added"]),
        case(
            "another address",
            order(json!({})),
            order(json!({"uri": "order://{id}/{part}"})),
            &["resource-added", "resource-removed"],
        ),
        case(
            "a resource renamed",
            order(json!({})),
            order(json!({"name": "one_order"})),
            &["resource-renamed"],
        ),
        case(
            "placeholders renamed",
            order(json!({"parameters": [sent("id", 20), sent("part", 20)]})),
            order(json!({
                "uri": "orders://{number}/{piece}",
                "parameters": [sent("piece", 20), sent("number", 20)],
            })),
            &["resource-renamed"],
        ),
        case(
            "a placeholder that takes less",
            order(json!({"parameters": [sent("id", 20), sent("part", 20)]})),
            order(json!({
                "uri": "orders://{part}/{id}",
                "parameters": [sent("part", 10), sent("id", 20)],
            })),
            &["resource-renamed", "param-length-tightened"],
        ),
        case(
            "a placeholder that takes more",
            order(json!({"parameters": [sent("id", 20)]})),
            order(json!({"parameters": [sent("id", 30)]})),
            &["param-relaxed"],
        ),
        case(
            "another media type",
            order(json!({})),
            order(json!({"mime_type": "text/plain"})),
            &["resource-media-type-changed"],
        ),
        case("another group", order(json!({})), order(json!({"group": "shop"})), &["resource-group-changed"]),
        case(
            "other words on a resource",
            order(json!({"summary": "An order."})),
            order(json!({"summary": "One order."})),
            &["description-changed"],
        ),
        case("a prompt gone", prompt(json!({})), json!({"prompts": []}), &["prompt-removed"]),
        case("a new prompt", json!({"prompts": []}), prompt(json!({})), &["prompt-added"]),
        case(
            "a prompt elsewhere",
            prompt(json!({})),
            prompt(json!({"group": "shop"})),
            &["prompt-group-changed"],
        ),
        case(
            "a new argument that must be there",
            prompt(json!({"parameters": [sent("tone", 20)]})),
            prompt(json!({"parameters": [sent("language", 20), sent("tone", 20)]})),
            &["param-required-added"],
        ),
        case(
            "a new argument that can be left out",
            prompt(json!({"parameters": [sent("tone", 20)]})),
            prompt(
                json!({"parameters": [{"name": "language", "schema": {"type": "string"}}, sent("tone", 20)]}),
            ),
            &["param-optional-added"],
        ),
        case(
            "an argument gone",
            prompt(json!({"parameters": [sent("tone", 20)]})),
            prompt(json!({})),
            &["param-removed"],
        ),
        case(
            "arguments in another order",
            prompt(json!({"parameters": [sent("tone", 20), sent("language", 20)]})),
            prompt(json!({"parameters": [sent("language", 20), sent("tone", 20)]})),
            &[],
        ),
        case(
            "other words on an argument",
            prompt(json!({"title": "Explain", "parameters": [sent("tone", 20)]})),
            prompt(json!({"title": "Explain", "parameters": [{
                "name": "tone", "required": true, "description": "How it sounds.",
                "schema": {"type": "string", "maxLength": 20},
            }]})),
            &["description-changed"],
        ),
    ]
}

fn resource(uri: &str, changes: Value) -> Value {
    changed(json!({"name": "order", "uri": uri, "mime_type": "application/json"}), changes)
}

fn prompt(changes: Value) -> Value {
    changed(json!({"name": "explain"}), changes)
}

fn changed(mut value: Value, changes: Value) -> Value {
    if let Value::Object(changes) = changes {
        for (name, member) in changes {
            value[name] = member;
        }
    }
    value
}

/// Something that must be sent, of at most so many characters.
fn sent(name: &str, longest: u32) -> Value {
    json!({"name": name, "required": true, "schema": {"type": "string", "maxLength": longest}})
}
