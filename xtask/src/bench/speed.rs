//! `cargo xtask bench speed`: builds the workspace of the benchmarks and runs its servers side by side.

use std::process::{Command, ExitCode};

use super::target_folder;
use crate::process::{cargo, note, pass_on, repository};

/// Programs that the measurement needs, with what for.
const NEEDED: [(&str, &str); 2] =
    [("valgrind", "counts instructions"), ("taskset", "gives server and load a core each")];

/// The flags of the runner.
const FLAGS: [&str; 3] = ["--pair", "--quick", "--check"];

/// Builds everything under `benches/` and hands the flags to its runner.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    if let Some(unknown) = arguments.iter().find(|word| !FLAGS.contains(&word.as_str())) {
        return Err(format!("bench speed does not know {unknown:?}; it takes {}", FLAGS.join(", ")));
    }
    // A pair is not counted, only timed.
    let is_pair = arguments.iter().any(|word| word == "--pair");
    for (program, purpose) in NEEDED.into_iter().filter(|(program, _)| !is_pair || *program != "valgrind") {
        if Command::new(program).arg("--version").output().is_err() {
            return Err(format!("{program} is not installed; it {purpose}"));
        }
    }
    let folder = repository().join("benches");
    note("building the servers");
    let built = cargo(&["build", "--release", "--quiet"]).current_dir(&folder).status();
    if !built.map_err(|error| format!("cargo does not start: {error}"))?.success() {
        return Err("the benchmarks do not build".to_owned());
    }
    let mut runner = Command::new(target_folder(&folder).join("release/bench-runner"));
    runner.args(arguments);
    Ok(pass_on(runner))
}
