//! How long linting and searching 2,000 commands takes: `cargo bench -p commandry-schema --bench lint`.
//!
//! It prints the fastest of several runs, on Linux in time of the processor, so that other programs of the machine
//! disturb little. Nothing fails by it: a time is a fact about a machine.

#[path = "../tests/many/mod.rs"]
mod many;

use std::{
    hint::black_box,
    io::{self, Write},
    time::{Duration, Instant},
};

use commandry_schema::{
    lint::{LintOptions, lint},
    search::{Index, SearchOptions},
};

const RUNS: u32 = 7;

fn main() -> io::Result<()> {
    let catalog = many::catalog(true);
    let questions = many::questions();
    let index = Index::new(&catalog);
    let mut output = io::stdout().lock();
    let count = catalog.commands.len();
    let linting = fastest(|| lint(&catalog, &LintOptions { strict: true }).failed());
    writeln!(output, "linting {count} commands: {linting:?}")?;
    let indexing = fastest(|| Index::new(&catalog));
    writeln!(output, "preparing them for search: {indexing:?}")?;
    let searching = fastest(|| {
        let search =
            |(question, _): &(String, String)| index.search(question, &SearchOptions::default()).total;
        questions.iter().map(search).sum::<usize>()
    });
    let each = searching / u32::try_from(questions.len()).unwrap_or(u32::MAX);
    writeln!(output, "one search among them, on average of {}: {each:?}", questions.len())
}

/// The fastest of several runs: in time of the processor where the system tells it, else on the clock.
fn fastest<T>(work: impl Fn() -> T) -> Duration {
    let time = |_| {
        let (start, before) = (Instant::now(), processor_time());
        black_box(work());
        match (before, processor_time()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => start.elapsed(),
        }
    };
    (0..RUNS).map(time).min().unwrap_or_default()
}

/// For how long this thread has had a processor, which Linux tells in nanoseconds; other programs do not disturb it.
fn processor_time() -> Option<Duration> {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    statistics.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
