//! `GET /ws` over a real socket.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use commandry::{
    Answer, Ask, CallLog, Dispatcher, Items, Limits, Registry, SampleRequest,
    http::{self, RouterOptions, WebSocketOptions},
    prelude::*,
};
use commandry_tests::RunningServer;
use futures_util::{SinkExt, StreamExt, stream};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, client_async, connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

/// Longest time that anything may take before a test calls it hanging.
const PATIENCE: Duration = Duration::from_secs(20);
/// Time within which a function that nobody waits for has to be stopped.
const AT_ONCE: Duration = Duration::from_millis(100);

/// What the commands of these tests leave behind.
#[derive(Clone, Default)]
struct Seen(Arc<Traces>);

#[derive(Default)]
struct Traces {
    begun: AtomicUsize,
    stopped: AtomicUsize,
    told: AtomicBool,
    produced: AtomicU64,
}

impl Seen {
    fn begun(&self) -> usize {
        self.0.begun.load(Ordering::SeqCst)
    }

    fn stopped(&self) -> usize {
        self.0.stopped.load(Ordering::SeqCst)
    }

    fn produced(&self) -> u64 {
        self.0.produced.load(Ordering::SeqCst)
    }

    /// A value whose end is counted.
    fn guard(&self) -> CountedEnd {
        self.0.begun.fetch_add(1, Ordering::SeqCst);
        CountedEnd(self.clone())
    }
}

struct CountedEnd(Seen);

impl Drop for CountedEnd {
    fn drop(&mut self) {
        self.0.0.stopped.fetch_add(1, Ordering::SeqCst);
    }
}

/// Doubles a number, at once or after it has waited.
#[command(group = "socket", read_only)]
async fn double(
    /// The number.
    number: u64,
    /// Whether to wait first.
    wait: Option<bool>,
) -> u64 {
    if wait == Some(true) {
        tokio::time::sleep(Duration::from_millis(number % 7)).await;
    }
    number * 2
}

/// Adds two numbers without waiting.
#[command(group = "socket", read_only)]
fn add(
    /// The first.
    a: i64,
    /// The second.
    b: i64,
) -> i64 {
    a + b
}

/// Gives a long text.
#[command(group = "socket", read_only)]
async fn long_text(
    /// Its length.
    length: usize,
) -> String {
    tokio::task::yield_now().await;
    "x".repeat(length)
}

/// Waits for ever, and leaves a trace when it is stopped.
#[command(group = "socket", read_only, timeout = "60s")]
async fn wait_for_ever(#[inject] seen: State<Seen>, #[inject] cancellation: CancellationToken) {
    let _guard = seen.guard();
    let told = seen.0.clone();
    tokio::spawn(async move {
        cancellation.cancelled().await;
        told.told.store(true, Ordering::SeqCst);
    });
    std::future::pending::<()>().await;
}

/// Reports progress and tells what it does.
#[command(group = "socket", read_only)]
async fn work(
    #[inject] progress: Progress,
    #[inject] log: CallLog,
    /// How many steps.
    steps: u32,
) -> u32 {
    log.warning("beginning");
    for step in 1..=steps {
        progress.report(step.into(), Some(steps.into()), "working");
        tokio::task::yield_now().await;
    }
    steps
}

/// Asks for a form, a text of a model, and folders.
#[command(group = "socket", read_only, timeout = "10s")]
async fn ask_caller(
    #[inject] ask: Ask,
    /// What to ask for.
    what: String,
) -> Result<String, CallError> {
    match what.as_str() {
        "form" => {
            let schema = json!({"type": "object", "properties": {"sure": {"type": "boolean"}}});
            Ok(match ask.form("sure", "Sure?", &schema).await? {
                Answer::Accepted(form) => form.to_string(),
                Answer::Declined => "declined".into(),
                Answer::Dismissed => "dismissed".into(),
            })
        }
        "sample" => {
            let request = SampleRequest { prompt: "2 + 2?".into(), system_prompt: None, max_tokens: 5 };
            ask.sample("sum", request).await
        }
        _ => Ok(ask.roots("roots").await?.into_iter().map(|root| root.uri).collect()),
    }
}

