//! Input that nobody sends by accident: every case gets a clear error, and the server goes on working.

use std::{collections::BTreeMap, time::Duration};

use axum::body::Body;
use commandry::{Dispatcher, Limits, Registry, prelude::*};
use commandry_tests::{
    RunningServer, Site, answer, answer_bytes, error_of, logged, read_to_end, result_of, status_of,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

/// A line of an order.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Line {
    sku: String,
    quantity: u32,
}

/// Takes all sorts of values and tells how it understood them.
#[command(read_only)]
fn take(
    /// A text.
    text: Option<String>,
    /// A whole number.
    whole: Option<i64>,
    /// A number.
    number: Option<f64>,
    /// An object with fixed members.
    line: Option<Line>,
    /// An object with any members.
    labels: Option<BTreeMap<String, String>>,
    /// Anything.
    anything: Option<Value>,
) -> Value {
    json!({"text": text, "whole": whole, "number": number, "line": line, "labels": labels, "anything": anything})
}

/// Answers at once.
#[command(read_only)]
fn ping() -> bool {
    true
}

/// A number that only its owner knows; what is wrong with it is said by code that knows nothing of secrets.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
struct Code(String);

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.chars().all(|it| it.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is no code"))
        }
    }
}

/// Codes by what they are for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Codes {
    door: Option<Code>,
    others: BTreeMap<String, Code>,
}

/// Takes secrets of several shapes.
#[command(read_only)]
fn log_in(
    /// Who logs in.
    user: String,
    /// The pass phrase.
    #[param(secret, length(max = 30))]
    password: String,
    /// A number that only the user knows.
    #[param(secret)]
    pin: Option<u16>,
    /// Anything that proves who it is.
    #[param(secret)]
    proof: Option<Line>,
    /// Codes that nobody else knows.
    #[param(secret)]
    codes: Option<Codes>,
) -> bool {
    assert!(
        codes.is_none_or(|it| it.others.into_values().chain(it.door).all(|code| code.0.len() < 9)),
        "a code is not that long"
    );
    assert!(user != "panic", "this user breaks the server");
    password.len() + proof.map_or(0, |it| it.sku.len()) + usize::from(pin.unwrap_or(0)) > user.len()
}

fn dispatcher_with(limits: Limits) -> Dispatcher {
    let registry = Registry::new().with::<take>().with::<ping>().with::<log_in>();
    Dispatcher::builder(registry.titled("hostile", "1.0.0")).limits(limits).build().unwrap()
}

fn dispatcher() -> Dispatcher {
    dispatcher_with(Limits::default())
}

fn request(params: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"take","params":{params}}}"#)
}

/// What is sent, the code it gets, and a text that the message must hold.
struct Case {
    name: &'static str,
    body: Vec<u8>,
    code: i64,
    says: &'static str,
}

fn case(name: &'static str, body: impl Into<Vec<u8>>, code: i64, says: &'static str) -> Case {
    Case { name, body: body.into(), code, says }
}

