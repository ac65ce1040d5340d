//! Commands that are called over the socket, and what they leave behind.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use commandry::{
    Answer, Ask, CallLog, CommandErrors, Dispatcher, Items, Limits, Registry, SampleRequest, prelude::*,
};
use futures_util::stream;
use serde_json::json;

/// What the commands of these tests leave behind.
#[derive(Clone, Default)]
pub(crate) struct Seen(pub(crate) Arc<Traces>);

#[derive(Default)]
pub(crate) struct Traces {
    begun: AtomicUsize,
    stopped: AtomicUsize,
    pub(crate) told: AtomicBool,
    produced: AtomicU64,
}

impl Seen {
    pub(crate) fn begun(&self) -> usize {
        self.0.begun.load(Ordering::SeqCst)
    }

    pub(crate) fn stopped(&self) -> usize {
        self.0.stopped.load(Ordering::SeqCst)
    }

    pub(crate) fn produced(&self) -> u64 {
        self.0.produced.load(Ordering::SeqCst)
    }

    /// A value whose end is counted.
    pub(crate) fn guard(&self) -> CountedEnd {
        self.0.begun.fetch_add(1, Ordering::SeqCst);
        CountedEnd(self.clone())
    }
}

pub(crate) struct CountedEnd(Seen);

impl Drop for CountedEnd {
    fn drop(&mut self) {
        self.0.0.stopped.fetch_add(1, Ordering::SeqCst);
    }
}

/// Doubles a number, at once or after it has waited.
#[command(group = "socket", read_only)]
async fn double(
    /// The number.
    number: u64,
    /// Whether to wait first.
    wait: Option<bool>,
) -> u64 {
    if wait == Some(true) {
        tokio::time::sleep(Duration::from_millis(number % 7)).await;
    }
    number * 2
}

/// Adds two numbers without waiting.
#[command(group = "socket", read_only)]
fn add(
    /// The first.
    a: i64,
    /// The second.
    b: i64,
) -> i64 {
    a + b
}

/// Gives a long text.
#[command(group = "socket", read_only)]
fn long_text(
    #[inject] seen: State<Seen>,
    /// Its length.
    length: usize,
) -> String {
    let _guard = seen.guard();
    "x".repeat(length)
}

/// Waits for ever, and leaves a trace when it is stopped.
#[command(group = "socket", read_only, timeout = "60s")]
async fn wait_for_ever(#[inject] seen: State<Seen>, #[inject] cancellation: CancellationToken) {
    let _guard = seen.guard();
    let told = seen.0.clone();
    tokio::spawn(async move {
        cancellation.cancelled().await;
        told.told.store(true, Ordering::SeqCst);
    });
    std::future::pending::<()>().await;
}

/// Reports progress and tells what it does.
#[command(group = "socket", read_only)]
async fn work(
    #[inject] progress: Progress,
    #[inject] log: CallLog,
    /// How many steps.
    steps: u32,
) -> u32 {
    log.warning("beginning");
    for step in 1..=steps {
        progress.report(step.into(), Some(steps.into()), "working");
        tokio::task::yield_now().await;
    }
    steps
}

/// Asks for a form, a text of a model, and folders.
#[command(group = "socket", read_only, timeout = "10s")]
async fn ask_caller(
    #[inject] ask: Ask,
    /// What to ask for.
    what: String,
) -> Result<String, CallError> {
    match what.as_str() {
        "form" => {
            let schema = json!({"type": "object", "properties": {"sure": {"type": "boolean"}}});
            Ok(match ask.form("sure", "Sure?", &schema).await? {
                Answer::Accepted(form) => form.to_string(),
                Answer::Declined => "declined".into(),
                Answer::Dismissed => "dismissed".into(),
            })
        }
        "sample" => {
            let request = SampleRequest { prompt: "2 + 2?".into(), system_prompt: None, max_tokens: 5 };
            ask.sample("sum", request).await
        }
        _ => Ok(ask.roots("roots").await?.into_iter().map(|root| root.uri).collect()),
    }
}

/// Counts up to a number.
#[command(group = "socket", read_only)]
fn count(
    #[inject] seen: State<Seen>,
    /// The last number.
    to: u64,
    /// Length of a text that comes with each.
    padding: Option<usize>,
) -> Items<(u64, String)> {
    let (guard, traces) = (seen.guard(), seen.0.clone());
    Items::new(stream::unfold((1, guard), move |(number, guard)| {
        let text = "x".repeat(padding.unwrap_or(0));
        let traces = traces.clone();
        async move {
            if number > to {
                return None;
            }
            traces.produced.fetch_add(1, Ordering::SeqCst);
            Some(((number, text), (number + 1, guard)))
        }
    }))
}

/// Gives a number every few milliseconds, without an end.
#[command(group = "socket", read_only)]
fn tick(#[inject] seen: State<Seen>) -> Items<u32> {
    let guard = seen.guard();
    Items::new(stream::unfold((0, guard), |(number, guard)| async move {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Some((number, (number + 1, guard)))
    }))
}

#[derive(Debug, thiserror::Error, CommandErrors)]
enum CountError {
    /// The counter is worn out.
    #[error("no more")]
    #[command_error(code = 1007)]
    WornOut,
}

/// Gives one number and breaks.
#[command(group = "socket", read_only)]
fn break_off() -> Items<u32> {
    Items::fallible(stream::iter([Ok(1), Err(CountError::WornOut)]))
}

/// Fails before it gives anything.
#[command(group = "socket", read_only)]
fn never_begin() -> Result<Items<u32>, CountError> {
    Err(CountError::WornOut)
}

pub(crate) fn dispatcher(limits: Limits) -> (Dispatcher, Seen) {
    let registry = Registry::new()
        .with::<double>()
        .with::<add>()
        .with::<long_text>()
        .with::<wait_for_ever>()
        .with::<work>()
        .with::<ask_caller>()
        .with::<count>()
        .with::<tick>()
        .with::<break_off>()
        .with::<never_begin>();
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder(registry).limits(limits).state(seen.clone()).build().unwrap();
    (dispatcher, seen)
}
