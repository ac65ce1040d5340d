//! Throughput: server and load on a core each, the servers taking turns.
//!
//! Calls per second by the clock are what a user sees, and suffer when something else runs on the server's core. The
//! load never lets the server rest, so calls per second that the server really had the processor are the same figure
//! on a quiet machine, and hold on a busy one.

use std::io::{Error, Result};
use std::net::SocketAddr;
use std::time::Duration;

use bench_jobs::job::{Job, Protocol};

use crate::load::Load;
use crate::server::{Running, Server, beside_this, command, on_core};
use crate::statistics::median;
use crate::table::Cell;

/// Connections that the load keeps busy.
const CONNECTIONS: usize = 16;
/// The core of the server, and that of the load.
const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;

/// What was measured for one server: medians over the rounds, and those of the ratios to the first server of a round.
pub(crate) struct Throughput {
    /// Calls per second by the clock.
    pub(crate) by_clock: Cell,
    /// Calls per second in which the server had the processor.
    pub(crate) by_processor: Cell,
}

/// Calls per second in one round: by the clock, and by the processor.
type Rates = (f64, f64);

/// Measures the servers that know the job; `None` for those that do not.
///
/// Every round visits every server once, so that whatever disturbs the machine disturbs all of them, and starts it
/// anew: where a process happens to lie in memory makes it some percent faster or slower for all of its life. The
/// ratio is taken within each round.
pub(crate) fn measure(
    servers: &[Server],
    job: Job,
    rounds: usize,
    duration: Duration,
) -> Result<Vec<Option<Throughput>>> {
    let mut seen: Vec<Vec<Rates>> = vec![Vec::with_capacity(rounds); servers.len()];
    for _ in 0..rounds {
        for (server, seen) in servers.iter().zip(&mut seen) {
            if job.request(server.protocol).is_none() {
                continue;
            }
            let running = server.start_on_core(SERVER_CORE)?;
            // Warms caches and the allocator.
            run_load(&running, server, job, duration / 4)?;
            seen.push(run_load(&running, server, job, duration)?);
            running.end()?;
        }
    }
    Ok(seen.iter().map(|rates| (!rates.is_empty()).then(|| summary(rates, &seen[0]))).collect())
}

fn summary(rates: &[Rates], reference: &[Rates]) -> Throughput {
    let cell = |rate: fn(&Rates) -> f64| Cell {
        value: median(rates.iter().map(rate).collect()),
        ratio: median(rates.iter().zip(reference).map(|(own, first)| rate(own) / rate(first)).collect()),
    };
    Throughput { by_clock: cell(|rates| rates.0), by_processor: cell(|rates| rates.1) }
}

/// Runs the load in a process of its own, since only whole processes are bound to a core.
fn run_load(running: &Running, server: &Server, job: Job, duration: Duration) -> Result<Rates> {
    let (address, milliseconds) = (running.address.to_string(), duration.as_millis().to_string());
    let line =
        beside_this(&["bench-runner", "load", &address, server.protocol.name(), job.name(), &milliseconds])?;
    let before = running.processor_seconds()?;
    let output = command(&on_core(LOAD_CORE, line)).output()?;
    let busy = running.processor_seconds()? - before;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    if let [calls, seconds] = numbers[..] {
        Ok((calls / seconds, calls / busy))
    } else {
        let fault = String::from_utf8_lossy(&output.stderr);
        Err(Error::other(format!("the load on {} failed: {}", server.name, fault.trim())))
    }
}

/// What the process of the load does; returns the answered calls and the seconds they took.
pub(crate) fn load(address: SocketAddr, protocol: Protocol, job: Job, duration: Duration) -> Result<(f64, f64)> {
    let (path, body) =
        job.request(protocol).ok_or_else(|| Error::other("the protocol has no such request"))?;
    let mut load = Load::connect(address, &path, &body, CONNECTIONS)?;
    job.check(protocol, load.once()?).map_err(Error::other)?;
    let (answered, took) = load.run(duration)?;
    let calls = f64::from(answered) * f64::from(job.calls());
    Ok((calls, took.as_secs_f64()))
}
