//! How long the queues of jobs are.

use std::fmt;

use prometheus_client::{
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{MetricType, gauge::ConstGauge},
};

use crate::{
    Dispatcher,
    jobs::{QueueLength, lengths},
};

/// Tells the gauges of the queues; nothing while the store has not told how long they are.
pub(super) fn encode(encoder: &mut DescriptorEncoder<'_>, dispatcher: &Dispatcher) -> Result<(), fmt::Error> {
    let Some(lengths) = lengths::known(dispatcher) else { return Ok(()) };
    let help = "Jobs that wait for a worker or for their next attempt";
    gauge(encoder, "jobs_waiting", help, &lengths, |length| length.waiting)?;
    gauge(encoder, "jobs_running", "Jobs that a worker has", &lengths, |length| length.running)
}

fn gauge(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    lengths: &[QueueLength],
    value: impl Fn(&QueueLength) -> i64,
) -> Result<(), fmt::Error> {
    let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
    for length in lengths {
        let labels = [("queue", length.queue.as_str())];
        ConstGauge::new(value(length)).encode(metric.encode_family(&labels)?)?;
    }
    Ok(())
}
