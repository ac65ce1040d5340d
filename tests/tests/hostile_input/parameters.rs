//! Parameters that no command can take, and odd ones that it must.

use commandry_tests::{Site, answer};
use serde_json::json;

use crate::service::{dispatcher, request, works};

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
