//! `GET /health/live` and `GET /health/ready`.

use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};
use serde_json::json;

use crate::{Dispatcher, http::json_response};

/// The routes that tell those who run the service whether to restart it, and whether to send it calls.
pub(crate) fn routes() -> Router<Dispatcher> {
    Router::new().route("/health/live", get(live)).route("/health/ready", get(ready))
}

/// The process answers; nothing else is asked, since a restart would not help what it depends on.
async fn live() -> Response {
    answer(StatusCode::OK, &json!({"status": "ok"}))
}

async fn ready(State(dispatcher): State<Dispatcher>) -> Response {
    let checks = dispatcher.health_checks();
    if checks.as_ref().is_some_and(|checks| checks.is_draining()) || dispatcher.is_stopping() {
        return unavailable(&json!({"status": "draining"}));
    }
    if dispatcher.accepts().is_err() {
        return unavailable(&json!({"status": "overloaded"}));
    }
    let failed = match checks {
        Some(checks) => checks.failed().await,
        None => Vec::new(),
    };
    if failed.is_empty() {
        return answer(StatusCode::OK, &json!({"status": "ok"}));
    }
    unavailable(&json!({"status": "unavailable", "failed": failed}))
}

fn unavailable(body: &serde_json::Value) -> Response {
    answer(StatusCode::SERVICE_UNAVAILABLE, body)
}

fn answer(status: StatusCode, body: &serde_json::Value) -> Response {
    json_response(status, body.to_string().into_bytes())
}
