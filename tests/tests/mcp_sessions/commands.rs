//! What the server of these tests can do.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use commandry::{Answer, Ask, CallError, CallLog, Dispatcher, Registry, prelude::*};
use serde_json::json;

/// Counts what happens to a function.
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

/// Never ends by itself.
#[command(group = "work")]
async fn run_for_ever(#[inject] watched: State<Watched>, #[inject] cancellation: CancellationToken) -> u32 {
    let cancelled = watched.cancelled.clone();
    tokio::spawn(async move {
        cancellation.cancelled().await;
        cancelled.fetch_add(1, Ordering::SeqCst);
    });
    let _guard = CountOnDrop(watched.dropped.clone());
    watched.begun.fetch_add(1, Ordering::SeqCst);
    std::future::pending().await
}

/// Says what it does, in several levels of importance.
#[command(group = "work", read_only)]
fn say_all(#[inject] log: CallLog, #[inject] progress: Progress) -> bool {
    log.debug("a detail");
    log.info("a step");
    progress.report(1.0, Some(2.0), "half");
    log.error("a fault");
    true
}

/// Asks for a name.
#[command(group = "work", read_only)]
async fn greet(#[inject] ask: Ask) -> Result<String, CallError> {
    let schema = json!({"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]});
    match ask.form("name", "What is your name?", &schema).await? {
        Answer::Accepted(form) => Ok(format!("Hello, {}!", form["name"].as_str().unwrap_or_default())),
        Answer::Declined | Answer::Dismissed => Ok("Hello!".to_owned()),
    }
}

pub(crate) fn watched() -> (Dispatcher, Watched) {
    let registry =
        Registry::new().titled("work", "1").with::<greet>().with::<run_for_ever>().with::<say_all>();
    let watched = Watched::default();
    (
        Dispatcher::builder(registry).state(watched.clone()).build().expect("the commands fit together"),
        watched,
    )
}
