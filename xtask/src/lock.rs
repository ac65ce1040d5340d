//! `cargo xtask lock`: what callers of an application rely on, written or checked.

use std::process::ExitCode;

use crate::process;

pub(crate) fn run(words: &[String]) -> ExitCode {
    process::pass_on_task("lock", words)
}
