//! The typed client without a network: over a dispatcher, and over transports that fail in chosen ways.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use commandry::{
    CallError, Dispatcher, NoDeclaredErrors, Registry,
    client::{
        BoxFuture, Client, ClientError, Retries, Transport, TransportAnswer, TransportError, TransportRequest,
    },
    codes,
    prelude::*,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Answers at once.
#[command(read_only)]
fn ping() {}

/// Repeats what it is told.
#[command(read_only)]
fn echo(
    #[inject] context: Context,
    /// Some text.
    r#type: String,
    /// A number.
    number: Option<i64>,
    #[inject] counter: State<Counter>,
    /// A number under another name.
    #[param(rename = "otherName", default = 7)]
    other: i64,
) -> (String, String, Option<i64>, i64) {
    counter.0.fetch_add(1, Ordering::SeqCst);
    (context.command().to_owned(), r#type, number, other)
}

struct Counter(AtomicUsize);

/// A detail that is written and never read.
#[derive(Debug, Serialize, JsonSchema)]
struct WrittenOnly(u8);

#[derive(Debug, PartialEq, thiserror::Error, CommandErrors)]
enum Inner {
    #[error("inner")]
    Deep { numbers: Vec<u8>, note: Option<String> },
}

#[derive(Debug, thiserror::Error, CommandErrors)]
enum Failure {
    #[error("plain")]
    Plain,
    #[error("with {left}")]
    #[command_error(kind = "short", code = 1001)]
    Details { left: u32 },
    #[error("a part stays here")]
    Partly {
        left: u32,
        #[command_error(skip)]
        secret: String,
    },
    #[error("unreadable")]
    Unreadable { detail: WrittenOnly },
    #[error("unnamed")]
    Unnamed(u8),
    #[error(transparent)]
    #[command_error(transparent)]
    Inner(#[from] Inner),
    #[error("nobody's business")]
    #[command_error(internal)]
    Internal,
}

/// Fails in one of the declared ways.
#[command]
fn fail(
    /// Which way.
    way: u8,
) -> Result<(), Failure> {
    Err(match way {
        0 => Failure::Plain,
        1 => Failure::Details { left: 3 },
        2 => Failure::Partly { left: 4, secret: "SECRET".to_owned() },
        3 => Failure::Unreadable { detail: WrittenOnly(1) },
        4 => Failure::Unnamed(1),
        5 => Failure::Inner(Inner::Deep { numbers: vec![1, 2], note: None }),
        _ => Failure::Internal,
    })
}

/// Fails in a way that nobody declared.
#[command]
fn fail_somehow(
    /// Whether it says how.
    openly: bool,
) -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
    if openly { Err(CallError::new(1777, "by_hand", "made by hand").into()) } else { Err("SECRET".into()) }
}

/// A number that cannot be written when it is odd.
#[derive(Deserialize, JsonSchema)]
struct Even(u8);

impl Serialize for Even {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(2) {
            serializer.serialize_u8(self.0)
        } else {
            Err(serde::ser::Error::custom("odd"))
        }
    }
}

/// Halves a number.
#[command(idempotent)]
fn halve(
    /// The number.
    number: Even,
) -> u8 {
    number.0 / 2
}

struct Shelf(AtomicUsize);

#[commands]
impl Shelf {
    /// Puts units on the shelf.
    #[command(name = "put_units")]
    fn put(
        &self,
        /// How many.
        count: usize,
    ) -> usize {
        self.0.fetch_add(count, Ordering::SeqCst) + count
    }
}

/// Takes its time.
#[command(read_only)]
async fn wait_long() {
    tokio::time::sleep(Duration::from_secs(600)).await;
}

fn dispatcher() -> Dispatcher {
    let registry = Registry::new()
        .with::<ping>()
        .with::<echo>()
        .with::<fail>()
        .with::<fail_somehow>()
        .with::<halve>()
        .with::<put_units>()
        .with::<wait_long>();
    Dispatcher::builder(registry)
        .state(Counter(AtomicUsize::new(0)))
        .state(Shelf(AtomicUsize::new(0)))
        .build()
        .unwrap()
}

#[tokio::test]
async fn parameters_travel_by_name_and_results_come_back() {
    let client = Client::over(dispatcher());
    client.call::<ping>(()).await.unwrap();
    let echoed = client.call::<echo>(("ä \"quoted\"".to_owned(), None, i64::MIN)).await.unwrap();
    assert_eq!(echoed, ("echo".to_owned(), "ä \"quoted\"".to_owned(), None, i64::MIN));
    assert_eq!(client.call::<put_units>((2,)).await.unwrap(), 2);
    client.notify::<put_units>((3,)).await.unwrap();
    assert_eq!(client.call::<put_units>((0,)).await.unwrap(), 5, "the notification was carried out");

    let recording = Recording::default();
    let sent = Arc::clone(&recording.0);
    let _ = Client::over(recording).call::<echo>(("x".to_owned(), Some(1), 2)).await;
    let request: Value = serde_json::from_slice(&sent.lock().unwrap()).unwrap();
    assert_eq!(
        request,
        json!({
            "jsonrpc": "2.0", "id": 1, "method": "echo", "params": {"type": "x", "number": 1, "otherName": 2}
        })
    );
}

