//! What callers are told when their parameters do not fit: everything at once, each fault with its place.

use chrono::{DateTime, NaiveDate, Utc};
use commandry::{Dispatcher, Registry, prelude::*};
use commandry_tests::{answer, call, error_of, result_of};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

type Maybe<T> = Option<T>;

/// Where somebody lives.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Address {
    street: String,
    #[schemars(range(min = 1, max = 99_999))]
    zip: u32,
    country: Country,
    #[serde(default)]
    floor: i8,
    shared_with: Option<Box<Address>>,
}

/// A country.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Country {
    /// In the middle.
    Germany,
    France,
    NorthernIreland,
}

/// Registers a guest.
#[command]
#[allow(clippy::too_many_arguments, reason = "a caller sends them by name")]
fn register_guest(
    /// The name.
    #[param(length(min = 1, max = 10), pattern = "^[A-Z]")]
    name: String,
    /// The age in years.
    #[param(range(min = 18, max = 120))]
    age: u8,
    /// Where the guest lives.
    address: Address,
    /// How many nights.
    #[param(default = 2, range(max = 30))]
    nights: u32,
    /// Wishes.
    #[param(length(max = 2))]
    wishes: Maybe<Vec<String>>,
    /// When the guest comes.
    #[param(rename = "arrivesAt")]
    arrives_at: Option<DateTime<Utc>>,
    /// The number of the booking.
    booking: Option<Uuid>,
    /// The day of birth.
    born: Option<NaiveDate>,
    /// What the room may cost.
    #[param(range(min = -1.5, max = 99.5))]
    price: Option<f64>,
) -> Value {
    json!({
        "name": name, "age": age, "address": address, "nights": nights, "wishes": wishes,
        "arrives_at": arrives_at, "booking": booking, "born": born, "price": price,
    })
}

/// Takes nothing.
#[command]
fn take_nothing() -> bool {
    true
}

fn dispatcher() -> Dispatcher {
    Dispatcher::builder(Registry::new().with::<register_guest>().with::<take_nothing>()).build().unwrap()
}

/// A call that fits, with some members replaced; `null` as replacement of a required member takes it away.
fn guest(changes: &Value) -> Value {
    let mut params = json!({
        "name": "Ann", "age": 30,
        "address": {"street": "Main street", "zip": 10115, "country": "germany"},
    });
    for (name, value) in changes.as_object().unwrap() {
        params[name] = value.clone();
    }
    params
}

/// One fault: pointer, what was expected, what came, the nearest name.
type Fault = (&'static str, &'static str, Option<&'static str>, Option<&'static str>);

fn faults_of(error: &Value) -> Vec<(String, String, Option<String>, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let faults = error["data"]["errors"].as_array().unwrap();
    faults
        .iter()
        .map(|fault| {
            let known = ["pointer", "expected", "got", "did_you_mean"];
            assert!(fault.as_object().unwrap().keys().all(|name| known.contains(&name.as_str())), "{fault}");
            (
                text(&fault["pointer"]).unwrap(),
                text(&fault["expected"]).unwrap(),
                text(&fault["got"]),
                text(&fault["did_you_mean"]),
            )
        })
        .collect()
}

fn owned(faults: &[Fault]) -> Vec<(String, String, Option<String>, Option<String>)> {
    faults
        .iter()
        .map(|(pointer, expected, got, near)| {
            ((*pointer).to_owned(), (*expected).to_owned(), got.map(str::to_owned), near.map(str::to_owned))
        })
        .collect()
}

const COUNTRIES: &str = r#"one of "france", "northern_ireland", "germany""#;
const MEMBERS: &str = "one of the members country, floor, shared_with, street, zip";

