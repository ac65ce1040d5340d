//! Bodies that are no JSON, no JSON-RPC, or nothing that anybody should have to read.

use commandry_tests::{Site, answer_bytes};
use serde_json::{Value, json};

use crate::service::{dispatcher, request, works};

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
