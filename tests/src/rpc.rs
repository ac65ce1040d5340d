//! JSON-RPC without a transport.

use commandry::{Dispatcher, Origin, jsonrpc};
use serde_json::{Value, json};

/// Answers the bytes of a request; `None` when there is nothing to answer.
///
/// # Panics
///
/// Panics when the answer is not UTF-8.
pub async fn answer_bytes(dispatcher: &Dispatcher, request: &[u8]) -> Option<String> {
    let bytes = jsonrpc::answer(dispatcher, request, &Origin::default()).await?;
    Some(String::from_utf8(bytes).expect("an answer is UTF-8"))
}

/// Answers the text of a request.
///
/// # Panics
///
/// Panics when there is no answer, or one that is not JSON.
pub async fn answer(dispatcher: &Dispatcher, request: &str) -> Value {
    let text = answer_bytes(dispatcher, request.as_bytes()).await;
    let text = text.unwrap_or_else(|| panic!("no answer to {request}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in the answer {text}"))
}

/// Calls a command; gives the whole answer.
pub async fn call(dispatcher: &Dispatcher, name: &str, params: &Value) -> Value {
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": name, "params": params});
    answer(dispatcher, &request.to_string()).await
}

/// Calls a command that must succeed; gives its result.
///
/// # Panics
///
/// Panics when the call fails.
pub async fn result_of(dispatcher: &Dispatcher, name: &str, params: &Value) -> Value {
    let answer = call(dispatcher, name, params).await;
    answer.get("result").cloned().unwrap_or_else(|| panic!("{name} with {params} failed: {answer}"))
}

/// Calls a command that must fail; gives its error.
///
/// # Panics
///
/// Panics when the call succeeds.
pub async fn error_of(dispatcher: &Dispatcher, name: &str, params: &Value) -> Value {
    let answer = call(dispatcher, name, params).await;
    answer.get("error").cloned().unwrap_or_else(|| panic!("{name} with {params} did not fail: {answer}"))
}
