//! Streams as server-sent events, on `POST /cmd/{name}` and REST routes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use commandry::{CommandErrors, Dispatcher, Items, Registry, http, prelude::*};
use commandry_tests::{Answer, RunningServer, Site, read_to_end};
use futures_util::stream;
use http_body_util::BodyExt;
use serde_json::value::RawValue;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;

/// Longest time that anything may take before a test calls it hanging.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, thiserror::Error, CommandErrors)]
enum CountError {
    /// The counter is worn out.
    #[error("no more than {at}")]
    #[command_error(status = 409)]
    WornOut {
        /// The last number.
        at: u32,
    },
}

/// Counts up to a number, which is three at most.
#[command(group = "events", read_only, rest = "GET /counts/{to}")]
fn count(
    /// The last number.
    to: u32,
) -> Result<Items<u32>, CountError> {
    match to {
        0 => Err(CountError::WornOut { at: 0 }),
        1..=3 => Ok(Items::new(stream::iter(1..=to))),
        _ => {
            let numbers = (1..=3).map(Ok).chain([Err(CountError::WornOut { at: 3 })]);
            Ok(Items::fallible(stream::iter(numbers)))
        }
    }
}

/// Gives a number every few milliseconds, without an end.
#[command(group = "events", read_only)]
fn tick(#[inject] stopped: State<Stopped>) -> Items<u32> {
    let guard = SetOnDrop(stopped.0.clone());
    Items::new(stream::unfold((0, guard), |(number, guard)| async move {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Some((number, (number + 1, guard)))
    }))
}

/// Gives nothing, and never ends.
#[command(group = "events", read_only)]
fn keep_quiet(#[inject] stopped: State<Stopped>) -> Items<u32> {
    let guard = SetOnDrop(stopped.0.clone());
    Items::new(stream::unfold(guard, |guard| async move {
        std::future::pending::<()>().await;
        Some((0, guard))
    }))
}

/// Gives JSON that is spread over lines.
#[command(group = "events", read_only)]
fn spread() -> Items<serde_json::Value> {
    // A value of serde_json is written on one line; this shows that a text of several lines would be no trouble.
    Items::new(stream::iter([serde_json::json!({"text": "a\nb\r\n\r\nevent: end\ndata: {}"})]))
}

/// Gives a single number.
#[command(group = "events", read_only)]
fn once() -> u32 {
    1
}

#[derive(Clone, Default)]
struct Stopped(Arc<AtomicBool>);

struct SetOnDrop(Arc<AtomicBool>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn dispatcher() -> (Dispatcher, Stopped) {
    let registry =
        Registry::new().with::<count>().with::<tick>().with::<keep_quiet>().with::<spread>().with::<once>();
    let stopped = Stopped::default();
    (Dispatcher::builder(registry).state(stopped.clone()).build().unwrap(), stopped)
}

fn request(method: Method, path: &str, accept: &str, body: &str) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header("accept", accept);
    request.header("content-type", "application/json").body(Body::from(body.to_owned())).unwrap()
}

async fn ask(path: &str, accept: &str, body: &str) -> Answer {
    let method = if path.starts_with("/cmd/") { Method::POST } else { Method::GET };
    let (dispatcher, _) = dispatcher();
    let answer = Site::new(&dispatcher).send(request(method, path, accept, body)).await;
    assert_eq!(dispatcher.running_calls(), 0, "every call gives its place back");
    answer
}

