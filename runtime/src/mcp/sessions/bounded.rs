//! Sessions in memory, up to a number.

use std::{fmt, sync::Arc, time::Duration};

use futures_util::Stream;
use rmcp::{
    model::{ClientJsonRpcMessage, ServerJsonRpcMessage},
    transport::streamable_http_server::session::{
        ServerSseMessage, SessionId, SessionManager,
        local::{LocalSessionManager, LocalSessionManagerError, SessionConfig},
    },
};

/// The sessions of rmcp, of which there can be no more than so many.
pub(super) struct BoundedSessions {
    sessions: LocalSessionManager,
    most: usize,
}

impl BoundedSessions {
    /// At most so many sessions, each of which ends after a time without a message.
    pub(super) fn new(most: usize, idle: Duration) -> Self {
        let mut sessions = LocalSessionManager::default();
        let mut config = SessionConfig::default();
        config.keep_alive = Some(idle);
        sessions.session_config = config;
        Self { sessions, most }
    }

    pub(super) async fn is_full(&self) -> bool {
        self.sessions.sessions.read().await.len() >= self.most
    }
}

/// Why a session cannot do what it is asked for.
#[derive(Debug)]
pub(super) enum SessionFailure {
    /// There are as many sessions as there may be.
    Full,
    /// As rmcp says.
    Local(LocalSessionManagerError),
}

impl From<LocalSessionManagerError> for SessionFailure {
    fn from(error: LocalSessionManagerError) -> Self {
        Self::Local(error)
    }
}

impl fmt::Display for SessionFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => formatter.write_str("there are too many sessions"),
            Self::Local(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for SessionFailure {}

impl SessionManager for BoundedSessions {
    type Error = SessionFailure;
    type Transport = <LocalSessionManager as SessionManager>::Transport;

    async fn create_session(&self) -> Result<(SessionId, Self::Transport), Self::Error> {
        // Two that come at the same moment may both be the last; a bound on memory need not be more exact.
        if self.is_full().await {
            return Err(SessionFailure::Full);
        }
        Ok(self.sessions.create_session().await?)
    }

    async fn initialize_session(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<ServerJsonRpcMessage, Self::Error> {
        Ok(self.sessions.initialize_session(id, message).await?)
    }

    async fn has_session(&self, id: &SessionId) -> Result<bool, Self::Error> {
        Ok(self.sessions.has_session(id).await?)
    }

    async fn close_session(&self, id: &SessionId) -> Result<(), Self::Error> {
        Ok(self.sessions.close_session(id).await?)
    }

    async fn create_stream(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        Ok(self.sessions.create_stream(id, message).await?)
    }

    async fn accept_message(&self, id: &SessionId, message: ClientJsonRpcMessage) -> Result<(), Self::Error> {
        Ok(self.sessions.accept_message(id, message).await?)
    }

    async fn create_standalone_stream(
        &self,
        id: &SessionId,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        Ok(self.sessions.create_standalone_stream(id).await?)
    }

    async fn resume(
        &self,
        id: &SessionId,
        last_event_id: String,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        Ok(self.sessions.resume(id, last_event_id).await?)
    }
}

/// How the sessions are shared.
pub(super) type SharedSessions = Arc<BoundedSessions>;