/// Counts up to a number.
#[command(group = "socket", read_only)]
fn count(
    #[inject] seen: State<Seen>,
    /// The last number.
    to: u64,
    /// Length of a text that comes with each.
    padding: Option<usize>,
) -> Items<(u64, String)> {
    let (guard, traces) = (seen.guard(), seen.0.clone());
    Items::new(stream::unfold((1, guard), move |(number, guard)| {
        let text = "x".repeat(padding.unwrap_or(0));
        let traces = traces.clone();
        async move {
            if number > to {
                return None;
            }
            traces.produced.fetch_add(1, Ordering::SeqCst);
            Some(((number, text), (number + 1, guard)))
        }
    }))
}

/// Gives a number every few milliseconds, without an end.
#[command(group = "socket", read_only)]
fn tick(#[inject] seen: State<Seen>) -> Items<u32> {
    let guard = seen.guard();
    Items::new(stream::unfold((0, guard), |(number, guard)| async move {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Some((number, (number + 1, guard)))
    }))
}

#[derive(Debug, thiserror::Error, CommandErrors)]
enum CountError {
    /// The counter is worn out.
    #[error("no more")]
    #[command_error(code = 1007)]
    WornOut,
}

/// Gives one number and breaks.
#[command(group = "socket", read_only)]
fn break_off() -> Items<u32> {
    Items::fallible(stream::iter([Ok(1), Err(CountError::WornOut)]))
}

/// Fails before it gives anything.
#[command(group = "socket", read_only)]
fn never_begin() -> Result<Items<u32>, CountError> {
    Err(CountError::WornOut)
}

fn dispatcher(limits: Limits) -> (Dispatcher, Seen) {
    let registry = Registry::new()
        .with::<double>()
        .with::<add>()
        .with::<long_text>()
        .with::<wait_for_ever>()
        .with::<work>()
        .with::<ask_caller>()
        .with::<count>()
        .with::<tick>()
        .with::<break_off>()
        .with::<never_begin>();
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder(registry).limits(limits).state(seen.clone()).build().unwrap();
    (dispatcher, seen)
}

/// A server, its dispatcher and what its commands leave behind.
struct Site {
    server: RunningServer,
    dispatcher: Dispatcher,
    seen: Seen,
}

impl Site {
    async fn start() -> Self {
        Self::with(Limits::default(), WebSocketOptions::default()).await
    }

    async fn with(limits: Limits, options: WebSocketOptions) -> Self {
        let (dispatcher, seen) = dispatcher(limits);
        let options = RouterOptions::default().websocket(options);
        let router = http::router_with(dispatcher.clone(), &options).unwrap();
        Self { server: RunningServer::start_router(router).await, dispatcher, seen }
    }

    fn url(&self, query: &str) -> String {
        format!("ws://{}/ws{query}", self.server.address)
    }

    async fn connect(&self) -> Socket {
        self.connect_with("").await
    }

    async fn connect_with(&self, query: &str) -> Socket {
        Socket(connect_async(self.url(query)).await.unwrap().0)
    }

    /// The status with which a connection is refused.
    async fn refusal(&self, query: &str, origin: Option<&str>) -> u16 {
        let mut request = self.url(query).into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        match connect_async(request).await {
            Ok(_) => 101,
            Err(Error::Http(response)) => response.status().as_u16(),
            Err(error) => panic!("{error}"),
        }
    }
}

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn send(&mut self, message: Value) {
        self.text(&message.to_string()).await;
    }

    async fn text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    async fn message(&mut self) -> Message {
        let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("a message comes");
        message.expect("the connection is open").unwrap()
    }

    /// The next message with content.
    async fn next(&mut self) -> Value {
        loop {
            match self.message().await {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    async fn ask(&mut self, message: Value) -> Value {
        self.send(message).await;
        self.next().await
    }

    /// The code and the reason with which the server closes.
    async fn closing(&mut self) -> (u16, String) {
        loop {
            if let Message::Close(frame) = self.message().await {
                let CloseFrame { code, reason } = frame.expect("the server says why");
                return (code.into(), reason.to_string());
            }
        }
    }
}

fn call(id: impl Into<Value>, method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id.into(), "method": method, "params": params})
}

