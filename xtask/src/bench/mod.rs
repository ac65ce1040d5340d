//! `cargo xtask bench`: what commands cost to compile, how fast they are called, and how large their documents are.
//!
//! `compile` generates two crates with the same commands, written by hand and annotated, and compares the processor
//! time of building them. `speed` builds the workspace `benches/` and runs its servers side by side, `mcp` those that
//! serve tools of AI hosts, `observed` and `service` those that have more around a call. `documents` counts what the
//! documents of many commands cost. `search` does so for search mode, and asks it questions.

mod compile;
mod documents;
mod generate;
mod processor_time;
mod search;
mod speed;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::process;

const USAGE: &str = "\
usage: cargo xtask bench compile [--commands N] [--runs N] [--only check|debug|release]...
       cargo xtask bench speed [--pair] [--quick] [--check]
       cargo xtask bench mcp [--quick] [--check]
       cargo xtask bench observed [--quick]
       cargo xtask bench service [--quick] [--check]
       cargo xtask bench documents [--check]
       cargo xtask bench search [--missed] [--check]

compile   compares the processor time of building N commands (500) by hand and annotated
  --commands N   how many commands are generated
  --runs N       how many builds the medians are taken from (3)
  --only KIND    measures this kind of build alone; may be repeated
speed     measures the servers of benches/ side by side and prints one table
  --pair         the throughput of the first two servers alone, in more and shorter rounds
  --quick        fewer rounds: enough to see whether something broke
  --check        ends with 1 when a target is missed
mcp       measures tools of AI hosts beside the same commands on /cmd, and beside a server on rmcp
  --quick, --check   as for speed
observed  measures calls that are counted, logged and traced beside the same calls without it
  --quick        as for speed
service   measures an application with limits, API keys, metrics and a log beside a bare router
  --quick, --check   as for speed
documents  counts the tokens of every document of 100, 500 and 2,000 commands beside utoipa's, and times writing them
  --check        ends with 1 when a target is missed
search    counts the tokens that search mode costs a model, and how many questions of people find what they mean
  --missed       shows the questions that found something else first
  --check        ends with 1 when a target is missed
";

/// Runs `cargo xtask bench` with the words behind `bench`.
///
/// Ends with 0 when all went well, 1 when a target that was to be checked is missed, 2 on faults.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let result = match arguments.split_first() {
        Some((word, rest)) if word == "compile" => compile::run(rest),
        Some((word, rest)) if word == "speed" => speed::run(rest),
        Some((word, rest)) if word == "mcp" => speed::run_mcp(rest),
        Some((word, rest)) if word == "observed" => speed::run_observed(rest),
        Some((word, rest)) if word == "service" => speed::run_service(rest),
        Some((word, rest)) if word == "documents" => documents::run(rest),
        Some((word, rest)) if word == "search" => search::run(rest),
        Some((word, _)) if word == "--help" || word == "-h" => {
            process::print(USAGE);
            Ok(ExitCode::SUCCESS)
        }
        Some((word, _)) => Err(format!("there is no benchmark {word:?}\n{USAGE}")),
        None => Err(format!("which benchmark?\n{USAGE}")),
    };
    result.unwrap_or_else(|message| process::fail(&message))
}

/// The folder for what is built, as cargo would choose it for a workspace in `folder`.
fn target_folder(folder: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from)
}
