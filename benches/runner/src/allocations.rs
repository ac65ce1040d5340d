//! Allocations per call inside a process, counted by the program `bench-allocations`.

use std::io::{Error, Result};

use bench_jobs::job::Job;

use crate::server::{beside_this, command};

/// Allocations of one call.
pub(crate) struct Allocations {
    /// How many.
    pub(crate) count: f64,
    /// How many bytes together.
    pub(crate) bytes: f64,
}

/// Counts the allocations of one call through a dispatcher.
pub(crate) fn of_dispatch(name: &str, job: Job) -> Result<Allocations> {
    let output = command(&beside_this(&["bench-allocations", name, job.name()])?).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    if let [count, bytes] = numbers[..] {
        Ok(Allocations { count, bytes })
    } else {
        let fault = String::from_utf8_lossy(&output.stderr);
        Err(Error::other(format!("counting the allocations of {name} failed: {}", fault.trim())))
    }
}