/// Waits until something holds, and tells how long that took.
async fn until(what: &str, holds: impl Fn() -> bool) -> Duration {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    start.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_in_windows_of_a_hundred_are_all_answered_and_paired() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    let (calls, window) = (10_000_u64, 100);
    let (mut next, mut open) = (0, HashSet::new());
    let mut answered = 0;
    while answered < calls {
        while open.len() < window && next < calls {
            // Every second call waits, so that answers overtake each other.
            let params = json!({"number": next, "wait": next % 2 == 0});
            socket.0.feed(Message::text(call(next, "double", params).to_string())).await.unwrap();
            open.insert(next);
            next += 1;
        }
        socket.0.flush().await.unwrap();
        let answer = socket.next().await;
        let id = answer["id"].as_u64().unwrap();
        assert!(open.remove(&id), "{answer} belongs to no call that is open");
        assert_eq!(answer["result"].as_u64().unwrap(), id * 2);
        answered += 1;
    }
    assert!(open.is_empty());
    assert_eq!(site.dispatcher.running_calls(), 0);
}

#[tokio::test]
async fn messages_are_answered_as_on_cmd() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    for request in [
        call(1, "add", json!({"a": 1, "b": 2})),
        call("two", "add", json!([1, 2])),
        call(Value::Null, "add", json!([1, 2])),
        call(3, "add", json!({"a": 1})),
        call(4, "ad", json!({})),
        call(5, "add", json!(1)),
        json!({"command": "add", "params": {"a": 1, "b": 2}}),
        json!({"jsonrpc": "1.0", "method": "add", "id": 6}),
        json!([]),
        json!([1, call(7, "add", json!([1, 2])), {"jsonrpc": "2.0", "method": "add", "params": [1, 2]}]),
        json!([call(8, "count", json!([2])), call(9, "double", json!({"number": 6, "wait": true}))]),
        json!("text"),
    ] {
        let over_http = commandry_tests::answer(&site.dispatcher, &request.to_string()).await;
        assert_eq!(socket.ask(request.clone()).await, over_http, "{request}");
    }
    // Nobody answers notifications, so that the next answer is that of the call behind them.
    socket.send(json!({"jsonrpc": "2.0", "method": "add", "params": [1, 2]})).await;
    socket.send(json!({"jsonrpc": "2.0", "method": "nothing"})).await;
    socket.send(json!([{"jsonrpc": "2.0", "method": "add", "params": [1, 2]}])).await;
    socket.send(json!({"jsonrpc": "2.0", "method": "count", "params": [2]})).await;
    assert_eq!(socket.ask(call(10, "add", json!([2, 3]))).await["result"], 5);
}

#[tokio::test]
async fn a_cancelled_call_is_answered_and_its_function_stops_at_once() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    socket.send(call("a", "wait_for_ever", json!({}))).await;
    until("the command begins", || site.seen.begun() == 1).await;
    let start = Instant::now();
    socket.send(call(2, "rpc.cancel", json!({"id": "a"}))).await;
    until("the command stops", || site.seen.stopped() == 1).await;
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    until("the command hears of it", || site.seen.0.told.load(Ordering::SeqCst)).await;
    let (one, other) = (socket.next().await, socket.next().await);
    let (told, failed) = if one["id"] == 2 { (one, other) } else { (other, one) };
    assert_eq!(told["result"], true);
    assert_eq!((&failed["id"], &failed["error"]["code"]), (&json!("a"), &json!(-32004)));
    assert_eq!(failed["error"]["data"]["kind"], "cancelled");
    // There is nothing to cancel any more, and a notification is not answered.
    socket.send(json!({"jsonrpc": "2.0", "method": "rpc.cancel", "params": {"id": "a"}})).await;
    assert_eq!(socket.ask(call(3, "rpc.cancel", json!({"id": "a"}))).await["result"], false);
    assert_eq!(socket.ask(call(4, "rpc.cancel", json!({}))).await["error"]["code"], -32602);
    assert_eq!(site.dispatcher.running_calls(), 0);
}

