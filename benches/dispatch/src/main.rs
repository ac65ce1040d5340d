//! Repeats a job, for a profiler to look at: `bench-dispatch by-hand add 1000`.

use bench_dispatch::{Dispatcher, repeat};
use bench_jobs::job::Job;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, job, count] = arguments.as_slice() else {
        return Err("usage: bench-dispatch DISPATCHER JOB COUNT".to_owned());
    };
    let dispatcher = Dispatcher::of_name(name)?;
    let job = Job::of_name(job).ok_or_else(|| format!("there is no job {job:?}"))?;
    repeat(&dispatcher, job, count.parse().map_err(|error| format!("COUNT: {error}"))?)
}
