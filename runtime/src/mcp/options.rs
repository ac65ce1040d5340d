//! How a service is offered to AI hosts.

use std::time::Duration;

use commandry_schema::search_mode::DEFAULT_TOKEN_BUDGET;
use tokio_util::sync::CancellationToken;

use super::Changes;

/// How many tokens a result of search mode may have unless chosen otherwise; some hosts cut results at 25,000.
const DEFAULT_RESULT_TOKENS: usize = 20_000;

/// How a service is offered to AI hosts over the Model Context Protocol.
///
/// # Examples
///
/// ```
/// use commandry::mcp::McpOptions;
///
/// let options = McpOptions::default().allow_host("shop.example.com").allow_origin("https://chat.example.com");
/// ```
#[derive(Clone, Debug)]
pub struct McpOptions {
    pub(super) hosts: Vec<String>,
    pub(super) any_host: bool,
    pub(super) origins: Vec<String>,
    pub(super) changes: Option<Changes>,
    pub(super) listeners: usize,
    pub(super) state_key: Option<StateKey>,
    pub(super) state_lifetime: Duration,
    pub(super) stop: CancellationToken,
    pub(super) tool_list_tokens: usize,
    pub(super) result_tokens: usize,
    #[cfg(feature = "mcp-sessions")]
    pub(super) sessions: usize,
    #[cfg(feature = "mcp-sessions")]
    pub(super) session_idle_time: Duration,
}

/// A key that must not be shown.
#[derive(Clone)]
pub(super) struct StateKey(pub(super) [u8; 32]);

impl std::fmt::Debug for StateKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("StateKey(…)")
    }
}

impl Default for McpOptions {
    /// Requests from this machine alone, no changes to tell of, at most 256 hosts that listen, and an hour to answer
    /// the questions of a command; at most 1,000 sessions of older revisions, which end after half an hour of silence.
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            any_host: false,
            origins: Vec::new(),
            changes: None,
            listeners: 256,
            state_key: None,
            state_lifetime: Duration::from_secs(3600),
            stop: CancellationToken::new(),
            tool_list_tokens: DEFAULT_TOKEN_BUDGET,
            result_tokens: DEFAULT_RESULT_TOKENS,
            #[cfg(feature = "mcp-sessions")]
            sessions: 1000,
            #[cfg(feature = "mcp-sessions")]
            session_idle_time: Duration::from_secs(30 * 60),
        }
    }
}

impl McpOptions {
    /// Takes requests that name this host in their `Host` header, at any port; names and addresses of this machine
    /// (`localhost`, `127.0.0.1`, `[::1]`) are always taken.
    ///
    /// A page of another site can make a browser send requests to a server on its own machine or network by giving it
    /// another address for the name of the site; the name in the header betrays it. So a service that is reached by a
    /// name has to say so.
    #[must_use]
    pub fn allow_host(mut self, host: &str) -> Self {
        self.hosts.push(host.to_ascii_lowercase());
        self
    }

    /// Takes requests whatever their `Host` header says, as behind a proxy that checks it.
    #[must_use]
    pub fn allow_any_host(mut self) -> Self {
        self.any_host = true;
        self
    }

    /// Takes requests of web pages of this origin, such as `https://chat.example.com`; those of the same host are
    /// always taken, and requests that come from no web page have no origin.
    #[must_use]
    pub fn allow_origin(mut self, origin: &str) -> Self {
        self.origins.push(origin.trim_end_matches('/').to_ascii_lowercase());
        self
    }

    /// Declares that the server tells of changes, and tells of those that are said there.
    #[must_use]
    pub fn changes(mut self, changes: Changes) -> Self {
        self.changes = Some(changes);
        self
    }

    /// Sets how many streams may be open at a time on which hosts wait for changes; 256 unless set. Further ones are
    /// refused.
    #[must_use]
    pub fn listeners(mut self, most: usize) -> Self {
        self.listeners = most;
        self
    }

    /// Sets the secret key that protects what a host carries from one round of questions to the next.
    ///
    /// A key is made up when the server starts, so that a round cannot be continued on another process. Several
    /// processes behind one address need the same key.
    #[must_use]
    pub fn request_state_key(mut self, key: [u8; 32]) -> Self {
        self.state_key = Some(StateKey(key));
        self
    }

    /// Sets for how long the questions of a command can be answered; an hour unless set.
    #[must_use]
    pub fn request_state_lifetime(mut self, lifetime: Duration) -> Self {
        self.state_lifetime = lifetime;
        self
    }

    /// Ends all streams on which hosts wait for changes, and all sessions of older revisions, when the token is
    /// cancelled, so that a server that stops need not wait for them.
    #[must_use]
    pub fn until(mut self, stop: CancellationToken) -> Self {
        self.stop = stop;
        self
    }

    /// Sets how many sessions of older revisions there may be at a time; 1,000 unless set. Further ones are refused
    /// with status 503.
    #[cfg(feature = "mcp-sessions")]
    #[must_use]
    pub fn sessions(mut self, most: usize) -> Self {
        self.sessions = most;
        self
    }

    /// Sets for how long a session of an older revision stays without a message in either direction; half an hour
    /// unless set. Its client is answered with status 404 then, and begins a new one.
    #[cfg(feature = "mcp-sessions")]
    #[must_use]
    pub fn session_idle_time(mut self, time: Duration) -> Self {
        self.session_idle_time = time;
        self
    }

    /// Sets how many tokens the list of tools at `/mcp` may cost a model, by estimate; 2,000 unless set.
    ///
    /// While all commands fit, each is a tool. Otherwise models see the tools of search mode, and pinned commands as long
    /// as they fit. Zero makes it search mode always.
    #[must_use]
    pub fn tool_list_tokens(mut self, tokens: usize) -> Self {
        self.tool_list_tokens = tokens;
        self
    }

    /// Sets how many tokens a result in search mode may have, by estimate; 20,000 unless set.
    ///
    /// In the place of a longer one, the model reads what is in it and how to ask for a part.
    #[must_use]
    pub fn result_tokens(mut self, tokens: usize) -> Self {
        self.result_tokens = tokens;
        self
    }
}
