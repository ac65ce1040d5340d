//! Calls over a WebSocket of their own.

use axum::http::Uri;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{ClientRequestBuilder, Message},
};

use super::{Failure, Outcome, http::answered};
use crate::Limits;

/// Opens a connection, makes one call, and takes as many items as are collected elsewhere.
pub(super) async fn call(place: &str, limits: &Limits, name: &str, params: &Value) -> Outcome {
    let mut socket = connect(place).await;
    send(&mut socket, &json!({"jsonrpc": "2.0", "id": 1, "method": name, "params": params})).await;
    let answer = loop {
        let message = next(&mut socket).await;
        // Progress and messages may come before.
        if message.get("method").is_none() {
            break message;
        }
    };
    match answer.pointer("/result/subscription") {
        Some(subscription) if answer["result"].as_object().is_some_and(|it| it.len() == 1) => {
            items(&mut socket, subscription, limits).await
        }
        _ => answered(&answer),
    }
}

/// Collects the items of a subscription as JSON-RPC does.
async fn items(socket: &mut WebSocketStream<TcpStream>, subscription: &Value, limits: &Limits) -> Outcome {
    let mut items = Vec::new();
    loop {
        let message = next(socket).await;
        let params = &message["params"];
        assert_eq!(params["subscription"], *subscription, "{message} belongs to nothing");
        match message["method"].as_str() {
            Some("rpc.item") => {
                assert_eq!(params["sequence"], items.len(), "an item is missing before {message}");
                if items.len() == limits.collected_items {
                    return Outcome::Done(json!({"items": items, "complete": false}));
                }
                items.push(params["item"].clone());
            }
            Some("rpc.end") if params["reason"] == "complete" => {
                return Outcome::Done(json!({"items": items, "complete": true}));
            }
            Some("rpc.end") => {
                let failure = Failure::read(&params["error"]);
                return Outcome::Failed(failure.unwrap_or_else(|| panic!("the stream ended by {message}")));
            }
            _ => {}
        }
    }
}

async fn connect(place: &str) -> WebSocketStream<TcpStream> {
    let uri: Uri = format!("ws://{place}/ws").parse().unwrap_or_else(|error| panic!("{place}: {error}"));
    let stream = TcpStream::connect(place).await.unwrap_or_else(|error| panic!("no connection: {error}"));
    let opened = client_async(ClientRequestBuilder::new(uri), stream).await;
    opened.unwrap_or_else(|error| panic!("/ws does not answer: {error}")).0
}

async fn send(socket: &mut WebSocketStream<TcpStream>, message: &Value) {
    let sent = socket.send(Message::text(message.to_string())).await;
    sent.unwrap_or_else(|error| panic!("/ws takes nothing: {error}"));
}

async fn next(socket: &mut WebSocketStream<TcpStream>) -> Value {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => {
                return serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            other => panic!("/ws ended with {other:?}"),
        }
    }
}
