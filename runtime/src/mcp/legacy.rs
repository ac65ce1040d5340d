//! Requests of older revisions of the protocol.

use axum::{extract::Request, response::Response};

use super::{McpServer, View, newest};

/// The older revisions that are served, the newest first.
pub(super) const REVISIONS: &[&str] = &[];

/// Answers a request of an older revision: `initialize` and everything behind it, `GET` and `DELETE`.
///
/// Host and origin were checked before; nothing else was.
pub(super) async fn answer(server: &McpServer, view: &View, request: Request) -> Response {
    let _ = (server, view);
    newest::refuse_older(request).await
}
