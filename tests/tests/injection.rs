//! What the server hands in.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use commandry::{CallError, Dispatcher, FromContext, Origin, ProgressReport, Registry, States, prelude::*};
use commandry_tests::{RunningServer, error_of, result_of};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

#[derive(Default)]
struct Counter(AtomicU32);

/// Counts and describes its call.
#[command]
fn describe_call(
    #[inject] counter: State<Counter>,
    /// A text.
    text: String,
    #[inject] context: Context,
    #[inject] caller: Caller,
) -> Value {
    let count = counter.0.fetch_add(1, Ordering::SeqCst) + 1;
    json!({
        "text": text, "count": count, "command": context.command(), "caller": caller.name(),
        "same": context.caller() == &caller, "states": context.states().contains::<Counter>(),
    })
}

/// Counts up and tells how far it is.
#[command]
async fn count_up(
    #[inject] progress: Progress,
    /// Number to count to.
    up_to: u32,
) -> u32 {
    for number in 1..=up_to {
        progress.report(number.into(), Some(up_to.into()), if number == 1 { "begun" } else { "" });
        tokio::task::yield_now().await;
    }
    up_to
}

/// What became of a command that waits for ever.
#[derive(Clone, Default)]
struct Fate {
    begun: Arc<AtomicBool>,
    cancelled: Arc<AtomicBool>,
    dropped: Arc<AtomicBool>,
}

