//! The options of `call` itself, which hold for every command.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, value_parser};

/// What is given besides the parameters.
pub(super) struct Settings {
    /// The parameters as JSON, as they were given.
    pub(super) json: Option<String>,
    /// How the result is shown; decided by the terminal when absent.
    pub(super) output: Option<Format>,
    /// Folder to save pictures, recordings and documents in.
    pub(super) save: Option<PathBuf>,
    /// Server to call instead of this process.
    #[cfg(feature = "client-http")]
    pub(super) url: Option<String>,
    /// File with the key or token that this server asks for.
    #[cfg(feature = "client-http")]
    pub(super) token_file: Option<PathBuf>,
}

/// How a result is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Columns for people.
    Table,
    /// The JSON text as it is.
    Json,
    /// JSON with a line for each member.
    Pretty,
}

const JSON: &str = "call.json";
const OUTPUT: &str = "call.output";
const SAVE: &str = "call.save";
#[cfg(feature = "client-http")]
const URL: &str = "call.url";
#[cfg(feature = "client-http")]
const TOKEN_FILE: &str = "call.token-file";

/// The options, which may stand before the name of the command and, unless a parameter has the flag, behind it.
pub(in crate::cli) fn arguments() -> Vec<Arg> {
    vec![
        Arg::new(JSON)
            .long("json")
            .value_name("JSON")
            .allow_hyphen_values(true)
            .help("All parameters as a JSON object; `-` reads it from standard input, `@FILE` from a file"),
        Arg::new(OUTPUT)
            .long("output")
            .value_name("FORMAT")
            .value_parser(["table", "json", "pretty"])
            .help("How to show the result [default: table on a terminal, json otherwise]"),
        Arg::new(SAVE)
            .long("save")
            .value_name("FOLDER")
            .value_parser(value_parser!(PathBuf))
            .help("Folder to save pictures, recordings and documents of the result in"),
        #[cfg(feature = "client-http")]
        Arg::new(URL)
            .long("url")
            .value_name("URL")
            .help("Server to call instead of this process, such as http://127.0.0.1:8000"),
        #[cfg(feature = "client-http")]
        Arg::new(TOKEN_FILE).long("token-file").value_name("FILE").value_parser(value_parser!(PathBuf)).help(
            "File with the API key or token that the server asks for [default: variable APPLICATION_TOKEN]",
        ),
    ]
}

impl Settings {
    /// Reads the options; those behind the name of the command, which come last, win.
    pub(super) fn read(levels: &[&ArgMatches; 2]) -> Self {
        Self {
            json: last(levels, JSON),
            output: last::<String>(levels, OUTPUT).map(|word| match word.as_str() {
                "json" => Format::Json,
                "pretty" => Format::Pretty,
                _ => Format::Table,
            }),
            save: last(levels, SAVE),
            #[cfg(feature = "client-http")]
            url: last(levels, URL),
            #[cfg(feature = "client-http")]
            token_file: last(levels, TOKEN_FILE),
        }
    }
}

fn last<T: Clone + Send + Sync + 'static>(levels: &[&ArgMatches; 2], id: &str) -> Option<T> {
    // A command whose parameter has the flag of an option does not know the option.
    levels.iter().rev().find_map(|matches| matches.try_get_one::<T>(id).ok().flatten().cloned())
}
