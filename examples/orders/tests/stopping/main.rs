//! SIGTERM under load: no call that was accepted is lost.
//!
//! Every call leaves a mark of its own in the database. A mark is there exactly when its call was answered with a result:
//! more would be a call that was run and not answered, less one that was answered and forgotten.

mod callers;
mod ledger;
#[expect(dead_code, reason = "other tests use more of it")]
#[path = "../support/mod.rs"]
mod support;

use std::{
    collections::BTreeSet,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use self::{callers::Caller, ledger::Ledger, support::Server};

/// How many callers there are of each kind.
const CALLERS: usize = 8;
/// How many calls are answered before the signal comes.
const WARM: usize = 300;
/// How long a stop may take; the grace of the service is twenty seconds, and no call here needs one.
const GRACE: Duration = Duration::from_secs(15);
/// How long the callers have for the first answers.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn no_accepted_call_is_lost() {
    let kinds: [(&str, Caller); 5] = [
        ("call", callers::one_by_one),
        ("route", callers::by_route),
        ("batch", callers::in_batches),
        ("pipeline", callers::in_pipelines),
        ("socket", callers::on_a_socket),
    ];
    let folder = tempfile::tempdir().expect("there is room");
    let database = folder.path().join("orders.db");
    // All callers have one address here.
    let settings = folder.path().join("orders.toml");
    std::fs::write(&settings, "[http.rate_limit]\nenabled = false\n").expect("there is room");
    let words = ["--config", settings.to_str().expect("a plain path")];
    let server = Server::start_with(database.to_str().expect("a plain path"), &words);
    let address = server.address().to_owned();
    let ledger = Arc::new(Ledger::default());
    let running: Vec<_> = kinds
        .into_iter()
        .flat_map(|(kind, caller)| (0..CALLERS).map(move |number| (format!("{kind}-{number}"), caller)))
        .map(|(name, caller)| {
            let (address, ledger) = (address.clone(), Arc::clone(&ledger));
            thread::spawn(move || caller(&address, &name, &ledger))
        })
        .collect();
    let start = Instant::now();
    while ledger.answered_count() < WARM {
        assert!(start.elapsed() < PATIENCE, "only {} calls were answered", ledger.answered_count());
        thread::yield_now();
    }

    // Callers go on until nobody listens any more, so that calls run while the signal comes.
    let before = ledger.answered_count();
    let took = server.terminate();
    for caller in running {
        caller.join().expect("a caller that meets something unexpected fails the test");
    }

    assert!(took < GRACE, "the stop took {took:?}");
    let mut marks = marks(database.to_str().expect("a plain path"));
    marks.sort();
    let executed: BTreeSet<String> = marks.iter().cloned().collect();
    assert_eq!(executed.len(), marks.len(), "no call was run twice");
    let answered = ledger.answered();
    let forgotten: Vec<_> = answered.difference(&executed).collect();
    let unanswered: Vec<_> = executed.difference(&answered).collect();
    assert!(forgotten.is_empty(), "answered with a result, and not in the database: {forgotten:?}");
    assert!(unanswered.is_empty(), "run, and not answered: {unanswered:?}");
    assert!(answered.len() > before, "calls were on their way when the signal came");
    assert!(ledger.unserved() > 0, "callers were still calling when the service stopped");
}

/// The marks in the database.
fn marks(database: &str) -> Vec<String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
        let pool = sqlx::SqlitePool::connect_with(options).await.expect("the database can be opened");
        sqlx::query_scalar("SELECT note FROM stock_movements WHERE note LIKE 'mark %'")
            .fetch_all(&pool)
            .await
            .expect("the table can be read")
    })
}