struct SetOnDrop(Arc<AtomicBool>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Waits for ever; a task beside it hears when nobody waits any more.
#[command]
async fn wait_for_ever(#[inject] fate: State<Fate>, #[inject] cancellation: CancellationToken) -> bool {
    let _guard = SetOnDrop(Arc::clone(&fate.dropped));
    let cancelled = Arc::clone(&fate.cancelled);
    tokio::spawn(async move {
        cancellation.cancelled().await;
        cancelled.store(true, Ordering::SeqCst);
    });
    fate.begun.store(true, Ordering::SeqCst);
    std::future::pending().await
}

/// A user that has been let in.
struct User(String);

impl FromContext for User {
    fn from_context(context: &Context) -> Result<Self, CallError> {
        match context.caller().name() {
            Some(name) => Ok(Self(name.to_owned())),
            None => Err(CallError::new(-32001, "unauthenticated", "Say who you are.")),
        }
    }
}

/// Says who is in.
#[command]
fn enter(
    #[inject] user: User,
    /// Whether to knock.
    knock: bool,
) -> String {
    format!("{} {}", user.0, if knock { "knocks" } else { "enters" })
}

/// A thing that only some applications have.
struct Rare;

impl FromContext for Rare {
    fn from_context(_: &Context) -> Result<Self, CallError> {
        Ok(Self)
    }

    fn missing(states: &States) -> Option<String> {
        (!states.contains::<u64>()).then(|| "a rare thing".to_owned())
    }
}

/// Needs a rare thing.
#[command]
fn use_rare(#[inject] _rare: Rare) -> bool {
    true
}

/// A thing whose making panics.
struct Fragile;

impl FromContext for Fragile {
    fn from_context(_: &Context) -> Result<Self, CallError> {
        panic!("the secret recipe")
    }
}

/// Needs a fragile thing.
#[command]
fn use_fragile(#[inject] _fragile: Fragile) -> bool {
    true
}

fn dispatcher(fate: &Fate) -> Dispatcher {
    let registry = Registry::new()
        .with::<describe_call>()
        .with::<count_up>()
        .with::<wait_for_ever>()
        .with::<enter>()
        .with::<use_fragile>();
    Dispatcher::builder(registry).state(Counter::default()).state(fate.clone()).build().unwrap()
}

fn origin(name: &str) -> Origin {
    Origin { caller: Caller::named(name), ..Origin::default() }
}

#[tokio::test]
async fn states_context_and_caller_are_handed_in() {
    let dispatcher = dispatcher(&Fate::default());
    let anonymous = result_of(&dispatcher, "describe_call", &json!(["a"])).await;
    let expected = json!({"text": "a", "count": 1, "command": "describe_call", "caller": null, "same": true, "states": true});
    assert_eq!(anonymous, expected);
    let named =
        dispatcher.call_by_name("describe_call", &json!({"text": "b"}), &origin("ann")).await.unwrap();
    assert_eq!(
        (&named["caller"], &named["count"]),
        (&json!("ann"), &json!(2)),
        "the state is shared by all calls"
    );
    let error = error_of(&dispatcher, "describe_call", &json!({"text": "a", "counter": 7})).await;
    assert_eq!(
        error["data"]["errors"][0]["pointer"], "/counter",
        "callers cannot send what the server hands in: {error}"
    );
}

#[tokio::test]
async fn the_later_state_of_a_type_counts() {
    let registry = Registry::new().with::<describe_call>();
    let counter = Counter::default();
    counter.0.store(100, Ordering::SeqCst);
    let dispatcher = Dispatcher::builder(registry).state(Counter::default()).state(counter).build().unwrap();
    assert_eq!(result_of(&dispatcher, "describe_call", &json!(["a"])).await["count"], 101);
}

#[tokio::test]
async fn progress_reaches_who_listens() {
    let dispatcher = dispatcher(&Fate::default());
    let reports: Arc<Mutex<Vec<ProgressReport>>> = Arc::default();
    let heard = Arc::clone(&reports);
    let progress = Progress::to(move |report| heard.lock().unwrap().push(report));
    let listening = Origin { progress, ..Origin::default() };
    assert_eq!(dispatcher.call_by_name("count_up", &json!([3]), &listening).await.unwrap(), 3);
    let reports = reports.lock().unwrap().clone();
    let report = |done: f64, message: Option<&str>| ProgressReport {
        done,
        total: Some(3.0),
        message: message.map(str::to_owned),
    };
    assert_eq!(reports, [report(1.0, Some("begun")), report(2.0, None), report(3.0, None)]);
    assert_eq!(result_of(&dispatcher, "count_up", &json!([2])).await, 2, "nobody needs to listen");
}

async fn until(flag: &AtomicBool, what: &str) {
    let waited = tokio::time::timeout(Duration::from_secs(10), async {
        while !flag.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("never {what}"));
}

/// A call that is dropped is cancelled: its future ends and its token tells those beside it.
#[tokio::test]
async fn a_dropped_call_is_cancelled() {
    let fate = Fate::default();
    let dispatcher = dispatcher(&fate);
    let calling = {
        let dispatcher = dispatcher.clone();
        tokio::spawn(async move { dispatcher.call::<wait_for_ever>(()).await })
    };
    until(&fate.begun, "begun").await;
    assert_eq!(dispatcher.running_calls(), 1);
    calling.abort();
    until(&fate.dropped, "dropped").await;
    until(&fate.cancelled, "cancelled").await;
    assert_eq!(dispatcher.running_calls(), 0, "the place is free again");
}

/// The same when the connection of a caller breaks.
#[tokio::test]
async fn a_caller_that_goes_away_cancels_its_call() {
    let fate = Fate::default();
    let dispatcher = dispatcher(&fate);
    let server = RunningServer::start(dispatcher.clone()).await;
    let mut stream = server.connect().await;
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"wait_for_ever"}"#;
    let head = format!(
        "POST /cmd HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    until(&fate.begun, "begun").await;
    assert!(!fate.cancelled.load(Ordering::SeqCst));
    drop(stream);
    until(&fate.dropped, "dropped").await;
    until(&fate.cancelled, "cancelled").await;
    assert_eq!(dispatcher.running_calls(), 0);
    server.stop().await;
}

/// A value that cannot be handed in refuses the call with its own error.
#[tokio::test]
async fn what_cannot_be_handed_in_refuses_the_call() {
    let dispatcher = dispatcher(&Fate::default());
    let error = error_of(&dispatcher, "enter", &json!([true])).await;
    assert_eq!(
        error,
        json!({"code": -32001, "message": "Say who you are.", "data": {"kind": "unauthenticated"}})
    );
    let entered = dispatcher.call_by_name("enter", &json!([true]), &origin("ann")).await.unwrap();
    assert_eq!(entered, "ann knocks");
    let error = error_of(&dispatcher, "use_fragile", &json!({})).await;
    assert_eq!(error["code"], -32603, "{error}");
    assert!(!error.to_string().contains("recipe"), "{error}");
}

#[tokio::test]
async fn what_an_application_lacks_is_told_when_it_is_built() {
    let registry = || Registry::new().with::<use_rare>();
    let error = Dispatcher::builder(registry()).build().unwrap_err();
    assert!(
        error.to_string().contains("a rare thing") && error.to_string().contains("injection.rs:"),
        "{error}"
    );
    let dispatcher = Dispatcher::builder(registry()).state(7_u64).build().unwrap();
    assert!(dispatcher.call::<use_rare>(()).await.unwrap());
}

/// Functions stay functions: what the server would hand in is handed in by hand.
#[tokio::test]
async fn commands_stay_callable() {
    assert_eq!(enter(User("bob".to_owned()), false), "bob enters");
    assert_eq!(count_up(Progress::silent(), 2).await, 2);
}
