//! Several calls in one.

use serde_json::{Value, json};

use crate::host::Host;

#[tokio::test]
async fn steps_take_values_from_earlier_ones() {
    let host = Host::new();
    let steps = json!([
        {"as": "users", "command": "list_users"},
        {"as": "sum", "command": "add_numbers", "params": {"numbers": {"$ref": "/users/items/*/id"}}},
        {"as": "last", "command": "get_user", "params": {"id": {"$ref": "/users/items/1/id"}}},
    ]);
    let last = host.value("run_readonly", json!({"steps": steps})).await;
    assert_eq!(last, json!({"id": 2, "name": "Bob"}));
    let selected =
        host.value("run_readonly", json!({"steps": steps, "select": ["/sum", "/users/items/*/name"]})).await;
    assert_eq!(selected, json!({"/sum": 3, "/users/items/*/name": ["Ada", "Bob"]}));
    // What is not selected does not come along.
    let one = host
        .value(
            "run_readonly",
            json!({"command": "list_users", "params": {"limit": 1}, "select": ["/items/0/id"]}),
        )
        .await;
    assert_eq!(one, json!({"/items/0/id": 1}));
}

#[tokio::test]
async fn every_step_is_checked_before_the_first_is_made() {
    let host = Host::new();
    let register = |name: &str| json!({"as": name, "command": "register_user", "params": {"name": name}});
    let twenty_one: Vec<Value> = (0..21).map(|number| register(&format!("user{number}"))).collect();
    for (second, reason) in [
        (json!({"as": "b", "command": "no_command"}), "Step 2 `b`: There is no command `no_command`."),
        (json!({"as": "a", "command": "list_users"}), "`as` of step 2 is taken: `a`"),
        (json!({"as": "", "command": "list_users"}), "`as` of step 2 must be a name"),
        (
            json!({"as": "b", "command": "get_user", "params": {"id": {"$ref": "/c/id"}}}),
            "`/c/id` must begin with the name of a step: `/a`",
        ),
        (json!({"command": "list_users"}), "missing field `as`"),
    ] {
        let fault = host.fault("run", json!({"steps": [register("a"), second]})).await;
        assert!(fault.contains(reason), "{reason} in {fault}");
    }
    let fault = host.fault("run", json!({"steps": twenty_one})).await;
    assert!(fault.contains("`steps` must have 1 to 20 steps, not 21"), "{fault}");
    let fault = host.fault("run_readonly", json!({"steps": [register("a")]})).await;
    assert!(fault.starts_with("Step 1 `a`: `register_user` may change something"), "{fault}");
    let fault = host.fault("run", json!({"steps": [register("a")], "select": ["/b"]})).await;
    assert!(fault.contains("`/b` must begin with the name of a step: `/a`"), "{fault}");
    assert_eq!(host.names(), ["Ada", "Bob"], "nothing was done");
}

#[tokio::test]
async fn a_step_that_fails_ends_them_and_tells_what_was_done() {
    let host = Host::new();
    let register =
        |step: &str, name: &str| json!({"as": step, "command": "register_user", "params": {"name": name}});
    let steps = [register("a", "Eva"), register("b", "Eve"), register("c", "Kim")];
    let fault = host.fault("run", json!({"steps": steps})).await;
    assert!(fault.starts_with("Step 2 `b` (`register_user`): Eve may not come in."), "{fault}");
    assert!(fault.ends_with("Done before that: `a`. Do not repeat what changes something."), "{fault}");
    let get = json!({"as": "b", "command": "get_user", "params": {"id": {"$ref": "/a/number"}}});
    let fault = host.fault("run", json!({"steps": [register("a", "Pat"), get]})).await;
    assert!(fault.contains("`/a/number` leads nowhere: `/a` is an object with id, name."), "{fault}");
    let fault = host.fault("run", json!({"steps": [register("a", "Sue")], "select": ["/a/number"]})).await;
    assert!(
        fault.contains("`/a/number` leads nowhere") && fault.contains("Done before that: `a`."),
        "{fault}"
    );
    assert_eq!(host.names(), ["Ada", "Bob", "Eva", "Pat", "Sue"]);
}

#[tokio::test]
async fn a_command_may_ask_unless_other_steps_would_be_repeated() {
    let mut host = Host::new();
    host.capabilities = json!({"elicitation": {"form": {}}});
    let arguments = json!({"command": "rename_user", "params": {"id": 1}});
    let mut params = json!({"name": "run", "arguments": arguments});
    let asked = host.result("/mcp", "tools/call", params.clone()).await;
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    let key = asked["inputRequests"].as_object().unwrap().keys().next().unwrap().clone();
    params["requestState"] = asked["requestState"].clone();
    params["inputResponses"] = json!({key: {"action": "accept", "content": {"name": "Ida"}}});
    let answered = host.result("/mcp", "tools/call", params).await;
    assert_eq!(answered["content"][0]["text"], r#"{"id":1,"name":"Ida"}"#, "{answered}");
    assert_eq!(host.names(), ["Ida", "Bob"]);

    let steps = json!([
        {"as": "new", "command": "register_user", "params": {"name": "Eva"}},
        {"as": "renamed", "command": "rename_user", "params": {"id": {"$ref": "/new/id"}}},
    ]);
    let fault = host.fault("run", json!({"steps": steps})).await;
    assert!(
        fault.starts_with("Step 2 `renamed` (`rename_user`): ") && fault.contains("cannot_ask"),
        "{fault}"
    );
    assert_eq!(host.names(), ["Ida", "Bob", "Eva"]);
}
