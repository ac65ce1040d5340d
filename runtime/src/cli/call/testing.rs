//! A call as the command line makes it, for tests: without a process and a terminal of its own.

use std::ffi::OsString;

use super::{Call, console::Console, exit_code::USAGE, local, read};
use crate::{App, Dispatcher};

/// What a call on the command line left behind.
pub(crate) struct Written {
    pub(crate) code: u8,
    /// What was written to standard output.
    pub(crate) results: String,
    /// What was written to standard error.
    pub(crate) messages: String,
}

/// Calls a command with the words behind the program's name; the application is that of the dispatcher.
pub(crate) async fn call_in_process(app: &App, dispatcher: &Dispatcher, words: &[OsString]) -> Written {
    let (console, results, messages) = Console::recording();
    let program = OsString::from("app");
    let code = match super::super::grammar(app).try_get_matches_from([&program].into_iter().chain(words)) {
        Err(message) => {
            console.error(&message.to_string());
            USAGE
        }
        Ok(matches) => match matches.subcommand() {
            Some(("call", matches)) => match read(app, "app", matches, &console) {
                Ok(Call { target, settings, parameters, .. }) => {
                    local::call_on(dispatcher, &target, &parameters, &settings, &console).await
                }
                Err(code) => code,
            },
            _ => USAGE,
        },
    };
    Written { code, results: results(), messages: messages() }
}
