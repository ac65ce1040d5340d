//! `call`: one command, called from the command line.
//!
//! Only the command that is called is looked at: its flags are made from its parameters when its name is known, so that
//! a program of two thousand commands starts as quickly as one of two.

mod console;
mod example;
mod exit_code;
mod failure;
mod flags;
mod form;
mod help;
mod local;
mod media;
mod ordered;
mod parameters;
mod progress;
#[cfg(feature = "client-http")]
mod remote;
mod secrets;
mod settings;
mod shapes;
mod show;
mod table;
mod target;
#[cfg(feature = "testing")]
mod testing;
#[cfg(feature = "client-http")]
mod token;
mod unknown;

use std::ffi::OsString;

use clap::{ArgMatches, Command};

use self::{
    console::Console,
    exit_code::{INTERNAL, OK, USAGE},
    settings::Settings,
    target::Target,
};
use crate::App;

#[cfg(feature = "testing")]
pub(crate) use self::testing::{Written, call_in_process};
pub(super) use self::{flags::grammar_of, settings::arguments};

/// The subcommand as it is read at first: its own options, the name of a command, and words that are read later.
pub(super) fn grammar() -> Command {
    Command::new("call")
        .about("Calls a command, in this process or at a running server")
        .override_usage("call [OPTIONS] <COMMAND> [--PARAMETER <VALUE>]...")
        .after_help(help::AFTER_CALL)
        .args(arguments())
        .allow_external_subcommands(true)
        .disable_help_subcommand(true)
}

/// Calls the command that the words name, and gives the exit code.
pub(super) fn run(app: App, program: &str, matches: &ArgMatches) -> u8 {
    let console = Console::of_process();
    match read(&app, program, matches, &console) {
        Ok(call) => start(with_options(app, &call.words), &call, &console),
        Err(code) => code,
    }
}

/// A call as the words say it.
struct Call {
    target: Target,
    settings: Settings,
    /// The JSON text of all parameters.
    parameters: String,
    /// What a running server is told of who calls.
    #[cfg(feature = "client-http")]
    token: Option<String>,
    /// What stands behind the name of the command.
    words: ArgMatches,
}

/// Reads the words; where they are no call, shows why, or the help they ask for, and gives the exit code.
fn read(app: &App, program: &str, matches: &ArgMatches, console: &Console) -> Result<Call, u8> {
    let Some((name, inner)) = matches.subcommand() else {
        console.complain(
            "which command? `commands` lists them, `commands WORDS` finds them, `call COMMAND --help` explains one",
        );
        return Err(USAGE);
    };
    let target = match Target::find(app, name) {
        Ok(Some(target)) => target,
        Ok(None) => return Err(unknown::complain(app, name, console)),
        Err(error) => {
            console.complain(error);
            return Err(INTERNAL);
        }
    };
    let words = inner.get_many::<OsString>("").into_iter().flatten();
    let grammar = grammar_of(&target.command, &target.schemas, app, program);
    let grammar = grammar.no_binary_name(true);
    let inner = match grammar.try_get_matches_from(words) {
        Ok(matches) => matches,
        Err(message) if message.use_stderr() => {
            console.error(&message.to_string());
            return Err(USAGE);
        }
        Err(help) => {
            let _ = console.print(&help.to_string());
            return Err(OK);
        }
    };
    let settings = Settings::read(&[matches, &inner]);
    let parameters = match parameters::text(&settings, &target, &inner, app.title()) {
        Ok(text) => text,
        Err(reason) => {
            console.complain(reason);
            return Err(USAGE);
        }
    };
    #[cfg(feature = "client-http")]
    let token = match token::read(&settings, app.title()) {
        Ok(token) => token,
        Err(reason) => {
            console.complain(reason);
            return Err(USAGE);
        }
    };
    target.warn_if_deprecated(console);
    Ok(Call {
        target,
        settings,
        parameters,
        #[cfg(feature = "client-http")]
        token,
        words: inner,
    })
}

/// Runs the call on a runtime of its own, which Ctrl-C ends.
fn start(app: App, call: &Call, console: &Console) -> u8 {
    let Call { target, settings, parameters, .. } = call;
    // A program that has its own subscriber keeps it.
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::WARN);
    let _ = log.try_init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            console.complain(format_args!("the call cannot start: {error}"));
            return INTERNAL;
        }
    };
    let code = runtime.block_on(async {
        #[cfg(feature = "client-http")]
        if let Some(url) = &settings.url {
            return local::until_interrupted(
                console,
                remote::call(url, call.token.as_deref(), target, parameters, settings, console),
            )
            .await;
        }
        local::until_interrupted(console, Box::pin(local::call(app, target, parameters, settings, console)))
            .await
    });
    // A command on a thread of its own may be told to stop and tidy up; it is not waited for without an end.
    runtime.shutdown_timeout(local::GRACE);
    code
}

/// Hands settings of the application that stand behind the name of the command to it.
fn with_options(app: App, matches: &ArgMatches) -> App {
    let names: Vec<String> = app.options().iter().map(|option| option.name.clone()).collect();
    names.iter().fold(app, |app, name| {
        // A parameter of the same name takes the flag for itself, and its values are not single texts.
        match matches.try_get_one::<String>(name) {
            Ok(Some(value)) => app.set_option(name, value),
            _ => app,
        }
    })
}
