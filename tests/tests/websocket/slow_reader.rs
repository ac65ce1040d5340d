//! A client that does not read what it asked for.

use std::{collections::HashSet, time::Duration};

use commandry::{Limits, http::WebSocketOptions};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::site::{PATIENCE, Site, call};

/// Memory of this process, in KiB; `None` where the system does not tell.
fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_pauses_its_calls_and_streams_and_does_not_grow_memory() {
    let options = WebSocketOptions::default().queue_bytes(256 * 1024).requests(8);
    let site = Site::with(Limits::default(), options).await;
    // The kernel takes some megabytes for a client that does not read; more than that is asked for.
    let (answers, length) = (500, 64 * 1024);
    let socket = site.connect().await;
    let (mut sink, mut messages) = socket.0.split();
    let before = resident_memory();
    let sending = tokio::spawn(async move {
        sink.send(Message::text(call("s", "count", json!({"to": answers, "padding": length})).to_string()))
            .await
            .unwrap();
        for id in 0..answers {
            sink.send(Message::text(call(id, "long_text", json!([length])).to_string())).await.unwrap();
        }
        sink
    });
    // Nobody reads: the producer and the calls have to come to rest.
    let (mut produced, mut begun) = (u64::MAX, usize::MAX);
    while (site.seen.produced(), site.seen.begun()) != (produced, begun) {
        (produced, begun) = (site.seen.produced(), site.seen.begun());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!(produced > 0 && produced < answers / 4, "{produced} items were produced for nobody");
    assert!(begun > 1 && (begun as u64) < answers / 4, "{begun} calls were made for nobody");
    if let (Some(before), Some(now)) = (before, resident_memory()) {
        let grown = now.saturating_sub(before);
        #[expect(clippy::print_stdout, reason = "whoever changes the queue wants to see the figures")]
        {
            println!(
                "{produced} items and {begun} answers of {length} bytes produced, memory grown by {grown} KiB"
            );
        }
        assert!(grown < 16 * 1024, "memory has grown by {grown} KiB");
    }
    // Now everything is read, and nothing is missing.
    let (mut next_item, mut answered, mut ended) = (0, HashSet::new(), false);
    while !(ended && answered.len() as u64 == answers) {
        let message =
            tokio::time::timeout(PATIENCE, messages.next()).await.expect("it goes on").unwrap().unwrap();
        let Message::Text(text) = message else { continue };
        let message: Value = serde_json::from_str(&text).unwrap();
        match message["method"].as_str() {
            Some("rpc.item") => {
                assert_eq!(message["params"]["sequence"], next_item);
                next_item += 1;
            }
            Some("rpc.end") => ended = true,
            _ if message["id"] == "s" => {}
            _ => {
                let id = message["id"].as_u64().unwrap();
                assert_eq!(message["result"].as_str().map(str::len), Some(length), "{id}");
                assert!(answered.insert(id));
            }
        }
    }
    assert_eq!(next_item, answers);
    drop(sending.await.unwrap());
}
