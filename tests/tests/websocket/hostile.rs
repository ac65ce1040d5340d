//! What no well-behaved client sends.

use commandry::{Limits, http::WebSocketOptions};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

use crate::site::{AT_ONCE, PATIENCE, Site, call, until};

#[tokio::test]
async fn text_that_is_no_request_is_answered_and_the_connection_goes_on() {
    let limits = Limits { depth: 8, batch: 2, ..Limits::default() };
    let site = Site::with(limits, WebSocketOptions::default()).await;
    let mut socket = site.connect().await;
    let nested =
        format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"add\",\"params\":{}}}", "[".repeat(100_000));
    for (text, code) in [
        ("", -32700),
        ("{", -32700),
        ("nothing", -32700),
        ("\u{feff}{}", -32700),
        ("{} {}", -32700),
        (nested.as_str(), -32600),
        ("{}", -32600),
        ("[1,2,3]", -32600),
        (r#"{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":""}}"#, -32600),
    ] {
        socket.text(text).await;
        assert_eq!(socket.next().await["error"]["code"], code, "{}", &text[..text.len().min(80)]);
    }
    // An answer to a question that nobody asked is nobody's.
    socket.text(r#"{"jsonrpc":"2.0","id":"ask-1","result":{}}"#).await;
    socket.text(r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#).await;
    assert_eq!(socket.ask(call(1, "add", json!([1, 2]))).await["result"], 3);
}

#[tokio::test]
async fn messages_that_cannot_be_read_close_the_connection_with_the_reason() {
    let site =
        Site::with(Limits { body_bytes: 10_000, ..Limits::default() }, WebSocketOptions::default()).await;
    let mut socket = site.connect().await;
    socket.0.send(Message::binary(b"{}".to_vec())).await.unwrap();
    assert_eq!(socket.closing().await, (1003, "send JSON as text".into()));

    for length in [10_001, 3_000_000] {
        let mut socket = site.connect().await;
        // The server may have closed its side before all of it is sent.
        let _ = socket.0.send(Message::text("x".repeat(length))).await;
        assert_eq!(socket.closing().await, (1009, "the message is too long".into()), "{length}");
    }

    // What no client library would send: invalid UTF-8, a reserved opcode, an unmasked frame.
    for (frame, code) in [
        (&[0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe][..], CloseCode::Invalid),
        (&[0x83, 0x80, 0, 0, 0, 0], CloseCode::Protocol),
        (&[0x81, 0x02, b'{', b'}'], CloseCode::Protocol),
        (&[0xf1, 0x80, 0, 0, 0, 0], CloseCode::Protocol),
    ] {
        let stream = site.server.connect().await;
        let request = site.url("").into_client_request().unwrap();
        let (mut socket, _) = client_async(request, stream).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(socket.get_mut(), frame).await.unwrap();
        let closed = tokio::time::timeout(PATIENCE, socket.next()).await.expect("the server closes");
        match closed {
            Some(Ok(Message::Close(Some(closed)))) => assert_eq!(closed.code, code, "{frame:?}"),
            other => panic!("{frame:?}: {other:?}"),
        }
    }
    // The server goes on.
    let mut socket = site.connect().await;
    assert_eq!(socket.ask(call(1, "add", json!([1, 2]))).await["result"], 3);
}

#[tokio::test]
async fn a_connection_that_ends_in_the_middle_of_a_message_leaves_nothing_behind() {
    let site = Site::start().await;
    for frame in [&[0x81][..], &[0x81, 0xfe, 0x10], &[0x01, 0x81, 0, 0, 0, 0, b'{']] {
        let stream = site.server.connect().await;
        let request = site.url("").into_client_request().unwrap();
        let (mut socket, _) = client_async(request, stream).await.unwrap();
        socket.send(Message::text(call(1, "wait_for_ever", json!({})).to_string())).await.unwrap();
        let begun = site.seen.stopped() + 1;
        until("the command begins", || site.seen.begun() == begun).await;
        tokio::io::AsyncWriteExt::write_all(socket.get_mut(), frame).await.unwrap();
        drop(socket);
        let took = until("the command stops", || site.seen.stopped() == begun).await;
        assert!(took < AT_ONCE, "{took:?}");
    }
    tokio::time::timeout(PATIENCE, site.dispatcher.close_connections()).await.expect("no connection is left");
}

#[tokio::test]
async fn pages_of_other_sites_are_refused() {
    let site =
        Site::with(Limits::default(), WebSocketOptions::default().allow_origin("https://shop.example")).await;
    let own = format!("http://{}", site.server.address);
    for (origin, status) in [
        (None, 101),
        (Some(own.as_str()), 101),
        (Some("https://shop.example"), 101),
        (Some("https://evil.example"), 403),
        (Some("null"), 403),
    ] {
        assert_eq!(site.refusal("", origin).await, status, "{origin:?}");
    }
    let plain = site.server.exchange(b"GET /ws HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert_eq!(commandry_tests::status_of(&plain), 426, "{plain}");
    assert!(plain.contains("upgrade: websocket"), "{plain}");
}
