//! What is too deep, too much, too long or too slow.

use std::time::Duration;

use commandry::Limits;
use commandry_tests::{RunningServer, Site, answer, answer_bytes, read_to_end, status_of};
use tokio::io::AsyncWriteExt;

use crate::service::{dispatcher, dispatcher_with, request, works};

/// The deepest text that a limit lets through is read without a crash, and one level more is refused.
#[tokio::test]
async fn the_depth_limit_is_exact() {
    for limit in [3, 64, 120] {
        let dispatcher = dispatcher_with(Limits { depth: limit, ..Limits::default() });
        // The request and its params are two levels themselves.
        let nested = |levels: usize| {
            request(&format!(r#"{{"anything":{}{}}}"#, "[".repeat(levels - 2), "]".repeat(levels - 2)))
        };
        let taken = answer(&dispatcher, &nested(limit)).await;
        assert!(taken.get("result").is_some(), "{limit}: {taken}");
        let refused = answer(&dispatcher, &nested(limit + 1)).await;
        assert_eq!(refused["error"]["data"]["kind"], "too_deep", "{limit}: {refused}");
        assert!(refused["error"]["message"].as_str().unwrap().contains(&limit.to_string()), "{refused}");
    }
}

/// Whatever the configured depth, the stack holds.
#[tokio::test]
async fn no_depth_setting_breaks_the_server() {
    let dispatcher = dispatcher_with(Limits { depth: usize::MAX, ..Limits::default() });
    for levels in [100, 120, 126, 127, 128, 129, 1000, 100_000] {
        let brackets = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let request = request(&format!(r#"{{"anything":{brackets}}}"#));
        let answer = answer_bytes(&dispatcher, request.as_bytes()).await.unwrap();
        // The reader of this test is itself not made for what the server can write.
        assert_eq!(answer.contains("\"result\":"), levels <= 126, "{levels}: {answer}");
        assert_eq!(answer.contains("\"code\":-32600"), levels > 126, "{levels}: {answer}");
        works(&dispatcher).await;
    }
}

#[tokio::test]
async fn a_batch_of_too_many_calls_is_refused_whole() {
    let dispatcher = dispatcher();
    let batch = format!("[{}]", vec![r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#; 101].join(","));
    let response = Site::new(&dispatcher).post("/cmd", batch).await;
    assert_eq!(response.status, 200);
    let answer = response.json();
    assert_eq!(answer["error"]["code"], -32600);
    assert!(answer["error"]["message"].as_str().unwrap().contains("at most 100"), "{answer}");
    let zeros = format!("[{}0]", "0,".repeat(500_000));
    assert_eq!(self::answer(&dispatcher, &zeros).await["error"]["code"], -32600);
    works(&dispatcher).await;
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let dispatcher = dispatcher_with(Limits { body_bytes: 1000, ..Limits::default() });
    let site = Site::new(&dispatcher);
    let body = |length: usize| {
        let empty = request(r#"{"text":""}"#);
        request(&format!(r#"{{"text":"{}"}}"#, "x".repeat(length - empty.len())))
    };
    assert_eq!(site.post("/cmd", body(1000)).await.status, 200);
    for path in ["/cmd", "/cmd/take", "/api/jsonrpc"] {
        let response = site.post(path, body(1001)).await;
        assert_eq!(response.status, 413, "{path}");
        let answer = response.json();
        assert_eq!(answer["error"]["data"]["kind"], "too_long", "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains("1000 bytes"), "{answer}");
    }
    let error = answer_bytes(&dispatcher, body(1001).as_bytes()).await.unwrap();
    assert!(error.contains("too_long"), "also without HTTP: {error}");
    works(&dispatcher).await;
}

/// A body of unknown length is counted as it comes.
#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let server =
        RunningServer::start(dispatcher_with(Limits { body_bytes: 1000, ..Limits::default() })).await;
    let mut stream = server.connect().await;
    let head = "POST /cmd HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
                transfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..20 {
        // The server may stop to listen at any time after 1,000 bytes.
        if stream.write_all(format!("64\r\n{}\r\n", " ".repeat(100)).as_bytes()).await.is_err() {
            break;
        }
    }
    let response = read_to_end(&mut stream).await;
    assert_eq!(status_of(&response), 413, "{response}");
    assert!(response.contains("too_long"), "{response}");
    let announced = "POST /cmd HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
                     content-length: 99999999999\r\n\r\n";
    let response = server.exchange(announced.as_bytes()).await;
    assert_eq!(status_of(&response), 413, "refused before any of it came: {response}");
    assert_eq!(status_of(&server.post_cmd(br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).await), 200);
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_never_ends_times_out() {
    let limits = Limits { body_time: Duration::from_millis(200), ..Limits::default() };
    let server = RunningServer::start(dispatcher_with(limits)).await;
    let mut stream = server.connect().await;
    let request = "POST /cmd HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
                   content-length: 100\r\n\r\n{\"jsonrpc\":";
    stream.write_all(request.as_bytes()).await.unwrap();
    let response = read_to_end(&mut stream).await;
    assert_eq!(status_of(&response), 408, "{response}");
    assert!(response.contains("slow_body") && response.contains("0.2 seconds"), "{response}");
    assert_eq!(status_of(&server.post_cmd(br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).await), 200);
    server.stop().await;
}