/// What is sent, and every fault that the answer must list, in this order and no other.
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
async fn each_fault_is_told_with_its_place() {
    let dispatcher = dispatcher();
    let address = |changes: Value| {
        let mut address = json!({"street": "Main street", "zip": 10115, "country": "germany"});
        for (name, value) in changes.as_object().unwrap() {
            address[name] = value.clone();
        }
        json!({ "address": address })
    };
    let cases: Vec<(Value, Vec<Fault>)> = vec![
        (json!({"name": 7}), vec![("/name", "a string", Some("7"), None)]),
        (json!({"name": null}), vec![("/name", "a string", Some("null"), None)]),
        (
            json!({"name": ""}),
            vec![
                ("/name", "at least 1 character", Some("\"\""), None),
                ("/name", "a text that matches `^[A-Z]`", Some("\"\""), None),
            ],
        ),
        (
            json!({"name": "Annabella-Maria"}),
            vec![("/name", "at most 10 characters", Some("\"Annabella-Maria\""), None)],
        ),
        (json!({"name": "ann"}), vec![("/name", "a text that matches `^[A-Z]`", Some("\"ann\""), None)]),
        (json!({"age": "30"}), vec![("/age", "an integer", Some("\"30\""), None)]),
        (json!({"age": 30.5}), vec![("/age", "an integer", Some("30.5"), None)]),
        (json!({"age": 17}), vec![("/age", "at least 18", Some("17"), None)]),
        (json!({"age": 256}), vec![("/age", "at most 120", Some("256"), None)]),
        (json!({"age": -1}), vec![("/age", "at least 18", Some("-1"), None)]),
        (json!({"nights": 31}), vec![("/nights", "at most 30", Some("31"), None)]),
        (json!({"nights": null}), vec![("/nights", "an integer", Some("null"), None)]),
        (json!({"price": -1.6}), vec![("/price", "at least -1.5", Some("-1.6"), None)]),
        (json!({"price": 100}), vec![("/price", "at most 99.5", Some("100"), None)]),
        (json!({"wishes": "quiet"}), vec![("/wishes", "null or an array", Some("\"quiet\""), None)]),
        (
            json!({"wishes": ["a", "b", "c"]}),
            vec![("/wishes", "at most 2 items", Some(r#"["a","b","c"]"#), None)],
        ),
        (json!({"wishes": ["a", 2]}), vec![("/wishes/1", "a string", Some("2"), None)]),
        (
            json!({"arrivesAt": "tomorrow"}),
            vec![("/arrivesAt", "a text in the format `date-time`", Some("\"tomorrow\""), None)],
        ),
        (
            json!({"arrivesAt": "2026-02-30T00:00:00Z"}),
            vec![("/arrivesAt", "a text in the format `date-time`", Some("\"2026-02-30T00:00:00Z\""), None)],
        ),
        (json!({"booking": "123"}), vec![("/booking", "a text in the format `uuid`", Some("\"123\""), None)]),
        (
            json!({"born": "1990-13-01"}),
            vec![("/born", "a text in the format `date`", Some("\"1990-13-01\""), None)],
        ),
        (
            json!({"arrives_at": "2026-01-01T00:00:00Z"}),
            vec![(
                "/arrives_at",
                "one of the parameters name, age, address, nights, wishes, arrivesAt, booking, born, price",
                Some("an unknown name"),
                Some("arrivesAt"),
            )],
        ),
        (address(json!({"zip": 0})), vec![("/address/zip", "at least 1", Some("0"), None)]),
        (address(json!({"zip": "10115"})), vec![("/address/zip", "an integer", Some("\"10115\""), None)]),
        (
            address(json!({"country": "germnay"})),
            vec![("/address/country", COUNTRIES, Some("\"germnay\""), Some("germany"))],
        ),
        (
            address(json!({"country": "NorthernIreland"})),
            vec![("/address/country", COUNTRIES, Some("\"NorthernIreland\""), Some("northern_ireland"))],
        ),
        (address(json!({"country": "peru"})), vec![("/address/country", COUNTRIES, Some("\"peru\""), None)]),
        (address(json!({"zipp": 1})), vec![("/address/zipp", MEMBERS, Some("an unknown name"), Some("zip"))]),
        (address(json!({"floor": 128})), vec![("/address/floor", "at most 127", Some("128"), None)]),
        (
            address(json!({"shared_with": {"street": "x", "zip": 1}})),
            vec![("/address/shared_with/country", "a value; it is required", None, None)],
        ),
        (
            json!({"address": ["Main street", 10115, "germany"]}),
            vec![("/address", "an object", Some(r#"["Main street",10115,"germany"]"#), None)],
        ),
        (
            json!({"address": {}}),
            vec![
                ("/address/street", "a value; it is required", None, None),
                ("/address/zip", "a value; it is required", None, None),
                ("/address/country", "a value; it is required", None, None),
            ],
        ),
    ];
    for (changes, expected) in cases {
        let error = error_of(&dispatcher, "register_guest", &guest(&changes)).await;
        assert_eq!(error["code"], -32602, "{changes}");
        assert_eq!(error["data"]["kind"], "invalid_params", "{changes}");
        let mut faults = faults_of(&error);
        let mut expected = owned(&expected);
        faults.sort();
        expected.sort();
        assert_eq!(faults, expected, "{changes}");
        let message = error["message"].as_str().unwrap();
        assert!(expected.iter().any(|fault| message.contains(&fault.0)), "{message} names no place");
        assert_eq!(
            error["data"]["signature"],
            "register_guest(name: string 1..10 /^[A-Z]/, age: int 18..120, address: Address, nights?: int 0..30 = 2, \
             wishes?: string[] ..2, arrivesAt?: date-time, booking?: uuid, born?: date, price?: number -1.5..99.5) -> any",
        );
    }
}

/// Whatever is wrong with one call is said in one answer.
#[tokio::test]
async fn all_faults_of_a_call_are_told_at_once() {
    let dispatcher = dispatcher();
    let params = json!({
        "nmae": "Ann",
        "age": 12,
        "address": {"street": 5, "zip": 100_000, "country": "france", "flor": 1},
        "nights": "two",
        "booking": "none",
        "born": "today",
    });
    let error = error_of(&dispatcher, "register_guest", &params).await;
    let pointers: Vec<String> = faults_of(&error).into_iter().map(|fault| fault.0).collect();
    for pointer in [
        "/nmae",
        "/name",
        "/age",
        "/address/street",
        "/address/zip",
        "/address/flor",
        "/nights",
        "/booking",
        "/born",
    ] {
        assert!(pointers.iter().any(|it| it == pointer), "{pointer} is missing in {error}");
    }
    assert_eq!(pointers.len(), 9, "{error}");
    assert!(error["message"].as_str().unwrap().contains("(8 more)"), "{error}");
}

#[tokio::test]
async fn positional_parameters_are_told_by_name() {
    let dispatcher = dispatcher();
    let address = json!({"street": "Main street", "zip": 1, "country": "france"});
    let error = error_of(&dispatcher, "register_guest", &json!(["Ann", "old", address])).await;
    assert_eq!(faults_of(&error), owned(&[("/age", "an integer", Some("\"old\""), None)]));
    let error = error_of(&dispatcher, "register_guest", &json!(["Ann"])).await;
    let pointers: Vec<String> = faults_of(&error).into_iter().map(|fault| fault.0).collect();
    assert_eq!(pointers, ["/age", "/address"]);
    let error = error_of(&dispatcher, "take_nothing", &json!([1, 2])).await;
    assert_eq!(faults_of(&error), owned(&[("/0", "at most 0 values by position", Some("2 more"), None)]));
    let error = error_of(&dispatcher, "take_nothing", &json!({"verbose": true})).await;
    assert_eq!(faults_of(&error), owned(&[("/verbose", "no parameter", Some("an unknown name"), None)]));
}

#[tokio::test]
async fn what_may_be_left_out_may_be_left_out() {
    let dispatcher = dispatcher();
    let result = result_of(&dispatcher, "register_guest", &guest(&json!({}))).await;
    assert_eq!(result["nights"], 2, "the default");
    assert_eq!(result["address"]["floor"], 0, "the default of a member");
    for name in ["wishes", "arrives_at", "booking", "born", "price"] {
        assert_eq!(result[name], Value::Null, "{name}");
    }
    let nulls =
        guest(&json!({"wishes": null, "arrivesAt": null, "booking": null, "born": null, "price": null}));
    assert_eq!(
        result_of(&dispatcher, "register_guest", &nulls).await,
        result,
        "null says the same as nothing"
    );
    let all = guest(&json!({
        "nights": 1.0, "wishes": ["quiet"], "arrivesAt": "2026-05-01T12:00:00+02:00", "price": 5,
        "booking": "67e55044-10b1-426f-9247-bb680e5fe0c8", "born": "1990-02-28",
    }));
    let result = result_of(&dispatcher, "register_guest", &all).await;
    assert_eq!(result["nights"], 1);
    assert_eq!(result["arrives_at"], "2026-05-01T10:00:00Z");
    assert_eq!(result["born"], "1990-02-28");
}

#[tokio::test]
async fn long_values_are_shortened_and_many_faults_counted() {
    let dispatcher = dispatcher();
    let long = "ä".repeat(100_000);
    let error = error_of(&dispatcher, "register_guest", &guest(&json!({ "name": long }))).await;
    assert!(error.to_string().len() < 1500, "an answer of {} bytes", error.to_string().len());
    assert!(faults_of(&error)[0].2.as_ref().unwrap().ends_with('…'));
    let many: serde_json::Map<String, Value> = (0..1000).map(|it| (format!("x{it}"), json!(1))).collect();
    let error = error_of(&dispatcher, "register_guest", &Value::Object(many)).await;
    assert_eq!(faults_of(&error).len(), 50);
    let items: Vec<Value> = vec![json!(1); 10_000];
    let error = error_of(&dispatcher, "register_guest", &guest(&json!({ "wishes": items }))).await;
    assert!(faults_of(&error).len() <= 50 && error.to_string().len() < 10_000, "{error}");
}

#[tokio::test]
async fn unknown_commands_are_told_the_nearest() {
    let dispatcher = dispatcher();
    for (name, nearest) in [
        ("register_gest", Some("register_guest")),
        ("RegisterGuest", Some("register_guest")),
        ("takenothing", Some("take_nothing")),
        ("rpc.discovr", Some("rpc.discover")),
        ("completely_different", None),
        ("", None),
    ] {
        let error = error_of(&dispatcher, name, &json!({})).await;
        assert_eq!(error["code"], -32601);
        assert_eq!(error["data"]["did_you_mean"].as_str(), nearest, "{name}: {error}");
    }
    let long = "x".repeat(10_000);
    let error = error_of(&dispatcher, &long, &json!({})).await;
    assert!(error.to_string().len() < 400, "{error}");
}

/// The texts of a fault hold nothing but JSON: a value with quotes and control characters stays readable.
#[tokio::test]
async fn odd_values_are_quoted() {
    let dispatcher = dispatcher();
    let answer = call(&dispatcher, "register_guest", &guest(&json!({"age": "\u{1b}[31m\"\n"}))).await;
    assert_eq!(answer["error"]["data"]["errors"][0]["got"], r#""\u001b[31m\"\n""#);
    let text = r#"{"jsonrpc":"2.0","id":1,"method":"register_guest","params":{"a~/b":1}}"#;
    let pointer = &self::answer(&dispatcher, text).await["error"]["data"]["errors"][0]["pointer"];
    assert_eq!(pointer, "/a~0~1b");
}
