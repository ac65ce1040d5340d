//! The official conformance suite of the Model Context Protocol against the program `conformance`.
//!
//! The suite is installed from npm and runs on a Node that comes as a Python package. Without `python3` or the package
//! indexes the tests say so and pass, unless `COMMANDRY_REQUIRE_ALL=1` is set, as continuous integration does.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use commandry_tests::McpTools;

const STABLE: &str = "node_modules/conformance-stable/dist/index.js";
const NEWEST: &str = "node_modules/conformance-newest/dist/index.js";

#[test]
fn the_stable_suite_passes() {
    passes(STABLE, &["--suite", "active"], 30);
}

#[test]
fn what_the_stable_suite_will_ask_for_passes() {
    passes(STABLE, &["--suite", "pending"], 2);
}

#[test]
fn the_requirements_of_2025_11_25_pass() {
    passes(NEWEST, &["--requirements", "2025-11-25"], 30);
}

#[test]
fn the_requirements_of_2026_07_28_pass() {
    passes(NEWEST, &["--requirements", "2026-07-28"], 37);
}

/// Runs a part of the suite, which must have so many scenarios that count, and none that fails.
fn passes(suite: &str, which: &[&str], expected: usize) {
    let Some(tools) = McpTools::installed(Path::new(env!("CARGO_TARGET_TMPDIR"))) else { return };
    let server = Server::start();
    // Search mode would show tools that find those of the suite, instead of these.
    let url = format!("{}/mcp/all", server.url);
    let mut command = tools.node(suite);
    let output = command.args(["server", "--url", &url]).args(which).output().expect("node can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let counts = Counts::read(&text);
    say(&format!("{}: {} of {} scenarios pass", which.join(" "), counts.passed.len(), counts.all()));
    say(&format!("not counted: {} of {} pass", counts.extra_passed, counts.extra));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(counts.failed.is_empty(), "{:?}\n{text}\n{errors}", counts.failed);
    assert_eq!(counts.passed.len(), expected, "{text}\n{errors}");
    assert!(output.status.success(), "{text}\n{errors}");
}

#[expect(clippy::print_stdout, reason = "whoever runs the tests should know what was tested")]
fn say(text: &str) {
    println!("{text}");
}

/// The summary of a run.
#[derive(Debug, Default)]
struct Counts<'a> {
    passed: BTreeSet<&'a str>,
    failed: BTreeSet<&'a str>,
    extra: usize,
    extra_passed: usize,
}

impl<'a> Counts<'a> {
    /// A scenario has a line such as `✓ ping: 1 passed, 0 failed`. Those that do not count are repeated below, as
    /// `✗ tasks-lifecycle (extension)`.
    fn read(text: &'a str) -> Self {
        let mut counts = Self::default();
        let summary = text.split("=== SUMMARY ===").nth(1).unwrap_or_default();
        for line in summary.lines().map(str::trim) {
            let (passed, rest) = match (line.strip_prefix("✓ "), line.strip_prefix("✗ ")) {
                (Some(rest), _) => (true, rest),
                (_, Some(rest)) => (false, rest),
                _ => continue,
            };
            if let Some((name, _)) = rest.split_once(": ") {
                if passed {
                    counts.passed.insert(name)
                } else {
                    counts.failed.insert(name)
                };
            } else if let Some((name, _)) = rest.split_once(" (") {
                counts.extra += 1;
                counts.extra_passed += usize::from(passed);
                counts.passed.remove(name);
                counts.failed.remove(name);
            }
        }
        counts
    }

    fn all(&self) -> usize {
        self.passed.len() + self.failed.len()
    }
}

/// The program, until it is dropped.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_conformance"))
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        let mut first = String::new();
        let output = process.stdout.take().expect("standard output is piped");
        BufReader::new(output).read_line(&mut first).expect("the program tells where it listens");
        let url = first.trim().strip_prefix("listening on ").expect(&first).to_owned();
        Self { process, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is what this is for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
