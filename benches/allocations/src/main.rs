//! Counts the allocations of a call inside one process: `bench-allocations by-hand add`.
//!
//! Prints allocations per call and bytes per call. A run of N calls and one of 2 N differ by exactly N calls, so
//! whatever happens once cancels out.

use bench_dispatch::{Dispatcher, repeat};
use bench_jobs::job::Job;

const CALLS: u64 = 100;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, job] = arguments.as_slice() else {
        return Err("usage: bench-allocations DISPATCHER JOB".to_owned());
    };
    let dispatcher = Dispatcher::of_name(name)?;
    let job = Job::of_name(job).ok_or_else(|| format!("there is no job {job:?}"))?;
    // What is allocated once and kept, such as thread-local state, falls to the first run.
    of_calls(&dispatcher, job, CALLS)?;
    let (count, bytes) = of_calls(&dispatcher, job, CALLS)?;
    let (double_count, double_bytes) = of_calls(&dispatcher, job, 2 * CALLS)?;
    let calls = CALLS * u64::from(job.calls());
    #[expect(clippy::cast_precision_loss, reason = "a few hundred calls allocate far less than 2^52 times")]
    let per_call = |once: u64, twice: u64| (twice - once) as f64 / calls as f64;
    let (count, bytes) = (per_call(count, double_count), per_call(bytes, double_bytes));
    #[expect(clippy::print_stdout, reason = "the numbers are the purpose of this program")]
    {
        println!("{count} {bytes}");
    }
    Ok(())
}

fn of_calls(dispatcher: &Dispatcher, job: Job, calls: u64) -> Result<(u64, u64), String> {
    let mut outcome = Ok(());
    let info = allocation_counter::measure(|| {
        outcome = usize::try_from(calls)
            .map_err(|error| error.to_string())
            .and_then(|calls| repeat(dispatcher, job, calls));
    });
    outcome.map(|()| (info.count_total, info.bytes_total))
}
