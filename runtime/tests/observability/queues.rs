//! The gauges of queues: what the store says of them while it answers, and nothing while it does not.

use std::{collections::BTreeMap, time::Duration};

use commandry::{
    CancellationToken, Dispatcher, Registry,
    jobs::{JobSettings, WorkOptions, work},
    observe::{Metrics, MetricsSettings},
    prelude::*,
};
use tokio::{
    net::TcpListener,
    time::{Instant, sleep, timeout},
};

use crate::service::{send, serve};

/// Sends letters.
#[command(group = "tests", read_only = false, job(queue = "mail"))]
async fn send_letters() {
    sleep(Duration::from_secs(60)).await;
}

/// Counts everything.
#[command(group = "tests", read_only = false, job)]
fn count_everything() {}

fn dispatcher(settings: JobSettings) -> (Metrics, Dispatcher) {
    let registry = Registry::new().with::<send_letters>().with::<count_everything>();
    let metrics = Metrics::new(&MetricsSettings::default());
    let builder = Dispatcher::builder(registry).metrics(metrics.clone()).jobs(settings);
    (metrics, builder.build().unwrap())
}

fn in_memory() -> JobSettings {
    JobSettings { url: "sqlite::memory:".into(), grace: Duration::ZERO, ..JobSettings::default() }
}

/// The lines of the gauges of jobs, without their descriptions.
async fn gauges(address: &str) -> BTreeMap<String, f64> {
    let answer = send(address, "GET /metrics", "", "").await;
    assert_eq!(answer.status, 200);
    assert!(
        answer.body.contains("\nuptime_seconds "),
        "the rest is told whatever the store does: {}",
        answer.body
    );
    let lines = answer.body.lines().filter(|line| line.starts_with("jobs_"));
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        })
        .collect()
}

fn lengths(default: [f64; 2], mail: [f64; 2]) -> BTreeMap<String, f64> {
    let of = |queue: &str, [waiting, running]: [f64; 2]| {
        [("waiting", waiting), ("running", running)]
            .map(|(what, value)| (format!("jobs_{what}{{queue=\"{queue}\"}}"), value))
    };
    of("default", default).into_iter().chain(of("mail", mail)).collect()
}

/// Reads the gauges until they are as expected: the store is asked only every other second.
async fn until(address: &str, expected: &BTreeMap<String, f64>) {
    let start = Instant::now();
    let mut read = gauges(address).await;
    while read != *expected {
        assert!(start.elapsed() < Duration::from_secs(30), "{read:?} is not {expected:?}");
        sleep(Duration::from_millis(200)).await;
        read = gauges(address).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_and_running_jobs_are_gauges() {
    let (metrics, dispatcher) = dispatcher(in_memory());
    let address = serve(&dispatcher).await;
    for _ in 0..3 {
        dispatcher.call::<send_letters>(()).await.unwrap();
    }
    dispatcher.call::<count_everything>(()).await.unwrap();
    assert!(!metrics.text().contains("jobs_"), "nothing is known before somebody asks the store");
    assert_eq!(gauges(&address).await, lengths([1.0, 0.0], [3.0, 0.0]));
    assert!(metrics.text().contains("# TYPE jobs_waiting gauge\n"), "{}", metrics.text());
    let stop = CancellationToken::new();
    let options = WorkOptions::default().queue("mail").concurrency(2);
    let (worker, told) = (dispatcher.clone(), stop.clone());
    let working = tokio::spawn(async move { work(&worker, options, told).await });
    until(&address, &lengths([1.0, 0.0], [1.0, 2.0])).await;
    stop.cancel();
    working.await.unwrap().unwrap();
    until(&address, &lengths([1.0, 0.0], [3.0, 0.0])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_does_not_answer_costs_the_gauges_and_nothing_else() {
    // Takes connections and says nothing on them.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for url in [
        format!("redis://127.0.0.1:{port}/0"),
        format!("postgres://shop@127.0.0.1:{port}/shop"),
        format!("postgres://shop@127.0.0.1:{closed}/shop"),
    ] {
        let (_, dispatcher) = dispatcher(JobSettings { url: url.as_str().into(), ..JobSettings::default() });
        let address = serve(&dispatcher).await;
        let read = timeout(Duration::from_secs(9), gauges(&address)).await;
        assert!(read.expect("a scrape has its answer in time").is_empty(), "{url}");
        // A scrape right after it does not wait again.
        let start = Instant::now();
        assert!(gauges(&address).await.is_empty());
        assert!(start.elapsed() < Duration::from_millis(1900), "{url}: {:?}", start.elapsed());
    }
}

#[tokio::test]
async fn a_program_without_jobs_has_no_gauges_of_them() {
    let registry = Registry::new().with::<crate::commands::add>();
    let metrics = Metrics::new(&MetricsSettings::default());
    let dispatcher = Dispatcher::builder(registry).metrics(metrics).build().unwrap();
    assert!(gauges(&serve(&dispatcher).await).await.is_empty());
}
