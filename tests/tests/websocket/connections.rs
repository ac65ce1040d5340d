//! How connections begin and end.

use std::time::{Duration, Instant};

use commandry::{Limits, http::WebSocketOptions};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Message, protocol::frame::coding::CloseCode};

use crate::site::{AT_ONCE, PATIENCE, Site, call, until};

#[tokio::test]
async fn closing_the_socket_stops_calls_and_streams_at_once() {
    let site = Site::start().await;
    for politely in [true, false] {
        let before = site.seen.stopped();
        let mut socket = site.connect().await;
        socket.send(call(1, "wait_for_ever", json!({}))).await;
        socket.send(call(2, "tick", json!({}))).await;
        socket.send(json!([call(3, "wait_for_ever", json!({}))])).await;
        until("all begin", || site.seen.begun() == before + 3).await;
        if politely {
            socket.0.close(None).await.unwrap();
        }
        drop(socket);
        let took = until("all stop", || site.seen.stopped() == before + 3).await;
        assert!(took < AT_ONCE, "{took:?}");
        until("all places are given back", || site.dispatcher.running_calls() == 0).await;
    }
}

#[tokio::test]
async fn connections_are_limited() {
    let site = Site::with(Limits::default(), WebSocketOptions::default().connections(1)).await;
    let first = site.connect().await;
    assert_eq!(site.refusal("", None).await, 503);
    drop(first);
    let start = Instant::now();
    while site.refusal("", None).await != 101 {
        assert!(start.elapsed() < PATIENCE);
    }
}

#[tokio::test]
async fn a_client_that_is_gone_or_idle_is_given_up_and_one_that_answers_pings_is_not() {
    let options = WebSocketOptions::default()
        .ping_interval(Duration::from_millis(50))
        .silence(Duration::from_millis(400))
        .idle(Duration::from_millis(900));
    let site = Site::with(Limits::default(), options).await;
    // This client never reads, so that it answers no ping.
    let mut silent = site.connect().await;
    silent.send(call(1, "wait_for_ever", json!({}))).await;
    until("the command begins", || site.seen.begun() == 1).await;
    let took = until("the silent one is given up", || site.seen.stopped() == 1).await;
    assert!(took > Duration::from_millis(300) && took < Duration::from_secs(5), "{took:?}");

    let mut idle = site.connect().await;
    let start = Instant::now();
    let mut pings = 0;
    let reason = loop {
        match idle.message().await {
            Message::Ping(_) => pings += 1,
            Message::Close(frame) => break frame.unwrap().reason.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(reason, "idle");
    assert!(start.elapsed() > Duration::from_millis(850) && pings > 5, "{pings} {:?}", start.elapsed());

    // A subscription is no idleness.
    let mut busy = site.connect().await;
    busy.send(call(1, "tick", json!({}))).await;
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(1500) {
        busy.next().await;
    }
}

#[tokio::test]
async fn a_server_that_stops_answers_what_runs_and_says_why_it_closes() {
    let site =
        Site::with(Limits::default(), WebSocketOptions::default().closing(Duration::from_secs(5))).await;
    let mut socket = site.connect_with("?ask=roots").await;
    socket.send(call(1, "double", json!({"number": 6, "wait": true}))).await;
    socket.send(call(2, "tick", json!({}))).await;
    socket.send(call(3, "ask_caller", json!({"what": "roots"}))).await;
    let mut asked = false;
    let mut subscribed = false;
    let mut doubled = false;
    while !(asked && subscribed) {
        let message = socket.next().await;
        asked |= message["method"] == "rpc.ask";
        subscribed |= message["id"] == 2;
        doubled |= message["result"] == 12;
    }
    let dispatcher = site.dispatcher.clone();
    let closing = tokio::spawn(async move { dispatcher.close_connections().await });
    let (mut ended, mut refused) = (false, false);
    let reason = loop {
        match socket.message().await {
            Message::Text(text) => {
                let message: Value = serde_json::from_str(&text).unwrap();
                doubled |= message["result"] == 12;
                ended |= message["params"]["reason"] == "shutting_down";
                refused |= message["error"]["data"]["kind"] == "cannot_ask";
            }
            Message::Close(frame) => break frame.unwrap(),
            _ => {}
        }
    };
    assert!(doubled && ended && refused, "{doubled} {ended} {refused}");
    assert_eq!((reason.code, &*reason.reason), (CloseCode::Away, "the server stops"));
    // The client confirms the end, which the server waits for.
    while socket.0.next().await.is_some() {}
    tokio::time::timeout(PATIENCE, closing).await.expect("the connections end").unwrap();
    site.server.stop().await;
}
