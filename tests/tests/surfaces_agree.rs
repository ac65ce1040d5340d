//! One table of calls through every surface: what one of them says, all of them say.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use commandry::{
    CommandErrors, Content, Dispatcher, Items, Limits, Registry,
    prelude::*,
    testing::{Outcome, Surface, TestApp},
};
use futures_util::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Line {
    sku: String,
    quantity: u32,
}

/// How it is sent.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Delivery {
    Post,
    Pickup,
}

/// Takes values of every kind and gives them back.
#[command(group = "agreement", read_only)]
fn echo(
    /// A text.
    #[param(length(max = 20))]
    text: String,
    /// A whole number.
    #[param(range(min = 0, max = 100))]
    whole: i64,
    /// A number.
    number: Option<f64>,
    /// Lines.
    #[param(default = [])]
    lines: Vec<Line>,
    /// A choice.
    delivery: Option<Delivery>,
    /// Any members.
    labels: Option<BTreeMap<String, String>>,
    /// Anything.
    anything: Option<Value>,
    /// Whether or not.
    #[param(default = false)]
    flag: bool,
) -> Value {
    json!({
        "text": text, "whole": whole, "number": number, "lines": lines, "delivery": delivery, "labels": labels,
        "anything": anything, "flag": flag,
    })
}

/// Gives what is no object.
#[command(group = "agreement", read_only)]
fn numbers() -> Vec<u64> {
    vec![0, u64::from(u32::MAX), 9_007_199_254_740_991, u64::MAX]
}

/// Gives nothing.
#[command(group = "agreement", read_only = false, aliases("nothing"))]
async fn do_nothing() {
    tokio::task::yield_now().await;
}

/// Gives a number, or nothing.
#[command(group = "agreement", read_only)]
fn perhaps(
    /// Whether to give it.
    give: bool,
) -> Option<f64> {
    give.then_some(0.1)
}

#[derive(Debug, thiserror::Error, CommandErrors)]
enum StockError {
    /// There are not that many.
    #[error("only {left} left of \"{sku}\"")]
    #[command_error(code = 1409, status = 409)]
    OutOfStock {
        /// The article.
        sku: String,
        /// How many there are.
        left: u32,
    },
    /// There is no such article.
    #[error("no such article")]
    #[command_error(status = 404)]
    UnknownArticle,
}

