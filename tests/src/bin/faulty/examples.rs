//! Faults in examples and defaults.

use commandry::prelude::*;

/// Writes what nobody shows.
#[command(group = "examples", read_only = false, destructive = false, idempotent)]
fn example_missing(
    /// Text to write down.
    text: String,
) {
    let _ = text;
}

/// Shows what is refused.
///
/// # Examples
/// ```json
/// {"digit": 12}
/// ```
#[command(group = "examples", read_only)]
fn example_invalid(
    /// One figure of a number.
    #[param(range(max = 9))]
    digit: u8,
) {
    let _ = digit;
}

/// Shows what nobody should see.
///
/// # Examples
/// ```json
/// {"key": "AKIA2E0A8F3BQ244C998"}
/// ```
#[command(group = "examples", read_only)]
fn example_secret(
    /// Opens the door.
    key: String,
) {
    let _ = key;
}

/// Begins with what is refused.
#[command(group = "examples", read_only)]
fn default_invalid(
    /// One figure of a number.
    #[param(range(max = 9), default = 12)]
    digit: u8,
) {
    let _ = digit;
}

/// Recommends what is refused.
#[command(group = "examples", read_only)]
fn param_example_invalid(
    /// One figure of a number.
    #[param(range(max = 9), example = 12)]
    digit: u8,
) {
    let _ = digit;
}
