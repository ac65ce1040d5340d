//! JSON-RPC as a client writes and reads it.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, value::RawValue};

use super::{TransportAnswer, error::Failed};
use crate::{CallError, codes, declaration::data::CommandData};

/// How much of an answer that is no JSON is shown.
const SHOWN: usize = 80;

/// Writes a request; without an id it is a notification.
///
/// The parameters come as a tuple and travel by name, so that a server whose command has got further parameters, or
/// others in between, understands them.
pub(super) fn request<P: Serialize>(
    command: &CommandData,
    parameters: &P,
    id: Option<u64>,
) -> Result<String, serde_json::Error> {
    let mut text = String::from("{\"jsonrpc\":\"2.0\",");
    if let Some(id) = id {
        text.push_str("\"id\":");
        text.push_str(&id.to_string());
        text.push(',');
    }
    // The name of a command has no character that JSON would write in another way.
    text.push_str("\"method\":\"");
    text.push_str(command.name);
    text.push_str("\",\"params\":");
    if command.parameters.is_empty() {
        text.push_str("{}}");
    } else {
        named(command, &serde_json::to_string(parameters)?, &mut text)?;
        text.push('}');
    }
    Ok(text)
}

fn named(command: &CommandData, tuple: &str, text: &mut String) -> Result<(), serde_json::Error> {
    let values: Vec<&RawValue> = serde_json::from_str(tuple)?;
    for (index, (parameter, value)) in command.parameters.iter().zip(values).enumerate() {
        text.push(if index == 0 { '{' } else { ',' });
        text.push_str(&serde_json::to_string(parameter.name)?);
        text.push(':');
        text.push_str(value.get());
    }
    text.push('}');
    Ok(())
}

/// One answer of a server.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(default)]
    id: Value,
    #[serde(borrow, default, deserialize_with = "present")]
    result: Option<&'a RawValue>,
    #[serde(default)]
    error: Option<AnsweredError>,
}

/// Reads a member that is there; without this, a result of `null` would be taken for none.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// An error as a server writes it.
#[derive(Deserialize)]
pub(super) struct AnsweredError {
    code: i64,
    message: String,
    #[serde(default)]
    data: Value,
}

impl AnsweredError {
    pub(super) fn into_call_error(self) -> CallError {
        let mut data = match self.data {
            Value::Object(members) => members,
            Value::Null => Map::new(),
            // Servers of others may send anything.
            other => Map::from_iter([("value".to_owned(), other)]),
        };
        let kind = match data.remove("kind") {
            Some(Value::String(kind)) => kind,
            _ => kind_of(self.code).to_owned(),
        };
        let mut error = CallError::new(self.code, kind, self.message);
        for (name, value) in data {
            error = error.with(&name, value);
        }
        error
    }
}

/// The kind of an error whose server names none.
fn kind_of(code: i64) -> &'static str {
    match code {
        codes::PARSE_ERROR => "parse_error",
        codes::INVALID_REQUEST => "invalid_request",
        codes::METHOD_NOT_FOUND => "method_not_found",
        codes::INVALID_PARAMS => "invalid_params",
        codes::INTERNAL_ERROR => "internal_error",
        _ => "failed",
    }
}

/// The JSON text of the result of one request.
pub(super) fn single(id: u64, answer: &TransportAnswer) -> Result<Box<RawValue>, Failed> {
    let read: Answer<'_> = read(answer)?;
    // An error without an id is one of the request as a whole.
    let belongs = read.id == id || (read.id.is_null() && read.error.is_some());
    if !belongs {
        return Err(bad(answer, &format!("the answer has the id {}, the request has {id}", read.id)));
    }
    outcome(read).unwrap_or_else(|| Err(bad(answer, "the answer has neither a result nor an error")))
}

/// The outcomes of a batch in the order of its requests, whose ids count up from the first.
pub(super) fn batch(
    first: u64,
    count: usize,
    answer: &TransportAnswer,
) -> Result<Vec<Result<Box<RawValue>, Failed>>, Failed> {
    if answer.body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'[') {
        let refusal: Answer<'_> = read(answer)?;
        return Err(match refusal.error {
            Some(error) => Failed::Answered(error.into_call_error()),
            None => bad(answer, "the answer to a batch is no list"),
        });
    }
    let read: Vec<Answer<'_>> = read(answer)?;
    let mut outcomes: Vec<Option<Result<Box<RawValue>, Failed>>> = Vec::new();
    outcomes.resize_with(count, || None);
    for one in read {
        let position = one.id.as_u64().and_then(|id| id.checked_sub(first)).map(usize::try_from);
        if let Some(Ok(position)) = position
            && let Some(place) = outcomes.get_mut(position)
        {
            *place = outcome(one);
        }
    }
    let missing = || Err(bad(answer, "the answer to the batch has none for this request"));
    Ok(outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(missing)).collect())
}

/// What came back of a notification: nothing, unless the server refused it.
pub(super) fn notified(answer: &TransportAnswer) -> Result<(), Failed> {
    if answer.body.is_empty() && answer.status.is_none_or(|status| (200..300).contains(&status)) {
        return Ok(());
    }
    let read: Answer<'_> = read(answer)?;
    match read.error {
        Some(error) => Err(Failed::Answered(error.into_call_error())),
        None => Err(bad(answer, "a notification got an answer")),
    }
}

fn outcome(answer: Answer<'_>) -> Option<Result<Box<RawValue>, Failed>> {
    match (answer.error, answer.result) {
        (Some(error), _) => Some(Err(Failed::Answered(error.into_call_error()))),
        (None, Some(result)) => Some(Ok(result.to_owned())),
        (None, None) => None,
    }
}

fn read<'a, T: Deserialize<'a>>(answer: &'a TransportAnswer) -> Result<T, Failed> {
    serde_json::from_slice(&answer.body).map_err(|error| {
        if !error.is_data() {
            let text = String::from_utf8_lossy(&answer.body);
            let words: Vec<&str> = text.split_whitespace().take(SHOWN).collect();
            let start: String = words.join(" ").chars().take(SHOWN).collect();
            let what = if start.is_empty() { "it is empty".to_owned() } else { start };
            return bad(answer, &format!("the answer is not JSON: {what}"));
        }
        bad(answer, &format!("the answer is not one of JSON-RPC: {error}"))
    })
}

fn bad(answer: &TransportAnswer, reason: &str) -> Failed {
    Failed::BadAnswer { status: answer.status, reason: reason.to_owned() }
}
