//! Worker processes are killed at random: no job is lost, and none has two results.
//!
//! `COMMANDRY_JOB_COUNT=10000 cargo test -p commandry-job-tests --test killed_workers -- --nocapture --test-threads 1`

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use commandry::{Dispatcher, Origin, jobs::JobSettings};
use commandry_job_tests::{Counted, Store, StoreKind, Trace, Worker, app};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_job-commands");
const WORKERS: usize = 4;
/// How many jobs are queued and asked for at the same time.
const CALLERS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    survive(StoreKind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    survive(StoreKind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_redis() {
    survive(StoreKind::Redis).await;
}

async fn survive(kind: StoreKind) {
    let Some(store) = Store::start(kind) else { return };
    let count: u32 = std::env::var("COMMANDRY_JOB_COUNT").map_or(500, |text| text.parse().expect("a number"));
    let settings = store.settings();
    let dispatcher = app(settings.clone()).build().await.expect("the application is sound");
    let start = Instant::now();
    let done = Arc::new(AtomicBool::new(false));
    let kills = Arc::new(AtomicUsize::new(0));
    let store = Arc::new(store);
    let killing = tokio::task::spawn_blocking({
        let (store, done, kills) = (Arc::clone(&store), Arc::clone(&done), Arc::clone(&kills));
        move || kill_at_random(&store, &settings, &done, &kills)
    });

    let queued = stream::iter(0..count).map(|number| queue(&dispatcher, number)).buffered(CALLERS);
    let ids: Vec<String> = queued.collect().await;
    let queued_in = start.elapsed();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "every job has a name of its own");

    // Every result is kept when it is first seen, and compared with what the job gives in the end.
    let mut seen: HashMap<&str, Counted> = HashMap::new();
    let patience = Duration::from_secs(60 + u64::from(count) / 10);
    while seen.len() < ids.len() {
        assert!(start.elapsed() < patience, "{} of {count} jobs are finished in {patience:?}", seen.len());
        let open: Vec<&String> = ids.iter().filter(|id| !seen.contains_key(id.as_str())).collect();
        let asked = stream::iter(open).map(|id| result(&dispatcher, id)).buffered(CALLERS);
        let before = seen.len();
        seen.extend(asked.filter_map(|it| async { it }).collect::<Vec<_>>().await);
        if seen.len() == before {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    let took = start.elapsed();
    done.store(true, Ordering::SeqCst);
    killing.await.expect("workers can be killed");

    let runs = Trace::all(&store.traces());
    let known: HashSet<&str> = runs.iter().map(|trace| trace.run.as_str()).collect();
    for (number, id) in (0..).zip(&ids) {
        let (_, last) = result(&dispatcher, id).await.expect("a finished job stays finished");
        assert_eq!(last.number, number, "the result is that of the job");
        assert!(known.contains(last.run.as_str()), "a result comes from a run");
        assert_eq!(last, seen[id.as_str()], "a result never changes");
    }
    let list = call(&dispatcher, "job_list", json!({"command": "count", "page_size": 1})).await;
    assert_eq!(list["total"], count, "there are no jobs but those that were queued");
    let finished = json!({"command": "count", "status": "finished", "page_size": 1});
    assert_eq!(call(&dispatcher, "job_list", finished).await["total"], count);
    let of_count = runs.iter().filter(|trace| trace.command == "count").count();
    eprintln!(
        "{kind:?}: {count} jobs queued in {:.1} s and finished in {:.1} s; {} kills; {} runs repeated",
        queued_in.as_secs_f64(),
        took.as_secs_f64(),
        kills.load(Ordering::SeqCst),
        of_count - ids.len()
    );
    assert!(kills.load(Ordering::SeqCst) > 2, "workers were killed");
}

/// Kills one of the workers every now and then, and starts another in its place.
fn kill_at_random(store: &Store, settings: &JobSettings, done: &AtomicBool, kills: &AtomicUsize) {
    let start = || Worker::start(Path::new(PROGRAM), store, settings, &["worker"]);
    let mut workers: Vec<Worker> = (0..WORKERS).map(|_| start()).collect();
    while !done.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(fastrand::u64(50..400)));
        let place = fastrand::usize(..workers.len());
        workers[place].kill();
        kills.fetch_add(1, Ordering::SeqCst);
        workers[place] = start();
    }
}

async fn queue(dispatcher: &Dispatcher, number: u32) -> String {
    let params = json!({"number": number, "milliseconds": fastrand::u64(1..200)});
    let ticket = call(dispatcher, "count", params).await;
    assert_eq!(ticket["status"], "queued");
    ticket["job_id"].as_str().expect("a ticket names its job").to_owned()
}

async fn result<'a>(dispatcher: &Dispatcher, id: &'a str) -> Option<(&'a str, Counted)> {
    let outcome = call(dispatcher, "job_result", json!({"job_id": id})).await;
    assert!(["queued", "running", "finished"].contains(&outcome["status"].as_str()?), "{outcome}");
    let result = outcome.get("result")?;
    Some((id, serde_json::from_value(result.clone()).expect("the result is that of the command")))
}

async fn call(dispatcher: &Dispatcher, name: &str, params: Value) -> Value {
    dispatcher.call_by_name(name, &params, &Origin::default()).await.expect("the call succeeds")
}
