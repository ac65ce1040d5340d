//! The envelope of JSON-RPC 2.0: from the bytes of a body to the bytes of its answer.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::methods::{add, echo_order};

const PARSE_ERROR: i32 = -32_700;
const INVALID_REQUEST: i32 = -32_600;
const METHOD_NOT_FOUND: i32 = -32_601;
const INVALID_PARAMS: i32 = -32_602;
const INTERNAL_ERROR: i32 = -32_603;

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    jsonrpc: Cow<'a, str>,
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    /// Absent in a notification; `null` is an id like others.
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Success<'a, T> {
    jsonrpc: &'static str,
    result: T,
    id: &'a RawValue,
}

#[derive(Serialize)]
struct Failure<'a> {
    jsonrpc: &'static str,
    error: RpcError,
    id: &'a RawValue,
}

#[derive(Serialize)]
struct RpcError {
    code: i32,
    message: String,
}

/// Answers a body: one call, or a batch of them in its order; `None` when nothing in it asks for an answer.
pub async fn answer(body: &[u8]) -> Option<Vec<u8>> {
    if body.trim_ascii_start().first() == Some(&b'[') {
        answer_batch(body).await
    } else {
        answer_call(body).await
    }
}

async fn answer_batch(body: &[u8]) -> Option<Vec<u8>> {
    let calls: Vec<&RawValue> = match serde_json::from_slice(body) {
        Ok(calls) => calls,
        Err(error) => return Some(failure(PARSE_ERROR, error.to_string(), None)),
    };
    if calls.is_empty() {
        return Some(failure(INVALID_REQUEST, "an empty batch".to_owned(), None));
    }
    let mut replies = vec![b'['];
    for call in calls {
        if let Some(reply) = answer_call(call.get().as_bytes()).await {
            if replies.len() > 1 {
                replies.push(b',');
            }
            replies.extend_from_slice(&reply);
        }
    }
    replies.push(b']');
    (replies.len() > 2).then_some(replies)
}

async fn answer_call(body: &[u8]) -> Option<Vec<u8>> {
    let request: Request = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(error) => {
            let code = if error.is_data() { INVALID_REQUEST } else { PARSE_ERROR };
            return Some(failure(code, error.to_string(), None));
        }
    };
    if request.jsonrpc != "2.0" {
        return Some(failure(INVALID_REQUEST, "jsonrpc must be \"2.0\"".to_owned(), request.id));
    }
    match request.method.as_ref() {
        "add" => match params(request.params) {
            Ok(params) => success(add(params).await, request.id),
            Err(error) => refused(&error, request.id),
        },
        "echo_order" => match params(request.params) {
            Ok(params) => success(echo_order(params).await, request.id),
            Err(error) => refused(&error, request.id),
        },
        other => {
            request.id.map(|id| failure(METHOD_NOT_FOUND, format!("there is no method {other:?}"), Some(id)))
        }
    }
}

fn params<'a, T: Deserialize<'a>>(params: Option<&'a RawValue>) -> serde_json::Result<T> {
    serde_json::from_str(params.map_or("{}", RawValue::get))
}

fn refused(error: &serde_json::Error, id: Option<&RawValue>) -> Option<Vec<u8>> {
    id.map(|id| failure(INVALID_PARAMS, error.to_string(), Some(id)))
}

fn success<T: Serialize>(result: T, id: Option<&RawValue>) -> Option<Vec<u8>> {
    id.map(|id| {
        serde_json::to_vec(&Success { jsonrpc: "2.0", result, id })
            .unwrap_or_else(|error| failure(INTERNAL_ERROR, error.to_string(), Some(id)))
    })
}

fn failure(code: i32, message: String, id: Option<&RawValue>) -> Vec<u8> {
    let id = id.unwrap_or(RawValue::NULL);
    serde_json::to_vec(&Failure { jsonrpc: "2.0", error: RpcError { code, message }, id })
        .expect("text and numbers always serialize")
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}
