//! JSON-RPC 2.0 on `POST /cmd`, written by hand with axum and serde for two methods.
//!
//! This is the measure of all other servers: what a good engineer writes who needs no framework. It borrows the
//! parameters and the id from the body instead of building a JSON tree, decodes each method's parameters once into
//! its own type, and answers single calls, batches, notifications and every kind of error as the specification asks.

mod methods;
mod rpc;

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

pub use rpc::answer;

/// The routes of the server.
pub fn router() -> Router {
    Router::new().route("/cmd", post(cmd))
}

async fn cmd(body: Bytes) -> Response {
    match answer(&body).await {
        Some(reply) => ([(header::CONTENT_TYPE, "application/json")], reply).into_response(),
        None => StatusCode::ACCEPTED.into_response(),
    }
}
