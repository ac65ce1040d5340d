//! What jobs do, on every kind of store and with real worker processes.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use commandry::{Dispatcher, Origin, Progress, jobs::JobSettings};
use commandry_job_tests::{Store, StoreKind, Trace, Worker, app};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_job-commands");
/// Longest time that anything may take before a test calls it hanging.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs a test on every kind of store, each in a test of its own.
macro_rules! on_every_store {
    ($($name:ident)*) => {
        mod sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::StoreKind::Sqlite).await; })* }
        mod postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::StoreKind::Postgres).await; })* }
        mod redis { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::StoreKind::Redis).await; })* }
    };
}

on_every_store! {
    a_job_goes_its_way
    a_suspended_worker_cannot_change_a_result
    a_worker_that_is_told_to_stop_gives_its_jobs_back
}

/// One store, what it is called through, and how workers are started on it.
struct Bench {
    store: Store,
    settings: JobSettings,
    dispatcher: Dispatcher,
}

impl Bench {
    async fn new(kind: StoreKind, change: impl FnOnce(&mut JobSettings)) -> Option<Self> {
        let store = Store::start(kind)?;
        let mut settings = store.settings();
        change(&mut settings);
        let dispatcher = app(settings.clone()).build().await.expect("the application is sound");
        Some(Self { store, settings, dispatcher })
    }

    fn worker(&self, words: &[&str]) -> Worker {
        Worker::start(Path::new(PROGRAM), &self.store, &self.settings, &[&["worker"], words].concat())
    }

    async fn call(&self, name: &str, params: Value) -> Value {
        self.dispatcher.call_by_name(name, &params, &Origin::default()).await.expect("the call succeeds")
    }

    async fn error(&self, name: &str, params: Value) -> String {
        let outcome = self.dispatcher.call_by_name(name, &params, &Origin::default()).await;
        outcome.expect_err("the call is refused").kind().to_owned()
    }

    /// Queues a job; gives its name.
    async fn queue(&self, name: &str, params: Value) -> String {
        let ticket = self.call(name, params).await;
        ticket["job_id"].as_str().expect("a ticket names its job").to_owned()
    }

    async fn status(&self, id: &str) -> Value {
        self.call("job_status", json!({"job_id": id})).await
    }

    /// Waits until a job ends; gives its outcome.
    async fn end(&self, id: &str) -> Value {
        self.call("job_result", json!({"job_id": id, "wait": PATIENCE.as_secs()})).await
    }

