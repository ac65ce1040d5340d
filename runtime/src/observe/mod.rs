//! What those who run a service can see of it: metrics, traces, logs and health.
//!
//! | part | feature | settings |
//! |---|---|---|
//! | `GET /metrics` for Prometheus | `metrics` | `MetricsSettings` |
//! | spans for OpenTelemetry | `telemetry` | `TelemetrySettings` |
//! | logs as text or JSON, on the console and in files | `logging` | `LogSettings` |
//! | `GET /health/live` and `/health/ready` with checks | `health-checks` | `HealthSettings` |
//!
//! [`App`](crate::App) wires them up; a program with a `main` of its own uses the types of this module.

#[cfg(feature = "logging")]
mod current_call;
#[cfg(feature = "health-checks")]
mod health;
#[cfg(feature = "logging")]
mod logs;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(any(feature = "logging", feature = "metrics"))]
mod observation;
#[cfg(feature = "logging")]
mod recording;
#[cfg(feature = "logging")]
mod request;
mod settings;
#[cfg(feature = "telemetry")]
mod telemetry;

#[cfg(feature = "logging")]
pub(crate) use self::current_call::CurrentCall;
#[cfg(feature = "health-checks")]
pub use self::health::HealthChecks;
#[cfg(feature = "health-checks")]
pub(crate) use self::health::{Check, routes as health_routes};
#[cfg(feature = "metrics")]
pub(crate) use self::metrics::{CommandSeries, route as metrics_route};
#[cfg(feature = "metrics")]
pub use self::metrics::{Counter, Gauge, InvalidMetric, Metrics};
#[cfg(any(feature = "logging", feature = "metrics"))]
pub(crate) use self::observation::Observation;
#[cfg(feature = "telemetry")]
pub(crate) use self::request::Spans;
#[cfg(feature = "health-checks")]
pub use self::settings::HealthSettings;
#[cfg(feature = "metrics")]
pub use self::settings::MetricsSettings;
pub(crate) use self::settings::ObserveSettings;
#[cfg(feature = "telemetry")]
pub use self::settings::TelemetrySettings;
#[cfg(all(feature = "client-http", feature = "telemetry"))]
pub(crate) use self::telemetry::send_context;
#[cfg(feature = "logging")]
pub use self::{
    current_call::{InCurrentCall, in_current_call},
    recording::{Recording, StartError},
    request::{RequestLayer, RequestService},
    settings::{LogFileSettings, LogFormat, LogSettings},
};
