//! What search mode costs a model, and whether people's words find the commands that they mean.

#![allow(clippy::print_stdout, reason = "prints its tables")]

mod commands;
mod queries;

use std::process::ExitCode;

use commandry_schema::search::Index;

const USAGE: &str = "usage: bench-search CATALOG [--missed]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [path] => run(path, false),
        [path, "--missed"] | ["--missed", path] => run(path, true),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(path: &str, missed: bool) -> Result<(), Box<dyn std::error::Error>> {
    let application = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let catalog = commands::catalog(&application)?;
    let queries = queries::all(&catalog)?;
    let score = queries::score(&Index::new(&catalog), &queries);
    println!("{} commands, {} queries: {:?}", catalog.commands.len(), queries.len(), score.found);
    if missed {
        for line in &score.missed {
            println!("{line}");
        }
    }
    Ok(())
}
