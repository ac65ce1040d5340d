//! What callers are told when a command fails, panics, takes too long or is not let in.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use commandry::{CallError, Dispatcher, Limits, Registry, prelude::*};
use commandry_tests::{Site, answer, call, error_of, logged, result_of};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

/// Why stock cannot be booked.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum StockError {
    /// Fewer units are left than were asked for.
    #[error("only {left} left of {sku}")]
    #[command_error(code = 1001, status = 409)]
    OutOfStock {
        left: u32,
        sku: String,
        #[command_error(skip)]
        shelf: &'static str,
    },
    /// The shelf is being counted.
    #[error("closed for counting")]
    #[command_error(kind = "counting")]
    Closed,
    #[error(transparent)]
    #[command_error(transparent)]
    Payment(#[from] PaymentError),
    #[error("the database broke")]
    #[command_error(internal)]
    Database(#[from] DatabaseError),
}

/// Why money cannot be taken.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum PaymentError {
    /// The card was declined.
    #[error("the card was declined")]
    #[command_error(code = 1100, status = 402)]
    Declined { reason: Reason },
}

/// Why a card is declined.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Reason {
    NoMoney,
}

#[derive(Debug, thiserror::Error)]
#[error("query failed")]
struct DatabaseError {
    source: Disk,
}

#[derive(Debug, thiserror::Error)]
#[error("disk /dev/sda1 is full")]
struct Disk;

/// Fails in every declared way.
#[command]
fn book(
    /// How to fail.
    how: String,
) -> Result<u32, StockError> {
    match how.as_str() {
        "out" => Err(StockError::OutOfStock { left: 2, sku: "A1".to_owned(), shelf: "back room" }),
        "closed" => Err(StockError::Closed),
        "payment" => Err(PaymentError::Declined { reason: Reason::NoMoney })?,
        "database" => Err(DatabaseError { source: Disk })?,
        _ => Ok(7),
    }
}

/// Fails with a chain of undeclared errors.
#[command]
async fn fail_anyhow() -> anyhow::Result<u32> {
    tokio::task::yield_now().await;
    Err(anyhow::Error::new(DatabaseError { source: Disk }).context("could not book"))
}

/// Fails with an error of the standard library.
#[command]
fn fail_plainly() -> Result<u32, std::num::ParseIntError> {
    "password123".parse()
}

/// Fails with an error made on the spot.
#[command]
fn fail_directly() -> Result<u32, CallError> {
    Err(CallError::new(1500, "teapot", "I am a teapot.").status(418).detail("handle", true))
}

/// Panics in a function.
#[command]
fn panic_now() -> u32 {
    panic!("the secret recipe")
}

/// Panics with a value that is no text.
#[command]
fn panic_with_value() -> u32 {
    std::panic::panic_any(Reason::NoMoney)
}

/// Panics before it first waits.
#[command]
#[expect(clippy::unused_async, reason = "it is to panic when it is first polled")]
async fn panic_early() -> u32 {
    panic!("the secret recipe")
}

/// Panics after it has waited.
#[command]
async fn panic_late() -> u32 {
    tokio::time::sleep(Duration::from_millis(5)).await;
    panic!("the secret recipe")
}

/// Panics on a thread of its own.
#[command(blocking)]
fn panic_blocking() -> u32 {
    panic!("the secret recipe")
}

/// A value whose reading panics.
#[derive(JsonSchema)]
struct Unreadable;

impl<'de> Deserialize<'de> for Unreadable {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        panic!("the secret recipe")
    }
}

/// Panics while its parameter is read.
#[command]
fn panic_reading(
    /// Cannot be read.
    value: Vec<Unreadable>,
) -> usize {
    value.len()
}

/// A value whose writing panics.
#[derive(JsonSchema)]
struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("the secret recipe")
    }
}

/// Panics while its result is written.
#[command]
fn panic_writing() -> Vec<Unwritable> {
    vec![Unwritable]
}

/// Panics while its result is written, after a wait.
#[command]
async fn panic_writing_late() -> Vec<Unwritable> {
    tokio::task::yield_now().await;
    vec![Unwritable]
}

/// A value whose writing fails.
#[derive(JsonSchema)]
struct Refusing;

impl Serialize for Refusing {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("the secret recipe"))
    }
}

