//! `lock`: what callers rely on, as a file to commit.

use std::{fs, path::PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use commandry_schema::lock::lock;

use super::{DONE, FAILED, FOUND_FAULTS, report};
use crate::App;

pub(super) fn grammar() -> Command {
    Command::new("lock").about("Prints commands.lock.json, what callers rely on").args([
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
    ])
}

pub(super) fn run(app: &App, matches: &ArgMatches) -> u8 {
    let text = match app.catalog() {
        Ok(catalog) => lock(&catalog),
        Err(error) => {
            report::complain(error);
            return FAILED;
        }
    };
    match matches.get_one::<PathBuf>("out") {
        None => {
            report::print(&text);
            DONE
        }
        Some(path) if matches.get_flag("check") => check(path, &text),
        Some(path) => match fs::write(path, &text) {
            Ok(()) => DONE,
            Err(error) => {
                report::complain(format_args!("{} cannot be written: {error}", path.display()));
                FAILED
            }
        },
    }
}

fn check(path: &PathBuf, text: &str) -> u8 {
    match fs::read_to_string(path) {
        Ok(present) if present == text => DONE,
        Ok(_) => {
            let path = path.display();
            report::complain(format_args!(
                "[lock-stale] {path} does not say what the commands are; write it again with `lock --out {path}`"
            ));
            FOUND_FAULTS
        }
        Err(error) => {
            report::complain(format_args!("{} cannot be read: {error}", path.display()));
            FAILED
        }
    }
}
