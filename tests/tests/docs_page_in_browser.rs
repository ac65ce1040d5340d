//! The documentation page in Chromium, against a real server: `tests/browser/docs_page.mjs` does what people do.
//!
//! It needs Node, npm and Chromium. Without them the test says so and passes, unless `COMMANDRY_REQUIRE_ALL=1` is set,
//! as continuous integration does.

use std::{env, time::Duration};

use axum::Router;
use chrono::NaiveDate;
use commandry::{Dispatcher, Registry, http, prelude::*};
use commandry_schema::Catalog;
use commandry_tests::{RunningServer, generated_catalog, run_in_browser};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Adds two numbers.
///
/// More than `subtract` can do, see [the web](https://example.com/sums):
///
/// - **whole** numbers
/// - *broken* numbers
///
/// # Returns
/// The sum.
///
/// # Examples
/// One and two:
/// ```json
/// {"a": 1, "b": 2}
/// ```
/// ```json
/// 3.0
/// ```
#[command(group = "arithmetic", read_only, aliases("plus"), rest = "GET /sums/{a}")]
fn add(
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
) -> f64 {
    a + b
}

/// Takes one number from another.
#[command(group = "arithmetic", read_only, deprecated(since = "1.1.0", replacement = "add"))]
fn subtract(
    /// Number to take from.
    from: i64,
    /// Number to take.
    take: i64,
) -> i64 {
    from.wrapping_sub(take)
}

/// One line of an order.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Line {
    /// What is bought.
    sku: String,
    /// How many units.
    #[schemars(range(min = 1, max = 10))]
    quantity: u32,
}

/// How fast it should come.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Speed {
    /// Within a week.
    Slow,
    /// Tomorrow.
    Fast,
}

/// Everything that was sent.
#[derive(Debug, Serialize, JsonSchema)]
struct Sent {
    lines: Vec<Line>,
    speed: Option<Speed>,
    gift: Option<bool>,
    day: Option<NaiveDate>,
    number: Option<u64>,
    password_length: Option<usize>,
}

/// Places an order and answers with what was sent.
#[command(group = "orders")]
fn place_order(
    /// What is bought.
    lines: Vec<Line>,
    /// How fast it should come.
    speed: Option<Speed>,
    /// Whether it is wrapped.
    gift: Option<bool>,
    /// When it should come.
    day: Option<NaiveDate>,
    /// A number beyond those that JavaScript can hold.
    number: Option<u64>,
    /// Word that proves who orders.
    #[param(secret)]
    password: Option<String>,
) -> Sent {
    Sent { lines, speed, gift, day, number, password_length: password.map(|it| it.len()) }
}

/// Why an order is kept.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum OrderError {
    /// There is no order of that number.
    #[error("no order {order}")]
    #[command_error(code = 1404, status = 404)]
    UnknownOrder { order: u64 },
}

/// Forgets an order.
#[command(group = "orders", destructive)]
fn forget_order(
    /// Number of the order.
    order: u64,
) -> Result<(), OrderError> {
    Err(OrderError::UnknownOrder { order })
}

/// Waits for a minute.
#[command(group = "orders", read_only)]
async fn wait_for_parcel() {
    tokio::time::sleep(Duration::from_secs(60)).await;
}

/// A folder that holds folders.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Folder {
    /// Its name.
    name: String,
    /// What is in it.
    inside: Vec<Folder>,
}

/// Counts folders.
#[command(group = "orders", read_only)]
fn count_folders(
    /// The outermost folder.
    folder: Folder,
) -> u64 {
    fn count(folder: &Folder) -> u64 {
        1 + folder.inside.iter().map(count).sum::<u64>()
    }
    count(&folder)
}

