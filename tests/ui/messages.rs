//! What the compiler says about commands that are written wrongly, and that it says nothing about those written well.
//!
//! `README.md` tells how to add a case and how to accept messages.

use std::{env, process::Command};

/// The version of the compiler whose messages are in `fail`; others word, order and underline them differently.
const VERSION_OF_MESSAGES: &str = "1.95";

#[test]
fn mistakes_are_explained_and_what_is_right_runs() {
    // One set of cases, so that what they depend on is built once.
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    let version = compiler_version();
    if version.starts_with(&format!("rustc {VERSION_OF_MESSAGES}.")) {
        cases.compile_fail("fail/*.rs");
    } else {
        eprintln!(
            "mistakes are not compared: the messages are those of rustc {VERSION_OF_MESSAGES}, and this is {version}"
        );
    }
}

fn compiler_version() -> String {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler).arg("--version").output().expect("the compiler can be run");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
