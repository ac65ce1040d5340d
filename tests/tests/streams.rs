//! Commands whose result is a stream of items, where a call has one answer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use commandry::{CallError, CommandErrors, Dispatcher, Items, Limits, Origin, Registry, jsonrpc, prelude::*};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

#[derive(Debug, thiserror::Error, CommandErrors)]
enum CountError {
    /// The counter broke.
    #[error("broken at {at}")]
    Broken {
        /// Number that was reached.
        at: u32,
    },
}

/// Counts up.
#[command(group = "streams", read_only)]
fn count(
    /// How many numbers to give.
    numbers: u32,
) -> Items<u32> {
    Items::new(stream::iter(1..=numbers))
}

/// Counts up until it breaks.
#[command(group = "streams", read_only)]
async fn count_and_break() -> Result<Items<u32>, CountError> {
    tokio::task::yield_now().await;
    let items = [Ok(1), Err(CountError::Broken { at: 2 }), Ok(3)];
    Ok(Items::fallible(stream::iter(items)))
}

/// Fails before it counts.
#[command(group = "streams", read_only)]
fn never_begin() -> Result<Items<u32>, CountError> {
    Err(CountError::Broken { at: 0 })
}

/// Counts and panics.
#[command(group = "streams", read_only)]
fn count_and_panic() -> Items<u32> {
    Items::new(stream::iter(1..3).map(|number| if number == 2 { panic!("no further") } else { number }))
}

/// Ticks without an end.
#[command(group = "streams", read_only, timeout = "100ms")]
fn tick(#[inject] ended: State<Ended>, #[inject] cancellation: CancellationToken) -> Items<u32> {
    let guard = SetOnDrop(ended.0.clone());
    let watched = ended.1.clone();
    tokio::spawn(async move {
        cancellation.cancelled().await;
        watched.store(true, Ordering::SeqCst);
    });
    Items::new(stream::unfold((0, guard), |(number, guard)| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Some((number, (number + 1, guard)))
    }))
}

/// Whether the producer was dropped, and whether its token was cancelled.
#[derive(Clone, Default)]
struct Ended(Arc<AtomicBool>, Arc<AtomicBool>);

struct SetOnDrop(Arc<AtomicBool>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn dispatcher(limits: Limits) -> (Dispatcher, Ended) {
    let registry = Registry::new()
        .with::<count>()
        .with::<count_and_break>()
        .with::<count_and_panic>()
        .with::<never_begin>()
        .with::<tick>();
    let ended = Ended::default();
    let dispatcher = Dispatcher::builder(registry).limits(limits).state(ended.clone()).build().unwrap();
    (dispatcher, ended)
}

async fn ask(dispatcher: &Dispatcher, request: Value) -> Value {
    let body = request.to_string();
    let answer = jsonrpc::answer(dispatcher, body.as_bytes(), &Origin::default()).await.unwrap();
    assert_eq!(dispatcher.running_calls(), 0, "every call gives its place back");
    serde_json::from_slice(&answer).unwrap()
}

fn request(method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
}

#[tokio::test]
async fn items_are_collected_and_the_answer_says_whether_they_are_all() {
    let (dispatcher, _) = dispatcher(Limits { collected_items: 3, ..Limits::default() });
    for (numbers, expected) in [
        (0, json!({"items": [], "complete": true})),
        (3, json!({"items": [1, 2, 3], "complete": true})),
        (4, json!({"items": [1, 2, 3], "complete": false})),
    ] {
        let answer = ask(&dispatcher, request("count", json!({"numbers": numbers}))).await;
        assert_eq!(answer["result"], expected);
    }
}

#[tokio::test]
async fn items_are_collected_up_to_a_length() {
    let (dispatcher, _) = dispatcher(Limits { collected_bytes: 10, ..Limits::default() });
    let answer = ask(&dispatcher, request("count", json!([100]))).await;
    assert_eq!(answer["result"], json!({"items": [1, 2, 3, 4, 5], "complete": false}));
}

#[tokio::test]
async fn a_batch_keeps_its_order_around_streams() {
    let (dispatcher, _) = dispatcher(Limits::default());
    let mut batch = vec![
        request("never_begin", json!({})),
        request("count", json!([1])),
        request("nothing", json!({})),
        request("count_and_break", json!({})),
        request("count", json!([2])),
    ];
    for (id, request) in batch.iter_mut().enumerate() {
        request["id"] = id.into();
    }
    let answers = ask(&dispatcher, Value::Array(batch)).await;
    let answers = answers.as_array().unwrap();
    let ids: Vec<_> = answers.iter().map(|answer| answer["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [0, 1, 2, 3, 4]);
    assert_eq!(answers[0]["error"]["data"]["details"]["at"], 0);
    assert_eq!(answers[1]["result"]["items"], json!([1]));
    assert_eq!(answers[2]["error"]["code"], -32601);
    assert_eq!(answers[3]["error"]["data"], json!({"kind": "broken", "details": {"at": 2}}));
    assert_eq!(answers[4]["result"]["items"], json!([1, 2]));
}

#[tokio::test]
async fn a_stream_that_panics_fails_the_call_alone() {
    let (dispatcher, _) = dispatcher(Limits::default());
    let answer = ask(&dispatcher, request("count_and_panic", json!({}))).await;
    assert_eq!(answer["error"]["code"], -32603);
    assert!(!answer.to_string().contains("no further"), "{answer}");
}

#[tokio::test]
async fn an_endless_stream_is_cut_when_its_time_is_over_and_its_producer_stops() {
    let (dispatcher, ended) = dispatcher(Limits::default());
    let answer = ask(&dispatcher, request("tick", json!({}))).await;
    assert_eq!(answer["result"]["complete"], false);
    assert_eq!(answer["result"]["items"][0], 0);
    assert!(ended.0.load(Ordering::SeqCst), "the producer is dropped");
    tokio::task::yield_now().await;
    assert!(ended.1.load(Ordering::SeqCst), "the command hears that nobody listens");
}

#[tokio::test]
async fn a_stream_is_described_by_what_is_collected() {
    let (dispatcher, _) = dispatcher(Limits::default());
    let result = &dispatcher.catalog().command("count").unwrap().result;
    assert!(result.stream);
    assert_eq!(result.item_schema().unwrap()["type"], "integer");
    assert_eq!(result.schema["required"], json!(["items", "complete"]));
    let error: CallError =
        dispatcher.call_by_name("never_begin", &json!({}), &Origin::default()).await.unwrap_err();
    assert_eq!(error.kind(), "broken");
}
