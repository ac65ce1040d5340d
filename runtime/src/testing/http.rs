//! Calls over HTTP, by a client that knows nothing of commandry.

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request,
    body::Bytes,
    header::{ACCEPT, CONTENT_TYPE},
};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::{Value, json};

use super::{Failure, Outcome};

/// JSON-RPC on `POST /cmd`.
pub(super) async fn json_rpc(place: &str, name: &str, params: &Value) -> Outcome {
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": name, "params": params});
    let (status, answer) = post(place, "/cmd", &[], &request).await;
    assert_eq!(status, 200, "POST /cmd answered {answer}");
    answered(&answer)
}

/// `POST /cmd/{name}`.
pub(super) async fn named_route(place: &str, name: &str, params: &Value) -> Outcome {
    let path =
        format!("/cmd/{}", percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC));
    let (status, answer) = post(place, &path, &[], params).await;
    if status == 200 {
        return Outcome::Done(answer);
    }
    let failure = answer.get("error").and_then(Failure::read);
    let failure = failure.unwrap_or_else(|| panic!("POST {path} answered {status} with {answer}"));
    Outcome::Failed(Failure { status: Some(status), ..failure })
}

/// The outcome in an answer of JSON-RPC.
pub(super) fn answered(answer: &Value) -> Outcome {
    match (answer.get("result"), answer.get("error").and_then(Failure::read)) {
        (Some(result), None) => Outcome::Done(result.clone()),
        (None, Some(failure)) => Outcome::Failed(failure),
        _ => panic!("{answer} is no answer of JSON-RPC"),
    }
}

/// Posts JSON; gives the status and the JSON that came back.
pub(super) async fn post(place: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> (u16, Value) {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(format!("http://{place}{path}"))
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::from(body.to_string())));
    let request = request.unwrap_or_else(|error| panic!("{path} cannot be asked for: {error}"));
    let client = Client::builder(TokioExecutor::new()).build_http();
    let response =
        client.request(request).await.unwrap_or_else(|error| panic!("{path} does not answer: {error}"));
    let status = response.status().as_u16();
    let body = response.into_body().collect().await;
    let body = body.unwrap_or_else(|error| panic!("the answer of {path} breaks off: {error}")).to_bytes();
    let answer = serde_json::from_slice(&body);
    (status, answer.unwrap_or_else(|error| panic!("the answer of {path} is not JSON: {error}")))
}
