//! Instructions per call, counted by callgrind: the steady figure, the same on a busy machine.
//!
//! A run of N requests and one of 2 N differ by exactly N requests, so start-up and warm-up cancel out.

use std::io::{Error, Result};

use bench_jobs::job::Job;

use crate::load::Load;
use crate::server::{Server, beside_this, command, counted, counts_file, read_instructions};

/// Requests before the counted ones, so that buffers have grown and caches are filled.
const WARM_UP: usize = 200;

/// Instructions per call of a server; `None` when it does not know the job.
pub(crate) fn of_server(server: &Server, job: Job, requests: usize) -> Result<Option<f64>> {
    let Some(request) = job.request(server.protocol) else { return Ok(None) };
    let run = |count: usize| -> Result<u64> {
        let counts = counts_file(&format!("{}-{}-{count}", server.name, job.name()))?;
        let running = server.start_counted(&counts)?;
        let mut load = Load::connect(running.address, &request, 1)?;
        job.check(server.protocol, load.once()?).map_err(Error::other)?;
        load.in_sequence(WARM_UP + count)?;
        drop(load);
        running.end()?;
        read_instructions(&counts)
    };
    Ok(Some(per_call(run(requests)?, run(2 * requests)?, requests * usize::from(job.calls()))))
}

/// Instructions per call of the way from bytes to bytes inside a process, without HTTP.
pub(crate) fn of_dispatch(name: &str, job: Job, requests: usize) -> Result<f64> {
    let run = |count: usize| -> Result<u64> {
        let counts = counts_file(&format!("dispatch-{name}-{}-{count}", job.name()))?;
        let mut line = beside_this(&["bench-dispatch", name, job.name()])?;
        line.push(count.to_string());
        let status = command(&counted(&counts, line)).status()?;
        if !status.success() {
            return Err(Error::other(format!("the dispatch of {name} ended with {status}")));
        }
        read_instructions(&counts)
    };
    Ok(per_call(run(requests)?, run(2 * requests)?, requests * usize::from(job.calls())))
}

/// The length of an answer of a server, in bytes.
pub(crate) fn length_of_answer(server: &Server, job: Job) -> Result<usize> {
    let request = job.request(server.protocol).ok_or_else(|| Error::other("there is no such request"))?;
    let running = server.start()?;
    let mut load = Load::connect(running.address, &request, 1)?;
    Ok(load.once()?.len())
}

fn per_call(once: u64, twice: u64, calls: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of instructions stay far below 2^52")]
    let (difference, calls) = (twice.saturating_sub(once) as f64, calls as f64);
    difference / calls
}
