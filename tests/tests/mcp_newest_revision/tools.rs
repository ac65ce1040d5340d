//! Lists, tools and their results.

use commandry::{
    Call, Dispatcher, Interceptor, Next, Registry, Reply,
    mcp::{Changes, McpOptions},
    prelude::*,
};
use serde_json::{Value, json};

use super::{
    commands::dispatcher,
    host::{Host, REVISION},
};

fn texts(result: &Value) -> Vec<&str> {
    let content = result["content"].as_array().unwrap_or_else(|| panic!("no content in {result}"));
    content.iter().filter_map(|piece| piece["text"].as_str()).collect()
}

/// Checks a result with data: the text is the whole of what is structured.
fn structured(result: &Value) -> &Value {
    assert_eq!(result["resultType"], "complete", "{result}");
    assert_eq!(result.get("isError"), None, "{result}");
    let text: Value = serde_json::from_str(texts(result)[0]).expect("the text is JSON");
    assert_eq!(text, result["structuredContent"]);
    &result["structuredContent"]
}

fn failure(result: &Value) -> &str {
    assert_eq!(result["isError"], true, "{result}");
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result.get("structuredContent"), None);
    texts(result)[0]
}

#[tokio::test]
async fn a_server_says_what_it_is() {
    let result = Host::new().result("server/discover", json!({})).await;
    assert_eq!(result["supportedVersions"][0], REVISION);
    assert_eq!(
        result["_meta"]["io.modelcontextprotocol/serverInfo"],
        json!({"name": "points", "title": "points", "version": "1.2.3"})
    );
    let none = json!({});
    assert_eq!(result["capabilities"]["tools"], none, "lists do not change unless it is said that they do");
    assert_eq!(result["instructions"], "Keeps points.");
    let options = McpOptions::default().changes(Changes::new());
    let result = Host::with(dispatcher(), options).result("server/discover", json!({})).await;
    assert_eq!(result["capabilities"]["tools"], json!({"listChanged": true}));
    assert_eq!(result["capabilities"]["resources"], json!({"listChanged": true, "subscribe": true}));
}

#[tokio::test]
async fn lists_tell_how_long_they_may_be_kept() {
    let host = Host::new();
    for (method, member) in [
        ("server/discover", "capabilities"),
        ("tools/list", "tools"),
        ("resources/list", "resources"),
        ("resources/templates/list", "resourceTemplates"),
        ("prompts/list", "prompts"),
    ] {
        let result = host.result(method, json!({})).await;
        assert!(result.get(member).is_some(), "{result}");
        assert_eq!(result["resultType"], "complete");
        assert!(result["ttlMs"].as_u64().is_some(), "{result}");
        assert_eq!(result["cacheScope"], "public");
    }
}

/// Answers at once.
#[command(group = "watched", read_only)]
fn ping() -> bool {
    true
}

/// Could tell callers apart.
struct Guard;

impl Interceptor for Guard {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        next.run(call).await
    }
}

#[tokio::test]
async fn lists_are_for_their_caller_alone_where_callers_may_be_told_apart() {
    let registry = Registry::new().with::<ping>();
    let dispatcher = Dispatcher::builder(registry).interceptor(Guard).build().unwrap();
    let host = Host::with(dispatcher, McpOptions::default());
    for method in ["server/discover", "tools/list", "resources/list", "prompts/list"] {
        assert_eq!(host.result(method, json!({})).await["cacheScope"], "private", "{method}");
    }
}

#[tokio::test]
async fn every_command_is_a_tool() {
    let host = Host::new().at("/mcp/all");
    let result = host.result("tools/list", json!({})).await;
    let tools = result["tools"].as_array().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.len() == 18, "{names:?}");
    assert!(!names.contains(&"help") && !names.contains(&"health"), "hosts have their own ways: {names:?}");
    let tool = |name: &str| tools.iter().find(|it| it["name"] == name).unwrap();
    assert_eq!(tool("add")["title"], "Add");
    assert_eq!(tool("add")["description"], "Adds two numbers.\n\nReturns: The sum.");
    assert_eq!(tool("add")["inputSchema"]["required"], json!(["a", "b"]));
    assert_eq!(tool("add")["outputSchema"]["required"], json!(["result"]));
    assert_eq!(tool("list_points")["outputSchema"]["required"], json!(["items"]));
    assert_eq!(tool("move_point")["outputSchema"]["required"], json!(["label", "x", "y"]));
    assert_eq!(tool("draw_dot").get("outputSchema"), None);
    assert_eq!(tool("forget_points")["annotations"]["destructiveHint"], true);
    assert_eq!(tool("add")["annotations"]["readOnlyHint"], true);
    assert_eq!(result, host.result("tools/list", json!({})).await, "the list stays as it is");
}

