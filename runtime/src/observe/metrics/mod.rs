//! Metrics for Prometheus.

mod process;
#[cfg(feature = "jobs")]
mod queues;
mod registered;
mod route;
mod series;
mod text;

use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak},
};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter, family::Family, histogram::Histogram},
    registry::Registry,
};

pub use self::registered::{Counter, Gauge, InvalidMetric};
use self::{process::Measured, registered::Registered};
pub(crate) use self::{route::route, series::CommandSeries};
use super::MetricsSettings;
use crate::{
    Dispatcher,
    call::{Entry, Inner as DispatcherInner, observer::EndedCall},
};

/// Counts calls and what else a service measures, and tells it as Prometheus reads it.
///
/// It is a state of the application: a command asks for it with `#[inject]`, and [`Setup::metrics`](crate::Setup::metrics)
/// hands it out while the application is set up. A clone is another handle to the same numbers.
///
/// # Examples
///
/// ```
/// use commandry::{Dispatcher, Registry, observe::{Metrics, MetricsSettings}, prelude::*};
///
/// /// Adds two numbers.
/// #[command(group = "arithmetic", read_only)]
/// fn add(
///     /// First summand.
///     a: f64,
///     /// Second summand.
///     b: f64,
/// ) -> f64 {
///     a + b
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let metrics = Metrics::new(&MetricsSettings::default());
/// let waiting = metrics.gauge("deliveries_waiting", "Deliveries that nobody has unpacked.", &[("dock", "north")])?;
/// let dispatcher = Dispatcher::builder(Registry::new().with::<add>()).metrics(metrics.clone()).build()?;
/// dispatcher.call::<add>((2.0, 3.0)).await?;
/// waiting.set(3.0);
/// let text = metrics.text();
/// assert!(text.contains("command_calls_total{command=\"add\",status=\"success\"} 1\n"));
/// assert!(text.contains("deliveries_waiting{dock=\"north\"} 3.0\n"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    settings: MetricsSettings,
    registry: RwLock<Registry>,
    calls: Family<CallLabels, counter::Counter>,
    durations: Family<CommandLabel, Histogram, Buckets>,
    unknown: counter::Counter,
    registered: Mutex<Registered>,
    dispatcher: Arc<OnceLock<Weak<DispatcherInner>>>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CallLabels {
    command: String,
    status: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CommandLabel {
    command: String,
}

/// Makes histograms that all have the same bounds.
#[derive(Clone)]
struct Buckets(Arc<[f64]>);

impl prometheus_client::metrics::family::MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new(self.0.iter().copied())
    }
}

impl Metrics {
    /// Metrics of which nothing is measured yet.
    pub fn new(settings: &MetricsSettings) -> Self {
        let calls = Family::<CallLabels, counter::Counter>::default();
        let durations = Family::new_with_constructor(Buckets(bounds(&settings.buckets)));
        let dispatcher = Arc::new(OnceLock::new());
        let mut registry = Registry::default();
        registry.register("command_calls", "Calls that were answered or given up", calls.clone());
        registry.register(
            "command_duration_seconds",
            "Time from receiving a call to its answer",
            durations.clone(),
        );
        registry.register_collector(Box::new(Measured::new(Arc::clone(&dispatcher))));
        let unknown = calls.get_or_create_owned(&CallLabels {
            // No command can have such a name.
            command: "(unknown)".to_owned(),
            status: series::METHOD_NOT_FOUND,
        });
        Self(Arc::new(Inner {
            settings: settings.clone(),
            registry: RwLock::new(registry),
            calls,
            durations,
            unknown,
            registered: Mutex::default(),
            dispatcher,
        }))
    }

    /// A number that goes up and down, such as the length of a queue; the same name and labels give the same gauge.
    ///
    /// Every value of a label is a series that Prometheus keeps, so that it must not be what callers send.
    ///
    /// # Errors
    ///
    /// Fails when Prometheus does not take the name of the metric or of a label, or the name is another metric's.
    pub fn gauge(&self, name: &str, help: &str, labels: &[(&str, &str)]) -> Result<Gauge, InvalidMetric> {
        self.register(|registered, registry| registered.gauge(registry, name, help, labels))
    }

    /// A number that only goes up; Prometheus sees its name with `_total` at its end, which may be left out here.
    ///
    /// # Errors
    ///
    /// Fails as [`Metrics::gauge`] does.
    pub fn counter(&self, name: &str, help: &str, labels: &[(&str, &str)]) -> Result<Counter, InvalidMetric> {
        self.register(|registered, registry| registered.counter(registry, name, help, labels))
    }

    /// Everything that is measured, in the text format of Prometheus.
    pub fn text(&self) -> String {
        text::plain(&self.open_metrics())
    }

    /// Everything that is measured, in the text format of OpenMetrics.
    pub fn open_metrics(&self) -> String {
        let mut text = String::new();
        let registry = self.0.registry.read().unwrap_or_else(PoisonError::into_inner);
        // Writing into a string does not fail.
        let _ = prometheus_client::encoding::text::encode(&mut text, &registry);
        text
    }

    /// The dispatcher whose gauges are told, once there is one.
    #[cfg(feature = "jobs")]
    fn dispatcher(&self) -> Option<Dispatcher> {
        self.0.dispatcher.get().and_then(Weak::upgrade).map(Dispatcher::from_inner)
    }

    /// The settings that it was made of.
    pub(crate) fn settings(&self) -> &MetricsSettings {
        &self.0.settings
    }

    pub(super) fn attach(&self, dispatcher: &Dispatcher) {
        // A second dispatcher adds to the same counts; the gauges are those of the first.
        let _ = self.0.dispatcher.set(dispatcher.downgrade());
    }

    pub(super) fn ended(&self, ended: &EndedCall<'_>) {
        let series = ended.entry.series.get_or_init(|| Box::new(self.series(ended.entry)));
        series.count(ended.code, ended.took);
    }

    pub(super) fn unknown(&self) {
        self.0.unknown.inc();
    }

    fn series(&self, entry: &Entry) -> CommandSeries {
        CommandSeries::new(series::label(entry), self.0.calls.clone(), |label| {
            self.0.durations.get_or_create_owned(&label)
        })
    }

    fn register<T>(
        &self,
        register: impl FnOnce(&mut Registered, &mut Registry) -> Result<T, InvalidMetric>,
    ) -> Result<T, InvalidMetric> {
        let mut registered = self.0.registered.lock().unwrap_or_else(PoisonError::into_inner);
        let mut registry = self.0.registry.write().unwrap_or_else(PoisonError::into_inner);
        register(&mut registered, &mut registry)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// The bounds that a histogram can have of those that were asked for.
fn bounds(wanted: &[f64]) -> Arc<[f64]> {
    let mut bounds: Vec<f64> = wanted.iter().copied().filter(|bound| bound.is_finite()).collect();
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    bounds.into()
}
