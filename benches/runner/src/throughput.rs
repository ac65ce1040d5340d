//! Requests per second: server and load on a core each, the servers taking turns.

use std::io::{Error, Result};
use std::net::SocketAddr;
use std::time::Duration;

use bench_jobs::job::{Job, Protocol};

use crate::load::Load;
use crate::server::{Running, Server, beside_this, command, on_core};
use crate::statistics::median;

/// Connections that the load keeps busy.
const CONNECTIONS: usize = 16;
/// The core of the server, and that of the load.
const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;

/// What was measured for one server.
pub(crate) struct Throughput {
    /// Median of the calls per second.
    pub(crate) per_second: f64,
    /// Median over the rounds of the ratio to the first server in the same round.
    pub(crate) ratio: f64,
}

/// Measures the servers that know the job; `None` for those that do not.
///
/// Every round visits every server once, so that whatever disturbs the machine disturbs all of them. The ratio is
/// taken within each round.
pub(crate) fn measure(
    servers: &[Server],
    job: Job,
    rounds: usize,
    duration: Duration,
) -> Result<Vec<Option<Throughput>>> {
    let running: Vec<Option<Running>> = servers
        .iter()
        .map(|server| job.request(server.protocol).map(|_| server.start_on_core(SERVER_CORE)).transpose())
        .collect::<Result<_>>()?;
    let mut seen = vec![Vec::with_capacity(rounds); servers.len()];
    for round in 0..=rounds {
        for ((server, running), seen) in servers.iter().zip(&running).zip(&mut seen) {
            let Some(running) = running else { continue };
            let per_second = run_load(running, server, job, duration)?;
            // The first round warms caches, allocators and the processor.
            if round > 0 {
                seen.push(per_second);
            }
        }
    }
    Ok(seen.iter().map(|rates| (!rates.is_empty()).then(|| summary(rates, &seen[0]))).collect())
}

fn summary(rates: &[f64], reference: &[f64]) -> Throughput {
    let ratios = rates.iter().zip(reference).map(|(rate, reference)| rate / reference).collect();
    Throughput { per_second: median(rates.to_vec()), ratio: median(ratios) }
}

/// Runs the load in a process of its own, since only whole processes are bound to a core.
fn run_load(running: &Running, server: &Server, job: Job, duration: Duration) -> Result<f64> {
    let (address, milliseconds) = (running.address.to_string(), duration.as_millis().to_string());
    let line =
        beside_this(&["bench-runner", "load", &address, server.protocol.name(), job.name(), &milliseconds])?;
    let output = command(&on_core(LOAD_CORE, line)).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| {
        let fault = String::from_utf8_lossy(&output.stderr);
        Error::other(format!("the load on {} failed: {}", server.name, fault.trim()))
    })
}

/// What the process of the load does; returns the calls per second.
pub(crate) fn load(address: SocketAddr, protocol: Protocol, job: Job, duration: Duration) -> Result<f64> {
    let (path, body) =
        job.request(protocol).ok_or_else(|| Error::other("the protocol has no such request"))?;
    let mut load = Load::connect(address, &path, &body, CONNECTIONS)?;
    job.check(protocol, load.once()?).map_err(Error::other)?;
    let (answered, took) = load.run(duration)?;
    let calls = f64::from(answered) * f64::from(job.calls());
    Ok(calls / took.as_secs_f64())
}
