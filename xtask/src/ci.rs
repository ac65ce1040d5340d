//! `cargo xtask ci`: everything that a change must pass, in the order in which faults are cheapest to find.

use std::{path::Path, process::Command, process::ExitCode, time::Instant};

use crate::process::{cargo, complain, print, repository};

pub(crate) fn run(words: &[String]) -> ExitCode {
    if !words.is_empty() {
        complain("`cargo xtask ci` takes no arguments");
        return ExitCode::from(2);
    }
    let root = repository();
    for (name, mut command) in steps(&root) {
        print(&format!("\n== {name}\n"));
        let start = Instant::now();
        let outcome = command.current_dir(&root).status();
        match outcome {
            Ok(status) if status.success() => {
                print(&format!("== {name}: passed in {} s\n", start.elapsed().as_secs()));
            }
            Ok(status) => {
                complain(&format!("the step `{name}` failed ({status}); run it alone: {command:?}"));
                return ExitCode::FAILURE;
            }
            Err(error) => {
                complain(&format!("the step `{name}` cannot be started: {error}"));
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}

fn steps(root: &Path) -> Vec<(&'static str, Command)> {
    let document = "examples/orders/openapi.json";
    vec![
        ("format", cargo(&["fmt", "--all", "--", "--check"])),
        ("lint", cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        ("core without features", cargo(&["check", "--quiet", "-p", "commandry", "--no-default-features"])),
        (
            "http without command line",
            cargo(&["check", "--quiet", "-p", "commandry", "--no-default-features", "--features", "http"]),
        ),
        ("build", cargo(&["build", "--quiet", "--workspace"])),
        ("validate orders", task(&["validate", "-p", "orders", "--strict"])),
        ("validate quickstart", task(&["validate", "-p", "quickstart", "--strict"])),
        ("document of orders", task(&["schema", "-p", "orders", "--out", document, "--check"])),
        ("documentation", documentation()),
        ("document tools", shell(root, "tests/tools/check-documents.sh")),
        ("tests", cargo(&["test", "--workspace"])),
    ]
}

fn task(words: &[&str]) -> Command {
    let mut command = cargo(&["run", "--quiet", "-p", "xtask", "--"]);
    command.args(words);
    command
}

fn documentation() -> Command {
    let mut command =
        cargo(&["doc", "--quiet", "--no-deps", "-p", "commandry", "-p", "commandry-schema", "-p", "commandry-macros"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    command
}

fn shell(root: &Path, script: &str) -> Command {
    let mut command = Command::new("bash");
    command.arg(root.join(script));
    command
}
