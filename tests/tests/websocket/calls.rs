//! Calls and their answers: as many as one likes, in batches, cancelled, limited.

use std::{collections::HashSet, sync::atomic::Ordering, time::Instant};

use commandry::{Limits, http::WebSocketOptions};
use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::site::{AT_ONCE, Site, call, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_in_windows_of_a_hundred_are_all_answered_and_paired() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    let (calls, window) = (10_000_u64, 100);
    let (mut next, mut open) = (0, HashSet::new());
    let mut answered = 0;
    while answered < calls {
        while open.len() < window && next < calls {
            // Every second call waits, so that answers overtake each other.
            let params = json!({"number": next, "wait": next % 2 == 0});
            socket.0.feed(Message::text(call(next, "double", params).to_string())).await.unwrap();
            open.insert(next);
            next += 1;
        }
        socket.0.flush().await.unwrap();
        let answer = socket.next().await;
        let id = answer["id"].as_u64().unwrap();
        assert!(open.remove(&id), "{answer} belongs to no call that is open");
        assert_eq!(answer["result"].as_u64().unwrap(), id * 2);
        answered += 1;
    }
    assert!(open.is_empty());
    assert_eq!(site.dispatcher.running_calls(), 0);
}

#[tokio::test]
async fn messages_are_answered_as_on_cmd() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    for request in [
        call(1, "add", json!({"a": 1, "b": 2})),
        call("two", "add", json!([1, 2])),
        call(Value::Null, "add", json!([1, 2])),
        call(3, "add", json!({"a": 1})),
        call(4, "ad", json!({})),
        call(5, "add", json!(1)),
        json!({"command": "add", "params": {"a": 1, "b": 2}}),
        json!({"jsonrpc": "1.0", "method": "add", "id": 6}),
        json!([]),
        json!([1, call(7, "add", json!([1, 2])), {"jsonrpc": "2.0", "method": "add", "params": [1, 2]}]),
        json!([call(8, "count", json!([2])), call(9, "double", json!({"number": 6, "wait": true}))]),
        json!("text"),
    ] {
        let over_http = commandry_tests::answer(&site.dispatcher, &request.to_string()).await;
        assert_eq!(socket.ask(request.clone()).await, over_http, "{request}");
    }
    // Nobody answers notifications, so that the next answer is that of the call behind them.
    socket.send(json!({"jsonrpc": "2.0", "method": "add", "params": [1, 2]})).await;
    socket.send(json!({"jsonrpc": "2.0", "method": "nothing"})).await;
    socket.send(json!([{"jsonrpc": "2.0", "method": "add", "params": [1, 2]}])).await;
    socket.send(json!({"jsonrpc": "2.0", "method": "count", "params": [2]})).await;
    assert_eq!(socket.ask(call(10, "add", json!([2, 3]))).await["result"], 5);
}

#[tokio::test]
async fn a_cancelled_call_is_answered_and_its_function_stops_at_once() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    socket.send(call("a", "wait_for_ever", json!({}))).await;
    until("the command begins", || site.seen.begun() == 1).await;
    let start = Instant::now();
    socket.send(call(2, "rpc.cancel", json!({"id": "a"}))).await;
    until("the command stops", || site.seen.stopped() == 1).await;
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    until("the command hears of it", || site.seen.0.told.load(Ordering::SeqCst)).await;
    let (one, other) = (socket.next().await, socket.next().await);
    let (told, failed) = if one["id"] == 2 { (one, other) } else { (other, one) };
    assert_eq!(told["result"], true);
    assert_eq!((&failed["id"], &failed["error"]["code"]), (&json!("a"), &json!(-32004)));
    assert_eq!(failed["error"]["data"]["kind"], "cancelled");
    // There is nothing to cancel any more, and a notification is not answered.
    socket.send(json!({"jsonrpc": "2.0", "method": "rpc.cancel", "params": {"id": "a"}})).await;
    assert_eq!(socket.ask(call(3, "rpc.cancel", json!({"id": "a"}))).await["result"], false);
    assert_eq!(socket.ask(call(4, "rpc.cancel", json!({}))).await["error"]["code"], -32602);
    assert_eq!(site.dispatcher.running_calls(), 0);
}

#[tokio::test]
async fn an_id_means_one_call_at_a_time() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    socket.send(call(1, "wait_for_ever", json!({}))).await;
    let refused = socket.ask(call(1, "add", json!([1, 2]))).await;
    assert_eq!((&refused["id"], &refused["error"]["code"]), (&Value::Null, &json!(-32600)));
    socket.send(json!({"jsonrpc": "2.0", "method": "rpc.cancel", "params": {"id": 1}})).await;
    assert_eq!(socket.next().await["error"]["code"], -32004);
    assert_eq!(socket.ask(call(1, "add", json!([1, 2]))).await["result"], 3);
}

#[tokio::test]
async fn calls_of_one_connection_are_limited() {
    let site = Site::with(Limits::default(), WebSocketOptions::default().requests(2)).await;
    let mut socket = site.connect().await;
    socket.send(call(1, "wait_for_ever", json!({}))).await;
    socket.send(json!([call(2, "wait_for_ever", json!({}))])).await;
    let refused = socket.ask(call(3, "add", json!([1, 2]))).await;
    assert_eq!((&refused["id"], &refused["error"]["code"]), (&json!(3), &json!(-32005)));
    let refused = socket.ask(json!([call(4, "add", json!([1, 2]))])).await;
    assert_eq!(refused["error"]["code"], -32005);
    // What the connection itself is asked gets through all the same.
    socket.send(json!({"jsonrpc": "2.0", "method": "rpc.cancel", "params": {"id": 1}})).await;
    assert_eq!(socket.next().await["error"]["code"], -32004);
    assert_eq!(socket.ask(call(5, "add", json!([1, 2]))).await["result"], 3);
}

#[tokio::test]
async fn progress_and_messages_come_before_the_answer_and_name_their_call() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    socket.send(call("job", "work", json!({"steps": 2}))).await;
    let log = json!({"id": "job", "level": "warning", "text": "beginning"});
    assert_eq!(socket.next().await, json!({"jsonrpc": "2.0", "method": "rpc.log", "params": log}));
    for step in [1.0, 2.0] {
        let params = json!({"id": "job", "done": step, "total": 2.0, "message": "working"});
        assert_eq!(
            socket.next().await,
            json!({"jsonrpc": "2.0", "method": "rpc.progress", "params": params})
        );
    }
    assert_eq!(socket.next().await, json!({"jsonrpc": "2.0", "id": "job", "result": 2}));
    // In a batch each call has a voice of its own.
    socket.send(json!([call(1, "work", json!([1])), call(2, "work", json!([1]))])).await;
    let mut ids = Vec::new();
    let answer = loop {
        let message = socket.next().await;
        if message.is_array() {
            break message;
        }
        ids.push(message["params"]["id"].as_u64().unwrap());
    };
    ids.sort_unstable();
    assert_eq!(ids, [1, 1, 2, 2]);
    assert_eq!(answer[1]["result"], 1);
    // An id that is no number of this world is echoed as it is.
    socket.text(r#"{"jsonrpc":"2.0","id":1e999,"method":"work","params":[1]}"#).await;
    for _ in 0..3 {
        let Message::Text(text) = socket.message().await else { panic!("a text comes") };
        assert!(text.contains(r#""id":1e999"#), "{text}");
    }
}
