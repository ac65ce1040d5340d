//! What a client of an older revision is told by a server that serves the newest alone.
#![cfg(all(feature = "mcp", not(feature = "mcp-sessions")))]

use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
    response::Response,
};
use commandry::{
    Dispatcher, Registry,
    mcp::{self, McpOptions},
    prelude::*,
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Answers at once.
#[command(group = "demo", read_only)]
fn ping() -> bool {
    true
}

async fn send(method: &str, body: &Value) -> Response {
    let dispatcher = Dispatcher::builder(Registry::new().with::<ping>()).build().unwrap();
    let request = Request::builder()
        .method(method)
        .uri("/mcp")
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json, text/event-stream")
        .body(Body::from(body.to_string()))
        .unwrap();
    mcp::router(dispatcher, McpOptions::default()).oneshot(request).await.unwrap()
}

async fn post(body: &Value) -> (u16, Value) {
    let response = send("POST", body).await;
    let status = response.status().as_u16();
    let content = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&content).unwrap())
}

#[tokio::test]
async fn older_revisions_are_told_what_is_spoken_here() {
    let (status, answer) = post(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}}))
    .await;
    assert_eq!(
        (status, &answer["error"]["code"], &answer["id"]),
        (400, &json!(-32022), &json!(1)),
        "{answer}"
    );
    assert_eq!(answer["error"]["data"]["requested"], "2025-06-18");
    assert_eq!(answer["error"]["data"]["supported"], json!(["2026-07-28"]));
    let (status, answer) = post(&json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32602)), "{answer}");
}

#[tokio::test]
async fn there_is_no_stream_to_open_and_no_session_to_end() {
    for method in ["GET", "DELETE", "PUT"] {
        let response = send(method, &Value::Null).await;
        assert_eq!(response.status(), 405, "{method}");
        assert_eq!(response.headers()[header::ALLOW], "POST", "{method}");
    }
}