/// Fails in declared ways.
#[command(group = "agreement", read_only = false)]
async fn take_out(
    /// The article.
    sku: String,
) -> Result<u32, StockError> {
    match sku.as_str() {
        "MUG" => Err(StockError::OutOfStock { sku, left: 2 }),
        "TEA" => Ok(1),
        _ => Err(StockError::UnknownArticle),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the password of the database is wrong")]
struct DatabaseError;

/// Fails in a way that is nobody's business.
#[command(group = "agreement", read_only)]
fn fail_inside() -> Result<u32, DatabaseError> {
    Err(DatabaseError)
}

/// Refuses with a code of the library.
#[command(group = "agreement", read_only)]
fn forbid() -> Result<u32, CallError> {
    Err(CallError::new(commandry::codes::FORBIDDEN, "forbidden", "not you").detail("who", "you"))
}

/// Panics at once or later.
#[command(group = "agreement", read_only)]
async fn break_down(
    /// Whether to wait before.
    later: bool,
) -> u32 {
    if later {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("the inside of the server")
}

/// Takes longer than it may.
#[command(group = "agreement", read_only, timeout = "50ms")]
async fn take_too_long() -> u32 {
    std::future::pending().await
}

/// Counts up, and breaks behind four.
#[command(group = "agreement", read_only)]
fn count(
    /// The last number.
    to: u32,
) -> Result<Items<u32>, StockError> {
    if to > 100 {
        return Err(StockError::UnknownArticle);
    }
    let numbers =
        (1..=to).map(|number| if number == 5 { Err(StockError::UnknownArticle) } else { Ok(number) });
    Ok(Items::fallible(stream::iter(numbers)))
}

/// Counts its calls.
#[command(group = "agreement", read_only = false)]
fn count_calls(#[inject] calls: State<AtomicU32>) -> u32 {
    calls.fetch_add(1, Ordering::SeqCst)
}

/// Shows a text.
#[command(group = "agreement", read_only)]
fn show_text() -> Content {
    Content::text("as it is")
}

/// Shows several things.
#[command(group = "agreement", read_only)]
fn show_all() -> Vec<Content> {
    vec![Content::text("as it is"), Content::image("image/png", [1, 2, 3])]
}

fn dispatcher() -> Dispatcher {
    let registry = Registry::new()
        .with::<echo>()
        .with::<numbers>()
        .with::<do_nothing>()
        .with::<perhaps>()
        .with::<take_out>()
        .with::<fail_inside>()
        .with::<forbid>()
        .with::<break_down>()
        .with::<take_too_long>()
        .with::<count>()
        .with::<show_text>()
        .with::<show_all>();
    let limits = Limits { collected_items: 3, ..Limits::default() };
    Dispatcher::builder(registry).limits(limits).build().unwrap()
}

#[derive(Debug)]
enum Expected {
    Gives(Value),
    Fails(i64, &'static str),
}

use Expected::{Fails, Gives};

const INVALID: Expected = Fails(-32602, "invalid_params");

fn table() -> Vec<(&'static str, Value, Expected)> {
    let echoed = |changes: Value| {
        let mut whole = json!({
            "text": "a", "whole": 1, "number": null, "lines": [], "delivery": null, "labels": null, "anything": null,
            "flag": false,
        });
        for (name, value) in changes.as_object().unwrap() {
            whole[name] = value.clone();
        }
        Gives(whole)
    };
    let echo = |changes: Value| {
        let mut params = json!({"text": "a", "whole": 1});
        for (name, value) in changes.as_object().unwrap() {
            params[name] = value.clone();
        }
        params
    };
    let all = json!({
        "text": "\"ü\\\n😀\u{7f}", "whole": 100, "number": -0.5e-3, "lines": [{"sku": "MUG", "quantity": 4_294_967_295_u32}],
        "delivery": "pickup", "labels": {"a": "b", "": "--c"}, "anything": [null, {"x": [1.5]}], "flag": true,
    });
    vec![
        // What fits.
        ("echo", echo(json!({})), echoed(json!({}))),
        ("echo", all.clone(), Gives(all)),
        ("echo", echo(json!({"number": null, "labels": null})), echoed(json!({}))),
        ("echo", echo(json!({"whole": 2.0})), echoed(json!({"whole": 2}))),
        ("echo", echo(json!({"text": "-x"})), echoed(json!({"text": "-x"}))),
        ("echo", echo(json!({"text": ""})), echoed(json!({"text": ""}))),
        ("numbers", json!({}), Gives(json!([0, u32::MAX, 9_007_199_254_740_991_u64, u64::MAX]))),
        ("do_nothing", json!({}), Gives(Value::Null)),
        ("perhaps", json!({"give": true}), Gives(json!(0.1))),
        ("perhaps", json!({"give": false}), Gives(Value::Null)),
        ("take_out", json!({"sku": "TEA"}), Gives(json!(1))),
        ("show_text", json!({}), Gives(json!({"type": "text", "text": "as it is"}))),
        (
            "show_all",
            json!({}),
            Gives(json!([
                {"type": "text", "text": "as it is"},
                {"type": "image", "data": "AQID", "mimeType": "image/png"},
            ])),
        ),
        // Streams: none, all, more than are collected.
        ("count", json!({"to": 0}), Gives(json!({"items": [], "complete": true}))),
        ("count", json!({"to": 3}), Gives(json!({"items": [1, 2, 3], "complete": true}))),
        ("count", json!({"to": 4}), Gives(json!({"items": [1, 2, 3], "complete": false}))),
        // What does not fit.
        ("echo", json!({}), INVALID),
        ("echo", json!({"text": "a"}), INVALID),
        ("echo", echo(json!({"text": null})), INVALID),
        ("echo", echo(json!({"text": 7})), INVALID),
        ("echo", echo(json!({"text": "a".repeat(21)})), INVALID),
        ("echo", echo(json!({"whole": "1"})), INVALID),
        ("echo", echo(json!({"whole": 1.5})), INVALID),
        ("echo", echo(json!({"whole": 101})), INVALID),
        ("echo", echo(json!({"whole": -1})), INVALID),
        ("echo", echo(json!({"whole": u64::MAX})), INVALID),
        ("echo", echo(json!({"number": "much"})), INVALID),
        ("echo", echo(json!({"number": true})), INVALID),
        ("echo", echo(json!({"lines": {}})), INVALID),
        ("echo", echo(json!({"lines": [{"sku": "MUG"}]})), INVALID),
        ("echo", echo(json!({"lines": [{"sku": "MUG", "quantity": -1}]})), INVALID),
        ("echo", echo(json!({"lines": [{"sku": "MUG", "quantity": 1, "extra": 1}]})), INVALID),
        ("echo", echo(json!({"lines": [["MUG", 1]]})), INVALID),
        ("echo", echo(json!({"delivery": "drone"})), INVALID),
        ("echo", echo(json!({"labels": {"a": 1}})), INVALID),
        ("echo", echo(json!({"flag": "yes"})), INVALID),
        ("echo", echo(json!({"flag": null})), INVALID),
        ("echo", echo(json!({"txt": "a"})), INVALID),
        ("echo", json!({"txt": "a", "whole": "x", "lines": [1, 2], "other": null}), INVALID),
        ("numbers", json!({"surplus": 1}), INVALID),
        ("count", json!({"to": -1}), INVALID),
        // What fails.
        ("take_out", json!({"sku": "MUG"}), Fails(1409, "out_of_stock")),
        ("take_out", json!({"sku": "x"}), Fails(1000, "unknown_article")),
        ("fail_inside", json!({}), Fails(-32000, "failed")),
        ("forbid", json!({}), Fails(-32002, "forbidden")),
        ("break_down", json!({"later": false}), Fails(-32603, "internal_error")),
        ("break_down", json!({"later": true}), Fails(-32603, "internal_error")),
        ("take_too_long", json!({}), Fails(-32003, "timed_out")),
        ("count", json!({"to": 101}), Fails(1000, "unknown_article")),
        ("no_such_command", json!({}), Fails(-32601, "method_not_found")),
    ]
}

#[tokio::test]
async fn all_surfaces_agree() {
    let app = TestApp::new(dispatcher()).await.unwrap();
    for (name, params, expected) in table() {
        let outcomes = app.call(name, params.clone()).await;
        assert_eq!(
            outcomes.iter().count(),
            6,
            "dispatcher, two of HTTP, WebSocket, MCP and the command line"
        );
        match (outcomes.agreed(), &expected) {
            (Outcome::Done(result), Gives(value)) => assert_eq!(result, value, "{name} {params}"),
            (Outcome::Failed(failure), Fails(code, kind)) => {
                assert_eq!((failure.code(), failure.kind()), (Some(*code), *kind), "{name} {params}");
            }
            (outcome, expected) => panic!("{name} {params}: {outcome:?} instead of {expected:?}"),
        }
        assert!(!format!("{outcomes:?}").contains("inside of the server"), "{outcomes:?}");
        assert!(!format!("{outcomes:?}").contains("password"), "{outcomes:?}");
    }
    assert_eq!(app.dispatcher().running_calls(), 0);
}

#[tokio::test]
async fn a_stream_that_fails_fails_wherever_it_is_collected_that_far() {
    let registry = Registry::new().with::<count>();
    let app = TestApp::new(Dispatcher::builder(registry).build().unwrap()).await.unwrap();
    let outcomes = app.call("count", json!({"to": 9})).await;
    assert_eq!(outcomes.agreed().failure().kind(), "unknown_article");
}

#[tokio::test]
async fn what_every_service_has_is_no_tool() {
    let app = TestApp::of(App::new("agreement", "1.0.0").state(AtomicU32::new(0))).await.unwrap();
    let outcomes = app.call("help", json!({"cmdname": "help"})).await;
    assert!(outcomes.on(Surface::Mcp).is_none());
    assert_eq!(outcomes.agreed().result()["cmdname"], "help");
}

#[tokio::test]
async fn surfaces_that_differ_are_told_apart() {
    let registry = Registry::new().with::<count_calls>();
    let dispatcher = Dispatcher::builder(registry).state(AtomicU32::new(0)).build().unwrap();
    let app = TestApp::new(dispatcher).await.unwrap();
    let disagreement = app.call("count_calls", json!({})).await.agree().unwrap_err().to_string();
    for line in
        ["  Dispatcher: Done(Number(0))", "! JsonRpc: Done(Number(1))", "! CommandLine: Done(Number(5))"]
    {
        assert!(disagreement.contains(line), "{disagreement}");
    }
}
