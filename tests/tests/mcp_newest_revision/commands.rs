//! What the server of these tests can do.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use commandry::{
    Answer, Ask, CallError, CallLog, CommandErrors, Content, Dispatcher, Items, Limits, LogLevel, Registry,
    SampleRequest, prelude::*,
};
use futures_util::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Adds two numbers.
///
/// # Returns
/// The sum.
#[command(group = "arithmetic", read_only)]
fn add(
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
) -> f64 {
    a + b
}

/// A point on a map.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Point {
    x: i32,
    y: i32,
    label: Option<String>,
}

/// Moves a point to the right.
///
/// # Returns
/// The point where it is now.
#[command(group = "points", idempotent = false)]
fn move_point(
    /// The point.
    point: Point,
    /// How far.
    #[param(default = 1)]
    by: i32,
) -> Point {
    Point { x: point.x + by, ..point }
}

/// Lists some points.
#[command(group = "points", read_only)]
async fn list_points() -> Vec<Point> {
    tokio::time::sleep(Duration::from_millis(5)).await;
    vec![Point { x: 1, y: 2, label: Some("a \"quoted\" \\ label\n".to_owned()) }]
}

/// Does nothing.
#[command(group = "points", destructive)]
fn forget_points() {}

/// Draws a dot.
#[command(group = "pictures", read_only)]
fn draw_dot() -> Content {
    Content::image("image/png", [1, 2, 3])
}

/// Draws a dot and says so.
#[command(group = "pictures", read_only)]
fn draw_and_tell() -> Vec<Content> {
    vec![Content::text("A dot."), Content::image("image/png", [1])]
}

/// Counts up.
#[command(group = "arithmetic", read_only)]
fn count(
    /// How many numbers to give.
    numbers: u32,
) -> Items<u32> {
    Items::new(stream::iter(1..=numbers))
}

#[derive(Debug, thiserror::Error, CommandErrors)]
enum StockError {
    /// Fewer are left than were asked for.
    #[error("only {left} left")]
    OutOfStock {
        /// How many are left.
        left: u32,
    },
}

/// Fails.
#[command(group = "failures")]
fn run_out() -> Result<u32, StockError> {
    Err(StockError::OutOfStock { left: 2 })
}

/// Panics.
#[command(group = "failures")]
fn panic_at_once() -> u32 {
    panic!("secret words")
}

/// Takes too long.
#[command(group = "failures", timeout = "20ms")]
async fn take_too_long() -> u32 {
    tokio::time::sleep(Duration::from_secs(60)).await;
    7
}

/// Works and tells of it.
#[command(group = "long")]
async fn work(#[inject] progress: Progress, #[inject] log: CallLog) -> u32 {
    log.debug("not worth mentioning");
    log.info("started");
    progress.report(0.0, Some(100.0), "");
    tokio::time::sleep(Duration::from_millis(5)).await;
    progress.report(0.5, Some(100.0), "half of one");
    progress.report(0.5, Some(100.0), "the same again");
    log.message(LogLevel::Emergency, "all is lost");
    tokio::time::sleep(Duration::from_millis(5)).await;
    progress.report(100.0, Some(100.0), "");
    42
}

/// Works without waiting, and tells of it.
#[command(group = "long")]
fn work_at_once(#[inject] progress: Progress) -> u32 {
    progress.report(1.0, None, "one");
    progress.report(2.0, None, "two");
    42
}

/// How many long calls have begun and ended, and when the last one ended.
#[derive(Clone, Default)]
pub(crate) struct Watched {
    pub(crate) begun: Arc<AtomicUsize>,
    pub(crate) dropped: Arc<AtomicUsize>,
    pub(crate) cancelled: Arc<AtomicUsize>,
}

