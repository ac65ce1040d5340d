//! Answers that come as streams, and what happens when nobody reads them any more.

use std::{sync::atomic::Ordering, time::Duration};

use axum::http::{Request, header};
use commandry::{
    CancellationToken,
    mcp::{self, Changes, McpOptions},
};
use commandry_tests::RunningServer;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{
    commands::{Watched, dispatcher, watched},
    host::{Host, events_of},
};

const PATIENCE: Duration = Duration::from_secs(10);

fn log_level(level: &str) -> Value {
    json!({"io.modelcontextprotocol/logLevel": level})
}

#[tokio::test]
async fn progress_is_told_to_whom_it_was_asked_for() {
    let host = Host::new().meta(json!({"progressToken": "p-1"}));
    let events = host.events("tools/call", json!({"name": "work", "arguments": {}})).await;
    let (answer, told) = events.split_last().unwrap();
    assert_eq!(answer["result"]["structuredContent"], json!({"result": 42}));
    let progress = |done: Value, message: Option<&str>| {
        let mut params = json!({"progressToken": "p-1", "progress": done, "total": 100});
        if let Some(message) = message {
            params["message"] = message.into();
        }
        json!({"jsonrpc": "2.0", "method": "notifications/progress", "params": params})
    };
    assert_eq!(
        told,
        [progress(json!(0), None), progress(json!(0.5), Some("half of one")), progress(json!(100), None)],
        "every report is further than the one before"
    );
}

#[tokio::test]
async fn messages_are_told_from_the_level_that_was_asked_for() {
    for (level, expected) in [
        ("debug", &["debug", "info", "emergency"][..]),
        ("info", &["info", "emergency"]),
        ("alert", &["emergency"]),
    ] {
        let host = Host::new().meta(log_level(level));
        let events = host.events("tools/call", json!({"name": "work"})).await;
        let (answer, told) = events.split_last().unwrap();
        assert_eq!(answer["id"], 7);
        let levels: Vec<&Value> = told.iter().map(|it| &it["params"]["level"]).collect();
        assert_eq!(levels, expected);
        assert!(told.iter().all(|it| it["method"] == "notifications/message"));
    }
}

#[tokio::test]
async fn what_is_said_without_waiting_comes_before_the_answer() {
    let host = Host::new().meta(json!({"progressToken": 1}));
    let events = host.events("tools/call", json!({"name": "work_at_once"})).await;
    let methods: Vec<&str> = events.iter().map(|it| it["method"].as_str().unwrap_or("answer")).collect();
    assert_eq!(methods, ["notifications/progress", "notifications/progress", "answer"]);
}

#[tokio::test]
async fn who_asked_for_nothing_gets_the_answer_alone() {
    let host = Host::new();
    assert_eq!(host.call("work", json!({})).await["structuredContent"], json!({"result": 42}));
    let silent = Host::new().meta(json!({"progressToken": 1}));
    assert_eq!(
        silent.call("add", json!({"a": 1, "b": 1})).await["structuredContent"],
        json!({"result": 2.0})
    );
    let draft =
        silent.draft("tools/call", json!({"name": "work"})).header("accept", Some("application/json"));
    assert_eq!(silent.answer(&draft).await.1["result"]["structuredContent"], json!({"result": 42}));
}

#[tokio::test]
async fn what_is_wrong_has_its_status_even_where_a_stream_was_asked_for() {
    let host = Host::new().meta(json!({"progressToken": 1}));
    let (status, answer) = host.answer(&host.draft("tools/call", json!({"name": "greet"}))).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32021)), "{answer}");
    for meta in [json!({"progressToken": {}}), log_level("loud")] {
        let host = Host::new().meta(meta);
        let (status, answer) = host.answer(&host.draft("tools/call", json!({"name": "work"}))).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32602)), "{answer}");
    }
}

