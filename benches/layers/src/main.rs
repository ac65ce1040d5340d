//! What the layers between the network and the routes cost a call of `add`: `bench-layers [ROUNDS]`.
//!
//! One server for each set of layers, each on a thread of its own, gets calls for ten milliseconds and hands over to
//! the next, so that whatever else the machine does strikes all alike. A thread's time on the processor is what counts,
//! as the kernel tells it; ratios are taken within a round, and the median over the rounds is shown.

mod load;
mod servers;

use std::error::Error;

use self::{load::Load, servers::Server};

/// How many times each server gets the load, unless the command line says it.
const ROUNDS: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let rounds = match std::env::args().nth(1) {
        Some(rounds) => rounds.parse()?,
        None => ROUNDS,
    };
    let servers = servers::start_all()?;
    let mut loads = servers.iter().map(|server| Load::on(server.address)).collect::<Result<Vec<_>, _>>()?;
    let mut times = vec![Vec::with_capacity(rounds); servers.len()];
    for round in 0..rounds + 5 {
        for ((server, load), times) in servers.iter().zip(&mut loads).zip(&mut times) {
            let before = server.processor_time()?;
            let calls = load.run()?;
            let took = server.processor_time()? - before;
            // The first rounds warm up.
            if round >= 5 {
                times.push(microseconds(took) / f64::from(calls));
            }
        }
    }
    report(&servers, &times);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a time of some milliseconds is exact in a float")]
fn microseconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1000.0
}

#[expect(clippy::print_stdout, reason = "the table is what the program is for")]
fn report(servers: &[Server], times: &[Vec<f64>]) {
    println!("| layers | processor time of a call, µs | beside none |");
    println!("|---|---:|---:|");
    for (server, own) in servers.iter().zip(times) {
        let ratios = own.iter().zip(&times[0]).map(|(own, none)| own / none).collect();
        println!("| {} | {:.2} | {:.3} × |", server.name, median(own.clone()), median(ratios));
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
