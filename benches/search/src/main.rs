//! What search mode costs a model, and whether people's words find the commands that they mean.

#![allow(clippy::print_stdout, reason = "prints its tables")]

mod commands;
mod generated;
mod queries;
mod targets;
mod tokens;

use std::process::ExitCode;

use commandry_schema::{Catalog, search::Index};

use self::targets::Targets;

const USAGE: &str = "usage: bench-search CATALOG [--missed] [--check]\n\
    CATALOG is the catalog of `orders`, as `orders schema --format catalog` prints it\n\
    --missed shows the queries that found something else, --check ends with 1 when a target is missed";

fn main() -> ExitCode {
    let (options, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let is_known = options.iter().all(|option| ["--missed", "--check"].contains(&option.as_str()));
    let has = |option: &str| options.iter().any(|it| it == option);
    let outcome = match paths.as_slice() {
        [path] if is_known => run(path, has("--missed")),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(targets) if has("--check") && !targets.are_kept() => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(path: &str, missed: bool) -> Result<Targets, Box<dyn std::error::Error>> {
    let application = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let catalog = commands::catalog(&application)?;
    let (few, many) = (generated::catalog(500), generated::catalog(2_000));
    let counter = tokens::Counter::new()?;
    let mut targets = Targets::default();
    sizes(&counter, &[&catalog, &few, &many], &mut targets);
    estimates(&counter, &[("the table", &catalog), ("500 generated", &few)]);
    scores(&catalog, missed, &mut targets)?;
    println!("\n{}", targets.table().trim_end());
    Ok(targets)
}

/// What a model reads before and while it calls a command.
fn sizes(counter: &tokens::Counter, catalogs: &[&Catalog], targets: &mut Targets) {
    println!(
        "| tokens (o200k) | commands | every command as a tool | the four tools | instructions | together |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    for catalog in catalogs {
        let start = tokens::start(counter, catalog);
        let (commands, together) = (catalog.commands.len(), start.tools + start.instructions);
        println!(
            "| at the start | {commands} | {} | {} | {} | {together} |",
            start.every_command, start.tools, start.instructions,
        );
        targets.add_start(commands, together);
    }
    println!("\n| tokens (o200k), requests and answers | commands | `search` | `help` | `run` | together |");
    println!("|---|---:|---:|---:|---:|---:|");
    for catalog in catalogs {
        let calls = tokens::find_and_call(counter, catalog);
        for (what, call) in [("median", calls.get(calls.len() / 2)), ("most", calls.last())] {
            let (commands, call) = (catalog.commands.len(), call.copied().unwrap_or_default());
            println!(
                "| find and call, {what} | {commands} | {} | {} | {} | {} |",
                call.search,
                call.help,
                call.run,
                call.all()
            );
            targets.add_find_and_call(what, commands, call.all());
        }
    }
    println!();
}

/// How far estimates are from the truth.
fn estimates(counter: &tokens::Counter, catalogs: &[(&str, &Catalog)]) {
    println!("| text | estimated tokens | o200k | error |\n|---|---:|---:|---:|");
    for (what, estimate, real) in tokens::estimates(counter, catalogs) {
        #[allow(clippy::cast_precision_loss, reason = "shown in whole percent")]
        let error = 100.0 * (estimate as f64 / real as f64 - 1.0);
        println!("| {what} | {estimate} | {real} | {error:+.0} % |");
    }
    println!();
}

/// How often the command that somebody means is among the first.
fn scores(catalog: &Catalog, missed: bool, targets: &mut Targets) -> Result<(), String> {
    let index = Index::new(catalog);
    println!("| queries | first | among 5 | among 8 | of |\n|---|---:|---:|---:|---:|");
    for table in queries::tables(catalog)? {
        let score = queries::score(&index, &table.queries);
        let [first, five, eight] = score.found;
        println!("| {} | {first} | {five} | {eight} | {} |", table.name, table.queries.len());
        targets.add_score(table.name, five, table.queries.len());
        if missed {
            for line in &score.missed {
                println!("  {line}");
            }
        }
    }
    Ok(())
}
