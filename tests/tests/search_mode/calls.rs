//! Calls of commands by `run_readonly` and `run`.

use commandry::mcp::McpOptions;
use serde_json::json;

use crate::host::Host;

#[tokio::test]
async fn commands_are_called_like_over_any_other_surface() {
    let host = Host::new();
    let ada = host.value("run_readonly", json!({"command": "get_user", "params": {"id": 1}})).await;
    assert_eq!(ada, json!({"id": 1, "name": "Ada"}));
    let eva = host.value("run", json!({"command": "register_user", "params": {"name": "Eva"}})).await;
    assert_eq!(eva["id"], 3);
    assert_eq!(host.text("run_readonly", json!({"command": "draw_dot"})).await, "A dot.");

    let fault =
        host.fault("run_readonly", json!({"command": "register_user", "params": {"name": "Eva"}})).await;
    assert_eq!(
        fault,
        "`register_user` may change something, and run_readonly calls only what changes nothing. Call it with run.\n\
         Signature: register_user(name: string) -> User"
    );
    let fault = host.fault("run", json!({"command": "register_user", "params": {"nam": "Eva"}})).await;
    let lines: Vec<&str> = fault.lines().collect();
    assert!(lines[0].starts_with("Invalid parameters: `/nam`"), "{fault}");
    assert!(fault.contains("\nSignature: register_user(name: string) -> User"), "{fault}");
    assert!(fault.ends_with("Did you mean: name?"), "{fault}");
    let fault = host.fault("run_readonly", json!({"command": "get_user", "params": {"id": 0}})).await;
    assert!(fault.starts_with("Invalid parameters: `/id`"), "{fault}");
    let fault = host.fault("run_readonly", json!({"command": "get_user", "params": "id=1"})).await;
    assert!(fault.contains("expected an object"), "{fault}");
    let fault = host.fault("run_readonly", json!({"command": "get_user", "params": {"id": 9}})).await;
    assert!(fault.starts_with("There is no such user."), "{fault}");
    let fault = host.fault("run", json!({"command": "register_user", "params": {"name": "Eve"}})).await;
    assert!(fault.starts_with("Eve may not come in."), "{fault}");
    for (arguments, reason) in [
        (json!({}), "`command` is missing"),
        (json!({"command": "get_user", "steps": []}), "give either `command` or `steps`"),
        (json!({"steps": [], "params": {}}), "each step has its own `params`"),
        (json!({"command": 5}), "invalid type"),
        (json!({"command": "get_user", "select": ["id"]}), "it must begin with `/`"),
    ] {
        let fault = host.fault("run", arguments).await;
        assert!(fault.contains(reason) && fault.contains("\nSignature: run("), "{reason} in {fault}");
    }
    assert_eq!(host.names(), ["Ada", "Bob", "Eva"]);
}

#[tokio::test]
async fn a_result_that_is_too_long_is_described() {
    let host = Host::with(McpOptions::default().tool_list_tokens(0).result_tokens(100));
    let call = |limit: usize| json!({"command": "repeat_text", "params": {"limit": limit}});
    assert_eq!(host.value("run", call(3)).await.as_array().map(Vec::len), Some(3));
    let text = host.text("run", call(1_000)).await;
    assert!(text.starts_with("The call succeeded, but its result has about "), "{text}");
    assert!(text.contains("It is list of 1000 text."), "{text}");
    assert!(text.contains("Ask for a part of it with `limit`"), "{text}");
    assert!(
        text.ends_with("What `repeat_text` does is done; do not call it again for its result."),
        "{text}"
    );
    let mut selecting = call(1_000);
    selecting["select"] = json!(["/999"]);
    assert_eq!(host.value("run", selecting).await, json!({"/999": "A sentence of some words."}));
}
