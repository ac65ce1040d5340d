//! `validate`: the documentation of every command, checked.

use clap::{Arg, ArgAction, ArgMatches, Command};
use commandry_schema::{
    canonical,
    lint::{LintOptions, lint},
};

use super::{DONE, FAILED, FOUND_FAULTS, report};
use crate::App;

pub(super) fn grammar() -> Command {
    Command::new("validate").about("Checks the documentation of every command").args([
        Arg::new("strict")
            .long("strict")
            .action(ArgAction::SetTrue)
            .help("Treat every strict lint as an error"),
        Arg::new("format")
            .long("format")
            .value_parser(["text", "json"])
            .default_value("text")
            .help("How to report"),
    ])
}

pub(super) fn run(app: &App, matches: &ArgMatches) -> u8 {
    let catalog = match app.declared_catalog() {
        Ok(catalog) => catalog,
        Err(error) => {
            report::complain(error);
            return FAILED;
        }
    };
    let options = LintOptions { strict: matches.get_flag("strict") };
    let findings = lint(&catalog, &options);
    let as_json = matches.get_one::<String>("format").is_some_and(|it| it == "json");
    report::print(&if as_json {
        canonical::to_string_pretty(&findings.to_json())
    } else {
        findings.to_text()
    });
    if findings.failed() > 0 { FOUND_FAULTS } else { DONE }
}
