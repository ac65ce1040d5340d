//! Several registries in one process, and registries that cannot be used.

use commandry::{App, AppError, Dispatcher, Registry, prelude::*};
use commandry_tests::{Site, error_of, result_of};
use serde_json::{Value, json};

/// Adds two numbers.
#[command(group = "arithmetic", read_only)]
fn add(
    /// First summand.
    a: i64,
    /// Second summand.
    b: i64,
) -> i64 {
    a + b
}

/// Multiplies two numbers.
#[command(group = "arithmetic", read_only)]
fn multiply(
    /// First factor.
    a: i64,
    /// Second factor.
    b: i64,
) -> i64 {
    a * b
}

/// Says hello.
#[command(group = "talk", read_only)]
fn greet(#[inject] greeting: State<Greeting>) -> String {
    greeting.0.to_owned()
}

struct Greeting(&'static str);

mod other {
    use commandry::prelude::*;

    /// Adds two texts.
    #[command(group = "text", read_only)]
    pub(crate) fn add(
        /// First half.
        a: String,
        /// Second half.
        b: String,
    ) -> String {
        a + &b
    }

    /// Wants a name that is taken.
    #[command(name = "sum_up", aliases("multiply", "greet"))]
    pub(crate) fn grabby() {}

    /// Wants states that nobody gave.
    #[command]
    pub(crate) fn needy(#[inject] _number: State<u8>, #[inject] _words: State<Vec<String>>) {}
}

/// Each registry has its own commands, states, routes and documents.
#[tokio::test]
async fn several_registries_live_side_by_side() {
    let numbers =
        Dispatcher::builder(Registry::new().with::<add>().with::<multiply>().titled("numbers", "1.0.0"));
    let texts =
        Dispatcher::builder(Registry::new().with::<other::add>().with::<greet>().titled("texts", "2.0.0"));
    let numbers = numbers.build().unwrap();
    let texts = texts.state(Greeting("hello")).build().unwrap();
    assert_eq!(result_of(&numbers, "add", &json!([1, 2])).await, 3);
    assert_eq!(result_of(&texts, "add", &json!(["1", "2"])).await, "12");
    assert_eq!(error_of(&numbers, "greet", &json!({})).await["code"], -32601);
    assert_eq!(error_of(&texts, "multiply", &json!([2, 3])).await["code"], -32601);
    assert_eq!(numbers.call::<add>((1, 2)).await.unwrap(), 3);
    assert_eq!(texts.call::<other::add>(("a".to_owned(), "b".to_owned())).await.unwrap(), "ab");
    assert_eq!(texts.call::<greet>(()).await.unwrap(), "hello");
    let title = |document: Value| document["info"]["title"].clone();
    assert_eq!(title(Site::new(&numbers).get("/openapi.json").await.json()), "numbers");
    assert_eq!(title(Site::new(&texts).get("/openapi.json").await.json()), "texts");
}

#[test]
fn a_group_is_a_registry_of_its_own() {
    let all = || Registry::new().with::<add>().with::<greet>().with::<multiply>();
    assert_eq!(all().names(), ["add", "greet", "multiply"]);
    assert_eq!(all().group("arithmetic").names(), ["add", "multiply"]);
    assert_eq!(all().group("nothing").names(), [""; 0]);
}

#[test]
fn the_order_of_declaration_does_not_matter() {
    let one = Registry::new().with::<add>().with::<greet>().with::<multiply>();
    let two = Registry::new().with::<multiply>().with::<add>().with::<greet>();
    assert_eq!(one.catalog().unwrap(), two.catalog().unwrap());
}

/// Two commands of one name: the message tells where both are.
#[test]
fn names_that_belong_to_two_commands_are_refused() {
    let same = Registry::new().with::<add>().with::<other::add>();
    let error = same.catalog().unwrap_err();
    assert_eq!(error.reasons().len(), 1, "{error}");
    assert!(error.reasons()[0].contains("`add`"), "{error}");
    assert_eq!(error.to_string().matches("registries.rs:").count(), 2, "{error}");
    let aliased = Registry::new().with::<multiply>().with::<greet>().with::<other::grabby>();
    let error = Dispatcher::builder(aliased).state(Greeting("")).build().unwrap_err();
    assert_eq!(error.reasons().len(), 2, "both names: {error}");
    assert!(error.to_string().contains("`multiply`") && error.to_string().contains("`greet`"), "{error}");
    let twice = Registry::new().with::<add>().with::<add>();
    assert!(twice.catalog().is_err(), "a command given twice is given away as a mistake");
}

/// All commands of this file are linked, so collecting them finds the duplicate with file and line.
#[tokio::test]
async fn collecting_finds_all_that_is_linked() {
    let error = Registry::collect().unwrap_err();
    let text = error.to_string();
    for name in ["`add`", "`multiply`", "`greet`"] {
        assert!(text.contains(name), "{name} is not in {text}");
    }
    let error = App::new("all", "1.0.0").build().await.unwrap_err();
    assert!(matches!(error, AppError::Registry(_)), "{error}");
    assert_eq!(error.to_string(), text);
}

/// States that are missing are told before the first call, all at once.
#[tokio::test]
async fn missing_states_are_told_at_once() {
    let registry = || Registry::new().with::<greet>().with::<other::needy>();
    let error = Dispatcher::builder(registry()).build().unwrap_err();
    assert_eq!(error.reasons().len(), 3, "{error}");
    for (reason, (command, parameter, of)) in error.reasons().iter().zip([
        ("`greet`", "`greeting`", "Greeting"),
        ("`needy`", "`_number`", "u8"),
        ("`needy`", "`_words`", "Vec<"),
    ]) {
        for part in [command, parameter, of, "registries.rs:", ".state("] {
            assert!(reason.contains(part), "{part} is not in {reason}");
        }
    }
    let app = App::new("needy", "1.0.0").registry(registry()).state(7_u8).state(Greeting("hello"));
    let error = app.build().await.unwrap_err();
    assert_eq!(error.to_string().lines().count(), 1, "only what is missing: {error}");
    let whole = App::new("needy", "1.0.0")
        .registry(registry())
        .state(7_u8)
        .setup(|setup| async move { Ok(setup.state(vec![String::new()]).state(Greeting("hello"))) });
    assert_eq!(whole.build().await.unwrap().call::<greet>(()).await.unwrap(), "hello");
}

#[tokio::test]
async fn a_setup_that_fails_says_why() {
    let app = App::new("broken", "1.0.0")
        .registry(Registry::new().with::<add>())
        .option("db", "Where data is kept", "none")
        .setup(|setup| async move { Err(format!("no database at {}", setup.option("db")).into()) });
    let error = app.set_option("db", "/nowhere").build().await.unwrap_err();
    assert!(matches!(error, AppError::Setup(_)), "{error:?}");
    assert!(error.to_string().contains("no database at /nowhere"), "{error}");
}

/// The built-in commands give way to commands of the same name, and describe the registry they are in.
#[tokio::test]
async fn built_in_commands_describe_their_own_service() {
    let small = Dispatcher::builder(Registry::new().with::<add>().with_built_in().titled("small", "1.0.0"));
    let small = small.build().unwrap();
    assert_eq!(small.catalog().commands.len(), 3);
    assert_eq!(result_of(&small, "help", &json!({})).await["tool_info"]["name"], "small");
    assert_eq!(
        result_of(&small, "health", &json!({})).await["data"]["components"]["commands"]["registered_count"],
        3
    );
    let empty = Dispatcher::builder(Registry::new()).build().unwrap();
    assert_eq!(error_of(&empty, "help", &json!({})).await["code"], -32601);
}
