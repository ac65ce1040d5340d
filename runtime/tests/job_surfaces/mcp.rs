//! `job_watch` as a tool: its reports are progress of the call, and its items come together at the end.

use axum::response::Response;
use commandry::Caller;
use serde_json::{Value, json};

use crate::service::{Events, Service, ann, check_course, data, json_of, strangers};

async fn watch(service: &Service, caller: &Caller, id: &str, token: Value) -> Response {
    let mut meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    if !token.is_null() {
        meta["progressToken"] = token;
    }
    let headers = [
        ("accept", "application/json, text/event-stream"),
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
        ("mcp-name", "job_watch"),
    ];
    let params = json!({"name": "job_watch", "arguments": {"job_id": id}, "_meta": meta});
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    service.post(caller, "/mcp/all", &headers, &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_report_is_progress_of_the_call() {
    let service = Service::start();
    let id = service.queue(&ann()).await;
    let mut events = Events::of(watch(&service, &ann(), &id, json!("p-1")).await);
    let mut told = Vec::new();
    let answer = loop {
        let message = data(&events.next().await.expect("the answer is the last event"));
        if message["method"] != "notifications/progress" {
            break message;
        }
        told.push(message["params"].clone());
        service.go_on();
    };
    assert!(events.next().await.is_none());
    let report =
        |done: u32| json!({"progressToken": "p-1", "progress": done, "total": 3, "message": "packing"});
    assert_eq!(told, [report(1), report(2), report(3)]);
    let result = &answer["result"]["structuredContent"];
    assert_eq!(result["complete"], true, "{answer}");
    check_course(result["items"].as_array().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_see_a_job_is_told_that_there_is_none() {
    let service = Service::start();
    let id = service.queue(&ann()).await;
    for stranger in strangers() {
        let (status, answer) = json_of(watch(&service, &stranger, &id, Value::Null).await).await;
        assert_eq!((status, &answer["result"]["isError"]), (200, &json!(true)), "{answer}");
        let text = answer["result"]["content"][0]["text"].as_str().unwrap();
        assert!(text.contains("job_not_found"), "{answer}");
    }
}