/// Fails while its result is written.
#[command]
fn fail_writing() -> (u8, Refusing) {
    (1, Refusing)
}

/// A value whose end panics.
#[derive(Serialize, JsonSchema)]
struct Undroppable {
    value: u8,
}

impl Drop for Undroppable {
    fn drop(&mut self) {
        panic!("the secret recipe")
    }
}

/// Panics while its result is dropped.
#[command]
fn panic_dropping() -> Undroppable {
    Undroppable { value: 1 }
}

/// Panics while its result is dropped, after a wait.
#[command]
async fn panic_dropping_late() -> Undroppable {
    tokio::task::yield_now().await;
    Undroppable { value: 1 }
}

/// Panics when it is given up.
#[command(timeout = "20ms")]
async fn panic_given_up() -> u8 {
    let undroppable = Undroppable { value: 1 };
    std::future::pending::<()>().await;
    undroppable.value
}

/// Whether somebody saw a cancellation.
#[derive(Clone, Default)]
struct Seen(Arc<AtomicBool>);

/// Takes too long, and a task of it hears when it is given up.
#[command(timeout = "30ms")]
async fn take_too_long(#[inject] seen: State<Seen>, #[inject] cancellation: CancellationToken) -> bool {
    tokio::spawn(async move {
        cancellation.cancelled().await;
        seen.0.store(true, Ordering::SeqCst);
    });
    std::future::pending().await
}

/// Waits for a while.
#[command]
async fn wait_for(
    /// Milliseconds to wait.
    milliseconds: u64,
) -> bool {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    true
}

fn registry() -> Registry {
    Registry::new()
        .with::<book>()
        .with::<fail_anyhow>()
        .with::<fail_plainly>()
        .with::<fail_directly>()
        .with::<panic_now>()
        .with::<panic_with_value>()
        .with::<panic_early>()
        .with::<panic_late>()
        .with::<panic_blocking>()
        .with::<panic_reading>()
        .with::<panic_writing>()
        .with::<panic_writing_late>()
        .with::<panic_dropping>()
        .with::<panic_dropping_late>()
        .with::<panic_given_up>()
        .with::<fail_writing>()
        .with::<take_too_long>()
        .with::<wait_for>()
}

fn dispatcher_with(limits: Limits, seen: Seen) -> Dispatcher {
    Dispatcher::builder(registry()).limits(limits).state(seen).build().unwrap()
}

fn dispatcher() -> Dispatcher {
    dispatcher_with(Limits::default(), Seen::default())
}

/// Declared errors travel with code, kind, message and details; what they keep back stays back.
#[tokio::test]
async fn declared_errors_reach_callers() {
    let dispatcher = dispatcher();
    let site = Site::new(&dispatcher);
    let cases = [
        (
            "out",
            409,
            json!({"code": 1001, "message": "only 2 left of A1",
                "data": {"kind": "out_of_stock", "details": {"left": 2, "sku": "A1"}}}),
        ),
        (
            "closed",
            422,
            json!({"code": 1000, "message": "closed for counting", "data": {"kind": "counting"}}),
        ),
        (
            "payment",
            402,
            json!({"code": 1100, "message": "the card was declined",
                "data": {"kind": "declined", "details": {"reason": "no_money"}}}),
        ),
    ];
    for (how, status, error) in cases {
        assert_eq!(error_of(&dispatcher, "book", &json!({ "how": how })).await, error);
        let response = site.post("/cmd/book", json!({ "how": how }).to_string()).await;
        assert_eq!(response.status, status, "{how}");
        assert_eq!(response.json(), json!({ "error": error }));
    }
    assert_eq!(result_of(&dispatcher, "book", &json!({"how": "not at all"})).await, 7);
}

#[tokio::test]
async fn declared_errors_are_published() {
    let catalog = registry().catalog().unwrap();
    let kinds = &catalog.commands.iter().find(|command| command.name == "book").unwrap().errors.kinds;
    let names: Vec<(&str, i64, u16)> =
        kinds.iter().map(|it| (it.kind.as_str(), it.code, it.status)).collect();
    assert_eq!(names, [("out_of_stock", 1001, 409), ("counting", 1000, 422), ("declined", 1100, 402)]);
    assert_eq!(kinds[0].description, "Fewer units are left than were asked for.");
    let details = kinds[0].details.as_ref().unwrap();
    assert_eq!(details["required"], json!(["left", "sku"]), "{details}");
}

