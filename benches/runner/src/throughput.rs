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
/// How long the load stays with one server before it goes on to the next.
const TURN: Duration = Duration::from_millis(10);

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
/// Every round starts every server anew: where a process happens to lie in memory makes it some percent faster or
/// slower for all of its life. Within a round the load goes from one to the next every few milliseconds, so that
/// whatever disturbs the machine disturbs all of them; those that wait take no time. The ratio is taken within each
/// round.
pub(crate) fn measure(
    servers: &[Server],
    job: Job,
    rounds: usize,
    duration: Duration,
) -> Result<Vec<Option<Throughput>>> {
    let able: Vec<&Server> = servers.iter().filter(|it| job.request(it.protocol).is_some()).collect();
    let mut seen: Vec<Vec<Rates>> = vec![Vec::with_capacity(rounds); servers.len()];
    for _ in 0..rounds {
        let running: Vec<Running> =
            able.iter().map(|server| server.start_on_core(SERVER_CORE)).collect::<Result<_>>()?;
        // Warms caches and the allocator.
        run_load(&running, &able, job, duration / 4)?;
        let mut rates = run_load(&running, &able, job, duration)?.into_iter();
        for (server, seen) in servers.iter().zip(&mut seen) {
            if job.request(server.protocol).is_some() {
                seen.extend(rates.next());
            }
        }
        running.into_iter().try_for_each(Running::end)?;
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

/// Runs the load in a process of its own, since only whole processes are bound to a core. `duration` is that of one
/// server.
fn run_load(running: &[Running], servers: &[&Server], job: Job, duration: Duration) -> Result<Vec<Rates>> {
    let milliseconds = duration.as_millis().to_string();
    let mut words = vec!["bench-runner".to_owned(), "load".into(), job.name().into(), milliseconds];
    for (running, server) in running.iter().zip(servers) {
        words.extend([running.address.to_string(), server.protocol.name().into()]);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let busy = || running.iter().map(Running::processor_seconds).collect::<Result<Vec<f64>>>();
    let before = busy()?;
    let output = command(&on_core(LOAD_CORE, beside_this(&words)?)).output()?;
    let after = busy()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    if numbers.len() != 2 * servers.len() {
        let fault = String::from_utf8_lossy(&output.stderr);
        return Err(Error::other(format!("the load failed: {}", fault.trim())));
    }
    let spent = after.iter().zip(&before).map(|(after, before)| after - before);
    Ok(numbers.chunks(2).zip(spent).map(|(it, busy)| (it[0] / it[1], it[0] / busy)).collect())
}

/// What the process of the load does; returns the answered calls of each server and the seconds they took.
pub(crate) fn load(
    targets: &[(SocketAddr, Protocol)],
    job: Job,
    duration: Duration,
) -> Result<Vec<(f64, f64)>> {
    let mut loads = Vec::with_capacity(targets.len());
    for (address, protocol) in targets {
        let request =
            job.request(*protocol).ok_or_else(|| Error::other("the protocol has no such request"))?;
        let mut load = Load::connect(*address, &request, CONNECTIONS)?;
        job.check(*protocol, load.once()?).map_err(Error::other)?;
        loads.push(load);
    }
    let mut sums = vec![(0.0, 0.0); targets.len()];
    for _ in 0..duration.as_millis().div_ceil(TURN.as_millis()) {
        for (load, (calls, seconds)) in loads.iter_mut().zip(&mut sums) {
            let (answered, took) = load.run(TURN)?;
            *calls += f64::from(answered) * f64::from(job.calls());
            *seconds += took.as_secs_f64();
        }
    }
    Ok(sums)
}
