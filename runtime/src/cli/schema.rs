//! `schema`: documents on the command line.

use std::{fs, path::PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use commandry_schema::canonical;

use super::{DONE, FAILED, FOUND_FAULTS, report};
use crate::{
    App,
    documents::{Document, Level},
};

pub(super) fn grammar() -> Command {
    Command::new("schema").about("Prints a document of the commands").args([
        Arg::new("format")
            .long("format")
            .value_parser(["openapi", "openrpc", "typescript", "client", "text", "catalog"])
            .default_value("openapi")
            .help("Which document"),
        Arg::new("level")
            .long("level")
            .value_parser(["envelope", "commands", "expanded"])
            .default_value("commands")
            .help("How much the OpenAPI document says"),
        Arg::new("group").long("group").value_name("GROUP").help("Only the commands of this group"),
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
    match document(app, matches) {
        Ok(text) => match matches.get_one::<PathBuf>("out") {
            None => {
                report::print(&text);
                DONE
            }
            Some(path) if matches.get_flag("check") => check(path, &text, matches),
            Some(path) => match fs::write(path, &text) {
                Ok(()) => DONE,
                Err(error) => {
                    report::complain(format_args!("{} cannot be written: {error}", path.display()));
                    FAILED
                }
            },
        },
        Err(reason) => {
            report::complain(reason);
            FAILED
        }
    }
}

fn document(app: &App, matches: &ArgMatches) -> Result<String, String> {
    let mut catalog = app.catalog().map_err(|error| error.to_string())?;
    if let Some(group) = matches.get_one::<String>("group") {
        if !catalog.groups().contains(&group.as_str()) {
            return Err(format!("there is no group `{group}`; there are {}", catalog.groups().join(", ")));
        }
        catalog = catalog.group(group);
    }
    let format = matches.get_one::<String>("format").map_or("openapi", String::as_str);
    if format == "catalog" {
        let value = serde_json::to_value(&catalog).map_err(|error| error.to_string())?;
        return Ok(canonical::to_string_pretty(&value));
    }
    let document = match format.parse()? {
        Document::OpenApi(_) => {
            let level = matches.get_one::<String>("level").map_or(Ok(Level::default()), |it| it.parse())?;
            Document::OpenApi(level)
        }
        other => other,
    };
    Ok(document.write(&catalog))
}

fn check(path: &PathBuf, text: &str, matches: &ArgMatches) -> u8 {
    match fs::read_to_string(path) {
        Ok(present) if present == text => DONE,
        Ok(_) => {
            report::complain(format_args!(
                "{} is not up to date; write it again with `schema{} --out {}`",
                path.display(),
                choices(matches),
                path.display()
            ));
            FOUND_FAULTS
        }
        Err(error) => {
            report::complain(format_args!("{} cannot be read: {error}", path.display()));
            FAILED
        }
    }
}

/// The words that choose the document, as they were given.
fn choices(matches: &ArgMatches) -> String {
    let mut words = String::new();
    for name in ["format", "level", "group"] {
        let given = matches.value_source(name) == Some(clap::parser::ValueSource::CommandLine);
        if let (true, Some(value)) = (given, matches.get_one::<String>(name)) {
            words.push_str(&format!(" --{name} {value}"));
        }
    }
    words
}
