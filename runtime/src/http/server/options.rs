//! How long connections may take.

use std::time::Duration;

/// How long connections may take, and what the routes are told of them.
///
/// The times are checked about once a second for all connections together, so that no call pays for them; a connection
/// may live that much longer.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use commandry::http::ServeOptions;
///
/// let options = ServeOptions::default().idle_time(Duration::from_secs(75));
/// ```
#[derive(Clone, Debug)]
pub struct ServeOptions {
    pub(super) header_time: Duration,
    pub(super) idle_time: Duration,
    pub(super) write_time: Duration,
    pub(super) peer_address: bool,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            header_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(120),
            write_time: Duration::from_secs(60),
            peer_address: cfg!(any(feature = "auth", feature = "http-layers")),
        }
    }
}

impl ServeOptions {
    /// The longest time in which the head of a request arrives, from the connection or from its first byte on; 30
    /// seconds by default. A connection that takes longer is closed.
    #[must_use]
    pub fn header_time(mut self, time: Duration) -> Self {
        self.header_time = time;
        self
    }

    /// The longest time that a connection stays open between two requests; 120 seconds by default.
    #[must_use]
    pub fn idle_time(mut self, time: Duration) -> Self {
        self.idle_time = time;
        self
    }

    /// The longest time in which a client takes nothing of an answer that waits for it; 60 seconds by default. A
    /// connection that takes longer is closed.
    #[must_use]
    pub fn write_time(mut self, time: Duration) -> Self {
        self.write_time = time;
        self
    }

    /// Whether every request carries the address of its client, as `axum::extract::ConnectInfo<SocketAddr>`. The
    /// layers of `http::layers` and the limit on wrong keys need it, so it is on with the features `http-layers` and
    /// `auth`.
    #[must_use]
    pub fn peer_address(mut self, carried: bool) -> Self {
        self.peer_address = carried;
        self
    }
}
