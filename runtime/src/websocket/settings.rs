//! Connections over `GET /ws` as settings.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WebSocketOptions;
use crate::config::duration::{self, DurationText, PositiveDurationText};

/// Connections over `GET /ws`: [`WebSocketOptions`] as settings.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WebSocketSettings {
    /// Whether there is `GET /ws` at all.
    pub enabled: bool,
    /// Most connections at the same time; further ones are refused with the status 503.
    #[schemars(range(max = 1_000_000_000))]
    pub connections: usize,
    /// Most requests of one connection that run at the same time.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub requests: usize,
    /// Most subscriptions of one connection.
    #[schemars(range(max = 1_000_000))]
    pub subscriptions: usize,
    /// Bytes that wait to be sent on one connection before nothing more is read from it.
    #[schemars(range(min = 1, max = 1_073_741_824))]
    pub queue_bytes: usize,
    /// How often a connection is pinged.
    #[serde(with = "duration")]
    #[schemars(with = "PositiveDurationText")]
    pub ping_interval: Duration,
    /// How long a client may be silent, and may take nothing, before the connection is given up.
    #[serde(with = "duration")]
    #[schemars(with = "PositiveDurationText")]
    pub silence: Duration,
    /// How long a connection may be without a request that runs and without a subscription before it is closed.
    #[serde(with = "duration")]
    #[schemars(with = "PositiveDurationText")]
    pub idle: Duration,
    /// How long calls may go on once the server was told to stop.
    #[serde(with = "duration")]
    #[schemars(with = "DurationText")]
    pub closing: Duration,
    /// Origins whose pages may connect, such as `https://shop.example`, beside those of the same host; `*` is all.
    pub allowed_origins: Vec<String>,
    /// Names under which connections are accepted, such as `localhost:8000`; any where the list is empty.
    pub hosts: Vec<String>,
}

impl Default for WebSocketSettings {
    fn default() -> Self {
        Self::from(Some(&WebSocketOptions::default()))
    }
}

impl From<Option<&WebSocketOptions>> for WebSocketSettings {
    fn from(options: Option<&WebSocketOptions>) -> Self {
        let enabled = options.is_some();
        let options = options.cloned().unwrap_or_default();
        Self {
            enabled,
            connections: options.connections,
            requests: options.requests,
            subscriptions: options.subscriptions,
            queue_bytes: options.queue_bytes,
            ping_interval: options.ping_interval,
            silence: options.silence,
            idle: options.idle,
            closing: options.closing,
            allowed_origins: options.origins,
            hosts: options.hosts,
        }
    }
}

impl From<&WebSocketSettings> for Option<WebSocketOptions> {
    fn from(settings: &WebSocketSettings) -> Self {
        settings.enabled.then(|| WebSocketOptions {
            connections: settings.connections,
            requests: settings.requests,
            subscriptions: settings.subscriptions,
            queue_bytes: settings.queue_bytes,
            ping_interval: settings.ping_interval,
            silence: settings.silence,
            idle: settings.idle,
            closing: settings.closing,
            origins: settings.allowed_origins.clone(),
            hosts: settings.hosts.clone(),
        })
    }
}
