//! Functions that are resources or prompts, run as commands are.

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use commandry::{
    App, Call, CallError, CallKind, CancellationToken, CommandErrors, Content, Context, Dispatcher,
    Interceptor, Limits, Next, Origin, PromptMessage, Registry, Reply, State, command, prompt, resource,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

struct Shop {
    name: &'static str,
    orders: u64,
}

#[derive(Serialize)]
struct Order {
    id: u64,
    state: &'static str,
}

/// Why an order could not be read.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum OrderError {
    /// There are fewer orders.
    #[error("there are only {count} orders")]
    #[command_error(code = 1004, status = 404)]
    NoSuchOrder { count: u64 },
}

/// A part of an order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Part {
    Positions,
    Payment,
    /// How it was sent.
    Shipping,
}

/// Terms of the shop.
#[resource("shop://terms")]
fn terms(#[inject] shop: State<Shop>) -> String {
    format!("{} takes nothing \"back\".", shop.name)
}

/// Logo of the shop.
#[resource("shop://logo", mime_type = "image/png", title = "The logo", group = "shop")]
fn logo() -> Vec<u8> {
    vec![1, 2, 3]
}

/// Languages of the shop.
#[resource("shop://languages", blocking)]
fn languages() -> [&'static str; 2] {
    ["da", "de"]
}

/// One order.
///
/// # Returns
/// The state it is in.
#[resource("orders://{id}", group = "orders")]
async fn order(
    #[inject] shop: State<Shop>,
    /// Number of the order.
    #[param(complete = order_numbers)]
    id: u64,
) -> Result<Order, OrderError> {
    tokio::task::yield_now().await;
    if id > shop.orders {
        Err(OrderError::NoSuchOrder { count: shop.orders })
    } else {
        Ok(Order { id, state: "open" })
    }
}

fn order_numbers(context: Context, typed: String) -> Vec<String> {
    let orders = context.states().get::<Shop>().map_or(0, |shop| shop.orders);
    (1..=orders).map(|it| it.to_string()).filter(|it| it.starts_with(&typed)).collect()
}

/// A part of an order, in words.
///
/// # Parameters
/// - `id`: Number of the order.
/// - `part`: Part of it.
#[resource("orders://{id}/{part}.txt")]
fn order_part(id: u32, part: Part, #[inject] context: Context) -> Cow<'static, str> {
    format!("{part:?} of {id} by {}", context.command()).into()
}

/// An address that the template of parts has too, read before it.
#[resource("orders://0/payment.txt")]
fn payment_of_nothing() -> &'static str {
    "nothing"
}

/// Asks for a review.
#[prompt]
fn review(
    /// Number of the order.
    #[param(complete = order_numbers)]
    id: u64,
    /// What to look at.
    part: Option<Part>,
    /// How long the review is to be, in words.
    #[param(default = 100, range(min = 10))]
    words: u32,
) -> String {
    format!("Review {part:?} of order {id} in {words} words.")
}

/// Shows a picture and asks about it.
#[prompt(name = "describe", title = "Describe a picture", group = "shop")]
async fn describe_picture(
    /// What to look for.
    subject: String,
) -> Result<Vec<PromptMessage>, CallError> {
    tokio::task::yield_now().await;
    if subject == "nothing" {
        return Err(CallError::new(1001, "nothing_to_see", "There is nothing to see."));
    }
    Ok(vec![
        PromptMessage::user(Content::image("image/png", [1])),
        PromptMessage::assistant("A picture."),
        PromptMessage::user(format!("Where is {subject}?")),
    ])
}

/// Panics.
#[prompt]
fn broken() -> PromptMessage {
    panic!("broken on purpose")
}

/// Takes too long.
#[resource("shop://slow", timeout = "50ms")]
async fn slow(#[inject] stopped: State<Arc<AtomicBool>>, #[inject] token: CancellationToken) -> String {
    let stopped = Arc::clone(&stopped);
    tokio::spawn(async move {
        token.cancelled().await;
        stopped.store(true, Ordering::SeqCst);
    });
    tokio::time::sleep(Duration::from_secs(60)).await;
    String::new()
}

fn registry() -> Registry {
    Registry::new()
        .with_resource::<terms>()
        .with_resource::<logo>()
        .with_resource::<languages>()
        .with_resource::<order>()
        .with_resource::<order_part>()
        .with_resource::<payment_of_nothing>()
        .with_resource::<slow>()
        .with_prompt::<review>()
        .with_prompt::<describe_picture>()
        .with_prompt::<broken>()
}

