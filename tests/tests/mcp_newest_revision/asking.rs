//! Commands that ask their caller, in rounds.

use std::time::Duration;

use commandry::mcp::McpOptions;
use serde_json::{Value, json};

use super::{
    commands::{Watched, dispatcher, watched},
    host::Host,
};

fn able() -> Host {
    Host::new().able(json!({"elicitation": {}, "sampling": {}, "roots": {}}))
}

fn named(name: &str) -> Value {
    json!({"action": "accept", "content": {"name": name}})
}

/// Sends a call again with answers and what the server gave for it.
async fn again(host: &Host, tool: &str, arguments: Value, answers: Value, state: &Value) -> Value {
    let params =
        json!({"name": tool, "arguments": arguments, "inputResponses": answers, "requestState": state});
    host.result("tools/call", params).await
}

fn questions(result: &Value) -> Vec<&str> {
    assert_eq!(result["resultType"], "input_required", "{result}");
    assert!(result["requestState"].is_string(), "{result}");
    result["inputRequests"].as_object().unwrap().keys().map(String::as_str).collect()
}

fn said(result: &Value) -> &Value {
    assert_eq!(result["resultType"], "complete", "{result}");
    &result["structuredContent"]["result"]
}

#[tokio::test]
async fn a_question_ends_the_call_and_its_answer_starts_it_again() {
    let host = able();
    let asked = host.call("greet", json!({})).await;
    assert_eq!(questions(&asked), ["user_name"]);
    assert_eq!(
        asked["inputRequests"]["user_name"],
        json!({"method": "elicitation/create", "params": {
            "message": "What is your name?",
            "requestedSchema": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
        }})
    );
    let state = &asked["requestState"];
    let result = again(&host, "greet", json!({}), json!({"user_name": named("Ann"), "more": 1}), state).await;
    assert_eq!(said(&result), "Hello, Ann!");
    let declined = json!({"user_name": {"action": "decline"}});
    assert_eq!(said(&again(&host, "greet", json!({}), declined, state).await), "Hello, nobody!");
}

#[tokio::test]
async fn what_is_no_answer_is_asked_again() {
    let host = able();
    let asked = host.call("greet", json!({})).await;
    for answers in [
        json!({}),
        json!({"other": named("Ann")}),
        json!({"user_name": "Ann"}),
        json!({"user_name": {"action": "accept", "content": {"name": 7}}}),
        json!({"user_name": {"action": "accept", "content": {}}}),
        json!({"user_name": null}),
    ] {
        let result = again(&host, "greet", json!({}), answers, &asked["requestState"]).await;
        assert_eq!(questions(&result), ["user_name"]);
    }
    let mut draft = host.draft("tools/call", json!({"name": "greet", "inputResponses": []}));
    let (status, answer) = host.answer(&draft).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32602)), "{answer}");
    draft.body["params"]["inputResponses"] = json!({"user_name": named("Ann")});
    assert_eq!(said(&host.answer(&draft).await.1["result"]), "Hello, Ann!", "an answer needs no state");
}

#[tokio::test]
async fn earlier_answers_travel_with_the_state() {
    let host = able();
    let first = host.call("ask_twice", json!({})).await;
    assert_eq!(questions(&first), ["step1"]);
    let answers = json!({"step1": named("Ann")});
    let second = again(&host, "ask_twice", json!({}), answers, &first["requestState"]).await;
    assert_eq!(questions(&second), ["step2"]);
    assert_ne!(first["requestState"], second["requestState"]);
    let answers = json!({"step2": named("Rex")});
    let third = again(&host, "ask_twice", json!({}), answers.clone(), &second["requestState"]).await;
    assert_eq!(said(&third), "Ann and Rex");
    let with_the_first = again(&host, "ask_twice", json!({}), answers, &first["requestState"]).await;
    assert_eq!(questions(&with_the_first), ["step1"]);
}

#[tokio::test]
async fn several_questions_come_at_once() {
    let host = able();
    let asked = host.call("ask_all", json!({})).await;
    assert_eq!(questions(&asked), ["client_roots", "greeting", "user_name"]);
    assert_eq!(asked["inputRequests"]["client_roots"], json!({"method": "roots/list", "params": {}}));
    assert_eq!(
        asked["inputRequests"]["greeting"],
        json!({"method": "sampling/createMessage", "params": {
            "messages": [{"role": "user", "content": {"type": "text", "text": "Greet me."}}], "maxTokens": 50}})
    );
    let some = json!({"user_name": named("Ann"), "client_roots": {"roots": [{"uri": "file:///a"}]}});
    let rest = again(&host, "ask_all", json!({}), some, &asked["requestState"]).await;
    assert_eq!(questions(&rest), ["greeting"]);
    let greeting = json!({"role": "assistant", "content": {"type": "text", "text": "Hi."}, "model": "m"});
    let answers = json!({"greeting": greeting});
    let done = again(&host, "ask_all", json!({}), answers, &rest["requestState"]).await;
    assert_eq!(done["structuredContent"], json!({"items": ["Ann", "Hi.", "file:///a"]}));
}

