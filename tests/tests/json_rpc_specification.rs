//! Every example and every rule of the JSON-RPC 2.0 specification.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use commandry::{Dispatcher, Registry, prelude::*};
use commandry_tests::{answer, answer_bytes};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

/// Subtracts two numbers.
#[command(read_only)]
fn subtract(
    /// What is subtracted from.
    minuend: i64,
    /// What is subtracted.
    subtrahend: i64,
) -> i64 {
    minuend - subtrahend
}

/// Adds three numbers.
#[command(read_only)]
fn sum(
    /// First summand.
    a: i64,
    /// Second summand.
    b: i64,
    /// Third summand.
    c: i64,
) -> i64 {
    a + b + c
}

/// Gives fixed data.
#[command(read_only)]
fn get_data() -> (String, u8) {
    ("hello".to_owned(), 5)
}

/// How often `update` ran.
#[derive(Clone, Default)]
struct Updates(Arc<AtomicU32>);

/// Counts its calls.
#[command]
fn update(
    #[inject] updates: State<Updates>,
    /// Does not matter.
    values: Vec<u8>,
) {
    updates.0.fetch_add(u32::try_from(values.len()).unwrap_or(0), Ordering::SeqCst);
}

/// Answers late.
#[command(read_only)]
async fn wait_for(
    /// Milliseconds to wait.
    milliseconds: u64,
) -> u64 {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    milliseconds
}

fn dispatcher() -> Dispatcher {
    dispatcher_with(Updates::default())
}

fn dispatcher_with(updates: Updates) -> Dispatcher {
    let registry = Registry::new()
        .with::<subtract>()
        .with::<sum>()
        .with::<get_data>()
        .with::<update>()
        .with::<wait_for>();
    Dispatcher::builder(registry.titled("specification", "1.0.0")).state(updates).build().unwrap()
}

/// An answer without the words of its errors, which the specification leaves open, and with exactly the members that
/// it prescribes.
fn essence(answer: &Value) -> Value {
    match answer {
        Value::Array(answers) => answers.iter().map(essence).collect(),
        Value::Object(members) => {
            let mut names: Vec<&str> = members.keys().map(String::as_str).collect();
            names.sort_unstable();
            assert!(
                names == ["id", "jsonrpc", "result"] || names == ["error", "id", "jsonrpc"],
                "an answer has jsonrpc, id, and either result or error: {answer}"
            );
            let mut answer = answer.clone();
            if let Some(error) = members.get("error") {
                assert!(error["message"].as_str().is_some_and(|it| !it.is_empty()), "a message: {error}");
                assert!(error["data"]["kind"].as_str().is_some_and(|it| !it.is_empty()), "a kind: {error}");
                answer["error"] = json!({"code": error["code"]});
            }
            answer
        }
        _ => panic!("an answer is an object or an array: {answer}"),
    }
}

