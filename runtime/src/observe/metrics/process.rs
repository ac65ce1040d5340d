//! What is measured when somebody asks: the service and its process.

use std::{
    fmt,
    sync::{Arc, OnceLock, Weak},
    time::{SystemTime, UNIX_EPOCH},
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
};

use crate::{Dispatcher, call::Inner};

/// Tells the gauges of a service, once there is one.
pub(super) struct Measured {
    dispatcher: Arc<OnceLock<Weak<Inner>>>,
    /// The start, in seconds since 1970; the same in every answer, since a change of it says that the service was
    /// started again.
    start: f64,
}

impl Measured {
    pub(super) fn new(dispatcher: Arc<OnceLock<Weak<Inner>>>) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { dispatcher, start: now.as_secs_f64() }
    }
}

impl Collector for Measured {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        if let Some(inner) = self.dispatcher.get().and_then(Weak::upgrade) {
            let dispatcher = Dispatcher::from_inner(inner);
            service(&mut encoder, &dispatcher)?;
            #[cfg(feature = "jobs")]
            super::queues::encode(&mut encoder, &dispatcher)?;
        }
        let help = "When the service was started, in seconds since 1970";
        gauge(&mut encoder, "process_start_time_seconds", help, self.start)?;
        process(&mut encoder)
    }
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus has no other numbers, and these are far smaller")]
fn service(encoder: &mut DescriptorEncoder<'_>, dispatcher: &Dispatcher) -> Result<(), fmt::Error> {
    let mut gauge = |name: &str, help: &str, value: f64| gauge(encoder, name, help, value);
    gauge("calls_running", "Calls that run at the moment", dispatcher.running_calls() as f64)?;
    let most = dispatcher.limits().concurrent_calls;
    gauge("calls_running_limit", "Calls that may run at the same time; more are refused", most as f64)?;
    let open = dispatcher.connections().count();
    gauge("connections_open", "Connections of WebSockets and streams of events that are open", open as f64)?;
    let uptime = dispatcher.uptime();
    gauge("uptime_seconds", "For how long the service has been up", uptime.as_secs_f64())?;
    let service = dispatcher.service();
    let labels = [
        ("service", service.title.as_str()),
        ("version", service.version.as_str()),
        ("commandry_version", env!("CARGO_PKG_VERSION")),
    ];
    let help = "What runs here, in its labels; the value is always 1";
    let mut metric = encoder.encode_descriptor("build_info", help, None, MetricType::Gauge)?;
    ConstGauge::new(1_i64).encode(metric.encode_family(&labels)?)
}

fn gauge(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: f64) -> Result<(), fmt::Error> {
    let metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
    ConstGauge::new(value).encode(metric)
}

/// What Linux tells of the process; nothing on other systems.
fn process(encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
    if let Some(status) = std::fs::read_to_string("/proc/self/status").ok().as_deref() {
        let field = |name: &str| -> Option<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        if let Some(kilobytes) = field("VmRSS:") {
            let help = "Memory of the process that is in use, in bytes";
            gauge(encoder, "process_resident_memory_bytes", help, kilobytes * 1024.0)?;
        }
        if let Some(kilobytes) = field("VmSize:") {
            let help = "Address space of the process, in bytes";
            gauge(encoder, "process_virtual_memory_bytes", help, kilobytes * 1024.0)?;
        }
        if let Some(threads) = field("Threads:") {
            gauge(encoder, "process_threads", "Threads of the process", threads)?;
        }
    }
    if let Some(seconds) = cpu_seconds() {
        let help = "Processor time of the process";
        let metric = encoder.encode_descriptor("process_cpu_seconds", help, None, MetricType::Counter)?;
        ConstCounter::new(seconds).encode(metric)?;
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        let help = "Files and sockets that the process has open";
        // One of them is the folder that is being read.
        let open = u32::try_from(open.count().saturating_sub(1)).unwrap_or(u32::MAX);
        gauge(encoder, "process_open_fds", help, f64::from(open))?;
    }
    if let Some(most) = most_files() {
        gauge(encoder, "process_max_fds", "Files and sockets that the process may have open", most)?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may hold anything.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    let ticks = u32::try_from(rustix::param::clock_ticks_per_second()).ok().filter(|ticks| *ticks != 0)?;
    Some((f64::from(user) + f64::from(system)) / f64::from(ticks))
}

#[cfg(not(target_os = "linux"))]
fn cpu_seconds() -> Option<f64> {
    None
}

fn most_files() -> Option<f64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

impl fmt::Debug for Measured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Measured")
    }
}