fn dispatcher() -> Dispatcher {
    let shop = Shop { name: "Tea & Co", orders: 12 };
    Dispatcher::builder(registry()).state(shop).state(Arc::new(AtomicBool::new(false))).build().unwrap()
}

async fn read(uri: &str) -> Result<Value, CallError> {
    dispatcher().read_resource(uri, &Origin::default()).await
}

async fn prompted(name: &str, arguments: Value) -> Result<Value, CallError> {
    let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
    dispatcher().get_prompt(name, &arguments, &Origin::default()).await
}

/// The functions are still functions.
#[tokio::test]
async fn functions_can_be_called() {
    assert_eq!(terms(State::new(Shop { name: "A", orders: 0 })), "A takes nothing \"back\".");
    assert_eq!(order(State::new(Shop { name: "A", orders: 2 }), 2).await.unwrap().id, 2);
    assert_eq!(review(3, None, 10), "Review None of order 3 in 10 words.");
}

#[tokio::test]
async fn contents_are_text_bytes_or_json() {
    for (uri, expected) in [
        ("shop://terms", json!({"mimeType": "text/plain", "text": "Tea & Co takes nothing \"back\"."})),
        ("shop://logo", json!({"mimeType": "image/png", "blob": "AQID"})),
        ("shop://languages", json!({"mimeType": "application/json", "text": "[\"da\",\"de\"]"})),
        ("orders://7", json!({"mimeType": "application/json", "text": "{\"id\":7,\"state\":\"open\"}"})),
        ("orders://7/payment.txt", json!({"mimeType": "text/plain", "text": "Payment of 7 by order_part"})),
        ("orders://7/%70ayment.txt", json!({"mimeType": "text/plain", "text": "Payment of 7 by order_part"})),
        ("orders://0/payment.txt", json!({"mimeType": "text/plain", "text": "nothing"})),
    ] {
        let mut expected = expected;
        expected["uri"] = uri.into();
        assert_eq!(read(uri).await.unwrap(), json!([expected]), "{uri}");
    }
}

/// The function's own error, an address whose value does not fit, and one that leads nowhere.
#[tokio::test]
async fn readings_fail_as_calls_fail() {
    let error = read("orders://13").await.unwrap_err();
    assert_eq!(
        (error.code(), error.kind(), error.message()),
        (1004, "no_such_order", "there are only 12 orders")
    );
    let error = read("orders://seven").await.unwrap_err();
    assert_eq!((error.code(), error.kind()), (-32602, "invalid_params"));
    assert_eq!(error.data()["errors"][0]["pointer"], "/id");
    let error = read("orders://7/colour.txt").await.unwrap_err();
    assert!(error.message().contains("\"positions\""), "{error}");
    for unknown in ["shop://term", "shop://terms/", "orders://", "orders://7/", "", "orders://7/a/b.txt"] {
        let error = read(unknown).await.unwrap_err();
        assert_eq!((error.code(), error.kind()), (-32602, "resource_not_found"), "{unknown}");
    }
    let error = read("shop://term").await.unwrap_err();
    assert_eq!(error.data()["did_you_mean"][0], "shop://terms");
    assert!(error.message().contains("`shop://terms`"), "{error}");
    let long = read(&"ü".repeat(100_000)).await.unwrap_err();
    assert!(long.message().len() < 1_000, "{}", long.message().len());
}