#[tokio::test]
async fn a_state_of_another_request_is_refused() {
    let host = able();
    let asked = host.call("greet", json!({"word": "Hey"})).await;
    let state = asked["requestState"].as_str().unwrap();
    let answers = json!({"user_name": named("Ann")});
    for (tool, arguments, state) in [
        ("greet", json!({"word": "Hey"}), format!("{state}-TAMPERED")),
        ("greet", json!({"word": "Hey"}), format!("A{}", &state[1..])),
        ("greet", json!({"word": "Hey"}), String::new()),
        ("greet", json!({"word": "Ho"}), state.to_owned()),
        ("ask_twice", json!({}), state.to_owned()),
    ] {
        let params =
            json!({"name": tool, "arguments": arguments, "inputResponses": answers, "requestState": state});
        let (status, answer) = host.answer(&host.draft("tools/call", params)).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32602)), "{tool} {arguments}: {answer}");
    }
    let result = again(&host, "greet", json!({"word": "Hey"}), answers, &asked["requestState"]).await;
    assert_eq!(said(&result), "Hey, Ann!", "the state itself holds");
}

#[tokio::test]
async fn a_state_holds_in_every_process_with_the_key_and_for_its_time() {
    let host = |options: McpOptions| Host::with(dispatcher(), options).able(json!({"elicitation": {}}));
    let one = host(McpOptions::default().request_state_key([7; 32]));
    let asked = one.call("ask_twice", json!({})).await;
    let answers = json!({"step1": named("Ann")});
    let other = host(McpOptions::default().request_state_key([7; 32]));
    let result = again(&other, "ask_twice", json!({}), answers.clone(), &asked["requestState"]).await;
    assert_eq!(questions(&result), ["step2"]);
    for stranger in [
        host(McpOptions::default()),
        host(McpOptions::default().request_state_key([7; 32]).request_state_lifetime(Duration::ZERO)),
    ] {
        let state = stranger.call("ask_twice", json!({})).await["requestState"].clone();
        let params =
            json!({"name": "ask_twice", "arguments": {}, "inputResponses": answers, "requestState": state});
        let refused = one.answer(&one.draft("tools/call", params)).await.1;
        assert_eq!(refused["error"]["code"], -32602, "{refused}");
    }
}

fn lacks(answered: &(u16, Value), capability: &str) {
    let (status, answer) = answered;
    assert_eq!(
        (*status, &answer["error"]["code"], &answer["id"]),
        (400, &json!(-32021), &json!(7)),
        "{answer}"
    );
    assert_eq!(answer["error"]["data"]["requiredCapabilities"], json!({capability: {}}));
}

#[tokio::test]
async fn what_a_host_cannot_do_is_not_asked() {
    for capabilities in [json!({}), json!({"sampling": {}}), json!({"elicitation": {"url": {}}})] {
        let host = Host::new().able(capabilities);
        lacks(&host.answer(&host.draft("tools/call", json!({"name": "greet"}))).await, "elicitation");
    }
    // The command waits for all its answers before it fails for want of one.
    let host = Host::new().able(json!({"elicitation": {}, "roots": {}}));
    let asked = host.call("ask_all", json!({})).await;
    assert_eq!(questions(&asked), ["client_roots", "user_name"]);
    let answers = json!({"user_name": named("Ann"), "client_roots": {"roots": []}});
    let params = json!({"name": "ask_all", "arguments": {}, "inputResponses": answers});
    lacks(&host.answer(&host.draft("tools/call", params)).await, "sampling");
}

#[tokio::test]
async fn a_command_may_have_another_way() {
    let by = |capabilities: Value| Host::new().able(capabilities);
    assert_eq!(questions(&by(json!({"elicitation": {}})).call("ask_whom_it_can", json!({})).await), ["name"]);
    assert_eq!(questions(&by(json!({"sampling": {}})).call("ask_whom_it_can", json!({})).await), ["model"]);
    assert_eq!(said(&by(json!({})).call("ask_whom_it_can", json!({})).await), "nobody to ask");
}

#[tokio::test]
async fn a_question_of_another_task_is_noticed() {
    let (dispatcher, watched) = watched();
    let host = Host::with(dispatcher, McpOptions::default()).able(json!({"elicitation": {}}));
    let asked = host.call("ask_elsewhere", json!({})).await;
    assert_eq!(questions(&asked), ["name"]);
    // The other task must not wait for ever for an answer that comes to another call.
    Watched::until(&watched.dropped, 1).await;
}

#[tokio::test]
async fn lists_ask_nothing() {
    let host = able();
    for method in ["tools/list", "prompts/list", "server/discover"] {
        let params = json!({"inputResponses": {"a": 1}, "requestState": "x"});
        assert_eq!(host.result(method, params).await["resultType"], "complete");
    }
}
