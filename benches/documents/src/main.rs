//! How many tokens the documents of many commands cost, beside one path per command as utoipa's macros write it, and
//! how long they take to write.
//!
//! The first hundred commands are real ones: annotated for commandry, and written for utoipa. For more of them, the
//! same catalog and the same document are put together as data, after both were found equal to the real ones.

#![allow(clippy::print_stdout, reason = "prints its table")]

mod annotated;
mod generated;
mod targets;
mod times;
mod tokens;
mod with_utoipa;
mod words;

use std::process::ExitCode;

/// How many commands the tables are about.
const COUNTS: [usize; 3] = [100, 500, 2_000];

/// How many commands are also there as real source text.
const WRITTEN: usize = 100;

fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => {
            eprintln!("usage: bench-documents [--check]");
            return ExitCode::from(2);
        }
    };
    match run() {
        Ok(targets) => {
            print!("{}", targets.table());
            ExitCode::from(u8::from(check && !targets.are_kept()))
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<targets::Targets, Box<dyn std::error::Error>> {
    let written = words::all(WRITTEN);
    generated::same(&annotated::catalog()?, &generated::catalog(&written))?;
    for (real, calls) in [
        (with_utoipa::document()?, generated::Calls::Failures),
        (with_utoipa::with_envelope::document()?, generated::Calls::Envelope),
    ] {
        let put_together = generated::one_path_each(&written, calls);
        if real != put_together {
            return Err(
                format!("the document put together differs from utoipa's:\n{put_together}\n{real}").into()
            );
        }
    }
    let mut targets = targets::Targets::default();
    let counter = tokens::Counter::new()?;
    println!(
        "| tokens (o200k, without white space) | 100 | 500 | 2,000 | per command |\n|---|---:|---:|---:|---:|"
    );
    let mut sizes: Vec<Vec<tokens::Size>> = Vec::new();
    for count in COUNTS {
        let words = words::all(count);
        sizes.push(tokens::sizes(&counter, &words));
    }
    for (row, first) in sizes[0].iter().enumerate() {
        let counts: Vec<usize> = sizes.iter().map(|sizes| sizes[row].tokens).collect();
        let cells: Vec<String> = counts.iter().map(|count| tokens::with_commas(*count)).collect();
        let most = COUNTS[COUNTS.len() - 1];
        #[allow(clippy::cast_precision_loss, reason = "shown with one decimal")]
        let each = counts[counts.len() - 1] as f64 / most as f64;
        println!("| {} | {} | {each:.1} |", first.name, cells.join(" | "));
    }
    for (sizes, count) in sizes.iter().zip(COUNTS) {
        targets.add_sizes(sizes, count);
    }
    println!();
    let words = words::all(COUNTS[COUNTS.len() - 1]);
    println!("| writing it for 2,000 commands | milliseconds |\n|---|---:|");
    for (name, milliseconds) in times::times(&generated::catalog(&words)) {
        println!("| {name} | {milliseconds:.1} |");
        targets.add_time(name, milliseconds);
    }
    println!();
    Ok(targets)
}