/// Undeclared errors are a generic failure with an id; their words are found in the log, and only there.
#[tokio::test]
async fn undeclared_errors_stay_in_the_log() {
    let (log, _guard) = logged();
    let dispatcher = dispatcher();
    let cases = [
        ("fail_anyhow", json!({}), "could not book: query failed: disk /dev/sda1 is full"),
        ("book", json!({"how": "database"}), "query failed: disk /dev/sda1 is full"),
        ("fail_plainly", json!({}), "invalid digit found in string"),
    ];
    for (name, params, logged) in cases {
        let error = error_of(&dispatcher, name, &params).await;
        assert_eq!(error["code"], -32000, "{name}: {error}");
        assert_eq!(error["data"]["kind"], "failed", "{name}: {error}");
        let incident = error["data"]["incident"].as_str().unwrap();
        for word in ["query", "disk", "digit", "book"] {
            assert!(!error.to_string().contains(word), "{name} tells `{word}`: {error}");
        }
        let text = log.text();
        let line = text.lines().find(|line| line.contains(incident));
        assert!(
            line.is_some_and(|line| line.contains(logged)),
            "{name}: `{logged}` is not with {incident}: {text}"
        );
    }
}

#[tokio::test]
async fn an_error_made_on_the_spot_reaches_callers() {
    let dispatcher = dispatcher();
    let response = Site::new(&dispatcher).post("/cmd/fail_directly", "{}").await;
    assert_eq!(response.status, 418);
    assert_eq!(
        response.json()["error"],
        json!({"code": 1500, "message": "I am a teapot.", "data": {"kind": "teapot", "details": {"handle": true}}})
    );
}

/// Whatever panics, and wherever: the caller gets -32603 and the id under which the log knows more.
#[tokio::test]
async fn panics_are_contained() {
    let (log, _guard) = logged();
    let dispatcher = dispatcher();
    let cases = [
        ("panic_now", json!({})),
        ("panic_with_value", json!({})),
        ("panic_early", json!({})),
        ("panic_late", json!({})),
        ("panic_blocking", json!({})),
        ("panic_reading", json!({"value": [1]})),
        ("panic_writing", json!({})),
        ("panic_writing_late", json!({})),
        ("panic_dropping", json!({})),
        ("panic_dropping_late", json!({})),
        ("fail_writing", json!({})),
    ];
    let mut incidents = Vec::new();
    for (name, params) in &cases {
        let error = error_of(&dispatcher, name, params).await;
        assert_eq!(error["code"], -32603, "{name}: {error}");
        assert_eq!(error["data"]["kind"], "internal_error", "{name}: {error}");
        assert!(!error.to_string().contains("recipe"), "{name} tells what only the log should know: {error}");
        let incident = error["data"]["incident"].as_str().unwrap().to_owned();
        assert!(log.text().contains(&incident), "{name}: {incident} is not in the log");
        assert!(!incidents.contains(&incident), "{name}: {incident} was there before");
        incidents.push(incident);
        assert_eq!(dispatcher.running_calls(), 0, "{name} still counts as running");
    }
    assert!(log.text().contains("the secret recipe"), "{}", log.text());
    let batch: Vec<Value> = cases
        .iter()
        .enumerate()
        .map(|(id, (name, params))| json!({"jsonrpc": "2.0", "id": id, "method": name, "params": params}))
        .chain([json!({"jsonrpc": "2.0", "id": "last", "method": "book", "params": {"how": "well"}})])
        .collect();
    let answers = answer(&dispatcher, &Value::from(batch).to_string()).await;
    for (id, (name, _)) in cases.iter().enumerate() {
        assert_eq!(answers[id]["error"]["code"], -32603, "{name} in a batch: {answers}");
    }
    assert_eq!(answers[cases.len()]["result"], 7, "a panic harms no other call of its batch");
}

