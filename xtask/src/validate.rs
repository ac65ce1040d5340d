//! `cargo xtask validate`: the documentation of every command of an application, checked.

use std::process::ExitCode;

use crate::{fix, process};

pub(crate) fn run(words: &[String]) -> ExitCode {
    if words.iter().any(|word| word == "--fix") {
        return fix::run(words);
    }
    process::pass_on_task("validate", words)
}
