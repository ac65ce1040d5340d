//! Answers of requests that HTTP itself refuses.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::caller;
use crate::{CallError, codes, jsonrpc};

/// How many headers an answer has room for from the start: what the layers add would else make it move.
const HEADERS: usize = if cfg!(feature = "http-layers") { 12 } else { 0 };

/// A response with a JSON body.
pub(crate) fn json(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = HeaderMap::with_capacity(HEADERS);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A failed call where HTTP speaks for itself: the status of the error and `{"error": …}`.
pub(crate) fn error(error: &CallError) -> Response {
    let body = serde_json::to_vec(&serde_json::json!({ "error": error })).unwrap_or_default();
    with_retry(json(status(error), body), error)
}

/// A request refused before it was read as JSON-RPC: the status of the error and a JSON-RPC body.
pub(crate) fn rpc_error(error: &CallError) -> Response {
    with_retry(json(status(error), jsonrpc::error_bytes(error)), error)
}

/// Tells when to come back, or how to say who one is, where that helps.
fn with_retry(mut response: Response, error: &CallError) -> Response {
    if error.code() == codes::UNAUTHENTICATED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, caller::CHALLENGE);
    }
    if matches!(error.code(), codes::OVERLOADED | codes::SHUTTING_DOWN) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

fn status(error: &CallError) -> StatusCode {
    StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A path that does not exist, as the last resort of a router.
#[cfg(any(feature = "cli", feature = "metrics"))]
pub(crate) async fn not_found() -> Response {
    nothing_here()
}

/// A path that does not exist.
#[cfg(any(feature = "cli", feature = "docs-page", feature = "metrics", feature = "swagger-ui"))]
pub(super) fn nothing_here() -> Response {
    let refusal = CallError::new(
        codes::METHOD_NOT_FOUND,
        "path_not_found",
        "There is nothing at this path. Commands are called at POST /cmd; GET /openapi.json describes them.",
    );
    error(&refusal)
}

/// A path that exists, asked with a method that it does not have.
pub(super) async fn method_not_allowed() -> Response {
    let refusal = CallError::new(
        codes::INVALID_REQUEST,
        "method_not_allowed",
        "This path does not take this HTTP method; the header `allow` lists those it takes.",
    );
    rpc_error(&refusal.status(405)).into_response()
}
