//! Which tools there are, and what those say that call nothing.

use commandry::mcp::McpOptions;
use serde_json::{Value, json};

use crate::host::{FOUR, Host};

#[tokio::test]
async fn the_tools_depend_on_the_budget_and_on_the_address() {
    let search = Host::new();
    let listed = search.result("/mcp", "tools/list", json!({})).await;
    assert_eq!(search.tools("/mcp").await, FOUR);
    assert_eq!(listed["tools"], Value::Array(commandry_schema::search_mode::tools()));
    // Whatever was called before, the list stays the same.
    search.text("run", json!({"command": "register_user", "params": {"name": "Eva"}})).await;
    assert_eq!(search.result("/mcp", "tools/list", json!({})).await, listed);
    assert_eq!(search.tools("/mcp/all").await.len(), 7);
    assert_eq!(search.tools("/mcp/drawing").await, ["draw_dot"]);
    let instructions = search.result("/mcp", "server/discover", json!({})).await["instructions"].clone();
    assert!(instructions.as_str().unwrap().ends_with(
        "7 commands: find them with search, read more with help, call them with run_readonly or run.\n\
         Groups: arithmetic 1, drawing 1, texts 1, users 4."
    ));
    let direct = Host::with(McpOptions::default());
    assert_eq!(direct.tools("/mcp").await.len(), 7);
}

#[tokio::test]
async fn pinned_commands_are_tools_while_they_fit() {
    let host = Host::with(McpOptions::default().tool_list_tokens(600));
    assert_eq!(host.tools("/mcp").await, ["search", "help", "run_readonly", "run", "add_numbers"]);
    // It is the tool that it would be without search mode, with the schema of its result.
    let all = host.result("/mcp/all", "tools/list", json!({})).await;
    let listed = host.result("/mcp", "tools/list", json!({})).await;
    assert!(all["tools"].as_array().unwrap().contains(&listed["tools"][4]), "{listed}");
    let arguments = json!({"numbers": [1, 2]});
    let call = json!({"name": "add_numbers", "arguments": arguments});
    let result = host.result("/mcp", "tools/call", call).await;
    assert_eq!(result["structuredContent"], json!({"result": 3}), "{result}");
    // It is found and called like any other as well.
    let found = host.text("search", json!({"query": "sum of numbers", "limit": 1})).await;
    assert!(found.starts_with("add_numbers("), "{found}");
    let called = json!({"command": "add_numbers", "params": arguments});
    assert_eq!(host.value("run_readonly", called).await, 3);
    // What is not pinned is no tool here.
    let call = json!({"name": "get_user", "arguments": {"id": 1}});
    let answer = host.answer("/mcp", "tools/call", call).await;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
    let crowded = Host::with(McpOptions::default().tool_list_tokens(500));
    assert_eq!(crowded.tools("/mcp").await, FOUR);
}

#[tokio::test]
async fn commands_are_found_and_explained() {
    let host = Host::new();
    let found = host.text("search", json!({"query": "sign up somebody", "limit": 1})).await;
    assert!(found.starts_with("register_user(name:string) -> User - Registers a user.\n1 of "), "{found}");
    let listed = host.text("search", json!({"query": "", "group": "users"})).await;
    assert_eq!(listed.lines().count(), 4);
    assert!(listed.starts_with("get_user(id:int 1..1000) -> User - Shows one user. [read]\n"), "{listed}");
    let groups = host.text("search", json!({"query": ""})).await;
    assert_eq!(groups, "7 commands in groups: users 4, arithmetic 1, drawing 1, texts 1.");
    let fault = host.fault("search", json!({"query": "user", "group": "user"})).await;
    assert!(fault.starts_with("There is no group `user`. Groups: users 4"), "{fault}");
    let fault = host.fault("search", json!({"question": "user"})).await;
    assert!(fault.starts_with("Invalid parameters: unknown field `question`"), "{fault}");
    assert!(fault.contains("\nSignature: search(query: string"), "{fault}");

    let help = host.text("help", json!({"names": ["show_user", "nothing_like_it"]})).await;
    assert!(help.starts_with("There is no command `nothing_like_it`."), "{help}");
    for part in [
        "get_user(id:int 1..1000) -> User",
        "- id: Number of the user.",
        "User = {id:",
        "Example: {\"id\":1}",
    ] {
        assert!(help.contains(part), "{part} in {help}");
    }
    let schema = host.value("help", json!({"names": ["get_user"], "format": "schema"})).await;
    assert_eq!(schema["params"]["required"], json!(["id"]));
    let fault = host.fault("help", json!({"names": []})).await;
    assert!(fault.starts_with("Invalid parameters: `names` must have 1 to 10 names, not 0."), "{fault}");
    let fault = host.fault("help", json!({"names": ["get_usr"]})).await;
    assert!(fault.contains("Did you mean:\n") && fault.contains("get_user("), "{fault}");
    // What every service has is no tool.
    assert!(
        host.fault("run", json!({"command": "health"})).await.starts_with("There is no command `health`.")
    );
}