    async fn until(&self, id: &str, status: &str) -> Value {
        let start = Instant::now();
        loop {
            let state = self.status(id).await;
            if state["status"] == status {
                return state;
            }
            assert!(start.elapsed() < PATIENCE, "the job becomes {status}: {state}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn runs(&self, command: &str) -> Vec<Trace> {
        Trace::all(&self.store.traces()).into_iter().filter(|trace| trace.command == command).collect()
    }
}

/// Everything that one worker does with jobs of all kinds; one test, since a server takes longest to start.
async fn a_job_goes_its_way(kind: StoreKind) {
    let Some(bench) = Bench::new(kind, |_| {}).await else { return };

    // What cannot be called is refused at once.
    assert_eq!(bench.error("count", json!({"number": "x"})).await, "invalid_params");
    assert_eq!(bench.error("count", json!({})).await, "invalid_params");
    assert_eq!(bench.error("job_status", json!({"job_id": "nobody"})).await, "job_not_found");
    assert_eq!(bench.error("job_cancel", json!({"job_id": "nobody"})).await, "job_not_found");

    // Before there is a worker: order, unique jobs, cancellation, lists.
    for key in ["a", "b"] {
        bench.queue("plain", json!({"key": key})).await;
    }
    for key in ["c", "d"] {
        bench.queue("urgent", json!({"key": key})).await;
    }
    let first = bench.queue("once", json!({"key": "x"})).await;
    assert_eq!(bench.queue("once", json!({"key": "x"})).await, first, "an unfinished job is the same");
    let other = bench.queue("once", json!({"key": "y"})).await;
    assert_ne!(other, first, "other parameters are another job");
    let cancelled = bench.call("job_cancel", json!({"job_id": other})).await;
    assert_eq!(cancelled["status"], "cancelled");
    let anew = bench.queue("once", json!({"key": "y"})).await;
    assert_ne!(anew, other, "what has ended stands in nobody's way");
    assert_eq!(bench.error("job_retry", json!({"job_id": other})).await, "job_duplicate");
    assert_eq!(bench.error("job_retry", json!({"job_id": first})).await, "job_unsuited");
    let waiting = bench.call("job_list", json!({"status": "queued"})).await;
    assert_eq!(waiting["total"], 6);
    let page = bench.call("job_list", json!({"command": "plain", "page_size": 1, "page": 2})).await;
    assert_eq!((&page["total"], page["jobs"].as_array().map(Vec::len)), (&json!(2), Some(1)));

    let mut worker = bench.worker(&["--concurrency", "1"]);
    bench.end(&anew).await;
    let order: Vec<String> = Trace::all(&bench.store.traces()).into_iter().map(|trace| trace.what).collect();
    assert_eq!(order[..2].iter().collect::<std::collections::BTreeSet<_>>().len(), 2);
    assert!(order[..2].iter().all(|key| ["c", "d"].contains(&key.as_str())), "{order:?}");
    assert_eq!(bench.runs("once").len(), 2, "a unique job runs once, and a cancelled one never");
    assert_ne!(bench.queue("once", json!({"key": "x"})).await, first, "a finished job is done with");

    // Failures: tried again with a pause, refused for good, given up, brought back.
    let id = bench.queue("fail", json!({"successful_run": 3})).await;
    let outcome = bench.end(&id).await;
    assert_eq!((&outcome["status"], &outcome["result"]), (&json!("finished"), &json!(3)), "{outcome}");
    assert_eq!(bench.status(&id).await["attempts"], 3);
    let id = bench.queue("refuse", json!({})).await;
    let outcome = bench.end(&id).await;
    assert_eq!(outcome["status"], "failed");
    assert_eq!(
        (&outcome["error"]["code"], &outcome["error"]["data"]["kind"]),
        (&json!(1001), &json!("refused"))
    );
    assert_eq!(bench.runs("refuse").len(), 1);
    let id = bench.queue("fail", json!({"successful_run": 8})).await;
    let outcome = bench.end(&id).await;
    assert_eq!(outcome["status"], "dead");
    assert_eq!(outcome["error"]["data"]["kind"], "failed", "what went wrong inside stays inside");
    let dead = bench.call("job_list", json!({"status": "dead"})).await;
    assert_eq!(dead["jobs"][0]["job_id"], id.as_str());
    assert_eq!(bench.call("job_retry", json!({"job_id": id})).await["status"], "queued");
    let outcome = bench.end(&id).await;
    assert_eq!((&outcome["status"], &outcome["result"]), (&json!("finished"), &json!(8)), "{outcome}");
    assert!(outcome.get("error").is_none(), "{outcome}");

    // Progress reaches whoever waits or watches; a running job is cancelled by its token, or ended after the grace.
    let id = bench.queue("hold", json!({"steps": 30})).await;
    let (sender, receiver) = std::sync::mpsc::channel();
    let origin = Origin {
        progress: Progress::to(move |report| {
            let _ = sender.send(report.done);
        }),
        ..Origin::default()
    };
    let watched = bench.dispatcher.call_by_name("job_watch", &json!({"job_id": id}), &origin).await;
    let watched = watched.expect("the job can be watched");
    let items = watched["items"].as_array().expect("items are collected").clone();
    assert_eq!(watched["complete"], true);
    assert_eq!(items.last().map(|item| &item["status"]), Some(&json!("finished")));
    let reported: Vec<f64> = items.iter().filter_map(|item| item["progress"]["done"].as_f64()).collect();
    assert!(reported.len() >= 3 && reported.is_sorted() && reported.last() == Some(&30.0), "{reported:?}");
    assert!(receiver.try_iter().count() >= 3, "progress is passed on");
    let id = bench.queue("hold", json!({"steps": 1000})).await;
    bench.until(&id, "running").await;
    let told = bench.call("job_cancel", json!({"job_id": id})).await;
    assert_eq!(told["cancel_requested"], true);
    assert_eq!(bench.end(&id).await["status"], "cancelled");
    let id = bench.queue("stubborn", json!({})).await;
    bench.until(&id, "running").await;
    bench.call("job_cancel", json!({"job_id": id})).await;
    let start = Instant::now();
    assert_eq!(bench.end(&id).await["status"], "cancelled");
    assert!(start.elapsed() < Duration::from_secs(5), "a job that does not listen is ended");

    worker.signal("TERM");
    assert!(worker.wait(Duration::from_secs(5)).success(), "an idle worker ends at once");
}

async fn a_suspended_worker_cannot_change_a_result(kind: StoreKind) {
    let Some(bench) = Bench::new(kind, |settings| settings.lease = Duration::from_secs(1)).await else {
        return;
    };
    let id = bench.queue("count", json!({"number": 7, "milliseconds": 1000})).await;
    let suspended = bench.worker(&[]);
    bench.until(&id, "running").await;
    suspended.signal("STOP");
    let _other = bench.worker(&[]);
    let outcome = bench.end(&id).await;
    assert_eq!(outcome["status"], "finished");
    let runs = bench.runs("count");
    assert_eq!(runs.len(), 2, "the job was run a second time");
    assert_eq!(outcome["result"]["run"], runs[1].run.as_str(), "by the other worker");
    assert_eq!(bench.status(&id).await["losses"], 1);
    suspended.signal("CONT");
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(bench.end(&id).await, outcome, "the first worker was too late");
}

async fn a_worker_that_is_told_to_stop_gives_its_jobs_back(kind: StoreKind) {
    let Some(bench) = Bench::new(kind, |settings| settings.lease = Duration::from_mins(10)).await else {
        return;
    };
    let short = bench.queue("count", json!({"number": 1, "milliseconds": 300})).await;
    let long = bench.queue("stubborn", json!({})).await;
    let mut worker = bench.worker(&[]);
    bench.until(&short, "running").await;
    bench.until(&long, "running").await;
    worker.signal("TERM");
    assert!(worker.wait(Duration::from_secs(10)).success(), "a worker ends in order");
    assert_eq!(bench.status(&short).await["status"], "finished", "what ends within the grace is finished");
    let state = bench.status(&long).await;
    assert_eq!(
        (&state["status"], &state["attempts"], &state["losses"]),
        (&json!("queued"), &json!(0), &json!(0))
    );
    assert!(state.get("error").is_none(), "{state}");
    // Nobody has to wait for the lease of ten minutes.
    let _other = bench.worker(&["--queue", "long"]);
    bench.until(&long, "running").await;
    assert_eq!(bench.runs("stubborn").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_the_command_line_are_checked() {
    let bench = Bench::new(StoreKind::Sqlite, |_| {}).await.expect("SQLite is always there");
    let mut worker = bench.worker(&["--queue", "nowhere"]);
    assert_eq!(worker.wait(PATIENCE).code(), Some(2));
    let bench =
        Bench::new(StoreKind::Sqlite, |settings| settings.url = "sqlite:/nowhere/at/all.db".into()).await;
    let bench = bench.expect("the store is opened when it is needed");
    assert_eq!(bench.error("count", json!({"number": 1})).await, "jobs_unavailable");
    assert_eq!(bench.worker(&[]).wait(Duration::from_mins(1)).code(), Some(2));
}

/// Takes two minutes: `cargo test -p commandry-job-tests --test behaviour -- --ignored`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it waits for two full minutes"]
async fn a_schedule_runs_once_a_minute_whatever_the_number_of_workers() {
    for kind in [StoreKind::Sqlite, StoreKind::Postgres, StoreKind::Redis] {
        let Some(bench) = Bench::new(kind, |_| {}).await else { continue };
        let _workers = [bench.worker(&[]), bench.worker(&[]), bench.worker(&[])];
        let minute = |time: std::time::SystemTime| {
            time.duration_since(std::time::UNIX_EPOCH).expect("it is later than 1970").as_secs() / 60
        };
        let first = minute(std::time::SystemTime::now());
        tokio::time::sleep(Duration::from_secs(125)).await;
        let passed = minute(std::time::SystemTime::now()) - first;
        let list = bench.call("job_list", json!({"command": "tick", "status": "finished"})).await;
        assert_eq!(list["total"], passed, "{kind:?}: {list}");
        assert_eq!(u64::try_from(bench.runs("tick").len()).ok(), Some(passed));
    }
}
