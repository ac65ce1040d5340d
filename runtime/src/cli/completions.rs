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
    // In scripts for bash, clap_complete loses its way behind a name with a hyphen (clap-rs/clap#6421). No hyphen is
    // needed there: the script takes the name from the line that is completed.
    let name = if shell == Shell::Bash { program.replace('-', "_") } else { program.to_owned() };
    let commands = catalog.commands.iter().map(|it| call::grammar_of(it, &catalog.schemas, app, &name));
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
    generate(shell, &mut whole, &name, &mut script);
    let script = String::from_utf8_lossy(&script);
    report::print(&if name == program { script.into_owned() } else { completing(program, &name, &script) });
    DONE
}

/// A script for bash that completes a program under its own name.
fn completing(program: &str, name: &str, script: &str) -> String {
    let line = |line: &str| {
        let command =
            line.trim_start().starts_with("complete -F ").then(|| line.strip_suffix(name)).flatten();
        command.map_or_else(|| format!("{line}\n"), |command| format!("{command}{program}\n"))
    };
    script.lines().map(line).collect()
}
