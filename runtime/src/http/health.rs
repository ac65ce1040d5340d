//! Whether a service takes calls.

use axum::{extract::State, http::StatusCode, response::Response};

use super::refusal;
use crate::Dispatcher;

/// `GET /health`.
pub(super) async fn health(State(dispatcher): State<Dispatcher>) -> Response {
    let service = dispatcher.service();
    let (status, word) = match dispatcher.accepts() {
        Ok(()) => (StatusCode::OK, "ok"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    };
    let body = serde_json::json!({"status": word, "service": service.title, "version": service.version});
    refusal::json(status, body.to_string().into_bytes())
}
