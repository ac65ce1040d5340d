//! The sales report with and without a cache, over HTTP.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use commandry::{CacheSettings, Dispatcher};
use commandry_tests::RunningServer;

const REQUEST: &str =
    r#"{"jsonrpc":"2.0","id":1,"method":"sales_report","params":{"from":"2026-02-01","until":"2026-02-28"}}"#;

async fn service(enabled: bool) -> Dispatcher {
    let settings = CacheSettings { enabled, ..CacheSettings::default() };
    orders::app().cache(settings).set_option("db", ":memory:").build().await.expect("the shop can be set up")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_was_made_is_given_again() {
    let (with, without) = (service(true).await, service(false).await);
    let answers = [&with, &without].map(|dispatcher| {
        let dispatcher = dispatcher.clone();
        async move {
            let server = RunningServer::start(dispatcher).await;
            let first = server.post_cmd(REQUEST.as_bytes()).await;
            let second = server.post_cmd(REQUEST.as_bytes()).await;
            let body = |answer: &str| answer.split_once("\r\n\r\n").expect("it has a body").1.to_owned();
            assert_eq!(body(&first), body(&second));
            server.stop().await;
            body(&first)
        }
    });
    let [cached, uncached] = answers;
    let cached = cached.await;
    assert!(cached.contains(r#""revenue":"774.74""#), "{cached}");
    assert_eq!(cached, uncached.await);
    let (with, without) = (with.response_cache().statistics(), without.response_cache().statistics());
    assert_eq!((with.hits, with.misses, without.hits, without.misses), (1, 1, 0, 0));
}

/// `cargo test --release -p orders --test response_cache -- --ignored --nocapture`
#[ignore = "it measures, for half a minute"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_per_second() {
    let without = RunningServer::start(service(false).await).await;
    let with = RunningServer::start(service(true).await).await;
    let mut rates = [(0, Duration::ZERO), (0, Duration::ZERO)];
    // They take turns, so that what else the machine does weighs on both.
    for _ in 0..5 {
        for (server, (calls, time)) in [&without, &with].into_iter().zip(&mut rates) {
            let address = server.address;
            let (count, took) = tokio::task::spawn_blocking(move || load(address, Duration::from_secs(2)))
                .await
                .expect("it ends");
            *calls += count;
            *time += took;
        }
    }
    let [without_cache, with_cache] = rates.map(|(calls, time)| f64::from(calls) / time.as_secs_f64());
    #[expect(clippy::print_stdout, reason = "that is what it is for")]
    {
        println!(
            "calls of sales_report per second, 8 connections: {without_cache:.0} without, {with_cache:.0} with a cache"
        );
        println!("{:.1} times as many", with_cache / without_cache);
    }
    assert!(with_cache > without_cache);
    without.stop().await;
    with.stop().await;
}

/// Calls on eight connections for some time; gives the calls and the time they took.
fn load(address: SocketAddr, time: Duration) -> (u32, Duration) {
    let start = Instant::now();
    let callers: Vec<_> = (0..8).map(|_| thread::spawn(move || calls(address, start + time))).collect();
    let count = callers.into_iter().map(|caller| caller.join().expect("the calls are answered")).sum();
    (count, start.elapsed())
}

fn calls(address: SocketAddr, end: Instant) -> u32 {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_nodelay(true).expect("it can be set");
    let mut reader = BufReader::new(stream.try_clone().expect("it has two ends"));
    let request = format!(
        "POST /cmd HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{REQUEST}",
        REQUEST.len()
    );
    let mut count = 0;
    while Instant::now() < end {
        stream.write_all(request.as_bytes()).expect("the request can be sent");
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("the answer has a head");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length is a number");
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("the answer is complete");
        assert!(body.starts_with(br#"{"jsonrpc":"2.0","id":1,"result""#));
        count += 1;
    }
    count
}
