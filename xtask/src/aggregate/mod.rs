//! `cargo xtask aggregate`: one document out of those of several services.

mod arguments;
mod read;

use std::{fs, path::Path, process::ExitCode};

use commandry_schema::{
    Catalog,
    aggregate::{Aggregate, Source, aggregate},
    canonical,
    lint::drift::SCHEMA_STALE,
    openapi::{OpenApiOptions, openapi},
    openrpc::openrpc,
    text::text,
    typescript::typescript,
};

use crate::process;
use arguments::{Arguments, Format};

const USAGE: &str = "\
usage: cargo xtask aggregate PREFIX=FILE|URL... [FLAGS]

Combines the documents of several services into one. A document is a catalog (`schema --format catalog`), an OpenAPI
3.0 or 3.1 document with or without commands, an OpenRPC document, or the answer of an MCP server to `tools/list`; in
JSON, or in YAML. Each command is called PREFIX_command.

  --format openapi|openrpc|typescript|text|catalog   which document (openapi)
  --level envelope|commands|expanded                 how much the OpenAPI document says (commands)
  --title TITLE                                      title of the combined service (services)
  --version VERSION                                  version of the combined interface (1.0.0)
  --out FILE                                         write to this file instead of standard output
  --check                                            write nothing; end with 1 unless the file is up to date

Names that meant two things, and what could not be taken over, are told on standard error. Addresses that begin with
https need the program `curl`.
";

/// Runs the task: 0 all is well, 1 the file is not up to date, 2 the task could not be done.
pub(crate) fn run(words: &[String]) -> ExitCode {
    if words.iter().any(|word| word == "--help" || word == "-h") {
        process::print(USAGE);
        return ExitCode::SUCCESS;
    }
    let arguments = match Arguments::parse(words) {
        Ok(arguments) => arguments,
        Err(reason) => return process::fail(&format!("{reason}\n{USAGE}")),
    };
    let mut sources = Vec::new();
    for (prefix, place) in &arguments.sources {
        let text = match crate::fetch::fetch(place) {
            Ok(text) => text,
            Err(reason) => return process::fail(&format!("{place}: {reason}")),
        };
        match read::read(&text) {
            Ok(document) => sources.push(Source { prefix: prefix.clone(), document }),
            Err(read::Refusal::IsYaml) => return with_yaml(words),
            Err(read::Refusal::Unreadable(reason)) => return process::fail(&format!("{place}: {reason}")),
        }
    }
    match aggregate(&sources, &arguments.options) {
        Ok(Aggregate { catalog, conflicts, omissions, .. }) => {
            for conflict in conflicts {
                process::note(&format!("conflict: {conflict}"));
            }
            for omission in omissions {
                process::note(&format!("note: {omission}"));
            }
            deliver(&arguments, &document(&catalog, &arguments))
        }
        Err(error) => process::fail(&error.to_string()),
    }
}

fn document(catalog: &Catalog, arguments: &Arguments) -> String {
    match arguments.format {
        Format::OpenApi => {
            let options = OpenApiOptions { level: arguments.level, ..OpenApiOptions::default() };
            canonical::to_string_pretty(&openapi(catalog, &options))
        }
        Format::OpenRpc => canonical::to_string_pretty(&openrpc(catalog)),
        Format::TypeScript => typescript(catalog),
        Format::Text => text(catalog),
        Format::Catalog => match serde_json::to_value(catalog) {
            Ok(value) => canonical::to_string_pretty(&value),
            // A catalog consists of strings, numbers, lists and maps by strings, which all are JSON.
            Err(error) => unreachable!("a catalog is always JSON: {error}"),
        },
    }
}

fn deliver(arguments: &Arguments, document: &str) -> ExitCode {
    let Some(path) = &arguments.out else {
        process::print(document);
        return ExitCode::SUCCESS;
    };
    if arguments.check {
        return match fs::read_to_string(path) {
            Ok(present) if present == document => ExitCode::SUCCESS,
            Ok(_) => {
                process::complain(&format!(
                    "[{SCHEMA_STALE}] {path} is not up to date; write it again by the same command without --check"
                ));
                ExitCode::from(1)
            }
            Err(error) => process::fail(&format!("{path} cannot be read: {error}")),
        };
    }
    match fs::write(Path::new(path), document) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => process::fail(&format!("{path} cannot be written: {error}")),
    }
}

/// Starts this program again with a reader of YAML built in.
fn with_yaml(words: &[String]) -> ExitCode {
    process::pass_on_with_feature("yaml", "aggregate", words)
}
