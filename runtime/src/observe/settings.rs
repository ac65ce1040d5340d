//! How a service is observed, as far as an operator decides it.

#[cfg(any(feature = "logging", feature = "telemetry"))]
use std::collections::BTreeMap;
#[cfg(feature = "logging")]
use std::path::PathBuf;
#[cfg(any(feature = "health-checks", feature = "telemetry"))]
use std::time::Duration;

#[cfg(any(feature = "health-checks", feature = "telemetry", feature = "metrics", feature = "logging"))]
use schemars::JsonSchema;
#[cfg(any(feature = "health-checks", feature = "telemetry", feature = "metrics", feature = "logging"))]
use serde::{Deserialize, Serialize};

/// What is written to the log, how, and where to.
#[cfg(feature = "logging")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// The least level that is written: `off`, `error`, `warn`, `info`, `debug` or `trace`.
    pub level: String,
    /// Levels of single modules and those within them, such as `{ sqlx = "debug" }`. Noisy libraries are at `warn`
    /// unless they are named here; those that log what callers send stay above the level at which they do.
    pub modules: BTreeMap<String, String>,
    /// One line of text or one JSON object for each event.
    pub format: LogFormat,
    /// Whether events are written to standard error.
    pub console: bool,
    /// The file that events are written to as well; none while it has no path.
    pub file: LogFileSettings,
}

/// The form of an event in the log.
#[cfg(feature = "logging")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// A JSON object on a line.
    Json,
}

/// A log file that begins anew when it is full; a number of full ones are kept.
#[cfg(feature = "logging")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogFileSettings {
    /// The file, such as `logs/app.log`; its folder is made when it is missing. Full ones are `app.log.1` and so on,
    /// the newest first.
    pub path: Option<PathBuf>,
    /// How long the file may grow, in bytes.
    pub max_bytes: u64,
    /// How many files there are at most, the one being written included.
    pub files: u32,
}

#[cfg(feature = "logging")]
impl Default for LogSettings {
    fn default() -> Self {
        Self {
            level: "info".to_owned(),
            modules: BTreeMap::new(),
            format: LogFormat::Text,
            console: true,
            file: LogFileSettings::default(),
        }
    }
}

#[cfg(feature = "logging")]
impl Default for LogFileSettings {
    fn default() -> Self {
        Self { path: None, max_bytes: 10 * 1024 * 1024, files: 5 }
    }
}

/// What is measured, and who may read it.
#[cfg(feature = "metrics")]
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MetricsSettings {
    /// Whether calls are counted and `GET /metrics` tells it.
    pub enabled: bool,
    /// An address of its own for `/metrics`, such as `127.0.0.1:9100`, where nobody is asked who they are; it is then not
    /// on the service's own port.
    pub address: Option<String>,
    /// Whether everybody may read `/metrics` on the service's port although callers have to say who they are.
    pub public: bool,
    /// Where callers have to say who they are: the roles of which one is needed; every known caller when there are none.
    pub roles: Vec<String>,
    /// The upper bounds of the histogram of durations, in seconds, ascending.
    pub buckets: Vec<f64>,
}

#[cfg(feature = "metrics")]
impl Default for MetricsSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            address: None,
            public: false,
            roles: Vec::new(),
            buckets: vec![
                0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
            ],
        }
    }
}

/// Where spans are sent, and of which calls.
#[cfg(feature = "telemetry")]
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TelemetrySettings {
    /// Whether spans are made and sent.
    pub enabled: bool,
    /// Where to: a collector that takes OTLP over HTTP as protobuf. `https` needs the feature `client-tls`.
    pub endpoint: String,
    /// Headers of each request to the collector, such as a key.
    pub headers: BTreeMap<String, crate::config::Secret>,
    /// The name of the service; that of the application when it is missing.
    pub service_name: Option<String>,
    /// Further attributes of the service, such as `deployment.environment.name`.
    pub attributes: BTreeMap<String, String>,
    /// Which share of the calls that nobody has decided about is traced, from 0 to 1.
    pub sample_ratio: f64,
    /// Whether a trace that a caller began, in the header `traceparent`, is continued and its decision to trace followed.
    /// Switch it off where strangers call: they could have everything traced.
    pub follow_callers: bool,
    /// The least level of spans and events that are sent.
    pub level: String,
    /// How many spans may wait to be sent; more are dropped, so that no call waits.
    pub queue: usize,
    /// After what time spans are sent at the latest.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub interval: Duration,
    /// How long sending may take, also when the server stops.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub timeout: Duration,
}

