//! `cargo xtask validate`: the documentation of every command of an application, checked.

use std::process::ExitCode;

use crate::{fix, process};

pub(crate) fn run(words: &[String]) -> ExitCode {
    if words.iter().any(|word| word == "--fix") {
        return fix::run(words);
    }
    match process::take_package(words) {
        Ok((package, mut rest)) => {
            rest.insert(0, "validate".to_owned());
            process::pass_on(process::application(&package, &rest))
        }
        Err(reason) => {
            process::complain(&reason);
            ExitCode::from(2)
        }
    }
}
