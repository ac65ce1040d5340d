//! `cargo xtask ci`: everything that a change must pass, in the order in which faults are cheapest to find.

use std::{path::Path, process::Command, process::ExitCode, time::Instant};

use crate::process::{cargo, complain, fail, print, repository};

pub(crate) fn run(words: &[String]) -> ExitCode {
    if !words.is_empty() {
        return fail("`cargo xtask ci` takes no arguments");
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
            Err(error) => return fail(&format!("the step `{name}` cannot be started: {error}")),
        }
    }
    ExitCode::SUCCESS
}

/// The published document of the example, which is kept in the repository.
const DOCUMENT: &str = "examples/orders/openapi.json";
/// What callers of the example rely on, which is kept in the repository too.
const LOCK: &str = "examples/orders/commands.lock.json";
/// Further documents of the example, made for the tools alone.
const EXPANDED: &str = "target/orders-expanded.json";
const TYPES: &str = "target/orders.d.ts";

fn steps(root: &Path) -> Vec<(&'static str, Command)> {
    vec![
        ("format", cargo(&["fmt", "--all", "--", "--check"])),
        ("lint", cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        ("core without features", lint("commandry", "")),
        ("http without documents", lint("commandry", "http,unicode-patterns")),
        ("http without command line", lint("commandry", "http,documents,docs-page")),
        ("clients without a server", lint("commandry", "client-tls")),
        ("response cache without a server", lint("commandry", "cache")),
        ("registration without a command line", lint("commandry", "registration")),
        ("http with Swagger UI", lint("commandry", "swagger-ui")),
        ("newest revision of MCP alone", lint("commandry", "mcp")),
        ("all revisions of MCP", lint("commandry", "cli,mcp-sessions")),
        ("settings without the rest", lint("commandry", "config")),
        ("jobs without a server", lint("commandry", "jobs,jobs-tls")),
        ("access by keys and tokens", lint("commandry", "auth")),
        ("connections and layers", lint("commandry", "http-layers,tls")),
        ("metrics alone", lint("commandry", "metrics")),
        ("logs without traces", lint("commandry", "auth,cli,http-layers,logging,metrics")),
        ("telemetry and health", lint("commandry", "health-checks,telemetry")),
        ("tasks that repair", lint("xtask", "fix,yaml")),
        ("build", cargo(&["build", "--quiet", "--workspace"])),
        ("deployment", deployment(root)),
        ("validate orders", task(&["validate", "-p", "orders", "--strict"])),
        ("validate quickstart", task(&["validate", "-p", "quickstart", "--strict"])),
        ("nothing to repair in orders", task(&["validate", "-p", "orders", "--fix", "--dry-run"])),
        ("document of orders", task(&["schema", "-p", "orders", "--out", DOCUMENT, "--check"])),
        ("lock of orders", task(&["lock", "-p", "orders", "--out", LOCK, "--check"])),
        ("documentation", documentation()),
        (
            "packages",
            cargo(&["publish", "--quiet", "--dry-run", "--workspace", "--no-verify", "--allow-dirty"]),
        ),
        ("documents in full", task(&["schema", "--level", "expanded", "--out", EXPANDED])),
        ("documents of types", task(&["schema", "--format", "typescript", "--out", TYPES])),
        ("document tools", document_tools(root)),
        ("Schemathesis", schemathesis(root)),
        (
            "tables of Unicode, and members in any order",
            cargo(&[
                "test",
                "--quiet",
                "-p",
                "commandry-schema",
                "--features",
                "unicode-patterns,serde_json/preserve_order",
            ]),
        ),
        (
            "conformance with MCP",
            // Built with the features that all packages together have, as for the tests behind it.
            cargo(&["test", "--workspace", "--test", "mcp_conformance", "--", "--nocapture"]),
        ),
        ("tests", cargo(&["test", "--workspace"])),
        (
            "newest revision of MCP without sessions",
            cargo(&[
                "test",
                "--quiet",
                "-p",
                "commandry",
                "--features",
                "mcp",
                "--test",
                "mcp_without_sessions",
            ]),
        ),
    ]
}

/// Looks at the sources of a package with these features and no others.
fn lint(package: &str, features: &str) -> Command {
    cargo(&[
        "clippy",
        "--quiet",
        "-p",
        package,
        "--no-default-features",
        "--features",
        features,
        "--",
        "-D",
        "warnings",
    ])
}

fn task(words: &[&str]) -> Command {
    let mut command = cargo(&["run", "--quiet", "--bin", "xtask", "--"]);
    command.args(words);
    command
}

fn documentation() -> Command {
    let mut command = cargo(&["doc", "--quiet", "--workspace", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    command
}

/// The files of `deploy/`, held against the programs that read them.
fn deployment(root: &Path) -> Command {
    let mut command = Command::new("bash");
    command.arg(root.join("tests/tools/check-deployment.sh")).arg("target/debug/orders");
    command
}

/// Validators and client generators that people use, on every kind of document.
fn document_tools(root: &Path) -> Command {
    let mut command = Command::new("bash");
    command.arg(root.join("tests/tools/check-documents.sh")).args([
        EXPANDED,
        "--calls",
        "tests/tools/clients/orders.ts",
        DOCUMENT,
        TYPES,
    ]);
    command
}

/// The running service, called with what its documents allow and forbid.
fn schemathesis(root: &Path) -> Command {
    let mut command = Command::new("bash");
    command.arg(root.join("tests/tools/check-with-schemathesis.sh")).arg("target/debug/orders");
    command
}