#[tokio::test]
async fn an_id_means_one_call_at_a_time() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    socket.send(call(1, "wait_for_ever", json!({}))).await;
    let refused = socket.ask(call(1, "add", json!([1, 2]))).await;
    assert_eq!((&refused["id"], &refused["error"]["code"]), (&Value::Null, &json!(-32600)));
    socket.send(json!({"jsonrpc": "2.0", "method": "rpc.cancel", "params": {"id": 1}})).await;
    assert_eq!(socket.next().await["error"]["code"], -32004);
    assert_eq!(socket.ask(call(1, "add", json!([1, 2]))).await["result"], 3);
}

#[tokio::test]
async fn closing_the_socket_stops_calls_and_streams_at_once() {
    let site = Site::start().await;
    for politely in [true, false] {
        let before = site.seen.stopped();
        let mut socket = site.connect().await;
        socket.send(call(1, "wait_for_ever", json!({}))).await;
        socket.send(call(2, "tick", json!({}))).await;
        socket.send(json!([call(3, "wait_for_ever", json!({}))])).await;
        until("all begin", || site.seen.begun() == before + 3).await;
        if politely {
            socket.0.close(None).await.unwrap();
        }
        drop(socket);
        let took = until("all stop", || site.seen.stopped() == before + 3).await;
        assert!(took < AT_ONCE, "{took:?}");
        until("all places are given back", || site.dispatcher.running_calls() == 0).await;
    }
}

