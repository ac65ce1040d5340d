//! Measures the servers side by side and prints one table in Markdown.
//!
//! `bench-runner [--pair|--mcp|--observed] [--quick] [--check]` expects the other programs of this workspace beside itself; `cargo
//! xtask bench speed` and `cargo xtask bench mcp` build them and run it.

mod allocations;
mod first_call;
mod instructions;
mod load;
mod mcp;
mod observed;
mod plan;
mod server;
mod statistics;
mod table;
mod throughput;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use bench_jobs::job::{Job, Protocol};
use lexopt::prelude::{Long, Value, ValueExt};

use crate::plan::Effort;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the table is the purpose of this program")]
fn main() -> ExitCode {
    match run() {
        Ok(Outcome::Table { text, kept }) => {
            print!("{text}");
            if kept { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Ok(Outcome::Load { rates }) => {
            for (calls, seconds) in rates {
                println!("{calls} {seconds}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// What this program prints.
enum Outcome {
    /// The table of all measures, and whether its targets are kept as far as the caller asked.
    Table { text: String, kept: bool },
    /// The calls and seconds of each server, for the parent process that collects them.
    Load { rates: Vec<(f64, f64)> },
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut arguments = lexopt::Parser::from_env();
    let (mut pair, mut mcp, mut observed, mut quick, mut check) = (false, false, false, false, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("pair") => pair = true,
            Long("mcp") => mcp = true,
            Long("observed") => observed = true,
            Long("quick") => quick = true,
            Long("check") => check = true,
            Value(word) if word == "load" => return load(&mut arguments),
            other => return Err(other.unexpected().into()),
        }
    }
    let effort = match (quick, pair) {
        (true, _) => Effort::quick(),
        (false, true) => Effort::pair(),
        (false, false) => Effort::full(),
    };
    let table = match (pair, mcp, observed) {
        (true, false, false) => plan::measure_pair(&effort)?,
        (false, true, false) => mcp::measure(&effort)?,
        (false, false, true) => observed::measure(&effort)?,
        (false, false, false) => plan::measure_all(&effort)?,
        _ => return Err("--pair, --mcp and --observed are different measurements".into()),
    };
    let kept = !check || table.all_kept();
    Ok(Outcome::Table { text: table.to_markdown(), kept })
}

/// The process that sends: `load JOB MILLISECONDS ADDRESS PROTOCOL [ADDRESS PROTOCOL …]`.
fn load(arguments: &mut lexopt::Parser) -> Result<Outcome, Box<dyn Error>> {
    let job = Job::of_name(&arguments.value()?.string()?).ok_or("there is no such job")?;
    let duration = Duration::from_millis(arguments.value()?.parse()?);
    let mut targets = Vec::new();
    let mut words = arguments.values()?;
    while let Some(address) = words.next() {
        let protocol = words.next().ok_or("an address needs its protocol behind it")?.string()?;
        targets.push((address.parse()?, Protocol::of_name(&protocol).ok_or("there is no such protocol")?));
    }
    Ok(Outcome::Load { rates: throughput::load(&targets, job, duration)? })
}
