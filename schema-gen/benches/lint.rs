//! How long linting and searching 2,000 commands takes: `cargo bench -p commandry-schema --bench lint`.
//!
//! It prints the fastest of several runs, which disturbs least from other programs of the machine. Nothing fails by
//! it: a time is a fact about a machine.

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

fn fastest<T>(work: impl Fn() -> T) -> Duration {
    let time = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..RUNS).map(time).min().unwrap_or_default()
}
