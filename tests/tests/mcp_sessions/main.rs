//! The older revisions of the Model Context Protocol over HTTP, which keep sessions, on real sockets.

mod client;
mod commands;

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use commandry::{
    CancellationToken,
    mcp::{self, Changes, McpOptions},
};
use commandry_tests::{RunningServer, read_to_end, status_of};
use serde_json::{Value, json};

use client::{Client, header, initialize, messages, read_until};
use commands::{Watched, watched};

const REVISION: &str = "2025-11-25";

async fn serve(options: McpOptions) -> RunningServer {
    RunningServer::start_router(mcp::router(watched().0, options)).await
}

fn call(id: u32, tool: &str) -> String {
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": tool}}).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_call_stops_the_function_and_a_closed_stream_does_not() {
    let (dispatcher, watched) = watched();
    let server = RunningServer::start_router(mcp::router(dispatcher.clone(), McpOptions::default())).await;
    let client = Client::begin(&server, REVISION, json!({})).await;
    let other = Client::begin(&server, REVISION, json!({})).await;
    let stream = client.open("POST", &call(5, "run_for_ever")).await;
    Watched::until(&watched.begun, 1).await;

    // A client of these revisions may lose its connection and come back for the answer.
    drop(stream);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(watched.dropped.load(Ordering::SeqCst), 0, "it still runs");

    let cancel = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 5}});
    assert_eq!(status_of(&other.post(&cancel).await), 202);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(
        watched.dropped.load(Ordering::SeqCst),
        0,
        "the same number in another session is another call"
    );

    let start = Instant::now();
    assert_eq!(status_of(&client.post(&cancel).await), 202);
    Watched::until(&watched.dropped, 1).await;
    Watched::until(&watched.cancelled, 1).await;
    let took = start.elapsed();
    assert!(took < Duration::from_millis(100), "the function stopped after {took:?}");
    assert_eq!(dispatcher.running_calls(), 0);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_session_gives_its_functions_five_seconds_to_end() {
    let (dispatcher, watched) = watched();
    let server = RunningServer::start_router(mcp::router(dispatcher.clone(), McpOptions::default())).await;
    let client = Client::begin(&server, REVISION, json!({})).await;
    let _stream = client.open("POST", &call(5, "run_for_ever")).await;
    Watched::until(&watched.begun, 1).await;
    let answer = client.end().await;
    assert_eq!(status_of(&answer), 204, "{answer}");
    let took = Watched::until(&watched.dropped, 1).await;
    assert!(took < Duration::from_secs(7), "the function stopped after {took:?}");
    assert_eq!(dispatcher.running_calls(), 0);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_older_revision_is_spoken() {
    let server = serve(McpOptions::default()).await;
    for revision in ["2025-03-26", "2025-06-18", "2025-11-25"] {
        let client = Client::begin(&server, revision, json!({})).await;
        assert_eq!(client.said["protocolVersion"], revision);
        assert_eq!(client.said["serverInfo"]["name"], "work");
        let listed = client.request("tools/list", json!({})).await;
        let tools = listed[0]["result"]["tools"].as_array().expect("tools are listed");
        let names: Vec<&Value> = tools.iter().map(|tool| &tool["name"]).collect();
        assert_eq!(names, ["greet", "run_for_ever", "say_all"], "{revision}");
        assert_eq!(listed[0]["result"]["resultType"], Value::Null, "only the newest revision has it");
        let called = client.request("tools/call", json!({"name": "say_all"})).await;
        assert_eq!(called.last().expect("an answer")["result"]["structuredContent"], json!({"result": true}));
    }
    // Who asks for what nobody speaks is offered the newest of them.
    let client = Client::begin(&server, "2031-01-01", json!({})).await;
    assert_eq!(client.said["protocolVersion"], "2025-11-25");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_hears_what_its_calls_tell_until_the_server_stops() {
    let stop = CancellationToken::new();
    let server = serve(McpOptions::default().until(stop.clone())).await;
    let client = Client::begin(&server, REVISION, json!({})).await;
    // Progress comes on the stream of the call, messages on the one that a client opens for all that is told.
    let mut stream = client.open("GET", "").await;
    read_until(&mut stream, "\r\n\r\n").await;
    for (level, first) in [("debug", "a detail"), ("info", "a step"), ("error", "a fault")] {
        let answer = client.request("logging/setLevel", json!({"level": level})).await;
        assert_eq!(answer[0]["result"], json!({}));
        let params = json!({"name": "say_all", "_meta": {"progressToken": "p"}});
        let told = client.request("tools/call", params).await;
        assert_eq!(told[0]["method"], "notifications/progress", "{told:?}");
        assert_eq!(told[0]["params"]["message"], "half", "{told:?}");
        assert_eq!(told.last().expect("an answer")["result"]["structuredContent"], json!({"result": true}));
        let heard = messages(&read_until(&mut stream, "a fault").await);
        assert_eq!(heard[0]["params"]["data"], first, "{level}: {heard:?}");
    }
    stop.cancel();
    read_to_end(&mut stream).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_goes_to_whom_can_answer_it() {
    let server = serve(McpOptions::default()).await;
    let mute = Client::begin(&server, REVISION, json!({})).await;
    let refused = mute.request("tools/call", json!({"name": "greet"})).await;
    assert_eq!(refused[0]["result"]["isError"], true, "{refused:?}");
    let text = refused[0]["result"]["content"][0]["text"].as_str().expect("a text");
    assert!(text.contains("cannot_ask"), "{text}");

    let client = Client::begin(&server, REVISION, json!({"elicitation": {}})).await;
    let mut stream = client.open("POST", &call(9, "greet")).await;
    let asked = read_until(&mut stream, "elicitation/create").await;
    let asked = messages(&asked).into_iter().next_back().expect("a question");
    assert_eq!(asked["params"]["message"], "What is your name?");
    let answer = json!({"jsonrpc": "2.0", "id": asked["id"], "result":
        {"action": "accept", "content": {"name": "Ada"}}});
    assert_eq!(status_of(&client.post(&answer).await), 202);
    let text = read_to_end(&mut stream).await;
    assert!(text.contains("Hello, Ada!"), "{text}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_told_of_the_changes_that_it_wants() {
    let changes = Changes::new();
    let server = serve(McpOptions::default().changes(changes.clone())).await;
    let client = Client::begin(&server, REVISION, json!({})).await;
    for capability in ["/capabilities/tools/listChanged", "/capabilities/resources/subscribe"] {
        assert_eq!(client.said.pointer(capability), Some(&json!(true)), "{capability}");
    }
    for uri in ["a://1", "a://2"] {
        client.request("resources/subscribe", json!({"uri": uri})).await;
    }
    client.request("resources/unsubscribe", json!({"uri": "a://2"})).await;
    let mut stream = client.open("GET", "").await;
    read_until(&mut stream, "\r\n\r\n").await;
    changes.tools_changed();
    changes.resource_updated("a://2");
    changes.resource_updated("a://1");
    let told = read_until(&mut stream, "notifications/resources/updated").await;
    assert!(told.contains("notifications/tools/list_changed"), "{told}");
    assert!(!told.contains("a://2"), "{told}");
    drop(stream);

    let silent = serve(McpOptions::default()).await;
    let client = Client::begin(&silent, REVISION, json!({})).await;
    assert_eq!(client.said["capabilities"]["resources"], json!({}));
    let refused = client.request("resources/subscribe", json!({"uri": "a://1"})).await;
    assert_eq!(refused[0]["error"]["code"], -32601, "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_are_no_more_sessions_than_the_server_has_room_for() {
    let server = serve(McpOptions::default().sessions(1)).await;
    let client = Client::begin(&server, REVISION, json!({})).await;
    let refused = initialize(&server, REVISION, json!({})).await;
    assert_eq!(status_of(&refused), 503, "{refused}");
    assert!(header(&refused, "retry-after").is_some(), "{refused}");
    assert!(refused.contains("\"kind\":\"overloaded\""), "{refused}");
    assert_eq!(status_of(&client.end().await), 204);
    Client::begin(&server, REVISION, json!({})).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_session_ends() {
    let server = serve(McpOptions::default().session_idle_time(Duration::from_millis(100))).await;
    let client = Client::begin(&server, REVISION, json!({})).await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    let answer = client.post(&list).await;
    assert_eq!(status_of(&answer), 404, "{answer}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_session_is_refused() {
    let server = serve(McpOptions::default()).await;
    let mut client = Client::begin(&server, REVISION, json!({})).await;
    client.session = "made-up".to_owned();
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    assert_eq!(status_of(&client.post(&list).await), 404);
    let request = "GET /mcp HTTP/1.1\r\nhost: evil.example.com\r\nconnection: close\r\n\r\n";
    assert_eq!(status_of(&server.exchange(request.as_bytes()).await), 403);
    let request = "GET /mcp HTTP/1.1\r\nhost: localhost\r\norigin: http://evil.example.com\r\n\
                   connection: close\r\n\r\n";
    assert_eq!(status_of(&server.exchange(request.as_bytes()).await), 403);
    server.stop().await;
}
