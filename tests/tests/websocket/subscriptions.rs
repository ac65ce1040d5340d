//! Streams, item by item.

use std::time::Instant;

use commandry::{Limits, http::WebSocketOptions};
use serde_json::json;

use crate::site::{AT_ONCE, Site, call, until};

#[tokio::test]
async fn a_subscription_gives_all_items_in_order_and_says_why_it_ends() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    let answer = socket.ask(call(1, "count", json!({"to": 500}))).await;
    let name = answer["result"]["subscription"].clone();
    assert!(name.is_string(), "{answer}");
    for number in 0..500 {
        let item = socket.next().await;
        assert_eq!(item["method"], "rpc.item");
        assert_eq!(
            item["params"],
            json!({"subscription": name, "sequence": number, "item": [number + 1, ""]})
        );
    }
    let end = socket.next().await;
    assert_eq!(end["method"], "rpc.end");
    assert_eq!(end["params"], json!({"subscription": name, "reason": "complete"}));

    socket.send(call(2, "break_off", json!({}))).await;
    let (opened, item, end) = (socket.next().await, socket.next().await, socket.next().await);
    assert_ne!(opened["result"]["subscription"], name);
    assert_eq!(item["params"]["item"], 1);
    assert_eq!(end["params"]["reason"], "error");
    assert_eq!(
        end["params"]["error"],
        json!({"code": 1007, "message": "no more", "data": {"kind": "worn_out"}})
    );

    let failed = socket.ask(call(3, "never_begin", json!({}))).await;
    assert_eq!(failed["error"]["data"]["kind"], "worn_out");
    assert_eq!(site.dispatcher.running_calls(), 0);
}

#[tokio::test]
async fn whoever_unsubscribes_stops_the_producer_at_once() {
    let site = Site::with(Limits::default(), WebSocketOptions::default().subscriptions(1)).await;
    let mut socket = site.connect().await;
    let name = socket.ask(call(1, "tick", json!({}))).await["result"]["subscription"].clone();
    assert_eq!(socket.next().await["params"]["sequence"], 0);
    // The limit is told before a second one begins.
    socket.send(call(2, "tick", json!({}))).await;
    let refused = loop {
        let message = socket.next().await;
        if message["id"] == 2 {
            break message;
        }
    };
    assert_eq!(refused["error"]["code"], -32005);
    assert_eq!(site.seen.begun(), 1);
    let start = Instant::now();
    socket.send(call(3, "rpc.unsubscribe", json!({"subscription": name}))).await;
    until("the producer stops", || site.seen.stopped() == 1).await;
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    let (mut answered, mut ended) = (false, false);
    while !(answered && ended) {
        let message = socket.next().await;
        answered |= message["id"] == 3 && message["result"] == true;
        ended |= message["params"] == json!({"subscription": name, "reason": "unsubscribed"});
    }
    let again = call(4, "rpc.unsubscribe", json!({"subscription": name}));
    assert_eq!(socket.ask(again).await["result"], false);
    // There is room for another one.
    assert!(socket.ask(call(5, "count", json!({"to": 1}))).await["result"]["subscription"].is_string());
}
