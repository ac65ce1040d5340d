//! `docs/websocket.md` tells the truth: what it shows is sent to a server, and the server answers as it is shown.
//!
//! The script of the page needs Node with its WebSocket (20.10 or newer). Without it the test says so and passes, unless
//! `COMMANDRY_REQUIRE_ALL=1` is set, as continuous integration does.

use std::{env, process::Command, time::Duration};

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
fn import_prices(
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

/// What a page does with the script: calls that fit and do not, at the same time, and a command that gives progress.
const USE_OF_THE_SCRIPT: &str = r#"
setTimeout(() => process.exit(1), 20_000).unref();
await new Promise((resolve) => { socket.onopen = resolve; });
const failed = call("add", { a: 1 }).catch((error) => error.data.kind);
const sums = [call("add", { a: 1, b: 2 }), call("add", { a: 3, b: 4 })];
console.log(JSON.stringify([await failed, ...await Promise.all(sums)]));
console.log(await call("import_prices", { file: "prices.csv" }));
socket.close();
"#;

#[tokio::test]
async fn the_script_of_the_page_calls_the_server() {
    let page = include_str!("../../docs/websocket.md");
    let (_, rest) = page.split_once("```javascript\n").unwrap();
    let script = rest.split("```").next().unwrap();
    assert!(script.contains("wss://shop.example/ws"), "{script}");
    let server = RunningServer::start(dispatcher()).await;
    let script = script.replace("wss://shop.example/ws", &format!("ws://{}/ws", server.address));
    let run = tokio::task::spawn_blocking(move || {
        let mut node = Command::new("node");
        node.args(["--experimental-websocket", "--input-type=module", "--eval"]);
        node.arg(script + USE_OF_THE_SCRIPT).output()
    });
    let output = match run.await.unwrap() {
        // Node ends with 9 when it does not know the option.
        Ok(output) if output.status.code() != Some(9) => output,
        other => {
            assert!(
                env::var("COMMANDRY_REQUIRE_ALL").as_deref() != Ok("1"),
                "no Node with WebSocket: {other:?}"
            );
            #[expect(clippy::print_stdout, reason = "whoever runs the tests should know what was not tested")]
            {
                println!("skipped, because there is no Node with WebSocket: {other:?}");
            }
            return;
        }
    };
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines[0], r#"["invalid_params",3,7]"#, "{printed}");
    assert!(lines.iter().any(|line| line.starts_with("rpc.log")), "{printed}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("rpc.progress")).count(), 2, "{printed}");
    assert_eq!(lines.last(), Some(&"2"), "{printed}");
}