/// Bodies that are no JSON, or JSON that nobody should have to read.
fn unreadable() -> Vec<Case> {
    let brackets = "[".repeat(10_000);
    let closed = format!("{brackets}{}", "]".repeat(10_000));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000));
    vec![
        case("nothing", "", -32700, "not JSON"),
        case("white space", " \t\r\n", -32700, "not JSON"),
        case("a word", "hello", -32700, "not JSON"),
        case("single quotes", "{'jsonrpc':'2.0'}", -32700, "not JSON"),
        case("a trailing comma", r#"{"jsonrpc":"2.0","id":1,"method":"ping",}"#, -32700, "not JSON"),
        case("a comment", r#"{"jsonrpc":"2.0",/* */"id":1,"method":"ping"}"#, -32700, "not JSON"),
        case("the end missing", r#"{"jsonrpc":"2.0","id":1,"method":"ping""#, -32700, "not JSON"),
        case("the end of a text missing", r#"{"jsonrpc":"2.0","id":1,"method":"pi"#, -32700, "not JSON"),
        case("something after the end", r#"{"jsonrpc":"2.0","id":1,"method":"ping"} {"#, -32700, "not JSON"),
        case(
            "two requests",
            r#"{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"ping"}"#,
            -32700,
            "not JSON",
        ),
        case("something after a batch", "[] []", -32700, "not JSON"),
        case("not a number", request(r#"{"number":NaN}"#), -32700, "not JSON"),
        case("infinity", request(r#"{"number":Infinity}"#), -32700, "not JSON"),
        case("a leading zero", request(r#"{"number":01}"#), -32700, "not JSON"),
        case("a hexadecimal number", request(r#"{"number":0x10}"#), -32700, "not JSON"),
        case("a control character in a text", request("{\"text\":\"a\nb\"}"), -32700, "not JSON"),
        case("a NUL in a text", request("{\"text\":\"a\0b\"}"), -32700, "not JSON"),
        case("a NUL after the end", format!("{}\0", request("{}")), -32700, "not JSON"),
        case("an escape that does not exist", request(r#"{"text":"\x41"}"#), -32700, "not JSON"),
        case("half an escape", request(r#"{"text":"\u00"}"#), -32700, "not JSON"),
        case("a byte order mark", format!("\u{feff}{}", request("{}")), -32700, "byte order mark"),
        case(
            "UTF-16",
            request("{}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
            -32700,
            "not JSON",
        ),
        case(
            "a byte that is not UTF-8",
            [b"{\"jsonrpc\":\"2.0\",\"id\":\"\xff\"}".as_slice()].concat(),
            -32700,
            "not UTF-8 at byte 23",
        ),
        case("an overlong NUL", [b"\"\xc0\x80\"".as_slice()].concat(), -32700, "not UTF-8 at byte 1"),
        case(
            "a surrogate in UTF-8",
            [b"\"\xed\xa0\x80\"".as_slice()].concat(),
            -32700,
            "not UTF-8 at byte 1",
        ),
        case("10,000 open brackets", brackets.clone(), -32600, "64 levels"),
        case("10,000 brackets", closed.clone(), -32600, "64 levels"),
        case("10,000 objects", objects.clone(), -32600, "64 levels"),
        case("10,000 brackets as params", request(&closed), -32600, "64 levels"),
        case(
            "10,000 brackets in a parameter",
            request(&format!(r#"{{"anything":{closed}}}"#)),
            -32600,
            "64 levels",
        ),
        case(
            "10,000 objects in a parameter",
            request(&format!(r#"{{"anything":{objects}}}"#)),
            -32600,
            "64 levels",
        ),
        case(
            "10,000 brackets in an unknown parameter",
            request(&format!(r#"{{"x":{closed}}}"#)),
            -32600,
            "64 levels",
        ),
        case(
            "10,000 brackets in an unknown member",
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","x":{closed}}}"#),
            -32600,
            "64 levels",
        ),
        case(
            "10,000 brackets as an id",
            format!(r#"{{"jsonrpc":"2.0","id":{closed},"method":"ping"}}"#),
            -32600,
            "64 levels",
        ),
        case("10,000 brackets in a batch", format!("[{closed}]"), -32600, "64 levels"),
        case(
            "10,000 open brackets in params",
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{brackets}"#),
            -32600,
            "64 levels",
        ),
    ]
}

/// Requests whose envelope is refused; the message names the member.
fn refused_requests() -> Vec<Case> {
    vec![
        case("two ids", r#"{"jsonrpc":"2.0","id":1,"id":1,"method":"ping"}"#, -32600, "`id`"),
        case(
            "two versions",
            r#"{"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"ping"}"#,
            -32600,
            "`jsonrpc`",
        ),
        case(
            "two methods",
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","method":"take"}"#,
            -32600,
            "`method`",
        ),
        case(
            "two methods, one escaped",
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","\u006dethod":"take"}"#,
            -32600,
            "`method`",
        ),
        case(
            "two params",
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{},"params":[]}"#,
            -32600,
            "`params`",
        ),
        case(
            "two params before the method",
            r#"{"params":{},"params":[],"jsonrpc":"2.0","id":1,"method":"ping"}"#,
            -32600,
            "`params`",
        ),
        case("two commands", r#"{"command":"ping","command":"take"}"#, -32600, "`command`"),
        case(
            "a method with a NUL",
            r#"{"jsonrpc":"2.0","id":1,"method":"ping\u0000"}"#,
            -32601,
            "no command",
        ),
        case(
            "half a surrogate pair as method",
            r#"{"jsonrpc":"2.0","id":1,"method":"\ud800"}"#,
            -32601,
            "no command",
        ),
        case(
            "a method of 100,000 characters",
            json!({"jsonrpc": "2.0", "id": 1, "method": "m".repeat(100_000)}).to_string(),
            -32601,
            "no command",
        ),
    ]
}

/// Parameters that cannot be taken: what is sent and the pointer of the fault.
fn refused_parameters() -> Vec<(&'static str, String, &'static str)> {
    let digits = format!("1{}", "0".repeat(400));
    vec![
        ("an exponent beyond all numbers", r#"{"number":1e400}"#.to_owned(), "/number"),
        ("a negative one", r#"{"number":-1e400}"#.to_owned(), "/number"),
        ("an exponent of 20 digits", r#"{"number":1e99999999999999999999}"#.to_owned(), "/number"),
        ("10^400 in digits", format!(r#"{{"number":{digits}}}"#), "/number"),
        ("10^400 as whole number", format!(r#"{{"whole":{digits}}}"#), "/whole"),
        ("a whole number beyond 64 bits", r#"{"whole":9223372036854775808}"#.to_owned(), "/whole"),
        ("10^400 anywhere", format!(r#"{{"anything":[{digits}]}}"#), "/anything"),
        ("10^400 in a struct", format!(r#"{{"line":{{"sku":"a","quantity":{digits}}}}}"#), "/line"),
        ("a parameter twice", r#"{"text":"a","text":"b"}"#.to_owned(), "/text"),
        ("a parameter twice, one escaped", r#"{"text":"a","\u0074ext":"b"}"#.to_owned(), "/text"),
        ("a member of a struct twice", r#"{"line":{"sku":"a","sku":"a","quantity":1}}"#.to_owned(), "/line"),
        ("a member of a map twice", r#"{"labels":{"a":"1","a":"2"}}"#.to_owned(), "/labels"),
        ("a member of anything twice", r#"{"anything":[{"a":{"b":1,"b":1}}]}"#.to_owned(), "/anything"),
        ("half a surrogate pair", r#"{"text":"\ud800"}"#.to_owned(), "/text"),
        ("the wrong half", r#"{"text":"\udc00"}"#.to_owned(), "/text"),
        ("half a pair and a letter", r#"{"text":"\ud800a"}"#.to_owned(), "/text"),
        ("half a surrogate pair in a map", r#"{"labels":{"\ud800":"a"}}"#.to_owned(), "/labels"),
        ("half a surrogate pair anywhere", r#"{"anything":["\ud800"]}"#.to_owned(), "/anything"),
        ("an unknown name", r#"{"txet":"a"}"#.to_owned(), "/txet"),
        ("a name with a slash and a tilde", r#"{"a/b~c":"a"}"#.to_owned(), "/a~1b~0c"),
        ("an empty name", r#"{"":1}"#.to_owned(), "/"),
        ("a name with a NUL", r#"{"text\u0000":1}"#.to_owned(), "/text\0"),
        ("the name of a prototype", r#"{"__proto__":{}}"#.to_owned(), "/__proto__"),
        ("too many by position", "[null,null,null,null,null,null,null]".to_owned(), "/6"),
    ]
}

async fn works(dispatcher: &Dispatcher) {
    assert_eq!(result_of(dispatcher, "ping", &json!({})).await, true, "the server works afterwards");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_over_http() {
    let dispatcher = dispatcher();
    let site = Site::new(&dispatcher);
    for case in unreadable().into_iter().chain(refused_requests()) {
        let response = site.post("/cmd", case.body.clone()).await;
        assert_eq!(response.status, 200, "{}", case.name);
        let answer = response.json();
        assert_eq!(answer["error"]["code"], case.code, "{}: {answer}", case.name);
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains(case.says), "{}: `{message}` does not say `{}`", case.name, case.says);
        assert!(response.body.len() < 1000, "{}: an answer of {} bytes", case.name, response.body.len());
        works(&dispatcher).await;
    }
}

/// Where HTTP speaks for itself, the same bodies get a status of 4xx.
#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name() {
    let dispatcher = dispatcher();
    let site = Site::new(&dispatcher);
    for case in unreadable().into_iter().filter(|case| !case.body.is_empty()) {
        let response = site.post("/cmd/take", case.body.clone()).await;
        let answer = response.json();
        assert_eq!(response.status, 400, "{}: {answer}", case.name);
        assert!(answer["error"]["message"].is_string(), "{}: {answer}", case.name);
        works(&dispatcher).await;
    }
}

#[tokio::test]
async fn parameters_that_cannot_be_taken_name_their_place() {
    let dispatcher = dispatcher();
    let site = Site::new(&dispatcher);
    for (name, params, pointer) in refused_parameters() {
        let reordered = format!(r#"{{"params":{params},"jsonrpc":"2.0","id":1,"method":"take"}}"#);
        for body in [request(&params), reordered] {
            let answer = answer(&dispatcher, &body).await;
            assert_eq!(answer["id"], 1, "{name}: {answer}");
            assert_eq!(answer["error"]["code"], -32602, "{name}: {answer}");
            let faults = answer["error"]["data"]["errors"].as_array().unwrap();
            assert!(faults.iter().any(|fault| fault["pointer"] == pointer), "{name}: {answer}");
            assert!(answer.to_string().len() < 2000, "{name}: a long answer: {answer}");
        }
        let response = site.post("/cmd/take", params).await;
        assert_eq!(response.status, 400, "{name}");
        assert_eq!(response.json()["error"]["data"]["errors"][0]["pointer"], pointer, "{name}");
        works(&dispatcher).await;
    }
}

/// Odd, yet valid: none of these may be refused.
#[tokio::test]
async fn what_is_unusual_but_valid_is_taken() {
    let dispatcher = dispatcher();
    let deep = format!("{}1{}", "[".repeat(61), "]".repeat(61));
    let cases = [
        (r#"{"text":"\u0000"}"#.to_owned(), "/text", json!("\0")),
        (r#"{"text":"\ud83e\udd80"}"#.to_owned(), "/text", json!("🦀")),
        (format!(r#"{{"text":"{}"}}"#, "[".repeat(10_000)), "/text", json!("[".repeat(10_000))),
        (r#"{"text":"\"\\{\"}"}"#.to_owned(), "/text", json!(r#""\{"}"#)),
        (r#"{"whole":9223372036854775807}"#.to_owned(), "/whole", json!(i64::MAX)),
        (r#"{"whole":-9223372036854775808}"#.to_owned(), "/whole", json!(i64::MIN)),
        (r#"{"whole":1.0}"#.to_owned(), "/whole", json!(1)),
        (r#"{"whole":-0}"#.to_owned(), "/whole", json!(0)),
        (r#"{"whole":1E2}"#.to_owned(), "/whole", json!(100)),
        (r#"{"number":1e-400}"#.to_owned(), "/number", json!(0.0)),
        (r#"{"number":1.7976931348623157e308}"#.to_owned(), "/number", json!(f64::MAX)),
        (format!(r#"{{"number":0.{}}}"#, "3".repeat(1000)), "/number", json!(1.0 / 3.0)),
        (r#"{"labels":{"":"","__proto__":"x"}}"#.to_owned(), "/labels/__proto__", json!("x")),
        (format!(r#"{{"anything":{deep}}}"#), "/anything/0/0/0/0/0/0/0/0/0/0", json!(null)),
    ];
    for (params, pointer, expected) in cases {
        let answer = answer(&dispatcher, &request(&params)).await;
        let value =
            answer.pointer(&format!("/result{pointer}")).unwrap_or_else(|| panic!("{params}: {answer}"));
        if !expected.is_null() {
            assert_eq!(*value, expected, "{params}");
        }
    }
}

/// The deepest text that a limit lets through is read without a crash, and one level more is refused.
#[tokio::test]
async fn the_depth_limit_is_exact() {
    for limit in [3, 64, 120] {
        let dispatcher = dispatcher_with(Limits { depth: limit, ..Limits::default() });
        // The request and its params are two levels themselves.
        let nested = |levels: usize| {
            request(&format!(r#"{{"anything":{}{}}}"#, "[".repeat(levels - 2), "]".repeat(levels - 2)))
        };
        let taken = answer(&dispatcher, &nested(limit)).await;
        assert!(taken.get("result").is_some(), "{limit}: {taken}");
        let refused = answer(&dispatcher, &nested(limit + 1)).await;
        assert_eq!(refused["error"]["data"]["kind"], "too_deep", "{limit}: {refused}");
        assert!(refused["error"]["message"].as_str().unwrap().contains(&limit.to_string()), "{refused}");
    }
}

/// Whatever the configured depth, the stack holds.
#[tokio::test]
async fn no_depth_setting_breaks_the_server() {
    let dispatcher = dispatcher_with(Limits { depth: usize::MAX, ..Limits::default() });
    for levels in [100, 120, 126, 127, 128, 129, 1000, 100_000] {
        let brackets = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let request = request(&format!(r#"{{"anything":{brackets}}}"#));
        let answer = answer_bytes(&dispatcher, request.as_bytes()).await.unwrap();
        // The reader of this test is itself not made for what the server can write.
        assert_eq!(answer.contains("\"result\":"), levels <= 126, "{levels}: {answer}");
        assert_eq!(answer.contains("\"code\":-32600"), levels > 126, "{levels}: {answer}");
        works(&dispatcher).await;
    }
}

#[tokio::test]
async fn a_batch_of_too_many_calls_is_refused_whole() {
    let dispatcher = dispatcher();
    let batch = format!("[{}]", vec![r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#; 101].join(","));
    let response = Site::new(&dispatcher).post("/cmd", batch).await;
    assert_eq!(response.status, 200);
    let answer = response.json();
    assert_eq!(answer["error"]["code"], -32600);
    assert!(answer["error"]["message"].as_str().unwrap().contains("at most 100"), "{answer}");
    let zeros = format!("[{}0]", "0,".repeat(500_000));
    assert_eq!(self::answer(&dispatcher, &zeros).await["error"]["code"], -32600);
    works(&dispatcher).await;
}

#[tokio::test]
async fn only_json_is_taken() {
    let dispatcher = dispatcher();
    let site = Site::new(&dispatcher);
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let refused = [
        None,
        Some(""),
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("text/json"),
        Some("application/jsonp"),
        Some("application/json+xml"),
        Some("json"),
    ];
    for content_type in refused {
        for path in ["/cmd", "/api/jsonrpc", "/cmd/ping"] {
            let response = site.post_as(path, content_type, ping).await;
            assert_eq!(response.status, 415, "{content_type:?} at {path}");
            let answer = response.json();
            assert_eq!(answer["error"]["code"], -32600, "{answer}");
            assert!(answer["error"]["message"].as_str().unwrap().contains("application/json"), "{answer}");
        }
    }
    for content_type in
        ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/geo+json"]
    {
        let response = site.post_as("/cmd", Some(content_type), ping).await;
        assert_eq!(response.json()["result"], true, "{content_type}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let dispatcher = dispatcher_with(Limits { body_bytes: 1000, ..Limits::default() });
    let site = Site::new(&dispatcher);
    let body = |length: usize| {
        let empty = request(r#"{"text":""}"#);
        request(&format!(r#"{{"text":"{}"}}"#, "x".repeat(length - empty.len())))
    };
    assert_eq!(site.post("/cmd", body(1000)).await.status, 200);
    for path in ["/cmd", "/cmd/take", "/api/jsonrpc"] {
        let response = site.post(path, body(1001)).await;
        assert_eq!(response.status, 413, "{path}");
        let answer = response.json();
        assert_eq!(answer["error"]["data"]["kind"], "too_long", "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains("1000 bytes"), "{answer}");
    }
    let error = answer_bytes(&dispatcher, body(1001).as_bytes()).await.unwrap();
    assert!(error.contains("too_long"), "also without HTTP: {error}");
    works(&dispatcher).await;
}

/// A body of unknown length is counted as it comes.
#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let server =
        RunningServer::start(dispatcher_with(Limits { body_bytes: 1000, ..Limits::default() })).await;
    let mut stream = server.connect().await;
    let head = "POST /cmd HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
                transfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..20 {
        // The server may stop to listen at any time after 1,000 bytes.
        if stream.write_all(format!("64\r\n{}\r\n", " ".repeat(100)).as_bytes()).await.is_err() {
            break;
        }
    }
    let response = read_to_end(&mut stream).await;
    assert_eq!(status_of(&response), 413, "{response}");
    assert!(response.contains("too_long"), "{response}");
    let announced = "POST /cmd HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
                     content-length: 99999999999\r\n\r\n";
    let response = server.exchange(announced.as_bytes()).await;
    assert_eq!(status_of(&response), 413, "refused before any of it came: {response}");
    assert_eq!(status_of(&server.post_cmd(br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).await), 200);
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_never_ends_times_out() {
    let limits = Limits { body_time: Duration::from_millis(200), ..Limits::default() };
    let server = RunningServer::start(dispatcher_with(limits)).await;
    let mut stream = server.connect().await;
    let request = "POST /cmd HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
                   content-length: 100\r\n\r\n{\"jsonrpc\":";
    stream.write_all(request.as_bytes()).await.unwrap();
    let response = read_to_end(&mut stream).await;
    assert_eq!(status_of(&response), 408, "{response}");
    assert!(response.contains("slow_body") && response.contains("0.2 seconds"), "{response}");
    assert_eq!(status_of(&server.post_cmd(br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).await), 200);
    server.stop().await;
}

/// Connections that break off or do not speak HTTP harm nobody else.
#[tokio::test]
async fn broken_connections_are_survived() {
    let server = RunningServer::start(dispatcher()).await;
    let head = "POST /cmd HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n";
    let broken = [
        format!("{head}content-length: 100\r\n\r\n{{\"jsonrpc\""),
        format!("{head}transfer-encoding: chunked\r\n\r\nzz\r\n"),
        format!("{head}transfer-encoding: chunked\r\n\r\n5\r\n{{\"a"),
        format!("{head}content-length: -5\r\n\r\n"),
        format!("{head}content-length: 5\r\ncontent-length: 6\r\n\r\n{{}}   "),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}".to_owned(),
        "\0".repeat(1000),
        format!("GET /{} HTTP/1.1\r\nhost: test\r\n\r\n", "a".repeat(100_000)),
        String::new(),
    ];
    for bytes in broken {
        let mut stream = server.connect().await;
        // The server may have closed its side before all was written.
        let _ = stream.write_all(bytes.as_bytes()).await;
        let _ = stream.shutdown().await;
        let response = read_to_end(&mut stream).await;
        let status = status_of(&response);
        assert!(status == 0 || (400..500).contains(&status) || status == 505, "{bytes:.60?}: {response}");
        let ping = server.post_cmd(br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).await;
        assert!(ping.ends_with(r#"{"jsonrpc":"2.0","id":1,"result":true}"#), "after {bytes:.60?}: {ping}");
    }
    server.stop().await;
}

/// Requests may follow one another on a connection, and one may come in pieces.
#[tokio::test]
async fn requests_may_come_in_pieces() {
    let server = RunningServer::start(dispatcher()).await;
    let mut stream = server.connect().await;
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let kept = format!(
        "POST /cmd HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{ping}",
        ping.len()
    );
    let last = kept.replace("host: test", "host: test\r\nconnection: close");
    for piece in format!("{kept}{last}").as_bytes().chunks(7) {
        stream.write_all(piece).await.unwrap();
        stream.flush().await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let responses = read_to_end(&mut stream).await;
    assert_eq!(responses.matches("\"result\":true").count(), 2, "{responses}");
    server.stop().await;
}

const SECRETS: [&str; 3] = ["hunter2-correct-horse", "hunter2", "51966"];

/// Secrets are neither repeated in answers nor logged, whatever is wrong with them.
#[tokio::test]
async fn secrets_are_not_told() {
    let (log, _guard) = logged();
    let dispatcher = dispatcher();
    let too_long = SECRETS[0].repeat(10);
    let refused = [
        json!({"user": "ann", "password": too_long}),
        json!({"user": "ann", "password": 51966}),
        json!({"user": "ann", "password": ["hunter2"]}),
        json!({"user": "ann", "password": {"hunter2": "hunter2"}}),
        json!({"user": "ann", "password": "a", "pin": "51966"}),
        json!({"user": "ann", "password": "a", "pin": 51966.5}),
        json!({"user": "ann", "password": "a", "pin": 5_196_651_966_u64}),
        json!({"user": "ann", "password": "a", "proof": {"sku": 51966, "quantity": "hunter2"}}),
        json!({"user": "ann", "password": "a", "proof": ["hunter2", 51966]}),
        json!({"user": "ann", "password": "a", "proof": "hunter2"}),
        json!({"user": ["ann"], "password": "hunter2", "pin": 51966}),
        json!({"user": "ann", "password": "a", "codes": {"door": "hunter2", "others": {}}}),
        json!({"user": "ann", "password": "a", "codes": {"others": {"hunter2": "hunter2"}}}),
        json!({"user": "ann", "password": "a", "codes": {"hunter2": "51966"}}),
        json!({"user": "ann", "password": "a", "codes": "hunter2"}),
        json!({"user": "panic", "password": "hunter2", "pin": 51966}),
        json!(["ann", too_long, "51966"]),
    ];
    for params in refused {
        let error = error_of(&dispatcher, "log_in", &params).await;
        let by_name = Site::new(&dispatcher).post("/cmd/log_in", params.to_string()).await.text();
        for secret in SECRETS {
            assert!(!error.to_string().contains(secret), "{params} was answered {error}");
            assert!(!by_name.contains(secret), "{params} was answered {by_name}");
        }
        assert!(error["code"] == -32602 || error["code"] == -32603, "{error}");
    }
    // Repeated members and broken escapes are found before the schema is asked.
    for params in [
        r#"{"user":"ann","password":"hunter2","password":"hunter2"}"#,
        r#"{"user":"ann","password":"hunter2\ud800"}"#,
        r#"{"user":"ann","password":"a","proof":{"sku":"hunter2","sku":"hunter2","quantity":51966}}"#,
        r#"{"user":"ann","password":"a","codes":{"others":{"hunter2":"1","hunter2":"1"}}}"#,
    ] {
        let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"log_in","params":{params}}}"#);
        let answer = answer(&dispatcher, &request).await.to_string();
        assert!(answer.contains("-32602") && !answer.contains("hunter2"), "{params} was answered {answer}");
    }
    assert_eq!(result_of(&dispatcher, "log_in", &json!(["ann", SECRETS[0], 51966])).await, true);
    let log = log.text();
    assert!(log.contains("panicked"), "the log is really collected: {log}");
    for secret in SECRETS {
        assert!(!log.contains(secret), "{log}");
    }
}

/// Any bytes at all are answered with one JSON text or with nothing.
#[test]
fn any_bytes_are_survived() {
    use proptest::prelude::*;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let dispatcher = dispatcher();
    let pieces = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\"jsonrpc\"",
        "\"2.0\"",
        "\"id\"",
        "1",
        "-",
        "1.5e3",
        "null",
        "true",
        "\"method\"",
        "\"take\"",
        "\"ping\"",
        "\"command\"",
        "\"params\"",
        "\"text\"",
        "\"line\"",
        "\\u",
        "\\ud800",
        "\u{feff}",
        " ",
        "\n",
        "\"jsonrpc\":\"2.0\",",
        "\"method\":\"take\",",
        "\"params\":{",
        "\"params\":[",
        "\"id\":1,",
        "\"labels\":{\"a\":\"b\"}",
        "é",
    ]);
    let texts = prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat().into_bytes());
    let bytes = prop_oneof![texts, prop::collection::vec(any::<u8>(), 0..64)];
    proptest!(ProptestConfig::with_cases(4000), |(bytes in bytes)| {
        if let Some(answer) = runtime.block_on(answer_bytes(&dispatcher, &bytes)) {
            let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
            prop_assert!(answer.is_object() || answer.is_array());
        }
    });
}

/// The body of a request that ends with an error in the middle.
#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let dispatcher = dispatcher();
    let chunks: [Result<&[u8], std::io::Error>; 2] =
        [Ok(b"{\"jsonrpc\":\"2.0\","), Err(std::io::Error::other("the line broke"))];
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let response = Site::new(&dispatcher).post("/cmd", body).await;
    assert_eq!(response.status, 400);
    assert_eq!(response.json()["error"]["data"]["kind"], "incomplete_body");
    works(&dispatcher).await;
}
