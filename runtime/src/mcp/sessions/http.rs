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
    owners::{self, Owners},
};
use crate::{
    Limits,
    access::Audience,
    http::caller::caller,
    mcp::{McpOptions, McpServer, View},
};

/// How many lists are kept, one for each view and audience. When there are more, all are forgotten and made anew.
const MOST_LISTS: usize = 256;

/// What the sessions of a view list for an audience.
type SeenView = (View, Option<Arc<Audience>>, Arc<Lists>);

/// The sessions of a service; requests of older revisions are handed to it.
pub(crate) struct Sessions {
    kept: SharedSessions,
    config: StreamableHttpServerConfig,
    /// What the sessions of each view list, once one was asked for.
    views: RwLock<Vec<SeenView>>,
    owners: Owners,
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
        Self { kept: Arc::new(sessions), config, views: RwLock::default(), owners: Owners::default() }
    }

    /// Answers a request of an older revision.
    pub(crate) async fn answer(
        &self,
        server: &McpServer,
        lists: Arc<Lists>,
        request: Request<Body>,
    ) -> Response {
        let session = owners::session_of(request.headers());
        let caller = caller(request.extensions());
        let asks_callers = server.dispatcher().asks_callers();
        if asks_callers && session.as_deref().is_some_and(|id| !self.owners.owns(id, &caller)) {
            return unknown_session();
        }
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
        if let (true, None, Some(id)) = (asks_callers, session, owners::session_of(response.headers())) {
            self.owners.remember(id, &caller, &self.kept).await;
        }
        // The session has ended when this is said; clients take "accepted" for a failure.
        if ends_session && response.status() == StatusCode::ACCEPTED {
            *response.status_mut() = StatusCode::NO_CONTENT;
        }
        response
    }

    /// What the sessions of a view list; `None` when there is no such view.
    pub(crate) fn lists(&self, server: &McpServer, view: &View) -> Option<Arc<Lists>> {
        let known = self.views.read().unwrap_or_else(PoisonError::into_inner);
        let audience = server.audience();
        let found = known.iter().find(|(known, seen_by, _)| known == view && seen_by.as_ref() == audience);
        if let Some((_, _, lists)) = found {
            return Some(Arc::clone(lists));
        }
        drop(known);
        let lists = Arc::new(Lists::new(server, server.view(view)?));
        // Another request may have made the same in the meantime, which does no harm.
        let mut known = self.views.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_LISTS {
            known.clear();
        }
        known.push((view.clone(), audience.cloned(), Arc::clone(&lists)));
        Some(lists)
    }
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sessions").finish_non_exhaustive()
    }
}

fn unknown_session() -> Response {
    let text = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"There is no such session; begin one by `initialize`.","data":{"kind":"session_not_found"}}}"#;
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
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
