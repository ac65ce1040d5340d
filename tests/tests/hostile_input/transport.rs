//! Content types, connections and bodies that are not what HTTP promises.

use std::time::Duration;

use axum::body::Body;
use commandry_tests::{RunningServer, Site, read_to_end, status_of};
use tokio::io::AsyncWriteExt;

use crate::service::{dispatcher, works};

#[tokio::test]
async fn only_json_is_taken() {
    let dispatcher = dispatcher();
    let site = Site::new(&dispatcher);
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let refused = [
        None,
        Some(""),
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("text/json"),
        Some("application/jsonp"),
        Some("application/json+xml"),
        Some("json"),
    ];
    for content_type in refused {
        for path in ["/cmd", "/api/jsonrpc", "/cmd/ping"] {
            let response = site.post_as(path, content_type, ping).await;
            assert_eq!(response.status, 415, "{content_type:?} at {path}");
            let answer = response.json();
            assert_eq!(answer["error"]["code"], -32600, "{answer}");
            assert!(answer["error"]["message"].as_str().unwrap().contains("application/json"), "{answer}");
        }
    }
    for content_type in
        ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/geo+json"]
    {
        let response = site.post_as("/cmd", Some(content_type), ping).await;
        assert_eq!(response.json()["result"], true, "{content_type}");
    }
}

/// Connections that break off or do not speak HTTP harm nobody else.
#[tokio::test]
async fn broken_connections_are_survived() {
    let server = RunningServer::start(dispatcher()).await;
    let head = "POST /cmd HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n";
    let broken = [
        format!("{head}content-length: 100\r\n\r\n{{\"jsonrpc\""),
        format!("{head}transfer-encoding: chunked\r\n\r\nzz\r\n"),
        format!("{head}transfer-encoding: chunked\r\n\r\n5\r\n{{\"a"),
        format!("{head}content-length: -5\r\n\r\n"),
        format!("{head}content-length: 5\r\ncontent-length: 6\r\n\r\n{{}}   "),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}".to_owned(),
        "\0".repeat(1000),
        format!("GET /{} HTTP/1.1\r\nhost: test\r\n\r\n", "a".repeat(100_000)),
        String::new(),
    ];
    for bytes in broken {
        let mut stream = server.connect().await;
        // The server may have closed its side before all was written.
        let _ = stream.write_all(bytes.as_bytes()).await;
        let _ = stream.shutdown().await;
        let response = read_to_end(&mut stream).await;
        let status = status_of(&response);
        assert!(status == 0 || (400..500).contains(&status) || status == 505, "{bytes:.60?}: {response}");
        let ping = server.post_cmd(br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).await;
        assert!(ping.ends_with(r#"{"jsonrpc":"2.0","id":1,"result":true}"#), "after {bytes:.60?}: {ping}");
    }
    server.stop().await;
}

/// Requests may follow one another on a connection, and one may come in pieces.
#[tokio::test]
async fn requests_may_come_in_pieces() {
    let server = RunningServer::start(dispatcher()).await;
    let mut stream = server.connect().await;
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let kept = format!(
        "POST /cmd HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{ping}",
        ping.len()
    );
    let last = kept.replace("host: test", "host: test\r\nconnection: close");
    for piece in format!("{kept}{last}").as_bytes().chunks(7) {
        stream.write_all(piece).await.unwrap();
        stream.flush().await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let responses = read_to_end(&mut stream).await;
    assert_eq!(responses.matches("\"result\":true").count(), 2, "{responses}");
    server.stop().await;
}

/// The body of a request that ends with an error in the middle.
#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let dispatcher = dispatcher();
    let chunks: [Result<&[u8], std::io::Error>; 2] =
        [Ok(b"{\"jsonrpc\":\"2.0\","), Err(std::io::Error::other("the line broke"))];
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let response = Site::new(&dispatcher).post("/cmd", body).await;
    assert_eq!(response.status, 400);
    assert_eq!(response.json()["error"]["data"]["kind"], "incomplete_body");
    works(&dispatcher).await;
}
