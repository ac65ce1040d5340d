//! Whose sessions they are, where callers have to say who they are.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::http::HeaderMap;
use rmcp::transport::streamable_http_server::session::SessionManager;

use super::bounded::SharedSessions;
use crate::Caller;

/// The header that names a session.
const HEADER: &str = "mcp-session-id";

/// Who began which session.
#[derive(Debug, Default)]
pub(super) struct Owners(Mutex<HashMap<String, Caller>>);

impl Owners {
    /// Whether a session was begun by a caller; others are told that there is no such session.
    pub(super) fn owns(&self, session: &str, caller: &Caller) -> bool {
        let owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        owners.get(session).is_some_and(|owner| owner.name() == caller.name())
    }

    /// Remembers who began a session, and forgets those of sessions that have ended.
    pub(super) async fn remember(&self, session: String, caller: &Caller, kept: &SharedSessions) {
        let known: Vec<String> = {
            let mut owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            owners.insert(session, caller.clone());
            // Looking at all of them for each new one would be dear, and for every hundredth is enough.
            if owners.len().is_multiple_of(100) { owners.keys().cloned().collect() } else { Vec::new() }
        };
        for session in known {
            if !kept.has_session(&session.as_str().into()).await.unwrap_or(true) {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
            }
        }
    }
}

/// The session that a request or an answer names.
pub(super) fn session_of(headers: &HeaderMap) -> Option<String> {
    headers.get(HEADER)?.to_str().ok().map(str::to_owned)
}
