//! `completions`: scripts that complete commands and their flags in a shell.

use clap::{Arg, ArgMatches, Command};
use clap_complete::{Shell, generate};

use super::{DONE, FAILED, call, report};
use crate::App;

pub(super) fn grammar() -> Command {
    Command::new("completions")
        .about("Prints a script that completes commands and their flags in a shell")
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .value_parser(["bash", "zsh", "fish"])
                .required(true)
                .help("For which shell"),
        )
}

/// Prints the script; `whole` is the grammar of the application, and `program` the name that is completed.
pub(super) fn run(app: &App, program: &str, whole: Command, matches: &ArgMatches) -> u8 {
    let shell = match matches.get_one::<String>("shell").map(String::as_str) {
        Some("zsh") => Shell::Zsh,
        Some("fish") => Shell::Fish,
        _ => Shell::Bash,
    };
    let catalog = match app.catalog() {
        Ok(catalog) => catalog,
        Err(error) => {
            report::complain(error);
            return FAILED;
        }
    };
    let commands = catalog.commands.iter().map(|it| call::grammar_of(it, &catalog.schemas, app, program));
    // The commands add the options of the application themselves, unless a parameter has the flag.
    let options: Vec<Arg> =
        whole.get_arguments().filter(|it| it.is_global_set()).map(|it| it.clone().global(false)).collect();
    let mut whole = whole
        .mut_args(|argument| argument.global(false))
        .mut_subcommands(|command| command.args(options.clone()))
        .mut_subcommand("call", |call| {
            call.allow_external_subcommands(false).override_usage("call <COMMAND>").subcommands(commands)
        })
        .disable_help_subcommand(true);
    let mut script = Vec::new();
    generate(shell, &mut whole, program, &mut script);
    report::print(&String::from_utf8_lossy(&script));
    DONE
}
