//! Twice the load that `orders` sustains, for a minute, and whether it is well afterwards.
//!
//! `bench-load PROGRAM [--seconds N] [--rate N]`: PROGRAM is `orders`, built with `--release`. The load is open: calls
//! arrive at a fixed rate whether or not earlier ones were answered, and the time of a call counts from its arrival. A load
//! that waits for answers would slow down with the server, and never overload it.
//!
//! Ends with 1 when a promise is broken.

mod arrivals;
mod calls;
mod memory;
mod outcome;
mod promises;
mod server;
mod sustainable;

use std::{error::Error, path::PathBuf, process::ExitCode, time::Duration};

use lexopt::prelude::{Long, Value, ValueExt};

use crate::{arrivals::Load, memory::Memory, promises::Promises, server::Server};

/// How long the load is normal before and after the overload.
const NORMAL: Duration = Duration::from_secs(15);

#[expect(clippy::print_stderr, reason = "a program for people")]
fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// What the words of the command line ask for.
struct Options {
    program: PathBuf,
    /// How long the overload lasts.
    overload: Duration,
    /// The rate that is sustained, where it is known.
    rate: Option<f64>,
}

fn options() -> Result<Options, Box<dyn Error>> {
    let (mut program, mut seconds, mut rate) = (None, 60, None);
    let mut words = lexopt::Parser::from_env();
    while let Some(word) = words.next()? {
        match word {
            Long("seconds") => seconds = words.value()?.parse()?,
            Long("rate") => rate = Some(words.value()?.parse()?),
            Value(path) if program.is_none() => program = Some(PathBuf::from(path)),
            other => return Err(other.unexpected().into()),
        }
    }
    let program = program.ok_or("which program? build `orders` with --release and name it")?;
    Ok(Options { program: program.canonicalize()?, overload: Duration::from_secs(seconds), rate })
}

#[expect(clippy::print_stdout, reason = "the figures are the purpose of this program")]
fn run() -> Result<bool, Box<dyn Error>> {
    let options = options()?;
    let server = Server::start(&options.program)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let load = Load::new(server.address(), server.token());
    let promises = runtime.block_on(async {
        let rate = match options.rate {
            Some(rate) => rate,
            None => sustainable::rate(&load).await,
        };
        println!(
            "sustainable: {rate:.0} calls a second with a 99th percentile below {:?}",
            sustainable::BOUND
        );
        let normal = rate / 2.0;
        let at_rest = memory::resident(server.process())?;
        let before = load.run(normal, NORMAL).await;
        println!("before, {normal:.0} calls a second: {before}");
        let memory = Memory::sampled(server.process());
        let overload = load.run(rate * 2.0, options.overload).await;
        let memory = memory.end();
        println!("overload, {:.0} calls a second: {overload}", rate * 2.0);
        println!("memory: {} MB at rest, {memory}", at_rest >> 20);
        let after = load.run(normal, NORMAL).await;
        println!("after, {normal:.0} calls a second: {after}");
        Ok::<_, Box<dyn Error>>(Promises { before, overload, after, memory })
    })?;
    let mut broken = promises.broken();
    broken.extend(server.stop().err().map(|error| error.to_string()));
    for promise in &broken {
        println!("broken: {promise}");
    }
    if broken.is_empty() {
        println!("all promises were kept");
    }
    Ok(broken.is_empty())
}