/// The examples of section 7 of the specification: what is sent, and what comes back, if anything.
#[tokio::test]
async fn the_examples_of_the_specification() {
    let dispatcher = dispatcher();
    let not_found = |id: Value| json!({"jsonrpc": "2.0", "error": {"code": -32601}, "id": id});
    let invalid = json!({"jsonrpc": "2.0", "error": {"code": -32600}, "id": null});
    let parse_error = json!({"jsonrpc": "2.0", "error": {"code": -32700}, "id": null});
    let gives = |result: Value, id: Value| json!({"jsonrpc": "2.0", "result": result, "id": id});
    let examples: Vec<(&str, Option<Value>)> = vec![
        (
            r#"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#,
            Some(gives(json!(19), json!(1))),
        ),
        (
            r#"{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}"#,
            Some(gives(json!(-19), json!(2))),
        ),
        (
            r#"{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}"#,
            Some(gives(json!(19), json!(3))),
        ),
        (
            r#"{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}"#,
            Some(gives(json!(19), json!(4))),
        ),
        (r#"{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}"#, None),
        (r#"{"jsonrpc": "2.0", "method": "foobar"}"#, None),
        (r#"{"jsonrpc": "2.0", "method": "foobar", "id": "1"}"#, Some(not_found(json!("1")))),
        (r#"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#, Some(parse_error.clone())),
        (r#"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#, Some(invalid.clone())),
        (
            r#"[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method"]"#,
            Some(parse_error),
        ),
        ("[]", Some(invalid.clone())),
        ("[1]", Some(json!([invalid]))),
        ("[1,2,3]", Some(json!([invalid, invalid, invalid]))),
        (
            r#"[
                {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
                {"jsonrpc": "2.0", "method": "update", "params": [7]},
                {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
                {"foo": "boo"},
                {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
                {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
            ]"#,
            Some(json!([
                gives(json!(7), json!("1")),
                gives(json!(19), json!("2")),
                invalid,
                not_found(json!("5")),
                gives(json!(["hello", 5]), json!("9"))
            ])),
        ),
        (
            r#"[{"jsonrpc": "2.0", "method": "update", "params": [1,2,4]}, {"jsonrpc": "2.0", "method": "update", "params": [7]}]"#,
            None,
        ),
    ];
    for (request, expected) in examples {
        let answer = answer_bytes(&dispatcher, request.as_bytes()).await;
        let answer = answer.map(|text| essence(&serde_json::from_str(&text).unwrap()));
        assert_eq!(answer, expected, "{request}");
    }
}

#[derive(Deserialize)]
struct WithId<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
}

/// An id comes back letter by letter, since a client may compare texts or hold more digits than a server would.
#[tokio::test]
async fn ids_are_echoed_as_they_were_written() {
    let dispatcher = dispatcher();
    let ids = [
        "1",
        "0",
        "-0",
        "-17",
        "1.0",
        "1.50",
        "1e2",
        "1E+2",
        "1e400",
        "9007199254740993",
        "18446744073709551616",
        "123456789012345678901234567890.123456789",
        r#""""#,
        r#""a""#,
        r#""1""#,
        r#""\u0041\n\/""#,
        r#""\"quoted\" \\ back""#,
        "\"Grüße 🦀\"",
        r#""\ud83e\udd80""#,
        "null",
    ];
    for id in ids {
        for (method, params) in [("subtract", "[3, 1]"), ("subtract", "{}"), ("nothing", "[]")] {
            for request in [
                format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#),
                format!(r#"[ {{"params":{params},"method":"{method}","jsonrpc":"2.0","id" : {id} }} ]"#),
            ] {
                let text = answer_bytes(&dispatcher, request.as_bytes()).await.unwrap();
                let single = text.trim_start_matches('[').trim_end_matches(']');
                let echoed: WithId<'_> = serde_json::from_str(single).unwrap();
                assert_eq!(echoed.id.get(), id, "{request} was answered {text}");
            }
        }
    }
}

#[tokio::test]
async fn an_id_of_another_type_is_refused() {
    let dispatcher = dispatcher();
    for id in ["true", "false", "[]", "[1]", "{}", r#"{"a":1}"#] {
        let request = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"subtract","params":[3,1]}}"#);
        let answer = answer(&dispatcher, &request).await;
        assert_eq!(
            essence(&answer),
            json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32600}}),
            "{id}"
        );
        assert!(answer["error"]["message"].as_str().unwrap().contains("`id`"), "{answer}");
    }
}

/// What is no request, and the member that the message must name.
#[tokio::test]
async fn what_is_no_request_is_told_why() {
    let dispatcher = dispatcher();
    let cases = [
        (r#"{"method":"subtract","params":[3,1],"id":7}"#, "`jsonrpc`"),
        (r#"{"jsonrpc":"1.0","method":"subtract","params":[3,1],"id":7}"#, "`jsonrpc`"),
        (r#"{"jsonrpc":2.0,"method":"subtract","params":[3,1],"id":7}"#, "`jsonrpc`"),
        (r#"{"jsonrpc":null,"method":"subtract","params":[3,1],"id":7}"#, "`jsonrpc`"),
        (r#"{"jsonrpc":"2.0","id":7}"#, "`method`"),
        (r#"{"jsonrpc":"2.0","method":null,"id":7}"#, "`method`"),
        (r#"{"jsonrpc":"2.0","method":["subtract"],"id":7}"#, "`method`"),
        (r#"{"jsonrpc":"2.0","method":"subtract","params":null,"id":7}"#, "`params`"),
        (r#"{"jsonrpc":"2.0","method":"subtract","params":"3","id":7}"#, "`params`"),
        (r#"{"jsonrpc":"2.0","method":"subtract","params":3,"id":7}"#, "`params`"),
        (r#"{"jsonrpc":"2.0","method":"subtract","params":true,"id":7}"#, "`params`"),
        (r#"{"jsonrpc":"2.0","params":false,"method":"subtract","id":7}"#, "`params`"),
        (r#"{"jsonrpc":"2.0","command":"subtract","params":[3,1],"id":7}"#, "`method`"),
        (r#"{"jsonrpc":"2.0","method":"subtract","command":"sum","params":[3,1],"id":7}"#, "`command`"),
    ];
    for (request, named) in cases {
        let answer = answer(&dispatcher, request).await;
        assert_eq!(
            essence(&answer),
            json!({"jsonrpc": "2.0", "id": 7, "error": {"code": -32600}}),
            "{request}"
        );
        assert!(answer["error"]["message"].as_str().unwrap().contains(named), "{request}: {answer}");
    }
    for request in ["1", "\"text\"", "null", "true", "-1.5"] {
        let answer = answer(&dispatcher, request).await;
        assert_eq!(
            essence(&answer),
            json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32600}}),
            "{request}"
        );
    }
}

/// Members may come in any order and spell their names with escapes; unknown ones are left alone.
#[tokio::test]
async fn the_order_and_spelling_of_members_do_not_matter() {
    let dispatcher = dispatcher();
    let members = [
        r#""jsonrpc":"2.0""#,
        r#""method":"subtract""#,
        r#""params":{"minuend":5,"subtrahend":3}"#,
        r#""id":"x""#,
        r#""trace":{"span":[1,{"a":null}]}"#,
    ];
    let expected = json!({"jsonrpc": "2.0", "id": "x", "result": 2});
    for order in permutations(&members) {
        let request = format!("{{{}}}", order.join(","));
        assert_eq!(answer(&dispatcher, &request).await, expected, "{request}");
    }
    for request in [
        r#"{"\u006asonrpc":"2.0","\u006dethod":"subtract","params":[5,3],"id":"x"}"#,
        r#"{"jsonrpc":"2\u002e0","method":"subtract","params":[5,3],"id":"x"}"#,
        r#"{"jsonrpc":"2.0","method":"\u0073ubtract","params":{"\u006dinuend":5,"subtrahend":3},"id":"x"}"#,
        "\r\n\t {\"jsonrpc\" : \"2.0\" ,\n\"method\"\t: \"subtract\", \"params\" : [ 5 , 3 ] , \"id\" : \"x\" } \n\n",
    ] {
        assert_eq!(answer(&dispatcher, request).await, expected, "{request}");
    }
}

fn permutations<'a>(items: &[&'a str]) -> Vec<Vec<&'a str>> {
    let [first, rest @ ..] = items else { return vec![Vec::new()] };
    let mut all = Vec::new();
    for order in permutations(rest) {
        for position in 0..=order.len() {
            let mut longer = order.clone();
            longer.insert(position, first);
            all.push(longer);
        }
    }
    all
}

#[tokio::test]
async fn parameters_may_be_left_out_where_there_are_none() {
    let dispatcher = dispatcher();
    for params in ["", r#","params":[]"#, r#","params":{}"#] {
        let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"get_data"{params}}}"#);
        assert_eq!(answer(&dispatcher, &request).await["result"], json!(["hello", 5]), "{request}");
    }
}

#[tokio::test]
async fn parameters_that_do_not_fit_are_invalid_params() {
    let dispatcher = dispatcher();
    for params in [
        "[]",
        "[1]",
        "[1,2,3]",
        r#"["1",2]"#,
        "{}",
        r#"{"minuend":1}"#,
        r#"{"minuend":1,"subtrahend":2,"more":3}"#,
        r#"{"minuend":1,"subtrahend":null}"#,
    ] {
        let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"subtract","params":{params}}}"#);
        let answer = answer(&dispatcher, &request).await;
        assert_eq!(
            essence(&answer),
            json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32602}}),
            "{params}"
        );
    }
}

/// A notification runs its command and gets no answer, whatever becomes of it.
#[tokio::test]
async fn a_notification_is_run_and_not_answered() {
    let updates = Updates::default();
    let dispatcher = dispatcher_with(updates.clone());
    for request in [
        r#"{"jsonrpc":"2.0","method":"update","params":[[1]]}"#,
        r#"{"jsonrpc":"2.0","method":"update","params":{"values":[1,2]}}"#,
        r#"[{"jsonrpc":"2.0","method":"update","params":[[1,2,3]]}]"#,
        r#"{"jsonrpc":"2.0","method":"update","params":["does not fit"]}"#,
        r#"{"jsonrpc":"2.0","method":"update"}"#,
        r#"{"jsonrpc":"2.0","method":"rpc.unknown"}"#,
    ] {
        assert_eq!(answer_bytes(&dispatcher, request.as_bytes()).await, None, "{request}");
    }
    assert_eq!(updates.0.load(Ordering::SeqCst), 1 + 2 + 3);
    let with_null = r#"{"jsonrpc":"2.0","method":"update","params":[[1]],"id":null}"#;
    let answer = answer(&dispatcher, with_null).await;
    assert_eq!(answer, json!({"jsonrpc": "2.0", "id": null, "result": null}), "an id of null is an id");
}

/// Names that start with `rpc.` belong to the protocol.
#[tokio::test]
async fn reserved_names_are_not_commands() {
    let dispatcher = dispatcher();
    for name in ["rpc.", "rpc.subtract", "rpc.anything", "subtract ", "Subtract", ""] {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": name}).to_string();
        let answer = answer(&dispatcher, &request).await;
        assert_eq!(answer["error"]["code"], -32601, "{name}: {answer}");
    }
    let request = r#"{"jsonrpc": "2.0", "id": 1, "method": "rpc.discover"}"#;
    let document = &answer(&dispatcher, request).await["result"];
    assert!(document["openrpc"].as_str().is_some_and(|version| version.starts_with("1.")), "{document}");
    assert_eq!(document["info"]["title"], "specification");
    let names: Vec<&str> =
        document["methods"].as_array().unwrap().iter().filter_map(|method| method["name"].as_str()).collect();
    assert_eq!(names, ["get_data", "subtract", "sum", "update", "wait_for"]);
    let refused = r#"{"jsonrpc": "2.0", "id": 1, "method": "rpc.discover", "params": {"verbose": true}}"#;
    assert_eq!(answer(&dispatcher, refused).await["error"]["code"], -32602);
}

/// A batch is answered in its order, although its calls run side by side.
#[tokio::test]
async fn a_batch_runs_concurrently_and_is_answered_in_order() {
    let dispatcher = dispatcher();
    let requests: Vec<Value> = (0..10)
        .map(|id| json!({"jsonrpc": "2.0", "id": id, "method": "wait_for", "params": [100 - id]}))
        .collect();
    let started = Instant::now();
    let answers = answer(&dispatcher, &Value::from(requests).to_string()).await;
    let taken = started.elapsed();
    let expected: Vec<Value> =
        (0..10).map(|id| json!({"jsonrpc": "2.0", "id": id, "result": 100 - id})).collect();
    assert_eq!(answers, Value::from(expected));
    assert!(taken < Duration::from_millis(500), "10 calls of 100 ms took {taken:?}");
}

#[tokio::test]
async fn a_batch_has_a_largest_size() {
    let dispatcher = dispatcher();
    let batch = |count: usize| {
        let requests: Vec<Value> = (0..count)
            .map(|id| json!({"jsonrpc": "2.0", "id": id, "method": "subtract", "params": [id, 1]}))
            .collect();
        Value::from(requests).to_string()
    };
    let full = answer(&dispatcher, &batch(100)).await;
    assert_eq!(full.as_array().unwrap().len(), 100);
    assert_eq!(full[99], json!({"jsonrpc": "2.0", "id": 99, "result": 98}));
    let refused = answer(&dispatcher, &batch(101)).await;
    assert_eq!(essence(&refused), json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32600}}));
    assert!(refused["error"]["message"].as_str().unwrap().contains("100"), "{refused}");
}

/// A batch inside a batch is no request.
#[tokio::test]
async fn batches_do_not_nest() {
    let dispatcher = dispatcher();
    let answer =
        answer(&dispatcher, r#"[[], [{"jsonrpc":"2.0","id":1,"method":"get_data"}], {"jsonrpc":"2.0","id":2,"method":"get_data"}]"#)
            .await;
    let invalid = json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32600}});
    assert_eq!(
        essence(&answer),
        json!([invalid, invalid, {"jsonrpc": "2.0", "id": 2, "result": ["hello", 5]}])
    );
}