#[tokio::test]
async fn progress_and_messages_come_before_the_answer_and_name_their_call() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    socket.send(call("job", "work", json!({"steps": 2}))).await;
    let log = json!({"id": "job", "level": "warning", "text": "beginning"});
    assert_eq!(socket.next().await, json!({"jsonrpc": "2.0", "method": "rpc.log", "params": log}));
    for step in [1.0, 2.0] {
        let params = json!({"id": "job", "done": step, "total": 2.0, "message": "working"});
        assert_eq!(
            socket.next().await,
            json!({"jsonrpc": "2.0", "method": "rpc.progress", "params": params})
        );
    }
    assert_eq!(socket.next().await, json!({"jsonrpc": "2.0", "id": "job", "result": 2}));
    // In a batch each call has a voice of its own.
    socket.send(json!([call(1, "work", json!([1])), call(2, "work", json!([1]))])).await;
    let mut ids = Vec::new();
    let answer = loop {
        let message = socket.next().await;
        if message.is_array() {
            break message;
        }
        ids.push(message["params"]["id"].as_u64().unwrap());
    };
    ids.sort_unstable();
    assert_eq!(ids, [1, 1, 2, 2]);
    assert_eq!(answer[1]["result"], 1);
    // An id that is no number of this world is echoed as it is.
    socket.text(r#"{"jsonrpc":"2.0","id":1e999,"method":"work","params":[1]}"#).await;
    for _ in 0..3 {
        let Message::Text(text) = socket.message().await else { panic!("a text comes") };
        assert!(text.contains(r#""id":1e999"#), "{text}");
    }
}

#[tokio::test]
async fn questions_are_requests_of_the_server() {
    let site = Site::start().await;
    let mut socket = site.connect_with("?ask=form,sample,roots").await;
    let answers = [
        ("form", json!({"action": "accept", "content": {"sure": true}}), "{\"sure\":true}"),
        ("form", json!({"action": "decline"}), "declined"),
        ("sample", json!({"role": "assistant", "content": {"type": "text", "text": "4"}}), "4"),
        ("roots", json!({"roots": [{"uri": "file:///a"}]}), "file:///a"),
    ];
    for (what, answer, expected) in answers {
        let question = socket.ask(call(1, "ask_caller", json!({"what": what}))).await;
        assert_eq!(question["method"], "rpc.ask");
        assert_eq!((&question["params"]["id"], &question["params"]["kind"]), (&json!(1), &json!(what)));
        if what == "form" {
            assert_eq!(question["params"]["message"], "Sure?");
            assert_eq!(question["params"]["schema"]["type"], "object");
            assert_eq!(question["params"]["key"], "sure");
        }
        // While a command waits, its connection works.
        assert_eq!(socket.ask(call(2, "add", json!([1, 1]))).await["result"], 2);
        let answer = json!({"jsonrpc": "2.0", "id": question["id"], "result": answer});
        assert_eq!(socket.ask(answer.clone()).await["result"], expected);
        // A second answer belongs to nothing.
        socket.send(answer).await;
    }
    for (error, kind) in [
        (json!({"code": -32601, "message": "?"}), "cannot_ask"),
        (json!({"code": 7, "message": "no"}), "unusable_answer"),
    ] {
        let question = socket.ask(call(1, "ask_caller", json!({"what": "roots"}))).await;
        let answer = socket.ask(json!({"jsonrpc": "2.0", "id": question["id"], "error": error})).await;
        assert_eq!(answer["error"]["data"]["kind"], kind);
    }
    // A question of a call that was cancelled is taken back.
    let question = socket.ask(call(5, "ask_caller", json!({"what": "roots"}))).await;
    socket.send(json!({"jsonrpc": "2.0", "method": "rpc.cancel", "params": {"id": 5}})).await;
    let taken_back = socket.next().await;
    assert_eq!(taken_back["method"], "rpc.cancel");
    assert_eq!(taken_back["params"]["id"], question["id"]);
    assert_eq!(socket.next().await["error"]["code"], -32004);
}

#[tokio::test]
async fn a_client_that_does_not_answer_questions_is_not_asked() {
    let site = Site::start().await;
    let mut socket = site.connect_with("?ask=form").await;
    let answer = socket.ask(call(1, "ask_caller", json!({"what": "roots"}))).await;
    assert_eq!(answer["error"]["data"]["kind"], "cannot_ask");
    assert_eq!(site.refusal("?ask=everything", None).await, 400);
    assert_eq!(site.refusal("?other=1", None).await, 400);
}

#[tokio::test]
async fn a_subscription_gives_all_items_in_order_and_says_why_it_ends() {
    let site = Site::start().await;
    let mut socket = site.connect().await;
    let answer = socket.ask(call(1, "count", json!({"to": 500}))).await;
    let name = answer["result"]["subscription"].clone();
    assert!(name.is_string(), "{answer}");
    for number in 0..500 {
        let item = socket.next().await;
        assert_eq!(item["method"], "rpc.item");
        assert_eq!(
            item["params"],
            json!({"subscription": name, "sequence": number, "item": [number + 1, ""]})
        );
    }
    let end = socket.next().await;
    assert_eq!(end["method"], "rpc.end");
    assert_eq!(end["params"], json!({"subscription": name, "reason": "complete"}));

    socket.send(call(2, "break_off", json!({}))).await;
    let (opened, item, end) = (socket.next().await, socket.next().await, socket.next().await);
    assert_ne!(opened["result"]["subscription"], name);
    assert_eq!(item["params"]["item"], 1);
    assert_eq!(end["params"]["reason"], "error");
    assert_eq!(
        end["params"]["error"],
        json!({"code": 1007, "message": "no more", "data": {"kind": "worn_out"}})
    );

    let failed = socket.ask(call(3, "never_begin", json!({}))).await;
    assert_eq!(failed["error"]["data"]["kind"], "worn_out");
    assert_eq!(site.dispatcher.running_calls(), 0);
}

#[tokio::test]
async fn whoever_unsubscribes_stops_the_producer_at_once() {
    let site = Site::with(Limits::default(), WebSocketOptions::default().subscriptions(1)).await;
    let mut socket = site.connect().await;
    let name = socket.ask(call(1, "tick", json!({}))).await["result"]["subscription"].clone();
    assert_eq!(socket.next().await["params"]["sequence"], 0);
    // The limit is told before a second one begins.
    socket.send(call(2, "tick", json!({}))).await;
    let refused = loop {
        let message = socket.next().await;
        if message["id"] == 2 {
            break message;
        }
    };
    assert_eq!(refused["error"]["code"], -32005);
    assert_eq!(site.seen.begun(), 1);
    let start = Instant::now();
    socket.send(call(3, "rpc.unsubscribe", json!({"subscription": name}))).await;
    until("the producer stops", || site.seen.stopped() == 1).await;
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    let (mut answered, mut ended) = (false, false);
    while !(answered && ended) {
        let message = socket.next().await;
        answered |= message["id"] == 3 && message["result"] == true;
        ended |= message["params"] == json!({"subscription": name, "reason": "unsubscribed"});
    }
    let again = call(4, "rpc.unsubscribe", json!({"subscription": name}));
    assert_eq!(socket.ask(again).await["result"], false);
    // There is room for another one.
    assert!(socket.ask(call(5, "count", json!({"to": 1}))).await["result"]["subscription"].is_string());
}

/// Memory of this process, in KiB; `None` where the system does not tell.
fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_pauses_its_calls_and_streams_and_does_not_grow_memory() {
    let options = WebSocketOptions::default().queue_bytes(256 * 1024).requests(8);
    let site = Site::with(Limits::default(), options).await;
    // The kernel takes some megabytes for a client that does not read; more than that is asked for.
    let (answers, length) = (1_500, 64 * 1024);
    let socket = site.connect().await;
    let (mut sink, mut messages) = socket.0.split();
    let before = resident_memory();
    let sending = tokio::spawn(async move {
        sink.send(Message::text(call("s", "count", json!({"to": answers, "padding": length})).to_string()))
            .await
            .unwrap();
        for id in 0..answers {
            sink.send(Message::text(call(id, "add", json!([id, 1])).to_string())).await.unwrap();
        }
        sink
    });
    // Nobody reads: the producer has to come to rest.
    let mut produced = u64::MAX;
    while site.seen.produced() != produced {
        produced = site.seen.produced();
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!(produced > 0 && produced < answers / 4, "{produced} items were produced for nobody");
    if let (Some(before), Some(now)) = (before, resident_memory()) {
        let grown = now.saturating_sub(before);
        println!("{produced} items of {length} bytes produced, memory grown by {grown} KiB");
        assert!(grown < 32 * 1024, "memory has grown by {grown} KiB");
    }
    // Now everything is read, and nothing is missing.
    let (mut next_item, mut answered, mut ended) = (0, HashSet::new(), false);
    while !(ended && answered.len() as u64 == answers) {
        let message =
            tokio::time::timeout(PATIENCE, messages.next()).await.expect("it goes on").unwrap().unwrap();
        let Message::Text(text) = message else { continue };
        let message: Value = serde_json::from_str(&text).unwrap();
        match message["method"].as_str() {
            Some("rpc.item") => {
                assert_eq!(message["params"]["sequence"], next_item);
                next_item += 1;
            }
            Some("rpc.end") => ended = true,
            _ if message["id"] == "s" => {}
            _ => {
                let id = message["id"].as_u64().unwrap();
                assert_eq!(message["result"], id + 1, "{message}");
                assert!(answered.insert(id));
            }
        }
    }
    assert_eq!(next_item, answers);
    drop(sending.await.unwrap());
}

#[tokio::test]
async fn calls_of_one_connection_are_limited() {
    let site = Site::with(Limits::default(), WebSocketOptions::default().requests(2)).await;
    let mut socket = site.connect().await;
    socket.send(call(1, "wait_for_ever", json!({}))).await;
    socket.send(json!([call(2, "wait_for_ever", json!({}))])).await;
    let refused = socket.ask(call(3, "add", json!([1, 2]))).await;
    assert_eq!((&refused["id"], &refused["error"]["code"]), (&json!(3), &json!(-32005)));
    let refused = socket.ask(json!([call(4, "add", json!([1, 2]))])).await;
    assert_eq!(refused["error"]["code"], -32005);
    // What the connection itself is asked gets through all the same.
    socket.send(json!({"jsonrpc": "2.0", "method": "rpc.cancel", "params": {"id": 1}})).await;
    assert_eq!(socket.next().await["error"]["code"], -32004);
    assert_eq!(socket.ask(call(5, "add", json!([1, 2]))).await["result"], 3);
}

#[tokio::test]
async fn text_that_is_no_request_is_answered_and_the_connection_goes_on() {
    let limits = Limits { depth: 8, batch: 2, ..Limits::default() };
    let site = Site::with(limits, WebSocketOptions::default()).await;
    let mut socket = site.connect().await;
    let nested =
        format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"add\",\"params\":{}}}", "[".repeat(100_000));
    for (text, code) in [
        ("", -32700),
        ("{", -32700),
        ("nothing", -32700),
        ("\u{feff}{}", -32700),
        ("{} {}", -32700),
        (nested.as_str(), -32600),
        ("{}", -32600),
        ("[1,2,3]", -32600),
        (r#"{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":""}}"#, -32600),
    ] {
        socket.text(text).await;
        assert_eq!(socket.next().await["error"]["code"], code, "{}", &text[..text.len().min(80)]);
    }
    // An answer to a question that nobody asked is nobody's.
    socket.text(r#"{"jsonrpc":"2.0","id":"ask-1","result":{}}"#).await;
    socket.text(r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#).await;
    assert_eq!(socket.ask(call(1, "add", json!([1, 2]))).await["result"], 3);
}

#[tokio::test]
async fn messages_that_cannot_be_read_close_the_connection_with_the_reason() {
    let site =
        Site::with(Limits { body_bytes: 10_000, ..Limits::default() }, WebSocketOptions::default()).await;
    let mut socket = site.connect().await;
    socket.0.send(Message::binary(b"{}".to_vec())).await.unwrap();
    assert_eq!(socket.closing().await, (1003, "send JSON as text".into()));

    for length in [10_001, 3_000_000] {
        let mut socket = site.connect().await;
        // The server may have closed its side before all of it is sent.
        let _ = socket.0.send(Message::text("x".repeat(length))).await;
        assert_eq!(socket.closing().await, (1009, "the message is too long".into()), "{length}");
    }

    // What no client library would send: invalid UTF-8, a reserved opcode, an unmasked frame.
    for (frame, code) in [
        (&[0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe][..], CloseCode::Invalid),
        (&[0x83, 0x80, 0, 0, 0, 0], CloseCode::Protocol),
        (&[0x81, 0x02, b'{', b'}'], CloseCode::Protocol),
        (&[0xf1, 0x80, 0, 0, 0, 0], CloseCode::Protocol),
    ] {
        let stream = site.server.connect().await;
        let request = site.url("").into_client_request().unwrap();
        let (mut socket, _) = client_async(request, stream).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(socket.get_mut(), frame).await.unwrap();
        let closed = tokio::time::timeout(PATIENCE, socket.next()).await.expect("the server closes");
        match closed {
            Some(Ok(Message::Close(Some(closed)))) => assert_eq!(closed.code, code, "{frame:?}"),
            other => panic!("{frame:?}: {other:?}"),
        }
    }
    // The server goes on.
    let mut socket = site.connect().await;
    assert_eq!(socket.ask(call(1, "add", json!([1, 2]))).await["result"], 3);
}

#[tokio::test]
async fn a_connection_that_ends_in_the_middle_of_a_message_leaves_nothing_behind() {
    let site = Site::start().await;
    for frame in [&[0x81][..], &[0x81, 0xfe, 0x10], &[0x01, 0x81, 0, 0, 0, 0, b'{']] {
        let stream = site.server.connect().await;
        let request = site.url("").into_client_request().unwrap();
        let (mut socket, _) = client_async(request, stream).await.unwrap();
        socket.send(Message::text(call(1, "wait_for_ever", json!({})).to_string())).await.unwrap();
        let begun = site.seen.stopped() + 1;
        until("the command begins", || site.seen.begun() == begun).await;
        tokio::io::AsyncWriteExt::write_all(socket.get_mut(), frame).await.unwrap();
        drop(socket);
        let took = until("the command stops", || site.seen.stopped() == begun).await;
        assert!(took < AT_ONCE, "{took:?}");
    }
    tokio::time::timeout(PATIENCE, site.dispatcher.close_connections()).await.expect("no connection is left");
}

#[tokio::test]
async fn pages_of_other_sites_are_refused() {
    let site =
        Site::with(Limits::default(), WebSocketOptions::default().allow_origin("https://shop.example")).await;
    let own = format!("http://{}", site.server.address);
    for (origin, status) in [
        (None, 101),
        (Some(own.as_str()), 101),
        (Some("https://shop.example"), 101),
        (Some("https://evil.example"), 403),
        (Some("null"), 403),
    ] {
        assert_eq!(site.refusal("", origin).await, status, "{origin:?}");
    }
    let plain = site.server.exchange(b"GET /ws HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert_eq!(commandry_tests::status_of(&plain), 426, "{plain}");
    assert!(plain.contains("upgrade: websocket"), "{plain}");
}

#[tokio::test]
async fn connections_are_limited() {
    let site = Site::with(Limits::default(), WebSocketOptions::default().connections(1)).await;
    let first = site.connect().await;
    assert_eq!(site.refusal("", None).await, 503);
    drop(first);
    let start = Instant::now();
    while site.refusal("", None).await != 101 {
        assert!(start.elapsed() < PATIENCE);
    }
}

#[tokio::test]
async fn a_client_that_is_gone_or_idle_is_given_up_and_one_that_answers_pings_is_not() {
    let options = WebSocketOptions::default()
        .ping_interval(Duration::from_millis(50))
        .silence(Duration::from_millis(400))
        .idle(Duration::from_millis(900));
    let site = Site::with(Limits::default(), options).await;
    // This client never reads, so that it answers no ping.
    let mut silent = site.connect().await;
    silent.send(call(1, "wait_for_ever", json!({}))).await;
    until("the command begins", || site.seen.begun() == 1).await;
    let took = until("the silent one is given up", || site.seen.stopped() == 1).await;
    assert!(took > Duration::from_millis(300) && took < Duration::from_secs(5), "{took:?}");

    let mut idle = site.connect().await;
    let start = Instant::now();
    let mut pings = 0;
    let reason = loop {
        match idle.message().await {
            Message::Ping(_) => pings += 1,
            Message::Close(frame) => break frame.unwrap().reason.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(reason, "idle");
    assert!(start.elapsed() > Duration::from_millis(850) && pings > 5, "{pings} {:?}", start.elapsed());

    // A subscription is no idleness.
    let mut busy = site.connect().await;
    busy.send(call(1, "tick", json!({}))).await;
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(1500) {
        busy.next().await;
    }
}

#[tokio::test]
async fn a_server_that_stops_answers_what_runs_and_says_why_it_closes() {
    let site =
        Site::with(Limits::default(), WebSocketOptions::default().closing(Duration::from_secs(5))).await;
    let mut socket = site.connect_with("?ask=roots").await;
    socket.send(call(1, "double", json!({"number": 6, "wait": true}))).await;
    socket.send(call(2, "tick", json!({}))).await;
    socket.send(call(3, "ask_caller", json!({"what": "roots"}))).await;
    let mut asked = false;
    let mut subscribed = false;
    let mut doubled = false;
    while !(asked && subscribed) {
        let message = socket.next().await;
        asked |= message["method"] == "rpc.ask";
        subscribed |= message["id"] == 2;
        doubled |= message["result"] == 12;
    }
    let dispatcher = site.dispatcher.clone();
    let closing = tokio::spawn(async move { dispatcher.close_connections().await });
    let (mut ended, mut refused) = (false, false);
    let reason = loop {
        match socket.message().await {
            Message::Text(text) => {
                let message: Value = serde_json::from_str(&text).unwrap();
                doubled |= message["result"] == 12;
                ended |= message["params"]["reason"] == "shutting_down";
                refused |= message["error"]["data"]["kind"] == "cannot_ask";
            }
            Message::Close(frame) => break frame.unwrap(),
            _ => {}
        }
    };
    assert!(doubled && ended && refused, "{doubled} {ended} {refused}");
    assert_eq!((reason.code, &*reason.reason), (CloseCode::Away, "the server stops"));
    // The client confirms the end, which the server waits for.
    while socket.0.next().await.is_some() {}
    tokio::time::timeout(PATIENCE, closing).await.expect("the connections end").unwrap();
    site.server.stop().await;
}
