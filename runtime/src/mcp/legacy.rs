//! Requests of older revisions of the protocol.

use axum::{extract::Request, response::Response};

use super::{McpServer, View, newest};

/// The older revisions that are served, the newest first. A client of the very first speaks over other routes.
pub(super) const REVISIONS: &[&str] =
    if cfg!(feature = "mcp-sessions") { &["2025-11-25", "2025-06-18", "2025-03-26"] } else { &[] };

/// Answers a request of an older revision: `initialize` and everything behind it, `GET` and `DELETE`.
///
/// Host and origin were checked before; nothing else was.
pub(super) async fn answer(server: &McpServer, view: &View, request: Request) -> Response {
    #[cfg(feature = "mcp-sessions")]
    if let Some(lists) = server.sessions().lists(server, view) {
        return server.sessions().answer(server, lists, request).await;
    }
    #[cfg(not(feature = "mcp-sessions"))]
    let _ = (server, view);
    newest::refuse_older(request).await
}
