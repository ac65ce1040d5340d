//! `cargo xtask lock`: what callers of an application rely on, written or checked.

use std::process::ExitCode;

use crate::process;

pub(crate) fn run(words: &[String]) -> ExitCode {
    match process::take_package(words) {
        Ok((package, mut rest)) => {
            rest.insert(0, "lock".to_owned());
            process::pass_on(process::application(&package, &rest))
        }
        Err(reason) => {
            process::complain(&reason);
            ExitCode::from(2)
        }
    }
}
