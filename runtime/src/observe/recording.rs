//! Logs and traces of a program from its start to its end.

use std::{error::Error, fmt};

use tracing_appender::non_blocking::WorkerGuard;
#[cfg(feature = "telemetry")]
use tracing_subscriber::Layer;
use tracing_subscriber::{layer::SubscriberExt, registry, util::SubscriberInitExt};

use super::{LogSettings, logs};

/// The logs of a program, and its traces with the feature `telemetry`, until it is finished or dropped.
///
/// A program has one; where there is a subscriber already, that one stays. What is logged is written by a thread of its
/// own, so that no call waits for a disk or a terminal; should a hundred thousand lines wait, further ones are dropped.
///
/// # Examples
///
/// ```
/// use commandry::observe::{LogSettings, Recording};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let recording = Recording::start(&LogSettings { level: "warn".to_owned(), ..LogSettings::default() })?;
/// // … the program …
/// recording.finish().await;
/// # Ok(())
/// # }
/// ```
#[must_use = "what waits to be written is lost if it is not kept until the program ends"]
#[derive(Debug)]
pub struct Recording {
    writers: Vec<WorkerGuard>,
    #[cfg(feature = "telemetry")]
    traces: Option<super::telemetry::Traces>,
}

impl Recording {
    /// Begins to log.
    ///
    /// # Errors
    ///
    /// Fails when a level is none, or the log file cannot be opened.
    pub fn start(log: &LogSettings) -> Result<Self, StartError> {
        let logs = logs::layer(log)?;
        let _ = registry().with(logs.layer).with(logs.levels).try_init();
        Ok(Self {
            writers: logs.writers,
            #[cfg(feature = "telemetry")]
            traces: None,
        })
    }

    /// Begins to log, and to send the spans of a service if the settings say so; needs a Tokio runtime with its network
    /// and clock enabled.
    ///
    /// # Errors
    ///
    /// Fails as [`Recording::start`] does, and when the settings of telemetry cannot be used. That nobody listens at the
    /// other end is no failure: it is logged, and the spans are dropped.
    #[cfg(feature = "telemetry")]
    pub fn start_with_telemetry(
        log: &LogSettings,
        telemetry: &super::TelemetrySettings,
        service: &str,
        version: &str,
    ) -> Result<Self, StartError> {
        if !telemetry.enabled {
            return Self::start(log);
        }
        let logs = logs::layer(log)?;
        let (layer, traces) = super::telemetry::layer(telemetry, service, version)?;
        // The log may be at another level than what is sent, so that each has levels of its own.
        let _ = registry().with(layer).with(logs.layer.with_filter(logs.levels)).try_init();
        Ok(Self { writers: logs.writers, traces: Some(traces) })
    }

    /// Sends and writes what still waits. It takes as long as the settings of telemetry allow, and a second for the logs.
    pub async fn finish(self) {
        let Self {
            writers,
            #[cfg(feature = "telemetry")]
            traces,
        } = self;
        #[cfg(feature = "telemetry")]
        if let Some(traces) = traces {
            traces.finish().await;
        }
        // Dropping them waits for their threads.
        let _ = tokio::task::spawn_blocking(move || drop(writers)).await;
    }
}

/// Why logs or traces cannot begin.
#[derive(Debug)]
pub struct StartError(String);

impl StartError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for StartError {}
