//! `lock`: what callers rely on, as a file to commit.

use clap::{ArgMatches, Command};
use commandry_schema::{lint::drift::LOCK_STALE, lock::lock};

use super::{FAILED, output, report};
use crate::App;

pub(super) fn grammar() -> Command {
    Command::new("lock").about("Prints commands.lock.json, what callers rely on").args(output::arguments())
}

pub(super) fn run(app: &App, matches: &ArgMatches) -> u8 {
    match app.catalog() {
        Ok(catalog) => output::write_or_check(matches, &lock(&catalog), |path| {
            format!(
                "[{LOCK_STALE}] {path} does not say what the commands are; write it again with `lock --out {path}`"
            )
        }),
        Err(error) => {
            report::complain(error);
            FAILED
        }
    }
}
