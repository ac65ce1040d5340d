//! AI hosts and their libraries list and call the commands as tools, over HTTP and over standard input and output.
//!
//! The clients are installed from npm and the index of Python, as `tests/mcp` lists them. Without them the tests say so
//! and pass, unless `COMMANDRY_REQUIRE_ALL=1` is set, as continuous integration does.

#[allow(dead_code, reason = "each test program uses its part of it")]
mod support;

use std::{path::Path, process::Command};

use commandry_tests::McpTools;
use serde_json::{Value, json};

use support::Server;

const INSPECTOR: &str = "node_modules/@modelcontextprotocol/inspector/clients/cli/build/index.js";
const OLDER: &str = "2025-11-25";
const NEWEST: &str = "2026-07-28";

#[test]
fn the_python_library_mcp() {
    let Some(tools) = tools() else { return };
    works(&|| tools.python("clients/mcp_client.py"), &[("legacy", OLDER), ("auto", NEWEST)]);
}

#[test]
fn the_python_library_fastmcp() {
    let Some(tools) = tools() else { return };
    works(&|| tools.python("clients/fastmcp_client.py"), &[("legacy", OLDER), ("auto", NEWEST)]);
}

#[test]
fn the_npm_package_sdk() {
    let Some(tools) = tools() else { return };
    works(&|| tools.node("clients/sdk_client.mjs"), &[("legacy", OLDER)]);
}

#[test]
fn the_command_line_of_the_inspector() {
    let Some(tools) = tools() else { return };
    let server = Server::start(":memory:");
    let [url, program] = targets(&server);
    // Of an address it tells by the end what is spoken there, unless it is told.
    let url = ["--transport", "http"].into_iter().map(str::to_owned).chain(url).collect();
    for target in [url, program] {
        for era in ["legacy", "modern"] {
            let inspect = |words: &[&str]| {
                let mut command = tools.node(INSPECTOR);
                // It keeps files of its own in the home of whoever runs it.
                command.env("HOME", env!("CARGO_TARGET_TMPDIR"));
                command.args(["--protocol-era", era, "--format", "json"]).args(&target).args(words);
                command
            };
            // It ends with a failure where a schema is not one that the models of all makers take.
            let listed = printed(&mut inspect(&["--method", "tools/list", "--strict"]));
            let names: Vec<&str> = array(&listed["result"]["tools"], "name");
            assert_eq!(names, commands(), "{era} {target:?}");
            let call = |tool: &str, arguments: &Value| {
                let arguments = arguments.to_string();
                let words = ["--method", "tools/call", "--tool-name", tool, "--tool-args-json", &arguments];
                inspect(&words).output().expect("node can be started")
            };
            let level = call("stock_level", &json!({"sku": "TEA-GREEN-100"}));
            assert!(level.status.success(), "{era} {target:?}: {level:?}");
            let level: Value = serde_json::from_slice(&level.stdout).expect("JSON");
            assert_eq!(level["result"]["structuredContent"], green_tea(), "{era} {target:?}");
            let failed = call("reserve_stock", &json!({"sku": "MUG-STONE", "quantity": 1000}));
            // It has a code of its own for tools that fail.
            assert_eq!(failed.status.code(), Some(5), "{era} {target:?}: {failed:?}");
            let failed: Value = serde_json::from_slice(&failed.stdout).expect("JSON");
            assert_eq!(failed["result"]["isError"], true, "{era} {target:?}");
        }
    }
}

/// Runs a client in each mode, over HTTP and with the program at the other end of its pipes.
fn works(client: &dyn Fn() -> Command, modes: &[(&str, &str)]) {
    let server = Server::start(":memory:");
    for target in targets(&server) {
        for (mode, revision) in modes {
            let seen = printed(client().arg(mode).args(&target));
            let about = format!("{mode} {target:?}: {seen}");
            assert_eq!(seen["revision"], *revision, "{about}");
            assert_eq!(seen["server"], "orders", "{about}");
            assert_eq!(seen["tools"], json!(commands()), "{about}");
            assert_eq!(seen["level"], green_tea(), "{about}");
            for (call, text) in [("failed", "(kind: out_of_stock)"), ("wrong", "Signature: stock_level(sku")]
            {
                assert_eq!(seen[call][0], true, "{about}");
                assert!(seen[call][1].as_str().is_some_and(|it| it.contains(text)), "{about}");
            }
        }
    }
}

fn tools() -> Option<McpTools> {
    McpTools::installed(Path::new(env!("CARGO_TARGET_TMPDIR")))
}

/// What a client is told to speak to.
fn targets(server: &Server) -> [Vec<String>; 2] {
    let program = [env!("CARGO_BIN_EXE_orders"), "mcp", "--tools", "all", "--db", ":memory:"];
    [vec![server.url().replace("/cmd", "/mcp/all")], program.map(str::to_owned).to_vec()]
}

/// The JSON that a program prints.
fn printed(command: &mut Command) -> Value {
    let output = command.output().expect("the client can be started");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {errors}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{command:?}: {error}\n{errors}"))
}

/// The names of all commands of the program, which those that every program has are none of.
fn commands() -> Vec<String> {
    let catalog = orders::app().catalog().expect("the commands fit together");
    let commands = catalog.commands.into_iter().filter(|command| command.group.is_some());
    commands.map(|command| command.name).collect()
}

fn green_tea() -> Value {
    json!({"sku": "TEA-GREEN-100", "on_hand": 120, "reserved": 0, "available": 120})
}

fn array<'a>(values: &'a Value, member: &str) -> Vec<&'a str> {
    let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
    values.iter().filter_map(|value| value[member].as_str()).collect()
}