/// <img src=x onerror="window.attacked=1"> in a summary.
///
/// <script>window.attacked=2</script> [press](javascript:window.attacked=3)
/// [data](data:text/html,<script>window.attacked=4</script>) ![picture](https://example.com/track.png)
/// [`<img src=x onerror=window.attacked=5>`](javascript:window.attacked=6) <javascript:window.attacked=7>
///
/// # Returns
/// <svg onload="window.attacked=8">
///
/// # Errors
/// <iframe srcdoc="<script>parent.attacked=9</script>"></iframe>
///
/// # Examples
/// <b onclick="window.attacked=10">bold</b>
/// ```json
/// {"text": "</pre><script>window.attacked=11</script>"}
/// ```
#[command(group = "attacks", read_only)]
fn attack(
    /// <style>* { display: none }</style> [x](vbscript:window.attacked=13)
    #[param(default = "<img src=x onerror=window.attacked=14>")]
    text: String,
) -> String {
    format!("<img src=x onerror=window.attacked=15>{text}")
}

/// A catalog as a hostile server might give it to a gateway: every text, name and address is an attack.
fn hostile_catalog() -> Catalog {
    let script = "<img src=x onerror=window.attacked=17>";
    let address = "javascript:window.attacked=18";
    let schema = json!({
        "type": script, "title": script, "description": script, "pattern": script, "format": script,
        "default": script, "example": script, "properties": {script: {"$ref": script, "enum": [script, {script: script}]}},
        "oneOf": [{"const": script, "description": script}, {"$ref": format!("#/components/schemas/{script}")}],
        "required": script, "minimum": script, "anyOf": {}
    });
    let catalog: Value = json!({
        "service": {"title": script, "version": script, "description": script, "group_descriptions": {script: script},
            "contact": {"name": script, "url": address, "email": address}, "license": {"name": script, "url": address}},
        "commands": [{
            "name": script, "group": script, "summary": script, "description": format!("[x]({address}) {script}"),
            "parameters": [{"name": script, "description": script, "schema": schema}, {"name": "__proto__", "schema": {}}],
            "result": {"description": script, "schema": schema},
            "errors": {"description": script, "fallible": true, "declared": true, "kinds": [
                {"kind": script, "code": 1000, "status": 422, "description": script, "details": schema}]},
            "examples": [{"summary": script, "params": {script: script, "__proto__": {"attacked": 19}}, "result": script}],
            "rest": {"method": script, "path": format!("/{{{script}}}/{address}")},
            "aliases": [script, "hasOwnProperty"],
            "deprecated": {"since": script, "replacement": script, "sunset": script}
        }],
        "schemas": {script: schema, "__proto__": schema}
    });
    serde_json::from_value(catalog).unwrap()
}

fn dispatcher() -> Dispatcher {
    let registry = Registry::new()
        .with::<add>()
        .with::<subtract>()
        .with::<place_order>()
        .with::<forget_order>()
        .with::<wait_for_parcel>()
        .with::<count_folders>()
        .with::<attack>()
        .titled("tried <i>in</i> a browser", "1.0.0")
        .described("<img src=x onerror=window.attacked=16> Made to be *tried*.");
    Dispatcher::builder(registry).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_can_use_the_page() {
    let server = RunningServer::start(dispatcher()).await;
    let others = Router::new()
        .nest("/many", http::docs_page(generated_catalog(2000)))
        .nest("/hostile", http::docs_page(hostile_catalog()));
    let others = RunningServer::start_router(others).await;
    let addresses = [
        format!("http://{}/docs", server.address),
        format!("http://{}/many/docs", others.address),
        format!("http://{}/hostile/docs", others.address),
    ];
    let ran = tokio::task::spawn_blocking(move || {
        run_in_browser("docs_page.mjs", &addresses.each_ref().map(String::as_str))
    })
    .await
    .unwrap();
    match ran {
        Ok(output) => {
            let said = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
            assert!(output.status.success(), "{}{}", said[0], said[1]);
            // A script that checks nothing must not pass.
            assert!(said[0].lines().filter(|line| line.starts_with("ok ")).count() >= 15, "{}", said[0]);
        }
        Err(reason) => {
            assert!(env::var("COMMANDRY_REQUIRE_ALL").as_deref() != Ok("1"), "{reason}");
            #[expect(clippy::print_stdout, reason = "whoever runs the tests should know what was not tested")]
            {
                println!("skipped, because there is no browser to try it in: {reason}");
            }
        }
    }
    server.stop().await;
    others.stop().await;
}