#[tokio::test]
async fn a_reading_that_takes_too_long_is_given_up_and_told_so() {
    let stopped = Arc::new(AtomicBool::new(false));
    let registry = Registry::new().with_resource::<slow>();
    let dispatcher = Dispatcher::builder(registry).state(Arc::clone(&stopped)).build().unwrap();
    let error = dispatcher.read_resource("shop://slow", &Origin::default()).await.unwrap_err();
    assert_eq!(error.kind(), "timed_out");
    tokio::time::timeout(Duration::from_secs(5), async {
        while !stopped.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the token was cancelled");
    assert_eq!(dispatcher.running_calls(), 0);
}

#[tokio::test]
async fn prompts_are_messages() {
    let review = prompted("review", json!({"id": "7", "part": "payment"})).await.unwrap();
    let text = "Review Some(Payment) of order 7 in 100 words.";
    assert_eq!(
        review,
        json!({"description": "Asks for a review.", "messages": [
            {"role": "user", "content": {"type": "text", "text": text}}
        ]})
    );
    let review = prompted("review", json!({"id": 7, "words": "12"})).await.unwrap();
    assert_eq!(review["messages"][0]["content"]["text"], "Review None of order 7 in 12 words.");
    let described = prompted("describe", json!({"subject": "7"})).await.unwrap();
    assert_eq!(
        described["messages"],
        json!([
            {"role": "user", "content": {"type": "image", "data": "AQ==", "mimeType": "image/png"}},
            {"role": "assistant", "content": {"type": "text", "text": "A picture."}},
            {"role": "user", "content": {"type": "text", "text": "Where is 7?"}},
        ])
    );
}

#[tokio::test]
async fn prompts_fail_as_calls_fail() {
    let error = prompted("review", json!({"part": "color", "words": "3", "lenght": "1"})).await.unwrap_err();
    assert_eq!(error.code(), -32602);
    let pointers: Vec<&str> =
        error.data()["errors"].as_array().unwrap().iter().map(|it| it["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/lenght", "/id", "/part", "/words"], "{error}");
    let error = prompted("describe", json!({"subject": "nothing"})).await.unwrap_err();
    assert_eq!((error.code(), error.kind()), (1001, "nothing_to_see"));
    let error = prompted("descibe", json!({})).await.unwrap_err();
    assert_eq!((error.code(), error.kind()), (-32602, "prompt_not_found"));
    assert_eq!(error.data()["did_you_mean"], json!(["describe"]));
    // The panic ends the call, and its words stay in the log.
    let error = prompted("broken", json!({})).await.unwrap_err();
    assert_eq!(error.kind(), "internal_error");
    assert!(!error.to_string().contains("on purpose"), "{error}");
}

#[tokio::test]
async fn values_are_completed_by_a_function_or_by_the_type() {
    let (dispatcher, origin) = (dispatcher(), Origin::default());
    let ids = dispatcher.complete_resource("orders://{id}", "id", "1", &origin).await.unwrap();
    assert_eq!(ids, ["1", "10", "11", "12"]);
    let parts = dispatcher.complete_resource("orders://{id}/{part}.txt", "part", "P", &origin).await.unwrap();
    assert_eq!(parts, ["positions", "payment"]);
    let parts = dispatcher.complete_prompt("review", "part", "", &origin).await.unwrap();
    assert_eq!(parts, ["positions", "payment", "shipping"]);
    assert_eq!(dispatcher.complete_prompt("review", "id", "12", &origin).await.unwrap(), ["12"]);
    for nothing in ["words", "no_such_argument"] {
        assert_eq!(dispatcher.complete_prompt("review", nothing, "", &origin).await.unwrap(), [""; 0]);
    }
    let error = dispatcher.complete_prompt("revue", "id", "", &origin).await.unwrap_err();
    assert_eq!(error.kind(), "prompt_not_found");
}

/// Lets nothing of the group `orders` through, and counts what it saw.
struct Guard {
    seen: Arc<AtomicUsize>,
}

impl Interceptor for Guard {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        assert!(call.is_read_only(), "{} is only read", call.name());
        assert_ne!(call.kind(), CallKind::Command);
        self.seen.fetch_add(1, Ordering::SeqCst);
        if call.group() == Some("orders") {
            return Reply::from_error(CallError::new(-32002, "forbidden", "Orders are not for you."));
        }
        next.run(call).await
    }
}

/// Interceptors stand before resources, prompts and what completes their arguments.
#[tokio::test]
async fn interceptors_see_them() {
    let seen = Arc::new(AtomicUsize::new(0));
    let dispatcher = Dispatcher::builder(registry())
        .state(Shop { name: "Tea", orders: 3 })
        .state(Arc::new(AtomicBool::new(false)))
        .interceptor(Guard { seen: Arc::clone(&seen) })
        .build()
        .unwrap();
    let origin = Origin::default();
    assert!(dispatcher.read_resource("shop://terms", &origin).await.is_ok());
    assert_eq!(dispatcher.read_resource("orders://1", &origin).await.unwrap_err().kind(), "forbidden");
    assert!(dispatcher.get_prompt("review", json!({"id": "1"}).as_object().unwrap(), &origin).await.is_ok());
    let refused = dispatcher.complete_resource("orders://{id}", "id", "", &origin).await;
    assert_eq!(refused.unwrap_err().kind(), "forbidden");
    assert_eq!(seen.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn limits_hold_for_them() {
    let limits = Limits { concurrent_calls: 0, ..Limits::default() };
    let registry = Registry::new().with_resource::<languages>().with_prompt::<broken>();
    let dispatcher = Dispatcher::builder(registry).limits(limits).build().unwrap();
    let error = dispatcher.read_resource("shop://languages", &Origin::default()).await.unwrap_err();
    assert_eq!(error.kind(), "overloaded");
    let error = dispatcher.get_prompt("broken", &Map::new(), &Origin::default()).await.unwrap_err();
    assert_eq!(error.kind(), "overloaded");
}

/// The catalog has all that is said of them, so that gateways need not be linked with the functions.
#[test]
fn they_are_in_the_catalog() {
    let catalog = registry().catalog().unwrap();
    let uris: Vec<&str> = catalog.resources.iter().map(|it| it.uri.as_str()).collect();
    assert_eq!(
        uris,
        [
            "orders://0/payment.txt",
            "orders://{id}",
            "orders://{id}/{part}.txt",
            "shop://languages",
            "shop://logo",
            "shop://slow",
            "shop://terms"
        ]
    );
    let order = &catalog.resources[1];
    assert!(order.is_template() && order.placeholders().eq(["id"]));
    assert_eq!((order.name.as_str(), order.mime_type.as_str()), ("order", "application/json"));
    assert_eq!(
        (order.summary.as_str(), order.description.as_str()),
        ("One order.", "# Returns\nThe state it is in.")
    );
    assert_eq!(order.parameters[0].description, "Number of the order.");
    // A schema stands for itself: documents about commands do not list types that only an address has.
    let part = &catalog.resources[2].parameters[1];
    assert_eq!(part.schema["enum"], json!(["positions", "payment", "shipping"]), "{}", part.schema);
    assert!(catalog.schemas.is_empty(), "{:?}", catalog.schemas.keys());
    let names: Vec<&str> = catalog.prompts.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["broken", "describe", "review"]);
    assert_eq!(catalog.prompts[1].title, "Describe a picture");
    let required: Vec<bool> = catalog.prompts[2].parameters.iter().map(|it| it.required).collect();
    assert_eq!(required, [true, false, false]);
    let json = serde_json::to_value(&catalog).unwrap();
    assert_eq!(serde_json::from_value::<commandry_schema::Catalog>(json).unwrap(), catalog);
    let orders = catalog.group("orders");
    assert_eq!((orders.resources.len(), orders.prompts.len()), (1, 0));
    let without = serde_json::to_value(Registry::new().catalog().unwrap()).unwrap();
    assert!(without.get("resources").is_none() && without.get("prompts").is_none(), "{without}");
}

mod same {
    use commandry::{State, prompt, resource};

    /// The same address with another name in it.
    #[resource("orders://{number}")]
    pub(crate) fn order(number: u64) -> u64 {
        number
    }

    /// The same name.
    #[prompt]
    pub(crate) fn review(#[inject] _words: State<Vec<String>>) -> String {
        String::new()
    }
}

/// Two of one address or name: the message tells where both are. A command may have the name of a prompt.
#[test]
fn addresses_and_names_that_belong_to_two_are_refused() {
    let error =
        registry().with_resource::<same::order>().with_prompt::<same::review>().catalog().unwrap_err();
    assert_eq!(error.reasons().len(), 2, "{error}");
    for (reason, words) in
        error.reasons().iter().zip([["`orders://{id}`", "`orders://{number}`"], ["`review`", "prompts"]])
    {
        assert!(words.iter().all(|it| reason.contains(it)), "{reason}");
        assert_eq!(reason.matches("resources_and_prompts.rs:").count(), 2, "{reason}");
    }
    let twice = Registry::new().with_resource::<terms>().with_resource::<terms>().catalog().unwrap_err();
    assert!(twice.to_string().contains("`shop://terms`"), "{twice}");
    assert!(Registry::new().with::<review_command>().with_prompt::<review>().catalog().is_ok());
}

/// Has the name of a prompt.
#[command(name = "review", group = "orders", read_only)]
fn review_command() {}

#[test]
fn states_that_are_missing_are_told() {
    let registry = Registry::new().with_resource::<terms>().with_prompt::<same::review>();
    let error = Dispatcher::builder(registry).build().unwrap_err();
    assert_eq!(error.reasons().len(), 2, "{error}");
    for (reason, words) in error
        .reasons()
        .iter()
        .zip([["the resource `terms`", "Shop", "`shop`"], ["the prompt `review`", "Vec<", "`_words`"]])
    {
        assert!(words.iter().all(|it| reason.contains(it)), "{reason}");
        assert!(reason.contains("resources_and_prompts.rs:"), "{reason}");
    }
}

/// All of this file are linked, so collecting them finds the duplicates; a group of them has none.
#[tokio::test]
async fn what_is_linked_is_collected() {
    let error = App::new("all", "1.0.0").build().await.unwrap_err();
    assert!(error.to_string().contains("`orders://{number}`"), "{error}");
    assert!(error.to_string().contains("two prompts"), "{error}");
    let shop = registry().group("shop").catalog().unwrap();
    assert_eq!((shop.resources.len(), shop.prompts.len()), (1, 1));
}