#[cfg(feature = "telemetry")]
impl Default for TelemetrySettings {
    fn default() -> Self {
        Self {
            enabled: false,
            endpoint: "http://127.0.0.1:4318/v1/traces".to_owned(),
            headers: BTreeMap::new(),
            service_name: None,
            attributes: BTreeMap::new(),
            sample_ratio: 1.0,
            follow_callers: true,
            level: "info".to_owned(),
            queue: 4096,
            interval: Duration::from_secs(5),
            timeout: Duration::from_secs(5),
        }
    }
}

/// How `/health/ready` finds out whether the service is ready.
#[cfg(feature = "health-checks")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HealthSettings {
    /// How long one check may take; it has failed when it takes longer.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub timeout: Duration,
    /// For how long the outcome of the checks is given again without asking anew.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub cache: Duration,
    /// How long the server goes on taking calls after it was told to stop, while it already says that it is not ready,
    /// so that load balancers can turn away first.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub drain_delay: Duration,
}

#[cfg(feature = "health-checks")]
impl Default for HealthSettings {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(2), cache: Duration::from_secs(1), drain_delay: Duration::ZERO }
    }
}

/// All of it, as an application holds it.
#[derive(Default)]
pub(crate) struct ObserveSettings {
    #[cfg(feature = "logging")]
    pub(crate) log: LogSettings,
    #[cfg(feature = "metrics")]
    pub(crate) metrics: MetricsSettings,
    #[cfg(feature = "telemetry")]
    pub(crate) telemetry: TelemetrySettings,
    #[cfg(feature = "health-checks")]
    pub(crate) health: HealthSettings,
    #[cfg(feature = "health-checks")]
    pub(crate) checks: Vec<super::health::Check>,
}

impl ObserveSettings {
    /// Adds what the application and its commands can ask for.
    #[cfg(any(feature = "health-checks", feature = "metrics"))]
    pub(crate) fn add_states(&self, states: &mut crate::States) {
        #[cfg(feature = "metrics")]
        if self.metrics.enabled {
            states.insert(super::Metrics::new(&self.metrics));
        }
        #[cfg(feature = "health-checks")]
        {
            let checks = super::HealthChecks::new(&self.health);
            for check in &self.checks {
                checks.insert(check.clone());
            }
            states.insert(checks);
        }
    }

    /// Lets a dispatcher tell of its calls, as far as anybody wants to know.
    #[cfg(any(feature = "logging", feature = "metrics"))]
    #[cfg_attr(not(feature = "logging"), expect(clippy::unused_self, reason = "metrics are a state"))]
    pub(crate) fn watch(
        &self,
        builder: crate::DispatcherBuilder,
        states: &crate::States,
    ) -> crate::DispatcherBuilder {
        #[cfg(not(feature = "metrics"))]
        let _ = states;
        #[cfg(feature = "metrics")]
        let builder = match states.get::<super::Metrics>() {
            Some(metrics) => builder.metrics((*metrics).clone()),
            None => builder,
        };
        #[cfg(feature = "logging")]
        let builder = if self.log.is_off() { builder } else { builder.call_spans() };
        #[cfg(feature = "telemetry")]
        let builder = if self.telemetry.enabled { builder.traces() } else { builder };
        builder
    }
}

#[cfg(feature = "logging")]
impl LogSettings {
    /// Whether nothing is logged at all.
    fn is_off(&self) -> bool {
        self.level.eq_ignore_ascii_case("off") && self.modules.is_empty()
    }
}
