//! `diff`: what changed for callers since an earlier version.

use std::{
    fs,
    io::{self, Read},
    time::{SystemTime, UNIX_EPOCH},
};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use commandry_schema::{
    canonical,
    catalog::Stability,
    diff::{Changes, Day, DiffOptions, Ignores, Level, VersionVerdict, diff},
    lock,
};

use super::{DONE, FAILED, FOUND_FAULTS, report};
use crate::App;

pub(super) fn grammar() -> Command {
    Command::new("diff").about("Tells what changed for callers since an earlier version").args([
        Arg::new("base")
            .long("base")
            .value_name("FILE")
            .required(true)
            .help("The earlier commands.lock.json or catalog; `-` reads it from standard input"),
        Arg::new("fail-on")
            .long("fail-on")
            .value_parser(["error", "warning"])
            .default_value("error")
            .help("From which level on changes make the exit code 1"),
        Arg::new("format")
            .long("format")
            .value_parser(["text", "json", "github", "markdown"])
            .default_value("text")
            .help("How to report"),
        Arg::new("ignore")
            .long("ignore")
            .value_name("FILE")
            .help("JSON list of accepted changes: [{\"id\", \"command\", \"reason\"}]"),
        Arg::new("grace-days")
            .long("grace-days")
            .value_name("DAYS")
            .value_parser(value_parser!(u32))
            .default_value("0")
            .help("How long a command that becomes deprecated must stay"),
        Arg::new("stability")
            .long("stability")
            .value_parser(["draft", "alpha", "beta", "stable"])
            .default_value("beta")
            .help("Commands that were less stable than this may change as they like"),
        Arg::new("today")
            .long("today")
            .value_name("YYYY-MM-DD")
            .value_parser(|text: &str| text.parse::<Day>())
            .help("The day by which sunsets are judged [default: today in UTC]"),
        Arg::new("new-version")
            .long("new-version")
            .value_name("VERSION")
            .help("The version that is judged, instead of the application's own"),
        Arg::new("no-version-check")
            .long("no-version-check")
            .action(ArgAction::SetTrue)
            .help("Do not fail when the version is too small for the changes"),
    ])
}

pub(super) fn run(app: &App, matches: &ArgMatches) -> u8 {
    let changes = match compare(app, matches) {
        Ok(changes) => changes,
        Err(reason) => {
            report::complain(reason);
            return FAILED;
        }
    };
    report::print(&match word(matches, "format") {
        "json" => canonical::to_string_pretty(&changes.to_json()),
        "github" => changes.to_github(),
        "markdown" => changes.to_markdown(),
        _ => changes.to_text(),
    });
    let level = if word(matches, "fail-on") == "warning" { Level::Warning } else { Level::Error };
    let is_too_small = matches!(changes.version_verdict(), VersionVerdict::TooSmall { .. });
    if changes.fails_on(level) || (is_too_small && !matches.get_flag("no-version-check")) {
        FOUND_FAULTS
    } else {
        DONE
    }
}

fn compare(app: &App, matches: &ArgMatches) -> Result<Changes, String> {
    let base_path = word(matches, "base");
    let base =
        lock::read(&text_of(base_path)?).map_err(|error| format!("{}: {error}", name_of(base_path)))?;
    let mut new = app.catalog().map_err(|error| error.to_string())?;
    if let Some(version) = matches.get_one::<String>("new-version") {
        new.service.version.clone_from(version);
    }
    let ignores = match matches.get_one::<String>("ignore") {
        Some(path) => Ignores::read(&text_of(path)?).map_err(|error| format!("{path}: {error}"))?,
        None => Ignores::default(),
    };
    let options = DiffOptions {
        today: Some(matches.get_one::<Day>("today").copied().unwrap_or_else(today)),
        grace_days: matches.get_one::<u32>("grace-days").copied().unwrap_or(0),
        stability_threshold: word(matches, "stability").parse().unwrap_or(Stability::Beta),
    };
    Ok(diff(&base, &new, &options).without(&ignores))
}

/// The value of an argument that has a default or is required.
fn word<'a>(matches: &'a ArgMatches, name: &str) -> &'a str {
    matches.get_one::<String>(name).map_or("", String::as_str)
}

fn text_of(path: &str) -> Result<String, String> {
    let outcome = if path == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    outcome.map_err(|error| format!("{} cannot be read: {error}", name_of(path)))
}

fn name_of(path: &str) -> &str {
    if path == "-" { "standard input" } else { path }
}

fn today() -> Day {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Day::of_unix_time(now.as_secs())
}
