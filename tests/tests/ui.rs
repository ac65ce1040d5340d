//! What the compiler says about commands that are written wrongly, and that it says nothing about those written well.
//!
//! `ui/README.md` tells how to add a case and how to accept messages.

use std::{env, process::Command};

/// The version of the compiler whose messages are in `ui/fail`; others word, order and underline them differently.
const VERSION_OF_MESSAGES: &str = "1.95";

#[test]
fn mistakes_are_explained_where_they_are() {
    let version = compiler_version();
    if !version.starts_with(&format!("rustc {VERSION_OF_MESSAGES}.")) {
        eprintln!(
            "not compared: the messages are those of rustc {VERSION_OF_MESSAGES}, and this is {version}"
        );
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/fail/*.rs");
}

#[test]
fn what_is_right_compiles_and_runs() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}

fn compiler_version() -> String {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler).arg("--version").output().expect("the compiler can be run");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