/// Sends a request over a socket of its own.
async fn open(server: &RunningServer, request: Request<axum::body::Body>) -> TcpStream {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let mut text = format!("POST {} HTTP/1.1\r\nhost: localhost\r\n", parts.uri);
    for (name, value) in &parts.headers {
        text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    text.push_str(&format!("{}: {}\r\n\r\n", header::CONTENT_LENGTH, body.len()));
    let mut stream = server.connect().await;
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.write_all(&body).await.unwrap();
    stream
}

/// Reads until a text has come; gives everything so far.
async fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut all = Vec::new();
    let mut part = [0; 4096];
    while !String::from_utf8_lossy(&all).contains(text) {
        let count = timeout(PATIENCE, stream.read(&mut part)).await.expect("something comes").unwrap();
        assert!(count > 0, "the stream ended: {}", String::from_utf8_lossy(&all));
        all.extend_from_slice(&part[..count]);
    }
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_the_connection_stops_the_function() {
    let (dispatcher, watched) = watched();
    let server = RunningServer::start_router(mcp::router(dispatcher.clone(), McpOptions::default())).await;
    for (number, meta) in [(1, json!({})), (2, json!({"progressToken": 1}))] {
        let host = Host::new().meta(meta.clone());
        let mut stream =
            open(&server, host.draft("tools/call", json!({"name": "run_for_ever"})).request()).await;
        Watched::until(&watched.begun, number).await;
        if number == 2 {
            read_until(&mut stream, "\"message\":\"begun\"").await;
        }
        assert_eq!(watched.dropped.load(Ordering::SeqCst), number - 1, "it runs");
        drop(stream);
        let took = Watched::until(&watched.dropped, number).await;
        assert!(took < Duration::from_millis(100), "{meta}: the function stopped after {took:?}");
        let took = Watched::until(&watched.cancelled, number).await;
        assert!(took < Duration::from_millis(100), "{meta}: its token was cancelled after {took:?}");
        assert_eq!(dispatcher.running_calls(), 0);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_listens_is_told_of_changes_until_the_server_stops() {
    let changes = Changes::new();
    let stop = CancellationToken::new();
    let options = McpOptions::default().changes(changes.clone()).until(stop.clone());
    let server = RunningServer::start_router(mcp::router(dispatcher(), options)).await;
    let wanted = json!({"toolsListChanged": true, "resourceSubscriptions": ["a://1"]});
    let host = Host::new();
    let draft = host.draft("subscriptions/listen", json!({"notifications": wanted}));
    let mut stream = open(&server, draft.request()).await;
    let head = read_until(&mut stream, "acknowledged").await;
    assert!(head.contains("text/event-stream"), "{head}");
    changes.prompts_changed();
    changes.resource_updated("a://2");
    changes.tools_changed();
    changes.resource_updated("a://1");
    let mut text = read_until(&mut stream, "resources/updated").await;
    stop.cancel();
    text.push_str(&read_until(&mut stream, "\"result\"").await);
    for unwanted in ["prompts/list_changed", "a://2"] {
        assert!(!text.contains(unwanted), "{text}");
    }
    for wanted in ["notifications/tools/list_changed", "\"io.modelcontextprotocol/subscriptionId\":7"] {
        assert!(text.contains(wanted), "{text}");
    }
    drop(stream);
    server.stop().await;
}

#[tokio::test]
async fn the_first_message_of_a_subscription_says_what_is_honoured() {
    let wanted = json!({"toolsListChanged": true, "promptsListChanged": false});
    for (options, honoured) in [
        (McpOptions::default(), json!({})),
        (McpOptions::default().changes(Changes::new()), json!({"toolsListChanged": true})),
    ] {
        let stop = CancellationToken::new();
        stop.cancel();
        let host = Host::with(dispatcher(), options.until(stop));
        let answer = host.send(&host.draft("subscriptions/listen", json!({"notifications": wanted}))).await;
        let events = events_of(&answer.text());
        assert_eq!(events[0]["method"], "notifications/subscriptions/acknowledged");
        assert_eq!(events[0]["params"]["notifications"], honoured);
        assert_eq!(events[0]["params"]["_meta"], json!({"io.modelcontextprotocol/subscriptionId": 7}));
        assert_eq!((&events[1]["id"], &events[1]["result"]["resultType"]), (&json!(7), &json!("complete")));
        assert_eq!(events.len(), 2);
    }
    let host = Host::new();
    let (status, answer) = host.answer(&host.draft("subscriptions/listen", json!({}))).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32602)), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_hosts_listen_than_the_server_has_room_for() {
    let options = McpOptions::default().listeners(1);
    let server = RunningServer::start_router(mcp::router(dispatcher(), options)).await;
    let host = Host::new();
    let draft = host.draft("subscriptions/listen", json!({"notifications": {}}));
    let mut first = open(&server, draft.request()).await;
    read_until(&mut first, "acknowledged").await;
    let mut second = open(&server, draft.request()).await;
    read_until(&mut second, "503").await;
    drop(first);
    // The place is free as soon as the server has noticed.
    timeout(PATIENCE, async {
        loop {
            let mut third = open(&server, draft.request()).await;
            if read_until(&mut third, "\r\n\r\n").await.contains("200 OK") {
                break;
            }
        }
    })
    .await
    .expect("the place becomes free");
    server.stop().await;
}
