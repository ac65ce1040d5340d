//! Measures the servers side by side and prints one table in Markdown.
//!
//! `bench-runner [--pair|--mcp|--observed|--service] [--quick] [--check]` expects the other programs of this
//! workspace beside itself; `cargo xtask bench` builds them and runs it.

mod allocations;
mod first_call;
mod instructions;
mod load;
mod mcp;
mod observed;
mod plan;
mod server;
mod service;
mod side_by_side;
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

/// A measurement other than that of all servers of calls.
#[derive(Clone, Copy)]
enum Measurement {
    Pair,
    Mcp,
    Observed,
    Service,
}

impl Measurement {
    /// The measurement of a flag.
    fn of_name(name: &str) -> Option<Self> {
        match name {
            "pair" => Some(Self::Pair),
            "mcp" => Some(Self::Mcp),
            "observed" => Some(Self::Observed),
            "service" => Some(Self::Service),
            _ => None,
        }
    }
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut arguments = lexopt::Parser::from_env();
    let (mut measurement, mut quick, mut check) = (None, false, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long(name) if let Some(named) = Measurement::of_name(name) => {
                if measurement.replace(named).is_some() {
                    return Err("each run takes one measurement".into());
                }
            }
            Long("quick") => quick = true,
            Long("check") => check = true,
            Value(word) if word == "load" => return load(&mut arguments),
            other => return Err(other.unexpected().into()),
        }
    }
    let effort = match (quick, &measurement) {
        (true, _) => Effort::quick(),
        (false, Some(Measurement::Pair)) => Effort::pair(),
        (false, _) => Effort::full(),
    };
    let table = match measurement {
        None => plan::measure_all(&effort)?,
        Some(Measurement::Pair) => plan::measure_pair(&effort)?,
        Some(Measurement::Mcp) => mcp::measure(&effort)?,
        Some(Measurement::Observed) => observed::measure(&effort)?,
        Some(Measurement::Service) => service::measure(&effort)?,
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
