//! Requests that are not as they must be, each with its status and code.

use commandry::mcp::McpOptions;
use serde_json::{Value, json};

use super::{
    commands::dispatcher,
    host::{Draft, Host},
};

const META: &str = "/params/_meta";
const VERSION: &str = "/params/_meta/io.modelcontextprotocol~1protocolVersion";
const CAPABILITIES: &str = "/params/_meta/io.modelcontextprotocol~1clientCapabilities";

fn call(host: &Host) -> Draft {
    host.draft("tools/call", json!({"name": "add", "arguments": {"a": 1, "b": 2}}))
}

/// A request with one thing wrong, and the status and code of its answer.
type Case = (&'static str, Draft, u16, i64);

fn cases(host: &Host) -> Vec<Case> {
    let good = || call(host);
    vec![
        ("no _meta", good().member(META, Value::Null), 400, -32602),
        ("no version in _meta", good().member(VERSION, Value::Null), 400, -32602),
        ("no capabilities", good().member(CAPABILITIES, Value::Null), 400, -32602),
        ("capabilities that are no object", good().member(CAPABILITIES, json!([])), 400, -32602),
        ("_meta that is no object", good().member(META, json!(7)), 400, -32602),
        ("params that are no object", good().member("/params", json!([1])), 400, -32602),
        ("no name", good().member("/params/name", Value::Null), 400, -32602),
        ("a name that is no string", good().member("/params/name", json!(7)), 400, -32602),
        ("arguments by position", good().member("/params/arguments", json!([1, 2])), 400, -32602),
        ("no params", host.draft("tools/list", json!({})).member("/params", Value::Null), 400, -32602),
        ("a cursor", host.draft("tools/list", json!({"cursor": "x"})), 400, -32602),
        ("no version header", good().header("mcp-protocol-version", None), 400, -32020),
        ("another version in the header", good().header("mcp-protocol-version", Some("v9")), 400, -32020),
        (
            "an older version in the header",
            good().header("mcp-protocol-version", Some("2025-11-25")),
            400,
            -32020,
        ),
        ("another version in the body", good().member(VERSION, json!("v9")), 400, -32020),
        ("no method header", good().header("mcp-method", None), 400, -32020),
        ("another method in the header", good().header("mcp-method", Some("tools/list")), 400, -32020),
        ("no name header", good().header("mcp-name", None), 400, -32020),
        ("another name in the header", good().header("mcp-name", Some("forget_points")), 400, -32020),
        (
            "an unknown version",
            good().member(VERSION, json!("v9")).header("mcp-protocol-version", Some("v9")),
            400,
            -32022,
        ),
        ("an id of null", good().member("/id", json!(false)), 400, -32600),
        ("another JSON-RPC", good().member("/jsonrpc", json!("1.0")), 400, -32600),
        ("no method", good().member("/method", Value::Null), 400, -32600),
        ("a response", good().member("/result", json!({})), 400, -32600),
        ("an unknown method", host.draft("unknown/method", json!({})), 404, -32601),
        ("initialize", host.draft("initialize", json!({})), 404, -32601),
        ("ping", host.draft("ping", json!({})), 404, -32601),
        ("logging/setLevel", host.draft("logging/setLevel", json!({"level": "info"})), 404, -32601),
        ("resources/subscribe", host.draft("resources/subscribe", json!({"uri": "a:b"})), 404, -32601),
        ("resources/unsubscribe", host.draft("resources/unsubscribe", json!({"uri": "a:b"})), 404, -32601),
    ]
}

#[tokio::test]
async fn every_fault_has_its_status_and_code() {
    let host = Host::new();
    for (what, draft, status, code) in cases(&host) {
        let (got, answer) = host.answer(&draft).await;
        assert_eq!((got, &answer["error"]["code"]), (status, &json!(code)), "{what}: {answer}");
        let id = draft.body["id"].as_i64().map_or(Value::Null, Value::from);
        assert_eq!(answer["id"], id, "{what}: {answer}");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
    }
    assert!(host.answer(&call(&host)).await.1.get("result").is_some(), "without a fault it works");
}

#[tokio::test]
async fn an_unknown_version_is_told_the_known_ones() {
    let host = Host::new();
    let draft = call(&host).member(VERSION, json!("v9")).header("mcp-protocol-version", Some("v9"));
    let (_, answer) = host.answer(&draft).await;
    assert_eq!(answer["error"]["data"]["requested"], "v9");
    let discovered = host.result("server/discover", json!({})).await;
    assert_eq!(answer["error"]["data"]["supported"], discovered["supportedVersions"]);
}

#[tokio::test]
async fn bodies_that_are_no_requests() {
    let host = Host::new();
    for (body, status, code) in [
        ("", 400, -32700),
        ("{", 400, -32700),
        ("7", 400, -32600),
        ("null", 400, -32600),
        ("[]", 400, -32600),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]"#, 400, -32600),
        (r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/list","params":{}}"#, 400, -32600),
        (r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","name":"x"}}"#, 400, -32600),
        (r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{},"params":{}}"#, 400, -32600),
    ] {
        let mut request = call(&host).request();
        *request.body_mut() = body.into();
        let answer = host.raw(request).await;
        let json = answer.json();
        assert_eq!(
            (answer.status.as_u16(), &json["error"]["code"]),
            (status, &json!(code)),
            "{body}: {json}"
        );
    }
    let deep = format!("{{\"params\":{}1{}}}", "[".repeat(100), "]".repeat(100));
    let long = " ".repeat(5_000);
    for (body, status) in [(deep, 400), (long, 413)] {
        let mut request = call(&host).request();
        *request.body_mut() = body.into();
        assert_eq!(host.raw(request).await.status, status);
    }
    let answer = host.send(&call(&host).header("content-type", Some("text/plain"))).await;
    assert_eq!(answer.status, 415);
}

#[tokio::test]
async fn notifications_have_no_answer() {
    let host = Host::new();
    let answer =
        host.send(&host.draft("notifications/cancelled", json!({})).member("/id", Value::Null)).await;
    assert_eq!((answer.status.as_u16(), answer.text().as_str()), (202, ""));
}

#[tokio::test]
async fn there_is_nothing_but_post() {
    let host = Host::new();
    for method in ["GET", "DELETE", "PUT"] {
        let answer = host.send(&Draft { http_method: method, ..call(&host) }).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"), "{method}");
    }
}

#[tokio::test]
async fn sessions_are_not_heard_of() {
    let host = Host::new();
    let answer = host.send(&call(&host).header("mcp-session-id", Some("abc"))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("mcp-session-id"), "");
}

#[tokio::test]
async fn hosts_and_sites_that_are_not_allowed_are_refused() {
    let host = Host::new();
    for (name, value, status) in [
        ("host", "localhost:8000", 200),
        ("host", "evil.example.com", 403),
        ("origin", "http://evil.example.com", 403),
    ] {
        let answer = host.send(&call(&host).header(name, Some(value))).await;
        assert_eq!(answer.status, status, "{name}: {value}");
    }
    let options =
        McpOptions::default().allow_host("shop.example.com").allow_origin("https://chat.example.com");
    let host = Host::with(dispatcher(), options);
    let draft = call(&host).header("host", Some("shop.example.com"));
    assert_eq!(host.send(&draft).await.status, 200);
    let draft = draft.header("origin", Some("https://chat.example.com"));
    assert_eq!(host.send(&draft).await.status, 200);
}

#[tokio::test]
async fn a_name_may_be_encoded_in_its_header() {
    let host = Host::new();
    assert_eq!(host.send(&call(&host).header("mcp-name", Some("=?base64?YWRk?="))).await.status, 200);
    let name = host
        .draft("tools/call", json!({"name": "größe"}))
        .header("mcp-name", Some("=?base64?Z3LDtsOfZQ==?="));
    let (status, answer) = host.answer(&name).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (200, &json!(-32602)),
        "only the tool is unknown: {answer}"
    );
}

#[tokio::test]
async fn members_may_come_in_any_order() {
    let host = Host::new();
    let good = call(&host);
    let meta = good.body["params"]["_meta"].to_string();
    for body in [
        format!(
            r#"{{"params":{{"arguments":{{"b":2,"a":1}},"_meta":{meta},"name":"add"}},"id":"x","method":"tools/call","jsonrpc":"2.0"}}"#
        ),
        format!(
            r#"{{"id":"x","method":"tools/call","jsonrpc":"2.0","params":{{"arguments":{{"b":2,"a":1}},"_meta":{meta},"name":"add"}}}}"#
        ),
        format!(
            r#"{{"id":"x","method":"tools\u002fcall","jsonrpc":"2.0","params":{{"name":"\u0061dd","arguments":{{"b":2,"a":1}},"_meta":{meta}}}}}"#
        ),
        format!(
            r#"{{"id":"x","more":[],"method":"tools/call","jsonrpc":"2.0","params":{{"task":null,"name":"add","arguments":{{"b":2,"a":1}},"_meta":{meta}}}}}"#
        ),
    ] {
        let mut request = good.request();
        *request.body_mut() = body.clone().into();
        let answer = host.raw(request).await.json();
        assert_eq!(answer["result"]["structuredContent"], json!({"result": 3.0}), "{body}: {answer}");
        assert_eq!(answer["id"], "x");
    }
}
