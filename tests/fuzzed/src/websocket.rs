//! Messages on a WebSocket.

use axum::Router;
use futures_util::{SinkExt, StreamExt, future::join};
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Bytes, Message},
};

use crate::{answers, answers::shown, runtime::wait, service};

thread_local! {
    static ROUTER: Router = service::router();
}

/// The id of the last request, by whose answer the end is known.
const LAST: &str = "the last request";

/// Sends each line as a message: one of text, or after `~` one of bytes. The connection must go on until the client
/// ends it or breaks the protocol, and everything that comes must be what a client can read.
///
/// # Panics
///
/// Panics when the library does, and when it sends what is no message or does not answer.
pub fn websocket(input: &[u8]) {
    if shown(input).contains(LAST) {
        return;
    }
    let messages = input.split(|it| *it == b'\n').filter_map(|line| match line.strip_prefix(b"~") {
        Some(bytes) => Some(Message::Binary(Bytes::copy_from_slice(bytes))),
        None => Some(Message::text(str::from_utf8(line).ok()?)),
    });
    let messages: Vec<Message> = messages.collect();
    let breaks_rules = messages.iter().any(Message::is_binary);
    let was_answered = wait(converse(messages));
    assert!(was_answered || breaks_rules, "the connection ended before the last answer");
}

/// Whether the last request was answered.
async fn converse(messages: Vec<Message>) -> bool {
    let (client, server) = tokio::io::duplex(1 << 16);
    let router = TowerToHyperService::new(ROUTER.with(Clone::clone));
    let serving = http1::Builder::new().serve_connection(TokioIo::new(server), router).with_upgrades();
    let serving = tokio::spawn(serving);
    let opened = client_async("ws://localhost/ws?ask=form,sample,roots", client).await;
    let (mut sink, mut stream) = opened.expect("the connection is opened").0.split();
    let sending = async {
        let last =
            format!(r#"{{"jsonrpc":"2.0","id":"{LAST}","method":"echo_bool","params":{{"value":true}}}}"#);
        for message in messages.into_iter().chain([Message::text(last)]) {
            // A client that broke the protocol is not heard any more.
            if sink.send(message).await.is_err() {
                return sink;
            }
        }
        sink
    };
    let reading = async {
        while let Some(Ok(message)) = stream.next().await {
            if let Message::Text(text) = message
                && is_last(&text)
            {
                return (stream, true);
            }
        }
        (stream, false)
    };
    let (mut sink, (mut stream, was_answered)) = join(sending, reading).await;
    let _ = sink.close().await;
    while let Some(Ok(message)) = stream.next().await {
        if let Message::Text(text) = message {
            is_last(&text);
        }
    }
    drop((sink, stream));
    let outcome = serving.await.expect("the server does not panic");
    assert!(outcome.is_ok() || !was_answered, "{outcome:?}");
    was_answered
}

/// Holds a message of the server to the form of one.
fn is_last(text: &str) -> bool {
    let Some(message) = answers::parse(text.as_bytes()) else { return false };
    if message.get("method").is_none() {
        answers::read(text.as_bytes());
        return message["id"] == LAST;
    }
    assert_eq!(message["jsonrpc"], "2.0", "{message}");
    let method = message["method"].as_str().unwrap_or_default();
    let known = ["rpc.log", "rpc.progress", "rpc.item", "rpc.end", "rpc.ask", "rpc.cancel"];
    assert!(known.contains(&method) && message["params"].is_object(), "{message}");
    false
}
