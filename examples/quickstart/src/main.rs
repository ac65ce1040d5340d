//! The smallest service: two functions.
//!
//! Start it with `cargo run -p quickstart`, call it with the line that it prints, and read its document with
//! `cargo run -p quickstart -- schema`.

use std::process::ExitCode;

use commandry::prelude::*;

/// Adds two numbers.
///
/// # Returns
/// The sum.
///
/// # Examples
/// ```json
/// {"a": 2, "b": 3}
/// ```
/// ```json
/// 5.0
/// ```
#[command(group = "arithmetic", read_only, idempotent, rest = "GET /sum")]
fn sum(
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
) -> f64 {
    a + b
}

/// Greets somebody politely.
///
/// # Returns
/// The greeting, ready to be shown.
///
/// # Examples
/// ```json
/// {"name": "Ada"}
/// ```
/// ```json
/// "Good day, Ada!"
/// ```
#[command(group = "talk", read_only, idempotent)]
fn greet(
    /// Who is greeted.
    #[param(length(min = 1, max = 80))]
    name: String,
    /// What to greet with.
    #[param(default = "Good day")]
    phrase: String,
) -> String {
    format!("{phrase}, {name}!")
}

fn main() -> ExitCode {
    App::new("quickstart", env!("CARGO_PKG_VERSION"))
        .description("Adds and greets.")
        .describe_group("arithmetic", "Calculations with numbers.")
        .describe_group("talk", "Sentences for people.")
        .run()
}
