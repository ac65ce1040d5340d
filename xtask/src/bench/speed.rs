//! `cargo xtask bench speed` and `bench mcp`: build servers of the workspace of the benchmarks and run them side by side.

use std::path::Path;
use std::process::{Command, ExitCode};

use super::target_folder;
use crate::process::{cargo, note, pass_on, repository};

/// Programs that the measurement needs, with what for.
const NEEDED: [(&str, &str); 2] =
    [("valgrind", "counts instructions"), ("taskset", "gives server and load a core each")];

/// Builds all servers but those of tools, and hands the flags to the runner.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    check_flags("speed", arguments, &["--pair", "--quick", "--check"])?;
    // A pair is not counted, only timed.
    let is_pair = arguments.iter().any(|word| word == "--pair");
    check_programs(|program| !is_pair || program != "valgrind")?;
    let folder = repository().join("benches");
    note("building the servers");
    build(&folder, &[])?;
    Ok(measure(&folder, arguments))
}

/// Builds the servers of tools, and those they stand beside, and hands the flags to the runner.
pub(super) fn run_mcp(arguments: &[String]) -> Result<ExitCode, String> {
    check_flags("mcp", arguments, &["--quick", "--check"])?;
    check_programs(|_| true)?;
    let folder = repository().join("benches");
    note("building the servers");
    // Each by itself, since packages that are built together have their features in common.
    for packages in [
        &["--package", "bench-runner", "--package", "bench-commandry"][..],
        &["--package", "bench-commandry-mcp", "--package", "bench-commandry-mcp-2000"],
        &["--package", "bench-rmcp"],
    ] {
        build(&folder, packages)?;
    }
    let mut words = vec!["--mcp".to_owned()];
    words.extend_from_slice(arguments);
    Ok(measure(&folder, &words))
}

/// Builds servers that are observed, and those they stand beside, and hands the flags to the runner.
pub(super) fn run_observed(arguments: &[String]) -> Result<ExitCode, String> {
    run_beside("observed", "bench-observed", arguments, &["--quick"])
}

/// Builds a service with everything and one with nothing, and hands the flags to the runner.
pub(super) fn run_service(arguments: &[String]) -> Result<ExitCode, String> {
    run_beside("service", "bench-service", arguments, &["--quick", "--check"])
}

fn run_beside(bench: &str, package: &str, arguments: &[String], flags: &[&str]) -> Result<ExitCode, String> {
    check_flags(bench, arguments, flags)?;
    check_programs(|_| true)?;
    let folder = repository().join("benches");
    note("building the servers");
    for packages in
        [&["--package", "bench-runner", "--package", "bench-commandry"][..], &["--package", package]]
    {
        build(&folder, packages)?;
    }
    let mut words = vec![format!("--{bench}")];
    words.extend_from_slice(arguments);
    Ok(measure(&folder, &words))
}

fn check_flags(bench: &str, arguments: &[String], known: &[&str]) -> Result<(), String> {
    match arguments.iter().find(|word| !known.contains(&word.as_str())) {
        Some(unknown) => {
            Err(format!("bench {bench} does not know {unknown:?}; it takes {}", known.join(", ")))
        }
        None => Ok(()),
    }
}

/// Checks that the programs are there which this measurement needs.
fn check_programs(is_needed: impl Fn(&str) -> bool) -> Result<(), String> {
    for (program, purpose) in NEEDED.into_iter().filter(|(program, _)| is_needed(program)) {
        if Command::new(program).arg("--version").output().is_err() {
            return Err(format!("{program} is not installed; it {purpose}"));
        }
    }
    Ok(())
}

fn build(folder: &Path, packages: &[&str]) -> Result<(), String> {
    let mut command = cargo(&["build", "--release", "--quiet"]);
    let built = command.args(packages).current_dir(folder).status();
    if built.map_err(|error| format!("cargo does not start: {error}"))?.success() {
        Ok(())
    } else {
        Err("the benchmarks do not build".to_owned())
    }
}

fn measure(folder: &Path, words: &[String]) -> ExitCode {
    let mut runner = Command::new(target_folder(folder).join("release/bench-runner"));
    runner.args(words);
    pass_on(runner)
}
