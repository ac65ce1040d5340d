//! `schema`: documents on the command line.

use clap::{Arg, ArgMatches, Command};
use commandry_schema::{canonical, lint::drift::SCHEMA_STALE};

use super::{FAILED, output, report};
use crate::{
    App,
    documents::{Document, Level},
};

pub(super) fn grammar() -> Command {
    Command::new("schema")
        .about("Prints a document of the commands")
        .args([
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
        ])
        .args(output::arguments())
}

pub(super) fn run(app: &App, matches: &ArgMatches) -> u8 {
    match document(app, matches) {
        Ok(text) => output::write_or_check(matches, &text, |path| {
            let again = choices(matches);
            format!(
                "[{SCHEMA_STALE}] {path} is not up to date; write it again with `schema{again} --out {path}`"
            )
        }),
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