#[tokio::test]
async fn a_command_that_takes_too_long_is_given_up() {
    let seen = Seen::default();
    let dispatcher =
        dispatcher_with(Limits { timeout: Duration::from_millis(50), ..Limits::default() }, seen.clone());
    let error = error_of(&dispatcher, "take_too_long", &json!({})).await;
    assert_eq!(error["code"], -32003, "{error}");
    assert_eq!(error["data"]["kind"], "timed_out");
    assert!(error["message"].as_str().unwrap().contains("0.03 seconds"), "the command's own limit: {error}");
    tokio::time::timeout(Duration::from_secs(5), async {
        while !seen.0.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the token is cancelled");
    let error = error_of(&dispatcher, "wait_for", &json!([10_000])).await;
    assert!(error["message"].as_str().unwrap().contains("0.05 seconds"), "the server's limit: {error}");
    assert_eq!(Site::new(&dispatcher).post("/cmd/wait_for", "[10000]").await.status, 504);
    assert_eq!(result_of(&dispatcher, "wait_for", &json!([1])).await, true);
    assert_eq!(dispatcher.running_calls(), 0);
}

/// A command that panics while it is given up still gets its answer.
#[tokio::test]
async fn a_panic_while_a_command_is_given_up_is_contained() {
    let dispatcher = dispatcher();
    let error = error_of(&dispatcher, "panic_given_up", &json!({})).await;
    assert_eq!(error["code"], -32003, "{error}");
    assert_eq!(dispatcher.running_calls(), 0);
}

#[tokio::test]
async fn only_so_many_calls_run_at_once() {
    let dispatcher = dispatcher_with(Limits { concurrent_calls: 2, ..Limits::default() }, Seen::default());
    let batch: Vec<Value> =
        (0..3).map(|id| json!({"jsonrpc": "2.0", "id": id, "method": "wait_for", "params": [50]})).collect();
    let answers = answer(&dispatcher, &Value::from(batch).to_string()).await;
    assert_eq!((&answers[0]["result"], &answers[1]["result"]), (&json!(true), &json!(true)), "{answers}");
    assert_eq!(answers[2]["error"]["code"], -32005, "{answers}");
    assert_eq!(answers[2]["error"]["data"]["kind"], "overloaded");
    assert!(answers[2]["error"]["message"].as_str().unwrap().contains("2 calls"), "{answers}");

    let site = Site::new(&dispatcher);
    let busy = {
        let dispatcher = dispatcher.clone();
        tokio::spawn(async move {
            let batch = r#"[{"jsonrpc":"2.0","id":1,"method":"wait_for","params":[300]},
                {"jsonrpc":"2.0","id":2,"method":"wait_for","params":[300]}]"#;
            answer(&dispatcher, batch).await
        })
    };
    while dispatcher.running_calls() < 2 {
        tokio::task::yield_now().await;
    }
    for path in ["/cmd", "/cmd/book"] {
        let body = r#"{"jsonrpc":"2.0","id":1,"method":"book","params":{"how":"well"}}"#;
        let body = if path == "/cmd" { body } else { r#"{"how":"well"}"# };
        let response = site.post(path, body).await;
        assert_eq!(response.status, 503, "{path}");
        assert_eq!(response.header("retry-after"), "1", "{path}");
        assert_eq!(response.json()["error"]["code"], -32005, "{path}");
    }
    busy.await.unwrap();
    assert_eq!(result_of(&dispatcher, "book", &json!(["well"])).await, 7, "the places are free again");
}

/// A server that stops takes no more calls and finishes those it has.
#[tokio::test]
async fn a_stopping_server_finishes_what_runs() {
    let dispatcher = dispatcher();
    let site = Site::new(&dispatcher);
    assert_eq!(site.get("/health").await.status, 200);
    let running = {
        let dispatcher = dispatcher.clone();
        tokio::spawn(async move { call(&dispatcher, "wait_for", &json!([50])).await })
    };
    while dispatcher.running_calls() == 0 {
        tokio::task::yield_now().await;
    }
    dispatcher.stop_accepting();
    let error = error_of(&dispatcher, "wait_for", &json!([1])).await;
    assert_eq!(error["code"], -32006, "{error}");
    assert_eq!(error["data"]["kind"], "shutting_down");
    let response = site.post("/cmd", r#"{"jsonrpc":"2.0","id":1,"method":"book","params":["well"]}"#).await;
    assert_eq!(response.status, 503);
    assert_eq!(response.json()["error"]["code"], -32006);
    assert_eq!(site.get("/health").await.status, 503);
    assert_eq!(running.await.unwrap()["result"], true, "the call that ran was not disturbed");
}
