//! Serves the jobs with what those who run a service want to see of it, one part after the other.

use std::error::Error;

use bench_jobs::start;
use commandry::observe::{LogSettings, Metrics, MetricsSettings, Recording, RequestLayer, TelemetrySettings};
use commandry::{Dispatcher, http};
use tokio::net::TcpListener;

/// How much is observed; each holds what those before it have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Observed {
    /// Nothing, although the program could.
    Nothing,
    /// Calls are counted.
    Metrics,
    /// Every call has a span with the id of its request, for the log at `info`.
    Spans,
    /// One call in a hundred is traced, for a collector that is not there.
    SomeTraces,
    /// Every call is traced, for a collector that is not there.
    Traces,
}

/// Serves the jobs on one thread, at the address of the command line.
///
/// # Errors
/// Fails when the address is taken.
pub fn serve(observed: Observed) -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    start::run_on_one_thread(async move {
        let mut builder = Dispatcher::builder(bench_commandry::jobs());
        if observed >= Observed::Metrics {
            builder = builder.metrics(Metrics::new(&MetricsSettings::default()));
        }
        let telemetry = TelemetrySettings {
            enabled: observed >= Observed::SomeTraces,
            // Nobody listens on the port of discarding; what waits is dropped.
            endpoint: "http://127.0.0.1:9".to_owned(),
            sample_ratio: if observed == Observed::SomeTraces { 0.01 } else { 1.0 },
            ..TelemetrySettings::default()
        };
        let mut recording = None;
        if observed >= Observed::Spans {
            let log = LogSettings::default();
            recording = Some(Recording::start_with_telemetry(&log, &telemetry, "bench", "1.0.0")?);
            builder = builder.call_spans();
        }
        if telemetry.enabled {
            builder = builder.traces();
        }
        let mut router = http::router(builder.build()?)?;
        if recording.is_some() {
            router = router.layer(RequestLayer::new().with_telemetry(&telemetry));
        }
        let listener = TcpListener::bind(address).await?;
        start::announce(listener.local_addr()?)?;
        Ok(http::serve(listener, router, std::future::pending()).await?)
    })
}