#[tokio::test]
async fn errors_come_back_as_the_variants_they_were() {
    let client = Client::over(dispatcher());
    let failure = async |way| client.call::<fail>((way,)).await.unwrap_err();
    assert!(matches!(failure(0).await.declared(), Some(Failure::Plain)));
    assert!(matches!(failure(1).await.declared(), Some(Failure::Details { left: 3 })));
    match failure(5).await {
        ClientError::Failed(failure) => match failure.into_declared() {
            Ok(Failure::Inner(inner)) => {
                assert_eq!(inner, Inner::Deep { numbers: vec![1, 2], note: None });
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
    for (way, kind, details) in [
        (2, "partly", json!({"left": 4})),
        (3, "unreadable", json!({"detail": 1})),
        (4, "unnamed", Value::Null),
        (6, "failed", Value::Null),
    ] {
        let error = failure(way).await;
        let ClientError::Failed(failure) = &error else { panic!("{error:?}") };
        assert!(failure.declared().is_none(), "{way}: not all of it travels");
        assert_eq!(failure.error().kind(), kind);
        assert_eq!(failure.details().cloned().map_or(Value::Null, Value::Object), details, "{way}");
        assert!(!format!("{error:?} {error}").contains("SECRET"));
    }

    let error: ClientError<NoDeclaredErrors> = client.call::<fail_somehow>((true,)).await.unwrap_err();
    assert_eq!(error.to_string(), "made by hand (by_hand, 1777)");
    let error = client.call::<fail_somehow>((false,)).await.unwrap_err();
    assert!(matches!(&error, ClientError::Failed(it) if it.error().code() == codes::FAILED), "{error:?}");
    assert!(!format!("{error:?}").contains("SECRET"));
}

#[tokio::test]
async fn what_cannot_be_written_is_not_sent() {
    let recording = Recording::default();
    let sent = Arc::clone(&recording.0);
    let client = Client::over(recording);
    let error = client.call::<halve>((Even(3),)).await.unwrap_err();
    assert!(matches!(&error, ClientError::Unsendable(reason) if reason == "odd"), "{error:?}");
    let mut batch = client.batch();
    batch.call::<ping>(());
    batch.call::<halve>((Even(5),));
    let error = batch.send().await.unwrap_err();
    assert!(error.to_string().contains("`halve`: odd"), "{error}");
    assert!(sent.lock().unwrap().is_empty(), "nothing was sent");
}

#[tokio::test(start_paused = true)]
async fn limits_hold_without_a_network_too() {
    let client = Client::over(dispatcher()).timeout(Duration::from_millis(50));
    assert!(client.call::<wait_long>(()).await.unwrap_err().is_timeout());
    let error = client.longest_answer(10).call::<ping>(()).await.unwrap_err();
    assert!(matches!(error, ClientError::Transport(TransportError::TooLong(10))), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn pauses_between_attempts_follow_the_server() {
    let start = tokio::time::Instant::now();
    let client = Client::over(Overloaded { retry_after: Duration::from_secs(1) });
    let error = client.call::<ping>(()).await.unwrap_err();
    assert_eq!(error.kind(), Some("overloaded"), "{error:?}");
    assert_eq!(start.elapsed(), Duration::from_secs(2), "three attempts with a second in between");

    let start = tokio::time::Instant::now();
    let client = Client::over(Overloaded { retry_after: Duration::from_secs(3600) });
    let retries = Retries { attempts: 2, longest_pause: Duration::from_secs(5), ..Retries::default() };
    client.retries(retries).call::<ping>(()).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(5), "but not for as long as it likes");
}

/// Keeps the last request and reaches nobody.
#[derive(Default)]
struct Recording(Arc<Mutex<Vec<u8>>>);

impl Transport for Recording {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportAnswer, TransportError>> {
        assert!(!format!("{request:?}").contains("method"), "requests do not show their parameters");
        *self.0.lock().unwrap() = request.body;
        Box::pin(async { Err(TransportError::TimedOut(Duration::ZERO)) })
    }

    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// Asks every caller to come back later.
struct Overloaded {
    retry_after: Duration,
}

impl Transport for Overloaded {
    fn send(&self, _: TransportRequest) -> BoxFuture<'_, Result<TransportAnswer, TransportError>> {
        let error = json!({"code": codes::OVERLOADED, "message": "full", "data": {"kind": "overloaded"}});
        let body = json!({"jsonrpc": "2.0", "id": null, "error": error}).to_string().into_bytes();
        let answer = TransportAnswer { body, status: Some(503), retry_after: Some(self.retry_after) };
        Box::pin(async move { Ok(answer) })
    }

    fn wait(&self, pause: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(pause))
    }
}
