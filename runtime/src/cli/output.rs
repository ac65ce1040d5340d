//! Where a document of the command line goes: to standard output, into a file, or beside a file to compare.

use std::{fs, path::PathBuf};

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::{DONE, FAILED, FOUND_FAULTS, report};

pub(super) fn arguments() -> [Arg; 2] {
    [
        Arg::new("out")
            .long("out")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("Write to this file instead of standard output"),
        Arg::new("check")
            .long("check")
            .action(ArgAction::SetTrue)
            .requires("out")
            .help("Write nothing; exit with 1 unless the file is up to date"),
    ]
}

/// Does with a text what the arguments say; `stale` tells what to do about a file of another text.
pub(super) fn write_or_check(matches: &ArgMatches, text: &str, stale: impl FnOnce(&str) -> String) -> u8 {
    let Some(path) = matches.get_one::<PathBuf>("out") else {
        report::print(text);
        return DONE;
    };
    let outcome = if matches.get_flag("check") {
        fs::read_to_string(path).map(|present| present == text).map_err(|error| ("read", error))
    } else {
        fs::write(path, text).map(|()| true).map_err(|error| ("written", error))
    };
    let path = path.display();
    match outcome {
        Ok(true) => DONE,
        Ok(false) => {
            report::complain(stale(&path.to_string()));
            FOUND_FAULTS
        }
        Err((done, error)) => {
            report::complain(format_args!("{path} cannot be {done}: {error}"));
            FAILED
        }
    }
}
