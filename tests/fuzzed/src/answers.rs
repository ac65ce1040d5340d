//! What every answer of JSON-RPC is like.

use serde_json::{Value, value::RawValue};

/// Reads what the library has written; `None` for JSON that has no value here, such as an id of `1e999`, which goes back as
/// it came.
pub(crate) fn parse(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes).ok().or_else(|| {
        let text = serde_json::from_slice::<&RawValue>(bytes);
        text.unwrap_or_else(|error| panic!("{error} in {}", shown(bytes)));
        None
    })
}

/// Reads an answer and holds it to the form of one.
pub(crate) fn read(bytes: &[u8]) -> Value {
    let Some(answer) = parse(bytes) else { return Value::Null };
    match &answer {
        Value::Array(answers) => {
            assert!(!answers.is_empty(), "a batch of answers is never empty");
            answers.iter().for_each(check_one);
        }
        answer => check_one(answer),
    }
    answer
}

fn check_one(answer: &Value) {
    let Some(members) = answer.as_object() else { panic!("{answer} is no answer") };
    // A request `{"command": …}` is answered with the result or the error alone.
    if members.len() == 1 {
        let error = answer.get("error");
        assert!(error.is_some() || answer.get("result").is_some(), "{answer}");
        return error.into_iter().for_each(check_error);
    }
    assert_eq!(answer["jsonrpc"], "2.0", "{answer}");
    assert_eq!(members.len(), 3, "an answer has `jsonrpc`, `id`, and one of `result` and `error`: {answer}");
    let id = answer.get("id").unwrap_or_else(|| panic!("{answer} has no id"));
    assert!(id.is_null() || id.is_string() || id.is_number(), "{answer}");
    match answer.get("error") {
        None => assert!(answer.get("result").is_some(), "{answer}"),
        Some(error) => check_error(error),
    }
}

/// None of the commands fails by itself, so that a failure of the server is one of the library.
pub(crate) fn check_error(error: &Value) {
    let code = error["code"].as_i64().unwrap_or_else(|| panic!("{error} has no code"));
    assert!(code != -32603 && error["data"]["kind"] != "failed", "the server failed: {error}");
    assert!(error["message"].as_str().is_some_and(|it| !it.is_empty()), "{error}");
}

/// Bytes as people read them.
pub(crate) fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
