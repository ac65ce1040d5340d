//! `docs/websocket.md` tells the truth: what it shows is sent to a server, and the server answers as it is shown.

use std::time::Duration;

use commandry::{Answer, Ask, CallLog, Dispatcher, Items, Registry, prelude::*};
use commandry_tests::RunningServer;
use futures_util::{SinkExt, StreamExt, stream};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::{connect_async, tungstenite::Message};

/// Adds two numbers.
#[command(group = "page", read_only)]
fn add(
    /// The first.
    a: i64,
    /// The second.
    b: i64,
) -> i64 {
    a + b
}

/// Imports prices.
#[command(group = "page", read_only = false)]
async fn import_prices(
    #[inject] progress: Progress,
    #[inject] log: CallLog,
    /// File to read.
    file: String,
) -> u32 {
    log.info(format!("Reading {file}."));
    progress.report(1.0, Some(2.0), "importing");
    progress.report(2.0, Some(2.0), "importing");
    2
}

/// Waits.
#[command(group = "page", read_only)]
async fn wait(
    /// How long.
    seconds: u64,
) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

/// Counts down to zero.
#[command(group = "page", read_only, rest = "GET /countdown")]
fn count_down(
    /// Number to start with.
    from: u32,
) -> Items<u32> {
    Items::new(stream::iter((0..=from).rev()))
}

/// Gives a number every minute.
#[command(group = "page", read_only)]
fn tick() -> Items<u32> {
    Items::new(stream::unfold(0, |number| async move {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Some((number, number + 1))
    }))
}

/// Closes the account of the caller.
#[command(group = "page", destructive)]
async fn close_account(#[inject] ask: Ask) -> Result<bool, CallError> {
    let form = json!({"type": "object", "properties": {"sure": {"type": "boolean"}}});
    Ok(
        matches!(ask.form("sure", "Really close it?", &form).await?, Answer::Accepted(form) if form["sure"] == true),
    )
}

fn dispatcher() -> Dispatcher {
    let registry = Registry::new()
        .with::<add>()
        .with::<import_prices>()
        .with::<wait>()
        .with::<count_down>()
        .with::<tick>()
        .with::<close_account>();
    Dispatcher::builder(registry).build().unwrap()
}

/// The blocks of the page that show an exchange, line by line.
fn exchanges() -> Vec<Vec<&'static str>> {
    let page = include_str!("../../docs/websocket.md");
    let blocks = page.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| block.lines().collect()).collect()
}

#[tokio::test]
async fn the_server_answers_as_the_page_shows() {
    let server = RunningServer::start(dispatcher()).await;
    let exchanges = exchanges();
    assert_eq!(exchanges.len(), 5);
    for lines in exchanges {
        let url = format!("ws://{}/ws?ask=form,sample,roots", server.address);
        let (mut socket, _) = connect_async(url).await.unwrap();
        for line in lines {
            if let Some(sent) = line.strip_prefix("→ ") {
                socket.send(Message::text(sent)).await.unwrap();
                continue;
            }
            let shown =
                line.strip_prefix("← ").unwrap_or_else(|| panic!("{line} is neither sent nor received"));
            let message =
                timeout(Duration::from_secs(10), socket.next()).await.expect(line).unwrap().unwrap();
            let received: Value = serde_json::from_str(message.to_text().unwrap()).unwrap();
            match shown.split_once(", …") {
                // Members that are left out are followed by nothing but the ends of objects.
                Some((begun, ends)) => {
                    let begun: Value = serde_json::from_str(&format!("{begun}{ends}")).unwrap();
                    assert_eq!(received["id"], begun["id"]);
                    assert_eq!(received["error"]["code"], begun["error"]["code"]);
                }
                None => assert_eq!(received, serde_json::from_str::<Value>(shown).unwrap(), "{shown}"),
            }
        }
    }
}

#[tokio::test]
async fn events_come_as_the_page_shows() {
    let page = include_str!("../../docs/websocket.md");
    let (_, rest) = page.split_once("-d '{\"from\": 1}'\n").unwrap();
    let shown = rest.split("```").next().unwrap();
    let server = RunningServer::start(dispatcher()).await;
    let request = "GET /countdown?from=1 HTTP/1.0\r\nhost: a\r\naccept: text/event-stream\r\n\r\n";
    let answer = server.exchange(request.as_bytes()).await;
    let (_, events) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!(events, shown);
}
