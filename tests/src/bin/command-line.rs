//! A service with everything that a call from the command line can meet, for the tests of `call`.

use std::{process::ExitCode, time::Duration};

use commandry::{Answer, Ask, CallError, CallLog, Content, Items, codes, prelude::*};
use futures_util::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Which paint it gets.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Paint {
    /// As it comes.
    Plain,
    /// Dark red.
    DarkRed,
}

/// Where something is.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Place {
    /// Name of the town.
    town: String,
    /// Number of the house.
    house: u32,
}

/// What was asked for.
#[derive(Debug, Serialize, JsonSchema)]
struct Described {
    /// The price.
    max_price: f64,
    /// The paint.
    paint: Paint,
    /// Whether it is urgent.
    express: bool,
    /// The words.
    tags: Vec<String>,
    /// The place.
    place: Option<Place>,
    /// Who asks, as the setup knows.
    keeper: String,
}

/// Repeats what it was given.
///
/// Every kind of parameter is here.
///
/// # Returns
/// The same again.
///
/// # Examples
/// ```json
/// {"max_price": 2.5, "paint": "dark_red", "tags": ["a b", "c"]}
/// ```
#[command(group = "items", read_only)]
fn describe(
    #[inject] keeper: State<Keeper>,
    /// What it may cost, in euros.
    #[param(range(max = 1000))]
    max_price: f64,
    /// Paint to use.
    paint: Paint,
    /// Whether it is urgent.
    #[param(default = false)]
    express: bool,
    /// Words to find it by.
    #[param(default = [])]
    tags: Vec<String>,
    /// Where to look; anywhere when absent.
    place: Option<Place>,
) -> Described {
    Described { max_price, paint, express, tags, place, keeper: keeper.0.clone() }
}

/// Something on the shelf.
#[derive(Debug, Serialize, JsonSchema)]
struct Item {
    /// What it is called.
    name: String,
    /// How many there are.
    count: u32,
}

/// Lists what is on the shelf.
///
/// # Returns
/// All of it.
#[command(group = "items", read_only, aliases("shelf"))]
fn list_items() -> Vec<Item> {
    vec![Item { name: "tea".to_owned(), count: 120 }, Item { name: "whisk \u{1b}[31m".to_owned(), count: 7 }]
}

/// Why an item cannot be had.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum ItemError {
    /// There is no such item.
    #[error("there is no item {number}")]
    #[command_error(code = 1404, status = 404)]
    UnknownItem {
        /// Number that was asked for.
        number: u32,
    },
    /// It is sold out.
    #[error("item {number} is sold out")]
    #[command_error(code = 1409, status = 409)]
    SoldOut {
        /// Number that was asked for.
        number: u32,
    },
}

/// Buys an item.
///
/// # Errors
/// Fails when there is none.
#[command(group = "items", destructive = false)]
fn buy_item(
    /// Number of the item.
    number: u32,
) -> Result<(), ItemError> {
    match number {
        0 => Ok(()),
        1 => Err(ItemError::SoldOut { number }),
        number => Err(ItemError::UnknownItem { number }),
    }
}

/// Fails in one of the ways that every service has.
#[command(group = "failures", read_only)]
fn fail(
    /// Which way.
    way: String,
) -> Result<(), CallError> {
    match way.as_str() {
        "forbidden" => Err(CallError::new(codes::FORBIDDEN, "forbidden", "You may not do this.")),
        "unauthenticated" => Err(CallError::new(codes::UNAUTHENTICATED, "unauthenticated", "Who are you?")),
        "overloaded" => Err(CallError::new(codes::OVERLOADED, "overloaded", "Too much to do.")),
        "panic" => panic!("as asked for"),
        _ => Ok(()),
    }
}

/// Sleeps for longer than it may.
#[command(group = "failures", read_only, timeout = "50ms")]
async fn oversleep() {
    tokio::time::sleep(Duration::from_secs(60)).await;
}

/// Waits until it is given up, and says when that is.
#[command(group = "failures", read_only)]
async fn wait_to_be_stopped() {
    struct Stopped;
    impl Drop for Stopped {
        fn drop(&mut self) {
            eprintln!("the command was stopped");
        }
    }
    let _stopped = Stopped;
    eprintln!("the command waits");
    std::future::pending::<()>().await;
}

