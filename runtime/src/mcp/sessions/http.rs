//! The older revisions over HTTP.

use std::{
    io,
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, StatusCode, header},
    response::Response,
};
use rmcp::{
    model::ProtocolVersion,
    transport::{StreamableHttpServerConfig, StreamableHttpService},
};

use super::{
    bounded::{BoundedSessions, SharedSessions},
    handler::SessionHandler,
    lists::Lists,
};
use crate::{
    Limits,
    mcp::{McpOptions, McpServer, View},
};

/// The sessions of a service; requests of older revisions are handed to it.
pub(crate) struct Sessions {
    kept: SharedSessions,
    config: StreamableHttpServerConfig,
    /// What the sessions of each view list, once one was asked for.
    views: RwLock<Vec<(View, Arc<Lists>)>>,
}

impl Sessions {
    /// No sessions yet; they end with the server at the latest.
    pub(crate) fn new(options: &McpOptions, limits: &Limits) -> Self {
        let sessions = BoundedSessions::new(options.sessions, options.session_idle_time);
        // Host and origin of a request were looked at before it came here.
        let config = StreamableHttpServerConfig::default()
            .disable_allowed_hosts()
            .disable_allowed_origins()
            .with_max_request_body_bytes(limits.body_bytes)
            .with_cancellation_token(options.stop.clone());
        Self { kept: Arc::new(sessions), config, views: RwLock::default() }
    }

    /// Answers a request of an older revision.
    pub(crate) async fn answer(
        &self,
        server: &McpServer,
        lists: Arc<Lists>,
        request: Request<Body>,
    ) -> Response {
        if begins_session(&request) && self.kept.is_full().await {
            return too_many_sessions();
        }
        let server = server.clone();
        let handler = move || {
            Ok::<_, io::Error>(SessionHandler::new(
                server.clone(),
                Arc::clone(&lists),
                ProtocolVersion::known_up_to(&ProtocolVersion::LATEST_WITH_INITIALIZE),
            ))
        };
        let service = StreamableHttpService::new(handler, Arc::clone(&self.kept), self.config.clone());
        let ends_session = request.method() == Method::DELETE;
        let mut response = service.handle(request).await.map(Body::new);
        // The session has ended when this is said; clients take "accepted" for a failure.
        if ends_session && response.status() == StatusCode::ACCEPTED {
            *response.status_mut() = StatusCode::NO_CONTENT;
        }
        response
    }

    /// What the sessions of a view list; `None` when there is no such view.
    pub(crate) fn lists(&self, server: &McpServer, view: &View) -> Option<Arc<Lists>> {
        let known = self.views.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, lists)) = known.iter().find(|(known, _)| known == view) {
            return Some(Arc::clone(lists));
        }
        drop(known);
        let lists = Arc::new(Lists::new(server, server.view(view)?));
        // Another request may have made the same in the meantime, which does no harm.
        self.views.write().unwrap_or_else(PoisonError::into_inner).push((view.clone(), Arc::clone(&lists)));
        Some(lists)
    }
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sessions").finish_non_exhaustive()
    }
}

fn begins_session(request: &Request<Body>) -> bool {
    request.method() == Method::POST && !request.headers().contains_key("mcp-session-id")
}

fn too_many_sessions() -> Response {
    let text = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"There are too many sessions at the moment; try again later.","data":{"kind":"overloaded"}}}"#;
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    response
}