#[tokio::test]
async fn a_group_has_its_own_tools() {
    let host = Host::new().at("/mcp/points");
    let result = host.result("tools/list", json!({})).await;
    let names: Vec<&Value> = result["tools"].as_array().unwrap().iter().map(|tool| &tool["name"]).collect();
    assert_eq!(names, ["forget_points", "list_points", "move_point"]);
    let (status, answer) =
        host.answer(&host.draft("tools/call", json!({"name": "add", "arguments": {"a": 1, "b": 2}}))).await;
    assert_eq!((status, &answer["error"]["code"]), (200, &json!(-32602)), "{answer}");
    let (status, answer) = host.answer(&host.clone().at("/mcp/nothing").draft("tools/list", json!({}))).await;
    assert_eq!(status, 404);
    assert!(answer["error"]["message"].as_str().unwrap().contains("arithmetic, asking"), "{answer}");
}

#[tokio::test]
async fn results_are_structured_and_told() {
    let host = Host::new();
    assert_eq!(structured(&host.call("add", json!({"a": 1, "b": 2.5})).await), &json!({"result": 3.5}));
    assert_eq!(
        structured(&host.call("move_point", json!({"point": {"x": 1, "y": 2}})).await),
        &json!({"x": 2, "y": 2, "label": null})
    );
    assert_eq!(
        structured(&host.call("list_points", json!({})).await),
        &json!({"items": [{"x": 1, "y": 2, "label": "a \"quoted\" \\ label\n"}]})
    );
    assert_eq!(structured(&host.call("forget_points", json!({})).await), &json!({"result": null}));
    assert_eq!(
        structured(&host.call("count", json!({"numbers": 2})).await),
        &json!({"items": [1, 2], "complete": true})
    );
    let without = host.result("tools/call", json!({"name": "list_points"})).await;
    assert_eq!(structured(&without)["items"][0]["x"], 1);
}

#[tokio::test]
async fn results_fit_their_schemas() {
    let host = Host::new();
    let list = host.result("tools/list", json!({})).await;
    for (tool, arguments) in [
        ("add", json!({"a": 1, "b": 2})),
        ("move_point", json!({"point": {"x": 1, "y": 2}, "by": 3})),
        ("list_points", json!({})),
        ("forget_points", json!({})),
        ("count", json!({"numbers": 3})),
        ("work_at_once", json!({})),
    ] {
        let schema = list["tools"].as_array().unwrap().iter().find(|it| it["name"] == tool).unwrap();
        let result = host.call(tool, arguments.clone()).await;
        let output = jsonschema::validator_for(&schema["outputSchema"]).unwrap();
        assert!(output.is_valid(&result["structuredContent"]), "{tool}: {result}");
        let input = jsonschema::validator_for(&schema["inputSchema"]).unwrap();
        assert!(input.is_valid(&arguments), "{tool}: {arguments}");
    }
}

#[tokio::test]
async fn pictures_are_shown() {
    let host = Host::new();
    let dot = host.call("draw_dot", json!({})).await;
    assert_eq!(dot["content"], json!([{"type": "image", "data": "AQID", "mimeType": "image/png"}]));
    assert_eq!(dot.get("structuredContent"), None);
    let both = host.call("draw_and_tell", json!({})).await;
    assert_eq!(texts(&both), ["A dot."]);
    assert_eq!(both["content"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_model_reads_why_a_call_failed() {
    let host = Host::new();
    let bad = host.call("add", json!({"a": "two", "c": 3})).await;
    let text = failure(&bad);
    assert!(text.starts_with("Invalid parameters: `/c`: expected one of the parameters a, b"), "{text}");
    assert!(text.contains("\n`/a`: expected a number, got \"two\""), "{text}");
    assert!(text.contains("\nSignature: add(a: number, b: number) -> number"), "{text}");
    assert!(text.contains("Did you mean"), "{text}");
    assert_eq!(
        failure(&host.call("run_out", json!({})).await),
        "only 2 left (kind: out_of_stock)\ndetails: {\"left\":2}"
    );
    let panic = host.call("panic_at_once", json!({})).await;
    let text = failure(&panic);
    assert!(
        text.contains("internal_error") && text.contains("incident") && !text.contains("secret"),
        "{text}"
    );
    let slow = host.call("take_too_long", json!({})).await;
    assert!(failure(&slow).contains("timed_out"), "{slow}");
}

#[tokio::test]
async fn what_there_is_not_is_said_with_what_is_near() {
    let host = Host::new();
    let (status, answer) =
        host.answer(&host.draft("tools/call", json!({"name": "move_points", "arguments": {}}))).await;
    assert_eq!((status, &answer["error"]["code"], &answer["id"]), (200, &json!(-32602), &json!(7)));
    assert!(answer["error"]["message"].as_str().unwrap().contains("`move_point`"), "{answer}");
    let (_, answer) = host.answer(&host.draft("resources/read", json!({"uri": "no://where"}))).await;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
    let (_, answer) = host.answer(&host.draft("prompts/get", json!({"name": "nothing"}))).await;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
}

#[tokio::test]
async fn completions_are_an_empty_list_where_nothing_is_known() {
    let params = json!({"ref": {"type": "ref/prompt", "name": "x"}, "argument": {"name": "a", "value": "t"}});
    let result = Host::new().result("completion/complete", params).await;
    assert_eq!(result["completion"], json!({"values": [], "total": 0, "hasMore": false}));
    assert_eq!(result["resultType"], "complete");
}
