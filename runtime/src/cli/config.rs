//! `config`: the settings, shown, checked, described, and written into a file to begin with.
//!
//! The same settings are read here for every command that sets the application up.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgAction, ArgMatches, Command, parser::ValueSource, value_parser};

use super::{DONE, FAILED, report};
use crate::{
    App,
    config::{ConfigError, ConfigSources, Format, OPTIONS, option_key},
};

/// The flag that names the file of settings.
const FILE: &str = "config";
/// Flags of `serve` that win over settings, and the settings.
const FLAGS: [(&str, &[&str]); 4] = [
    ("host", &["server", "host"]),
    ("port", &["server", "port"]),
    ("strict-mode", &["strict_mode"]),
    ("auto-fix", &["auto_fix"]),
];

/// The flag that names the file of settings, for every command that reads it.
pub(super) fn argument(app: &App) -> Option<Arg> {
    // An application that has its own idea of `--config` keeps it; the file is then named by a variable.
    let is_free = app.options().iter().all(|option| option.name != FILE);
    is_free.then(|| {
        Arg::new(FILE)
            .long(FILE)
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .global(true)
            .help("File of settings (.toml, .yaml, .json) [default: config.* in the working folder, where there is one]")
    })
}

pub(super) fn grammar() -> Command {
    let format = |formats: &'static [&'static str]| {
        Arg::new("format").long("format").value_parser(formats.to_vec()).help("How to write it")
    };
    Command::new("config")
        .about("Shows, checks and describes the settings, or writes a file of them to begin with")
        .subcommand_required(true)
        .subcommand(
            Command::new("show").about("Shows all settings as they hold, secrets masked").args([
                format(&["toml", "json"]).default_value("toml"),
                Arg::new("origins")
                    .long("origins")
                    .action(ArgAction::SetTrue)
                    .help("Say of every value where it was given"),
            ]),
        )
        .subcommand(Command::new("check").about("Checks the settings; exits with 2 when something is wrong"))
        .subcommand(
            Command::new("schema").about("Prints a JSON Schema of a file of settings, for editors").arg(
                Arg::new("out")
                    .long("out")
                    .value_name("FILE")
                    .value_parser(value_parser!(PathBuf))
                    .help("Write to this file instead of standard output"),
            ),
        )
        .subcommand(
            Command::new("init")
                .about("Writes a file with every setting, what it means and its default")
                .args([
                    Arg::new("out")
                        .long("out")
                        .value_name("FILE")
                        .value_parser(value_parser!(PathBuf))
                        .help("File to write [default: config.toml, or as the format is called]"),
                    format(&["toml", "yaml", "json"]),
                    Arg::new("force")
                        .long("force")
                        .action(ArgAction::SetTrue)
                        .help("Replace a file that is there"),
                ]),
        )
}

/// The application as its settings say; complains and gives the exit code when they are wrong.
pub(super) fn configured(app: App, matches: &ArgMatches) -> Result<App, u8> {
    let sources = sources(&app, matches);
    app.configure(&sources).map_err(|error| complain(&error))
}

/// What the process and its command line say.
fn sources(app: &App, matches: &ArgMatches) -> ConfigSources {
    // What was given last holds: a flag may stand before and behind the name of a command.
    let levels: Vec<&ArgMatches> =
        std::iter::successors(Some(matches), |matches| matches.subcommand().map(|it| it.1)).collect();
    let given = |name: &str| {
        levels.iter().rev().find_map(|matches| {
            // The words behind the name of a command that is called are read later, and know no flags yet.
            let is_known = matches.try_contains_id(name).is_ok();
            let mut raw = is_known.then(|| matches.get_raw(name)).flatten()?;
            let is_given = matches.value_source(name) == Some(ValueSource::CommandLine);
            raw.next_back().filter(|_| is_given).map(|text| text.to_string_lossy().into_owned())
        })
    };
    let mut sources = ConfigSources::of_process();
    if argument(app).is_some()
        && let Some(path) = given(FILE)
    {
        sources = sources.file(path);
    }
    for (name, path) in FLAGS {
        if let Some(text) = given(name) {
            sources = sources.flag(path, &format!("--{name}"), &text);
        }
    }
    for option in app.options() {
        if let Some(text) = given(&option.name) {
            sources =
                sources.flag(&[OPTIONS, &option_key(&option.name)], &format!("--{}", option.name), &text);
        }
    }
    sources
}

pub(super) fn run(app: &App, matches: &ArgMatches) -> u8 {
    let declared = app.declared_settings();
    let Some((name, inner)) = matches.subcommand() else { return FAILED };
    match name {
        "schema" => write(inner, &declared.given_by_program().schema(declared.title)),
        "init" => {
            init(inner, |format| declared.given_by_program().file(format, declared.title, declared.prefix))
        }
        name => match declared.load(&sources(app, matches)) {
            Err(error) => complain(&error),
            Ok((_, given)) => {
                if name == "show" {
                    let format = inner.get_one::<String>("format").map_or("toml", String::as_str);
                    report::print(&given.show(Format::named(format), inner.get_flag("origins")));
                } else {
                    report::say("the settings are in order");
                }
                DONE
            }
        },
    }
}

fn complain(error: &ConfigError) -> u8 {
    report::complain(error);
    FAILED
}

fn write(matches: &ArgMatches, text: &str) -> u8 {
    let Some(path) = matches.get_one::<PathBuf>("out") else {
        report::print(text);
        return DONE;
    };
    match fs::write(path, text) {
        Ok(()) => DONE,
        Err(error) => {
            report::complain(format_args!("{} cannot be written: {error}", path.display()));
            FAILED
        }
    }
}

fn init(matches: &ArgMatches, text: impl FnOnce(Format) -> String) -> u8 {
    let named = matches.get_one::<String>("format").map(|name| Format::named(name));
    let path = matches.get_one::<PathBuf>("out");
    let format = match (named, path.and_then(|path| Format::of(path))) {
        (Some(named), Some(of_name)) if named != of_name => {
            report::complain("the name of the file says another format than `--format`");
            return FAILED;
        }
        (None, None) if path.is_some() => {
            report::complain("the name of the file must end with .toml, .yaml, .yml or .json");
            return FAILED;
        }
        (named, of_name) => named.or(of_name).unwrap_or(Format::Toml),
    };
    let usual = match format {
        Format::Toml => "config.toml",
        Format::Yaml => "config.yaml",
        Format::Json => "config.json",
    };
    let path = path.map_or(Path::new(usual), PathBuf::as_path);
    // The file is made only where there is none, also when another process writes at the same moment.
    let force = matches.get_flag("force");
    let file = fs::OpenOptions::new().write(true).create(true).create_new(!force).truncate(force).open(path);
    match file.and_then(|mut file| file.write_all(text(format).as_bytes())) {
        Ok(()) => {
            report::say(format_args!("wrote {}", path.display()));
            DONE
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            report::complain(format_args!("{} is there already; `--force` replaces it", path.display()));
            FAILED
        }
        Err(error) => {
            report::complain(format_args!("{} cannot be written: {error}", path.display()));
            FAILED
        }
    }
}