/// Keeps the processor to itself and never waits.
#[command(group = "failures", read_only)]
fn never_yield() {
    eprintln!("the command spins");
    loop {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Checks a password.
///
/// # Returns
/// Its length.
#[command(group = "accounts", read_only)]
fn check_password(
    /// The password.
    #[param(length(min = 4), secret)]
    password: String,
) -> usize {
    password.len()
}

/// Counts up.
///
/// # Returns
/// The numbers.
#[command(group = "streams", read_only)]
fn count(
    /// How many numbers; without an end when absent.
    numbers: Option<u32>,
) -> Items<u32> {
    Items::new(stream::iter(1..=numbers.unwrap_or(u32::MAX)))
}

/// Counts up and fails.
#[command(group = "streams", read_only)]
fn count_and_fail(
    /// After how many numbers; before there is a stream when none.
    #[param(default = 1)]
    numbers: u32,
) -> Result<Items<u32>, ItemError> {
    let failure = ItemError::UnknownItem { number: numbers + 1 };
    if numbers == 0 {
        return Err(failure);
    }
    Ok(Items::fallible(stream::iter((1..=numbers).map(Ok).chain([Err(failure)]))))
}

/// Draws a dot.
///
/// # Returns
/// The picture, and what goes with it.
#[command(group = "content", read_only)]
fn draw() -> Vec<Content> {
    vec![
        Content::text("A dot."),
        Content::image("image/png", [1, 2, 3]),
        Content::document("shop://terms.md", "text/markdown", "# Terms"),
        Content::binary_document("shop://../logo", "image/gif", [4]),
    ]
}

/// Works for a while.
#[command(group = "long", read_only)]
async fn work(
    #[inject] progress: Progress,
    #[inject] log: CallLog,
    /// Pause between two steps, in milliseconds.
    #[param(default = 0)]
    pause: u64,
) -> u32 {
    for step in 1..=4_u32 {
        progress.report(step.into(), Some(4.0), "working");
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    log.info("nearly done");
    log.warning("one thing was odd");
    4
}

/// Closes an account, if its owner is sure.
///
/// # Returns
/// What was answered.
#[command(group = "accounts", destructive)]
async fn close_account(#[inject] ask: Ask) -> Result<String, CallError> {
    let schema = json!({
        "type": "object",
        "properties": {
            "sure": {"type": "boolean"},
            "reason": {"type": "string", "enum": ["costs", "time"]},
        },
        "required": ["sure"],
    });
    Ok(match ask.form("sure", "Really close it?", &schema).await? {
        Answer::Accepted(form) => format!("accepted {form}"),
        Answer::Declined => "declined".to_owned(),
        Answer::Dismissed => "dismissed".to_owned(),
    })
}

/// Has the name of a subcommand, and parameters with the names of options.
#[command(group = "names", read_only)]
fn serve(
    /// A text.
    json: String,
    /// A text.
    output: String,
    /// A text.
    url: String,
    /// A text.
    keeper: String,
    /// A text.
    help: String,
) -> String {
    format!("{json} {output} {url} {keeper} {help}")
}

/// Takes any value.
#[command(group = "names", read_only)]
fn take_anything(
    /// The value.
    value: serde_json::Value,
) -> serde_json::Value {
    value
}

/// Lists what is on the shelf, as before.
#[command(group = "items", read_only, deprecated(since = "1.0", replacement = "list_items"))]
fn list_things() -> Vec<Item> {
    list_items()
}

struct Keeper(String);

fn main() -> ExitCode {
    App::new("command-line", "1.0.0")
        .option("keeper", "Who keeps the shelf", "nobody")
        .setup(|setup| async move {
            tokio::task::yield_now().await;
            match setup.option("keeper") {
                "ill" => Err("the keeper is ill".into()),
                keeper => {
                    let keeper = Keeper(keeper.to_owned());
                    Ok(setup.state(keeper))
                }
            }
        })
        .run()
}
