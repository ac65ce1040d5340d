//! `validate`: the documentation of every command, checked.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use commandry_schema::{
    canonical,
    lint::{
        LintOptions, Report,
        baseline::{Baseline, StaleEntry},
        explain, lint, lints,
    },
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
            .value_parser(["text", "json", "sarif", "github"])
            .default_value("text")
            .help("How to report"),
        Arg::new("baseline")
            .long("baseline")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("Pass over the findings that this file accepts"),
        Arg::new("write-baseline")
            .long("write-baseline")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .conflicts_with("baseline")
            .help("Accept all findings of today: write them to this file"),
        Arg::new("explain")
            .long("explain")
            .value_name("LINT")
            .exclusive(true)
            .help("Say why a lint exists and how to follow it"),
    ])
}

pub(super) fn run(app: &App, matches: &ArgMatches) -> u8 {
    if let Some(id) = matches.get_one::<String>("explain") {
        return tell(id);
    }
    match check(app, matches) {
        Ok(code) => code,
        Err(reason) => {
            report::complain(reason);
            FAILED
        }
    }
}

fn check(app: &App, matches: &ArgMatches) -> Result<u8, String> {
    let catalog = app.declared_catalog().map_err(|error| error.to_string())?;
    let mut findings = lint(&catalog, &LintOptions { strict: matches.get_flag("strict") });
    if let Some(path) = matches.get_one::<PathBuf>("write-baseline") {
        fs::write(path, Baseline::of(&findings).to_json())
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        return Ok(DONE);
    }
    if let Some(path) = matches.get_one::<PathBuf>("baseline") {
        for entry in accepted(path)?.apply(&mut findings) {
            complain_of(&entry, path);
        }
    }
    report::print(&text_of(&findings, matches.get_one::<String>("format").map_or("text", String::as_str)));
    Ok(if findings.failed() > 0 { FOUND_FAULTS } else { DONE })
}

fn text_of(findings: &Report, format: &str) -> String {
    match format {
        "json" => canonical::to_string_pretty(&findings.to_json()),
        "sarif" => canonical::to_string_pretty(&findings.to_sarif()),
        "github" => findings.to_github(),
        _ => findings.to_text(),
    }
}

fn accepted(path: &Path) -> Result<Baseline, String> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Baseline::from_json(&text).map_err(|reason| format!("{} is no baseline: {reason}", path.display()))
}

/// Says that a baseline accepts what is no longer there; it goes beside the report, which a program may read.
fn complain_of(entry: &StaleEntry, path: &Path) {
    report::warn(format_args!(
        "{} accepts {} of `{}` on `{}`, but there are {}; write it anew with `--write-baseline`",
        path.display(),
        entry.accepted,
        entry.lint,
        entry.command,
        entry.found
    ));
}

fn tell(id: &str) -> u8 {
    if let Some(text) = explain(id) {
        report::print(&text);
        return DONE;
    }
    let nearest = lints()
        .max_by(|one, other| strsim::jaro_winkler(one.id, id).total_cmp(&strsim::jaro_winkler(other.id, id)));
    let nearest = nearest.map_or("", |lint| lint.id);
    report::complain(format_args!("there is no lint `{id}`; the nearest is `{nearest}`"));
    FAILED
}
