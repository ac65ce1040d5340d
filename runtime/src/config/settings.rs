//! All settings that a service has of itself.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::duration::{self, DurationText, PositiveDurationText};
use crate::Limits;

/// All settings that a service has of itself; those of the application stand beside them.
///
/// A part of the service adds its section by one field here, documented and behind the feature of the part; the type is
/// a struct with `#[serde(default, deny_unknown_fields)]`, a `Default`, and a doc comment on every field. Its keys are
/// then read from all sources, checked, listed, described in the schema and written by `config init`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether the server refuses to start while a command is not documented as `validate --strict` asks for.
    pub strict_mode: bool,
    /// Whether documentation is repaired in what is published; every repair is logged.
    pub auto_fix: bool,
    /// Whether `/docs` is served, the page that documents and calls every command.
    pub docs_page: bool,
    /// Where the server listens, and what calls may use.
    pub server: ServerSettings,
    /// What stands between the network and the routes: hosts, browsers, limits and headers.
    #[cfg(feature = "http-layers")]
    pub http: crate::http::HttpSettings,
    /// Whether connections are encrypted, and who is let in by a certificate.
    #[cfg(feature = "tls")]
    pub tls: crate::tls::TlsSettings,
    /// Who callers are, and how they prove it.
    #[cfg(feature = "auth")]
    pub auth: crate::auth::AuthSettings,
    /// Who may call what.
    #[cfg(feature = "auth")]
    pub access: crate::auth::AccessSettings,
    /// What is written to the log, how, and where to.
    #[cfg(feature = "logging")]
    pub log: crate::observe::LogSettings,
    /// What is measured, and who may read it.
    #[cfg(feature = "metrics")]
    pub metrics: crate::observe::MetricsSettings,
    /// Where spans of calls are sent, and of which calls.
    #[cfg(feature = "telemetry")]
    pub telemetry: crate::observe::TelemetrySettings,
    /// How it is found out whether the service is ready.
    #[cfg(feature = "health-checks")]
    pub health: crate::observe::HealthSettings,
    /// How jobs are kept and run.
    #[cfg(feature = "jobs")]
    pub jobs: crate::jobs::JobSettings,
    /// How answers of commands with `cache` are kept.
    #[cfg(feature = "cache")]
    pub cache: crate::CacheSettings,
    /// Registering the server on a proxy.
    #[cfg(feature = "registration")]
    pub proxy_registration: crate::registration::RegistrationSettings,
    /// Connections over `GET /ws`.
    #[cfg(feature = "websocket")]
    pub websocket: crate::websocket::WebSocketSettings,
    /// Requests of AI hosts at `/mcp`.
    #[cfg(feature = "mcp")]
    pub mcp: crate::mcp::McpSettings,
}

#[allow(clippy::default_trait_access, reason = "the type of each section stands at its field")]
impl Default for Settings {
    fn default() -> Self {
        Self {
            strict_mode: false,
            auto_fix: false,
            docs_page: true,
            server: ServerSettings::default(),
            #[cfg(feature = "http-layers")]
            http: Default::default(),
            #[cfg(feature = "tls")]
            tls: Default::default(),
            #[cfg(feature = "auth")]
            auth: Default::default(),
            #[cfg(feature = "auth")]
            access: Default::default(),
            #[cfg(feature = "logging")]
            log: Default::default(),
            #[cfg(feature = "metrics")]
            metrics: Default::default(),
            #[cfg(feature = "telemetry")]
            telemetry: Default::default(),
            #[cfg(feature = "health-checks")]
            health: Default::default(),
            #[cfg(feature = "jobs")]
            jobs: Default::default(),
            #[cfg(feature = "cache")]
            cache: Default::default(),
            #[cfg(feature = "registration")]
            proxy_registration: Default::default(),
            #[cfg(feature = "websocket")]
            websocket: crate::websocket::WebSocketSettings::default(),
            #[cfg(feature = "mcp")]
            mcp: crate::mcp::McpSettings::default(),
        }
    }
}

/// Where the server listens, and what calls may use.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServerSettings {
    /// Name of the service in its documents, instead of the one that the program gives it.
    #[schemars(length(min = 1))]
    pub name: Option<String>,
    /// Address to listen on; `0.0.0.0` is every address of the machine.
    pub host: String,
    /// Port to listen on; 0 picks a free one.
    pub port: u16,
    /// Whether the log tells what only people who look for a fault want to know.
    pub debug: bool,
    /// How long calls that run may go on once the process was told to stop.
    #[serde(with = "duration")]
    #[schemars(with = "DurationText")]
    pub shutdown_grace: Duration,
    /// What one call, and all calls together, may use.
    pub limits: LimitSettings,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            name: None,
            host: "127.0.0.1".to_owned(),
            port: 8000,
            debug: false,
            shutdown_grace: Duration::from_secs(20),
            limits: LimitSettings::from(&Limits::default()),
        }
    }
}

/// What one call, and all calls together, may use: [`Limits`] as settings.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// Longest body of a request, in bytes.
    #[schemars(range(min = 1, max = 1_073_741_824))]
    pub body_bytes: usize,
    /// Longest time that a body may take to arrive.
    #[serde(with = "duration")]
    #[schemars(with = "PositiveDurationText")]
    pub body_time: Duration,
    /// Deepest nesting of objects and arrays in a request.
    #[schemars(range(min = 1, max = 128))]
    pub depth: usize,
    /// Most calls in one batch.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub batch: usize,
    /// Most calls that run at the same time; further ones are refused at once.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub concurrent_calls: usize,
    /// Time limit of a call whose command sets none.
    #[serde(with = "duration")]
    #[schemars(with = "PositiveDurationText")]
    pub timeout: Duration,
    /// Most items of a stream that are collected where a call has one answer.
    #[schemars(range(max = 1_000_000_000))]
    pub collected_items: usize,
    /// Most bytes of items that are collected where a call has one answer.
    #[schemars(range(max = 1_073_741_824))]
    pub collected_bytes: usize,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self::from(&Limits::default())
    }
}

impl From<&Limits> for LimitSettings {
    fn from(limits: &Limits) -> Self {
        Self {
            body_bytes: limits.body_bytes,
            body_time: limits.body_time,
            depth: limits.depth,
            batch: limits.batch,
            concurrent_calls: limits.concurrent_calls,
            timeout: limits.timeout,
            collected_items: limits.collected_items,
            collected_bytes: limits.collected_bytes,
        }
    }
}

impl From<&LimitSettings> for Limits {
    fn from(settings: &LimitSettings) -> Self {
        Self {
            body_bytes: settings.body_bytes,
            body_time: settings.body_time,
            depth: settings.depth,
            batch: settings.batch,
            concurrent_calls: settings.concurrent_calls,
            timeout: settings.timeout,
            collected_items: settings.collected_items,
            collected_bytes: settings.collected_bytes,
        }
    }
}
