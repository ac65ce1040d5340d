//! A service with one fault for each lint, as far as a program that compiles can have it.
//!
//! A command is called after the lint that it breaches, except where the fault is in the name. `tests/lints.rs` runs
//! `validate` on it and looks for each.

mod behaviour;
mod errors;
mod examples;
mod groups;
mod names;
mod parameters;
mod results;
mod routes;
mod schemas;
mod texts;

use std::process::ExitCode;

use commandry::prelude::*;

/// Repeats a word as often as is asked for.
///
/// # Returns
/// The word, again and again, without spaces between.
///
/// # Examples
/// ```json
/// {"word": "ho", "times": 3}
/// ```
/// ```json
/// "hohoho"
/// ```
#[command(group = "faultless", read_only, idempotent)]
fn repeat(
    /// What is repeated, in lower case.
    #[param(length(max = 20))]
    word: String,
    /// How often.
    #[param(range(max = 9))]
    times: u8,
) -> String {
    word.repeat(times.into())
}

fn main() -> ExitCode {
    // The name and the description of the service, and of its groups, are longer than what hosts show of them.
    let mut app = App::new("faulty", "1.0.0").description(&"Everything here is wrong. ".repeat(90));
    for group in ["behaviour", "crowd", "errors", "examples", "faultless", "names", "schemas", "texts"] {
        app = app.describe_group(group, "Commands that are wrong in one way.");
    }
    app.run()
}