#[tokio::test]
async fn every_item_is_an_event_and_the_last_event_says_why_it_ends() {
    for (path, body) in [("/cmd/count", r#"{"to": 2}"#), ("/counts/2", "")] {
        let answer = ask(path, "text/event-stream", body).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "text/event-stream");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(
            answer.text(),
            "event: item\ndata: 1\n\nevent: item\ndata: 2\n\nevent: end\ndata: {\"reason\":\"complete\"}\n\n",
            "{path}"
        );
    }
    let answer = ask("/cmd/count", "text/event-stream", r#"{"to": 9}"#).await;
    let end = r#"{"error":{"code":1000,"data":{"details":{"at":3},"kind":"worn_out"},"message":"no more than 3"},"reason":"error"}"#;
    assert!(answer.text().ends_with(&format!("data: 3\n\nevent: end\ndata: {end}\n\n")), "{}", answer.text());
}

#[tokio::test]
async fn what_is_no_stream_of_events_is_answered_as_ever() {
    for (path, accept, body, status, text) in [
        ("/cmd/count", "application/json", r#"{"to": 2}"#, 200, r#"{"items":[1,2],"complete":true}"#),
        ("/cmd/count", "*/*", r#"{"to": 1}"#, 200, r#"{"items":[1],"complete":true}"#),
        ("/counts/1", "text/html", "", 200, r#"{"items":[1],"complete":true}"#),
        ("/cmd/once", "text/event-stream", "{}", 200, "1"),
        ("/cmd/count", "text/event-stream", r#"{"to": 0}"#, 409, "worn_out"),
        ("/cmd/count", "text/event-stream", r#"{"to": -1}"#, 400, "invalid_params"),
        ("/counts/0", "text/event-stream", "", 409, "worn_out"),
        ("/cmd/counts", "text/event-stream", "{}", 404, "method_not_found"),
    ] {
        let answer = ask(path, accept, body).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {accept}: {}", answer.text());
        answer.json();
        assert!(answer.text().contains(text), "{path} {accept}: {}", answer.text());
    }
}

#[tokio::test]
async fn no_text_within_an_item_becomes_an_event() {
    let answer = ask("/cmd/spread", "text/event-stream", "{}").await;
    let text = answer.text();
    assert_eq!(text.matches("event:").count() - text.matches("\\nevent:").count(), 2, "{text}");
    let item = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    assert!(serde_json::from_str::<Box<RawValue>>(item).is_ok(), "{item}");
}

#[tokio::test]
async fn a_client_that_goes_stops_the_producer_at_once() {
    for command in ["tick", "keep_quiet"] {
        let (dispatcher, stopped) = dispatcher();
        let server = RunningServer::start(dispatcher.clone()).await;
        let mut stream = server.connect().await;
        let head = format!(
            "POST /cmd/{command} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\
             accept: text/event-stream\r\n\r\n{{}}"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut begun = vec![0; 12];
        stream.read_exact(&mut begun).await.unwrap();
        assert_eq!(begun, b"HTTP/1.1 200");
        assert_eq!(dispatcher.running_calls(), 1);
        let start = Instant::now();
        drop(stream);
        while !stopped.0.load(Ordering::SeqCst) {
            assert!(start.elapsed() < PATIENCE, "{command} goes on");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(start.elapsed() < Duration::from_millis(100), "{command}: {:?}", start.elapsed());
        assert_eq!(dispatcher.running_calls(), 0);
    }
}

#[tokio::test]
async fn a_server_that_stops_ends_streams_and_says_so() {
    let (dispatcher, stopped) = dispatcher();
    let server = RunningServer::start(dispatcher.clone()).await;
    let mut stream = server.connect().await;
    let head = "POST /cmd/tick HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n\
                content-length: 2\r\naccept: text/event-stream\r\n\r\n{}";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut begun = vec![0; 12];
    stream.read_exact(&mut begun).await.unwrap();
    let reading = tokio::spawn(async move { read_to_end(&mut stream).await });
    tokio::time::timeout(PATIENCE, dispatcher.close_connections()).await.expect("streams end");
    assert!(stopped.0.load(Ordering::SeqCst));
    let answer = reading.await.unwrap();
    assert!(answer.contains("event: end\ndata: {\"reason\":\"shutting_down\"}\n\n"), "{answer}");
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_has_nothing_to_give_is_kept_alive_by_comments() {
    let (dispatcher, _) = dispatcher();
    let router = http::router(dispatcher).unwrap();
    let start = tokio::time::Instant::now();
    let quiet = request(Method::POST, "/cmd/keep_quiet", "text/event-stream", "{}");
    let mut body = router.oneshot(quiet).await.unwrap().into_body();
    for seconds in [15, 30, 45] {
        let frame = body.frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), ":\n\n");
        // The clock of the test stands still but for timers, which are exact to a millisecond.
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
}
