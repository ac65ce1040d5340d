//! How a registration stands.

use std::time::Duration;

use serde::Serialize;

use super::ProxyProtocol;

/// How the registration of a server stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RegistrationStatus {
    /// Whether the server is meant to register itself.
    pub enabled: bool,
    /// Whether it is registered, as far as is known.
    pub registered: bool,
    /// Key that the proxy gave it, if it gave one.
    pub server_key: Option<String>,
    /// Where the proxy reaches the server, once that is known.
    pub server_url: Option<String>,
    /// Where the proxy is.
    pub proxy_url: String,
    /// Why the last attempt failed; nothing when it did not.
    pub last_error: Option<String>,
}

/// What is known at the moment.
#[derive(Debug)]
pub(super) struct State {
    /// Where the proxy reaches the server, if somebody said so.
    pub(super) server_url: Option<String>,
    /// Version of the service.
    pub(super) version: String,
    /// Names of the commands.
    pub(super) commands: Vec<String>,
    /// Whether the server should be registered.
    pub(super) wanted: bool,
    /// Whether it is.
    pub(super) registered: bool,
    /// Whether a proxy may know the server, although nothing is sure.
    pub(super) may_be_known: bool,
    pub(super) key: Option<String>,
    /// The form of the protocol that the proxy has taken.
    pub(super) protocol: ProxyProtocol,
    /// How the proxy is told that the server is there, once that was found out.
    pub(super) way: Option<Way>,
    /// How often the proxy wants to hear of it.
    pub(super) interval: Option<Duration>,
    pub(super) last_error: Option<String>,
}

/// How a proxy is told, or asked, whether the server is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// `POST /proxy/heartbeat`, or the address of the settings.
    Proxy,
    /// `POST /heartbeat`.
    Plain,
    /// The list of servers, `GET /list` or `GET /servers`, which has shown this server once.
    List(&'static str),
    /// `GET /heartbeat` or whatever answers: only that the proxy is there.
    Presence,
}
