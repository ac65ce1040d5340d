//! The command line of an application.

#[cfg(feature = "auth")]
mod auth;
#[cfg(feature = "cli-call")]
mod call;
mod commands;
#[cfg(feature = "cli-call")]
mod completions;
#[cfg(feature = "config")]
mod config;
mod diff;
mod lock;
#[cfg(any(not(feature = "logging"), feature = "mcp-sessions"))]
mod log;
#[cfg(feature = "mcp-sessions")]
mod mcp;
mod output;
mod report;
mod schema;
mod serve;
mod transport;
mod validate;
#[cfg(feature = "jobs")]
mod worker;

use std::{ffi::OsString, process::ExitCode};

use clap::{Arg, ArgAction, ArgMatches, Command};

#[cfg(all(feature = "cli-call", feature = "testing"))]
pub(crate) use self::call::{Written, call_in_process};
use crate::App;

/// What was asked for is done, and nothing is wrong.
const DONE: u8 = 0;
/// What was asked for is done, and something is wrong with the commands or a file.
const FOUND_FAULTS: u8 = 1;
/// What was asked for could not be done.
const FAILED: u8 = 2;

impl App {
    /// Runs the application as a program: reads the command line, does what it says, and gives the exit code.
    ///
    /// | command | what it does |
    /// |---|---|
    /// | `serve` (default) | serves the commands over HTTP; `--host`, `--port`, `--strict-mode`, `--auto-fix` |
    /// | `schema` | prints or checks a document; `--format`, `--level`, `--group`, `--out`, `--check` |
    /// | `validate` | checks the documentation of every command; `--strict`, `--format`, `--baseline`, `--explain` |
    /// | `lock` | prints or checks `commands.lock.json`; `--out`, `--check` |
    /// | `diff` | tells what changed for callers; `--base`, `--fail-on`, `--format`, `--ignore`, … |
    /// | `mcp` | serves the commands to an AI host over standard input and output (feature `mcp-sessions`); `--tools` |
    /// | `auth` | makes API keys and tokens: `auth key`, `auth token` (feature `auth`) |
    /// | `config` | `show`, `check`, `schema` and `init` of the settings (feature `config`) |
    /// | `commands` | lists the commands, one line each, or searches them: `commands cancel an order`; `--group`, `--limit` |
    /// | `call` | calls a command: `call add --a 2 --b 3`; `--json`, `--output`, `--save`, `--url` (feature `cli-call`) |
    /// | `worker` | runs jobs, where the application keeps any (feature `jobs`); `--queue`, `--concurrency` |
    /// | `completions` | prints a script that completes all this in a shell (feature `cli-call`) |
    ///
    /// The exit code is 0 when all is well, 1 when `validate`, `diff` or `--check` found something wrong, and 2 when
    /// the command line or the application is wrong, or when strict mode keeps the server from starting. `call` has
    /// codes of its own, which tell how a command failed; `call --help` lists them.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::process::ExitCode;
    /// use commandry::App;
    ///
    /// fn main() -> ExitCode {
    ///     App::new("calculator", "1.0.0").run()
    /// }
    /// ```
    pub fn run(self) -> ExitCode {
        self.run_with(std::env::args_os())
    }

    /// Runs the application with the given words instead of those of the process; the first is the program's name.
    pub fn run_with(self, words: impl IntoIterator<Item = OsString>) -> ExitCode {
        let words: Vec<OsString> = words.into_iter().collect();
        let matches = match grammar(&self).try_get_matches_from(&words) {
            Ok(matches) => matches,
            Err(message) => {
                // Help and version are messages too, and no failures.
                let code = if message.use_stderr() { FAILED } else { DONE };
                let _ = message.print();
                return ExitCode::from(code);
            }
        };
        let app = with_options(self, &matches);
        // Documents of the commands are the same wherever they are made, so that only what sets the application up
        // reads its settings.
        #[cfg(feature = "config")]
        let app = match matches.subcommand_name() {
            Some("schema" | "validate" | "lock" | "diff" | "commands" | "completions" | "config") => app,
            _ => match config::configured(app, &matches) {
                Ok(app) => app,
                Err(code) => return ExitCode::from(code),
            },
        };
        let code = match matches.subcommand() {
            #[cfg(feature = "config")]
            Some(("config", matches)) => config::run(&app, matches),
            #[cfg(feature = "auth")]
            Some(("auth", matches)) => auth::run(&app, matches),
            Some(("schema", matches)) => schema::run(&app, matches),
            Some(("validate", matches)) => validate::run(&app, matches),
            Some(("lock", matches)) => lock::run(&app, matches),
            Some(("diff", matches)) => diff::run(&app, matches),
            Some(("commands", matches)) => commands::run(&app, matches),
            #[cfg(feature = "cli-call")]
            Some(("call", matches)) => call::run(app, &program_name(&words), matches),
            #[cfg(feature = "cli-call")]
            Some(("completions", matches)) => {
                completions::run(&app, &program_name(&words), grammar(&app), matches)
            }
            #[cfg(feature = "mcp-sessions")]
            Some(("mcp", matches)) => mcp::run(app, matches),
            #[cfg(feature = "jobs")]
            Some(("worker", matches)) => worker::run(app, matches),
            Some((_, matches)) => serve::run(app, matches),
            None => serve::run(app, &matches),
        };
        ExitCode::from(code)
    }
}

/// The words that the command line understands.
fn grammar(app: &App) -> Command {
    let grammar = Command::new(app.title().to_owned())
        .version(app.version().to_owned())
        .about(app.description_text().to_owned())
        .args(serve::arguments())
        .subcommand(Command::new("serve").about("Serves the commands over HTTP").args(serve::arguments()))
        .subcommand(schema::grammar())
        .subcommand(validate::grammar())
        .subcommand(lock::grammar())
        .subcommand(diff::grammar())
        .subcommand(commands::grammar());
    #[cfg(feature = "cli-call")]
    let grammar = grammar.subcommand(call::grammar()).subcommand(completions::grammar());
    #[cfg(feature = "mcp-sessions")]
    let grammar = grammar.subcommand(mcp::grammar());
    #[cfg(feature = "auth")]
    let grammar = grammar.subcommand(auth::grammar());
    #[cfg(feature = "config")]
    let grammar = grammar.subcommand(config::grammar()).args(config::argument(app));
    #[cfg(feature = "jobs")]
    let grammar = if app.keeps_jobs() { grammar.subcommand(worker::grammar()) } else { grammar };
    app.options().iter().fold(grammar, |grammar, option| {
        grammar.arg(
            Arg::new(option.name.clone())
                .long(option.name.clone())
                .help(format!("{} [default: {}]", option.help, option.value))
                .value_name("VALUE")
                .action(ArgAction::Set)
                .global(true),
        )
    })
}

/// Hands the settings from the command line to the application.
fn with_options(app: App, matches: &ArgMatches) -> App {
    // A global argument is known to the innermost command as well, which holds what was given last.
    let matches = matches.subcommand().map_or(matches, |(_, inner)| inner);
    let names: Vec<String> = app.options().iter().map(|option| option.name.clone()).collect();
    names.iter().fold(app, |app, name| match matches.get_one::<String>(name) {
        Some(value) => app.set_option(name, value),
        None => app,
    })
}

/// What the program was started as, for people to copy.
#[cfg(feature = "cli-call")]
fn program_name(words: &[OsString]) -> String {
    let path = words.first().map(std::path::Path::new);
    let name = path.and_then(std::path::Path::file_stem).map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "app".to_owned())
}
