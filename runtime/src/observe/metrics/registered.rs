//! Metrics that parts of a service and applications add.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, atomic::AtomicU64},
};

use prometheus_client::{
    metrics::{counter, family::Family, gauge},
    registry::Registry,
};

type Labels = Vec<(String, String)>;
type RawGauge = gauge::Gauge<f64, AtomicU64>;

/// A number that goes up and down.
#[derive(Clone, Debug)]
pub struct Gauge(RawGauge);

impl Gauge {
    /// Sets the number.
    pub fn set(&self, value: f64) {
        self.0.set(value);
    }

    /// Adds to the number; a negative value takes away.
    pub fn add(&self, value: f64) {
        self.0.inc_by(value);
    }
}

/// A number that only goes up.
#[derive(Clone, Debug)]
pub struct Counter(counter::Counter);

impl Counter {
    /// Counts so many more.
    pub fn add(&self, count: u64) {
        self.0.inc_by(count);
    }
}

/// A metric that cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidMetric(String);

impl fmt::Display for InvalidMetric {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for InvalidMetric {}

/// What was registered so far, by name.
#[derive(Default)]
pub(super) struct Registered {
    metrics: HashMap<String, Registration>,
}

enum Registration {
    Gauge(Family<Labels, RawGauge>),
    Counter(Family<Labels, counter::Counter>),
}

/// How the names begin that the crate itself uses.
const OWN: [&str; 7] = ["command_", "calls_", "connections_", "jobs_", "process_", "uptime_", "build_"];

impl Registered {
    pub(super) fn gauge(
        &mut self,
        registry: &mut Registry,
        name: &str,
        help: &str,
        labels: &[(&str, &str)],
    ) -> Result<Gauge, InvalidMetric> {
        let labels = checked(name, labels)?;
        let registration = self.metrics.entry(name.to_owned()).or_insert_with(|| {
            let family = Family::<Labels, RawGauge>::default();
            registry.register(name, help_text(help), family.clone());
            Registration::Gauge(family)
        });
        match registration {
            Registration::Gauge(family) => Ok(Gauge(family.get_or_create_owned(&labels))),
            Registration::Counter(_) => Err(taken(name, "counter")),
        }
    }

    pub(super) fn counter(
        &mut self,
        registry: &mut Registry,
        name: &str,
        help: &str,
        labels: &[(&str, &str)],
    ) -> Result<Counter, InvalidMetric> {
        let name = name.strip_suffix("_total").unwrap_or(name);
        let labels = checked(name, labels)?;
        let registration = self.metrics.entry(name.to_owned()).or_insert_with(|| {
            let family = Family::<Labels, counter::Counter>::default();
            registry.register(name, help_text(help), family.clone());
            Registration::Counter(family)
        });
        match registration {
            Registration::Counter(family) => Ok(Counter(family.get_or_create_owned(&labels))),
            Registration::Gauge(_) => Err(taken(name, "gauge")),
        }
    }
}

/// The labels in one order, if Prometheus takes them and the name.
fn checked(name: &str, labels: &[(&str, &str)]) -> Result<Labels, InvalidMetric> {
    if !is_name(name, true) {
        return Err(InvalidMetric(format!(
            "`{name}` cannot be the name of a metric; use letters, digits and underscores, no digit first"
        )));
    }
    if let Some(own) = OWN.iter().find(|own| name.starts_with(**own)) {
        return Err(InvalidMetric(format!(
            "metrics whose name begins with `{own}`, such as `{name}`, are the service's own"
        )));
    }
    let mut checked: Labels = Vec::with_capacity(labels.len());
    for (label, value) in labels {
        if !is_name(label, false) || label.starts_with("__") || matches!(*label, "le" | "quantile") {
            return Err(InvalidMetric(format!("`{label}` cannot be the name of a label of `{name}`")));
        }
        if checked.iter().any(|(other, _)| other == label) {
            return Err(InvalidMetric(format!("`{name}` has the label `{label}` twice")));
        }
        checked.push(((*label).to_owned(), (*value).to_owned()));
    }
    checked.sort();
    Ok(checked)
}

fn is_name(name: &str, colons: bool) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || (colons && byte == b':');
    !name.is_empty() && name.bytes().all(is_allowed) && !name.as_bytes()[0].is_ascii_digit()
}

/// The text on one line and without its last dot, which the registry adds.
fn help_text(help: &str) -> String {
    let line = help.split_whitespace().collect::<Vec<_>>().join(" ").replace('\\', "/");
    line.strip_suffix('.').unwrap_or(&line).to_owned()
}

fn taken(name: &str, kind: &str) -> InvalidMetric {
    InvalidMetric(format!("`{name}` is a {kind} already"))
}

/// A handle that many threads may hold.
const _: fn() = || {
    fn is_shared<T: Send + Sync + Clone>() {}
    is_shared::<Gauge>();
    is_shared::<Counter>();
    is_shared::<Arc<Registered>>();
};
