//! What one connection may use, and who may open one.

use std::time::Duration;

/// Limits of `GET /ws`, and the web pages that may use it.
///
/// The length and the depth of a message, the calls of a batch, and the calls of all connections together are those of
/// [`Limits`](crate::Limits).
///
/// # Examples
///
/// ```
/// use commandry::{http::{self, RouterOptions, WebSocketOptions}, prelude::*, Dispatcher, Registry};
///
/// /// Answers at once.
/// #[command(group = "demo", read_only)]
/// fn ping() -> bool {
///     true
/// }
///
/// let dispatcher = Dispatcher::builder(Registry::new().with::<ping>()).build()?;
/// let options = WebSocketOptions::default().allow_origin("https://shop.example").requests(32);
/// let router = http::router_with(dispatcher, &RouterOptions::default().websocket(options))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSocketOptions {
    pub(super) connections: usize,
    pub(super) requests: usize,
    pub(super) subscriptions: usize,
    pub(super) queue_bytes: usize,
    pub(super) ping_interval: Duration,
    pub(super) silence: Duration,
    pub(super) idle: Duration,
    pub(super) closing: Duration,
    pub(super) origins: Vec<String>,
    pub(super) hosts: Vec<String>,
}

impl Default for WebSocketOptions {
    /// 1,000 connections, each with 256 requests, 64 subscriptions and 1 MiB of answers on their way; a ping every 20
    /// seconds; pages of the same host only.
    fn default() -> Self {
        Self {
            connections: 1000,
            requests: 256,
            subscriptions: 64,
            queue_bytes: 1024 * 1024,
            ping_interval: Duration::from_secs(20),
            silence: Duration::from_secs(60),
            idle: Duration::from_secs(600),
            closing: Duration::from_secs(10),
            origins: Vec::new(),
            hosts: Vec::new(),
        }
    }
}

impl WebSocketOptions {
    /// Most connections at the same time; 1,000 by default. Further ones are refused with the status 503.
    #[must_use]
    pub fn connections(mut self, most: usize) -> Self {
        self.connections = most;
        self
    }

    /// Most requests of one connection that run at the same time; 256 by default. Further ones are answered with the
    /// error `overloaded`.
    #[must_use]
    pub fn requests(mut self, most: usize) -> Self {
        self.requests = most;
        self
    }

    /// Most subscriptions of one connection; 64 by default. A further one is answered with the error `overloaded`.
    #[must_use]
    pub fn subscriptions(mut self, most: usize) -> Self {
        self.subscriptions = most;
        self
    }

    /// Bytes that wait to be sent on one connection before nothing more is read from it; 1 MiB by default.
    ///
    /// Streams then wait as well, and reports of progress and messages are left out. Only answers of requests that run
    /// already may wait in addition.
    #[must_use]
    pub fn queue_bytes(mut self, most: usize) -> Self {
        self.queue_bytes = most;
        self
    }

    /// How often a connection is pinged; every 20 seconds by default.
    #[must_use]
    pub fn ping_interval(mut self, interval: Duration) -> Self {
        self.ping_interval = interval;
        self
    }

    /// How long a client may be silent, and may take nothing, before the connection is given up; 60 seconds by default.
    ///
    /// Every client answers pings, so that silence of several of them means that it is gone.
    #[must_use]
    pub fn silence(mut self, longest: Duration) -> Self {
        self.silence = longest;
        self
    }

    /// How long a connection may be without a request that runs and without a subscription before it is closed; 10
    /// minutes by default.
    #[must_use]
    pub fn idle(mut self, longest: Duration) -> Self {
        self.idle = longest;
        self
    }

    /// How long calls may go on once the server was told to stop; 10 seconds by default.
    #[must_use]
    pub fn closing(mut self, longest: Duration) -> Self {
        self.closing = longest;
        self
    }

    /// Allows the pages of a further origin, such as `https://shop.example`, or of all origins: `*`.
    ///
    /// A browser lets every page open connections to every server, with the cookies of its user, and says only where
    /// the page came from. Pages of the host that serves `/ws` are always allowed, and so are programs that are no
    /// browsers, which send no origin.
    #[must_use]
    pub fn allow_origin(mut self, origin: &str) -> Self {
        self.origins.push(origin.to_owned());
        self
    }

    /// Accepts connections only under this name or another one that is named so, such as `localhost:8000`.
    ///
    /// A server for one machine names itself, since a page may point a name of its own to any address and is then of
    /// the same host.
    #[must_use]
    pub fn host(mut self, host: &str) -> Self {
        self.hosts.push(host.to_owned());
        self
    }
}
