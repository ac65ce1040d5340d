//! Bodies of JSON-RPC requests.

use commandry::{Dispatcher, Origin, jsonrpc};
use serde_json::{Value, value::RawValue};

use crate::{
    answers::{self, shown},
    runtime::wait,
    service,
};

thread_local! {
    static SERVICES: [Dispatcher; 2] = [service::quick(), service::seen()];
}

/// Answers a body; both ways through the library must give the same answer, and it must be one to what was asked.
///
/// # Panics
///
/// Panics when the library does, and when an answer is wrong.
pub fn envelope(body: &[u8]) {
    let answer = answer(body);
    let Ok(text) = serde_json::from_slice::<&RawValue>(body) else {
        // What is no JSON is never called.
        let answer = answers::read(&answer.unwrap_or_else(|| panic!("{} got no answer", shown(body))));
        let code = answer["error"]["code"].as_i64();
        assert!(matches!(code, Some(-32700 | -32600)), "{answer} to {}", shown(body));
        return;
    };
    answer.as_deref().map(answers::read);
    // There are numbers, escapes and depths in JSON that have no value here.
    let Ok(asked) = serde_json::from_str::<Value>(text.get()) else { return };
    // Written anew, no member stands twice, and what was asked is known for certain.
    let answer = self::answer(asked.to_string().as_bytes()).as_deref().map(answers::read);
    check(&asked, answer.as_ref());
}

/// The answer to a body, which is the same both ways.
fn answer(body: &[u8]) -> Option<Vec<u8>> {
    SERVICES.with(|[quick, seen]| {
        let origin = Origin::default();
        let one = wait(jsonrpc::answer(quick, body, &origin));
        let other = wait(jsonrpc::answer(seen, body, &origin));
        let [one_text, other_text] = [&one, &other].map(|it| it.as_deref().map(shown));
        assert_eq!(one_text, other_text, "the two ways differ for {}", shown(body));
        one
    })
}

/// Holds an answer against what was asked.
fn check(asked: &Value, answer: Option<&Value>) {
    let Value::Array(calls) = asked else {
        match answer {
            // The form `{"command": …}` has no id.
            Some(answer) if answer["error"].is_null() && answer.get("id").is_some() => {
                assert_eq!(Some(&answer["id"]), asked.get("id"), "{answer} to {asked}");
            }
            Some(answer) => assert!(!answer.is_array(), "{answer} to {asked}"),
            None => assert!(is_notification(asked), "no answer to {asked}"),
        }
        return;
    };
    let Some(Value::Array(answers)) = answer else {
        // A batch that is empty, too long or too deep is refused whole; one of notifications is not answered.
        let is_refused = answer.is_some_and(|it| it["error"]["code"] == -32600);
        let are_notifications = calls.iter().all(is_notification);
        assert!(is_refused || (answer.is_none() && are_notifications), "{answer:?} to {asked}");
        return;
    };
    assert!(answers.len() <= calls.len(), "more answers than calls: {answers:?} to {asked}");
    let mut ids: Vec<&Value> = calls.iter().filter_map(|call| call.get("id")).collect();
    for answer in answers {
        let Some(id) = answer.get("id") else { continue };
        match ids.iter().position(|it| *it == id) {
            Some(place) => drop(ids.remove(place)),
            None => assert!(id.is_null(), "{answer} to nobody in {asked}"),
        }
    }
    // An id that is no id is answered by null, one of the form `{"command": …}` not at all; every other call has its
    // answer.
    let takes_none =
        calls.iter().filter(|call| call.get("jsonrpc").is_none()).filter_map(|call| call.get("id"));
    let takes_none: Vec<&Value> = takes_none.collect();
    ids.retain(|id| id.is_string() && !takes_none.contains(id));
    assert!(ids.is_empty(), "no answer to {ids:?} of {asked}: {answers:?}");
}

fn is_notification(call: &Value) -> bool {
    call.get("jsonrpc").is_some() && call.get("id").is_none()
}