impl Watched {
    /// Waits until a counter has reached a number, and gives how long that took.
    pub(crate) async fn until(counter: &AtomicUsize, number: usize) -> Duration {
        let start = Instant::now();
        while counter.load(Ordering::SeqCst) < number {
            assert!(start.elapsed() < Duration::from_secs(10), "it does not happen");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        start.elapsed()
    }
}

struct CountOnDrop(Arc<AtomicUsize>);

impl Drop for CountOnDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Runs for as long as it may.
#[command(group = "long", timeout = "60s")]
async fn run_for_ever(
    #[inject] watched: State<Watched>,
    #[inject] cancellation: CancellationToken,
    #[inject] progress: Progress,
) -> u32 {
    let cancelled = watched.cancelled.clone();
    tokio::spawn(async move {
        cancellation.cancelled().await;
        cancelled.fetch_add(1, Ordering::SeqCst);
    });
    let _guard = CountOnDrop(watched.dropped.clone());
    watched.begun.fetch_add(1, Ordering::SeqCst);
    progress.report(1.0, None, "begun");
    std::future::pending().await
}

fn of_name() -> Value {
    json!({"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]})
}

fn name_in(answer: &Answer) -> String {
    match answer {
        Answer::Accepted(form) => form["name"].as_str().unwrap_or("?").to_owned(),
        Answer::Declined => "nobody".to_owned(),
        Answer::Dismissed => "no answer".to_owned(),
    }
}

/// Greets its caller by name.
#[command(group = "asking")]
async fn greet(
    #[inject] ask: Ask,
    /// The word to greet with.
    #[param(default = "Hello")]
    word: String,
) -> Result<String, CallError> {
    let answer = ask.form("user_name", "What is your name?", &of_name()).await?;
    Ok(format!("{word}, {}!", name_in(&answer)))
}

/// Asks twice, one after the other.
#[command(group = "asking")]
async fn ask_twice(#[inject] ask: Ask) -> Result<String, CallError> {
    let first = ask.form("step1", "What is your name?", &of_name()).await?;
    tokio::time::sleep(Duration::from_millis(1)).await;
    let second = ask.form("step2", "And the name of your dog?", &of_name()).await?;
    Ok(format!("{} and {}", name_in(&first), name_in(&second)))
}

/// Asks three things at once.
#[command(group = "asking")]
async fn ask_all(#[inject] ask: Ask) -> Result<Vec<String>, CallError> {
    let schema = of_name();
    let request = SampleRequest { prompt: "Greet me.".into(), system_prompt: None, max_tokens: 50 };
    let (name, greeting, roots) = tokio::join!(
        ask.form("user_name", "What is your name?", &schema),
        ask.sample("greeting", request),
        ask.roots("client_roots"),
    );
    let mut all = vec![name_in(&name?), greeting?];
    all.extend(roots?.into_iter().map(|root| root.uri));
    Ok(all)
}

/// Asks a person, or else a model, or else nobody.
#[command(group = "asking")]
async fn ask_whom_it_can(#[inject] ask: Ask) -> Result<String, CallError> {
    if ask.abilities().forms {
        return Ok(name_in(&ask.form("name", "Your name?", &of_name()).await?));
    }
    let request = SampleRequest { prompt: "A name.".into(), system_prompt: None, max_tokens: 5 };
    match ask.sample("model", request).await {
        Ok(name) => Ok(name),
        Err(error) if error.kind() == "cannot_ask" => Ok("nobody to ask".to_owned()),
        Err(error) => Err(error),
    }
}

/// Asks from another task, while it waits for that.
#[command(group = "asking")]
async fn ask_elsewhere(#[inject] ask: Ask, #[inject] watched: State<Watched>) -> Result<String, CallError> {
    let guard = CountOnDrop(watched.dropped.clone());
    let elsewhere = tokio::spawn(async move {
        let _guard = guard;
        tokio::time::sleep(Duration::from_millis(5)).await;
        ask.form("name", "Your name?", &of_name()).await
    });
    let answer = elsewhere.await.map_err(|error| CallError::generic(&error))?;
    Ok(name_in(&answer?))
}

/// The service of these tests, and what watches its long calls.
pub(crate) fn watched() -> (Dispatcher, Watched) {
    let registry = Registry::new()
        .titled("points", "1.2.3")
        .described("Keeps points.")
        .with::<add>()
        .with::<ask_all>()
        .with::<ask_elsewhere>()
        .with::<ask_twice>()
        .with::<ask_whom_it_can>()
        .with::<count>()
        .with::<draw_and_tell>()
        .with::<draw_dot>()
        .with::<forget_points>()
        .with::<greet>()
        .with::<list_points>()
        .with::<move_point>()
        .with::<panic_at_once>()
        .with::<run_for_ever>()
        .with::<run_out>()
        .with::<take_too_long>()
        .with::<work>()
        .with::<work_at_once>();
    let watched = Watched::default();
    let limits = Limits { body_bytes: 4_096, ..Limits::default() };
    (Dispatcher::builder(registry).limits(limits).state(watched.clone()).build().unwrap(), watched)
}

pub(crate) fn dispatcher() -> Dispatcher {
    watched().0
}
