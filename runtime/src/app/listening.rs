//! Where a server listens.

use std::time::Duration;

/// Where a server listens, and how it begins and ends.
#[derive(Clone, Debug)]
pub(crate) struct Listening {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// How long calls that run may go on once the process was told to stop.
    pub(crate) grace: Duration,
    /// Whether the log tells more than usual.
    #[cfg_attr(
        all(feature = "logging", not(feature = "config")),
        expect(dead_code, reason = "the log has settings of its own, and nothing else sets this")
    )]
    pub(crate) debug: bool,
}

impl Default for Listening {
    fn default() -> Self {
        Self { host: "127.0.0.1".to_owned(), port: 8000, grace: Duration::from_secs(20), debug: false }
    }
}
