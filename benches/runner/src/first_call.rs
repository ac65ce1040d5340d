//! The time from the start of a server to its first answer.

use std::io::{Error, Result};
use std::time::Instant;

use bench_jobs::job::Job;

use crate::load::Load;
use crate::server::Server;
use crate::statistics::median;

/// Median of the milliseconds from spawning the process to the first answer to `add`.
pub(crate) fn milliseconds(server: &Server, rounds: usize) -> Result<f64> {
    let request = Job::Add.request(server.protocol).ok_or_else(|| Error::other("every server knows add"))?;
    let mut seen = Vec::with_capacity(rounds);
    for round in 0..=rounds {
        let start = Instant::now();
        let running = server.start()?;
        let mut load = Load::connect(running.address, &request, 1)?;
        let answer = load.once()?;
        let took = start.elapsed();
        Job::Add.check(server.protocol, answer).map_err(Error::other)?;
        // The first start reads the program from the disk.
        if round > 0 {
            seen.push(took.as_secs_f64() * 1_000.0);
        }
    }
    Ok(median(seen))
}
