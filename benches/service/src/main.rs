//! What everything costs that a service in production has, beside a bare router: `bench-service [ROUNDS]`.
//!
//! Everything is metrics, ids of requests, security headers, trusted hosts, a rate limit for each caller and one of requests
//! at the same time, API keys with access rules, and the log at `info`. Both servers are processes of their own that get calls
//! for some milliseconds in turn, so that whatever else the machine does strikes both alike. The time of all threads of a
//! server on a processor is what counts; ratios are taken within a round, and the median over the rounds is shown.

mod load;
mod server;

use std::{env, error::Error};

use self::{
    load::{Called, Load},
    server::Server,
};

/// How many times each server gets the load, unless the command line says it.
const ROUNDS: usize = 200;

/// Rounds that only warm up.
const WARM_UP: usize = 5;

#[expect(clippy::print_stdout, reason = "the table is what the program is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let rounds = match env::args().nth(1) {
        Some(rounds) => rounds.parse()?,
        None => ROUNDS,
    };
    let program = env::current_exe()?;
    let programs = program.parent().ok_or("the program has no folder")?;
    let servers = [Server::bare(programs)?, Server::with_everything(programs)?];
    println!("| call | bare, µs | everything, µs | throughput beside bare |");
    println!("|---|---:|---:|---:|");
    for called in Called::ALL {
        let [bare, everything] = measure(&servers, called, rounds)?;
        let ratios = bare.iter().zip(&everything).map(|(bare, everything)| bare / everything).collect();
        let name = called.name();
        println!("| `{name}` | {:.1} | {:.1} | {:.3} × |", median(bare), median(everything), median(ratios));
    }
    Ok(())
}

/// The microseconds on a processor of a call in each round, for each server.
fn measure(servers: &[Server; 2], called: Called, rounds: usize) -> Result<[Vec<f64>; 2], Box<dyn Error>> {
    let mut loads = [Load::on(&servers[0], called)?, Load::on(&servers[1], called)?];
    let mut times = [Vec::with_capacity(rounds), Vec::with_capacity(rounds)];
    for round in 0..rounds + WARM_UP {
        for ((server, load), times) in servers.iter().zip(&mut loads).zip(&mut times) {
            let before = server.processor_time()?;
            let calls = load.run()?;
            let took = server.processor_time()? - before;
            if round >= WARM_UP {
                times.push(microseconds(took) / f64::from(calls));
            }
        }
    }
    Ok(times)
}

#[expect(clippy::cast_precision_loss, reason = "a time of some milliseconds is exact in a float")]
fn microseconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1000.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
