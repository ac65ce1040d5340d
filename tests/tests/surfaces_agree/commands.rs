//! What is called: commands that take, give and fail in every way there is.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use commandry::{
    Answer, Ask, CallLog, CommandErrors, Content, Dispatcher, Items, Limits, Registry, prelude::*,
};
use futures_util::{StreamExt, stream};
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

/// How it is paid.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "by", rename_all = "lowercase", deny_unknown_fields)]
enum Payment {
    Cash,
    Card { number: String },
}

/// Takes values of every kind and gives them back.
#[command(group = "agreement", read_only)]
#[allow(clippy::too_many_arguments, reason = "each is of another kind")]
fn echo(
    /// A text.
    #[param(length(max = 20))]
    text: String,
    /// A whole number.
    #[param(range(min = 0, max = 100))]
    whole: i64,
    /// A number.
    number: Option<f64>,
    /// A code.
    #[param(pattern = "^[A-Z]{3}$")]
    code: Option<String>,
    /// Lines.
    #[param(default = [], length(max = 2))]
    lines: Vec<Line>,
    /// A choice.
    delivery: Option<Delivery>,
    /// A choice with members of its own.
    payment: Option<Payment>,
    /// Any members.
    labels: Option<BTreeMap<String, String>>,
    /// Anything.
    anything: Option<Value>,
    /// Whether or not.
    #[param(default = false)]
    flag: bool,
) -> Value {
    json!({
        "text": text, "whole": whole, "number": number, "code": code, "lines": lines, "delivery": delivery,
        "payment": payment, "labels": labels, "anything": anything, "flag": flag,
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
pub(crate) enum StockError {
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
fn take_out(
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

/// Tells what it does, and then fails or not.
#[command(
    group = "agreement",
    read_only,
    deprecated(since = "1.0.0", replacement = "echo", sunset = "2030-01-31")
)]
async fn talk(
    #[inject] progress: Progress,
    #[inject] log: CallLog,
    /// Whether to fail.
    fail: bool,
) -> Result<u32, StockError> {
    log.warning("the shelf is {\"empty\": true}");
    progress.report(1.0, Some(2.0), "looking");
    tokio::task::yield_now().await;
    progress.report(2.0, Some(2.0), "looking\nonce more");
    if fail { Err(StockError::UnknownArticle) } else { Ok(2) }
}

/// Asks its caller.
#[command(group = "agreement", read_only)]
async fn ask_caller(#[inject] ask: Ask) -> Result<bool, CallError> {
    let form = json!({"type": "object", "properties": {"sure": {"type": "boolean"}}});
    Ok(matches!(ask.form("sure", "Sure?", &form).await?, Answer::Accepted(_)))
}

/// Panics without waiting for anything.
#[command(group = "agreement", read_only)]
fn break_down_at_once() -> u32 {
    panic!("the inside of the server")
}

/// Takes longer than it may.
#[command(group = "agreement", read_only, timeout = "50ms")]
async fn take_too_long() -> u32 {
    std::future::pending().await
}

/// Counts up, and breaks behind four.
#[command(group = "agreement", read_only)]
pub(crate) fn count(
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

/// Gives one item and panics at the second.
#[command(group = "agreement", read_only)]
fn count_and_break_down() -> Items<u32> {
    Items::new(
        stream::iter(1..=2)
            .map(|number| if number == 2 { panic!("the inside of the server") } else { number }),
    )
}

/// Gives one item and nothing more in time.
#[command(group = "agreement", read_only, timeout = "50ms")]
fn count_too_slowly() -> Items<u32> {
    Items::new(stream::iter([1]).chain(stream::pending()))
}

/// Counts its calls.
#[command(group = "agreement", read_only = false)]
pub(crate) fn count_calls(#[inject] calls: State<AtomicU32>) -> u32 {
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

/// Shows nothing, or fails to show anything.
#[command(group = "agreement", read_only)]
fn show_perhaps(
    /// Whether to fail.
    fail: bool,
) -> Result<Option<Content>, StockError> {
    if fail { Err(StockError::UnknownArticle) } else { Ok(None) }
}

/// Shows one thing after the other.
#[command(group = "agreement", read_only)]
fn show_one_by_one() -> Items<Content> {
    Items::new(stream::iter([Content::text("one"), Content::audio("audio/wav", [1]), Content::text("three")]))
}

/// All commands of the table.
pub(crate) fn dispatcher() -> Dispatcher {
    let registry = Registry::new()
        .with::<echo>()
        .with::<numbers>()
        .with::<do_nothing>()
        .with::<perhaps>()
        .with::<take_out>()
        .with::<fail_inside>()
        .with::<forbid>()
        .with::<break_down>()
        .with::<talk>()
        .with::<ask_caller>()
        .with::<break_down_at_once>()
        .with::<take_too_long>()
        .with::<count>()
        .with::<count_and_break_down>()
        .with::<count_too_slowly>()
        .with::<show_text>()
        .with::<show_all>()
        .with::<show_perhaps>()
        .with::<show_one_by_one>();
    let limits = Limits { collected_items: 3, ..Limits::default() };
    Dispatcher::builder(registry).limits(limits).build().unwrap()
}
