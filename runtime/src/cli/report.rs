//! Writing to the person or program that ran the command line.

use std::{
    fmt::Display,
    io::{self, Write},
};

/// Writes a text to standard output.
///
/// A reader that went away, such as `head`, is no failure.
pub(super) fn print(text: &str) {
    let mut output = io::stdout().lock();
    let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
}

/// Writes a line to standard error.
pub(super) fn complain(message: impl Display) {
    let _ = writeln!(io::stderr().lock(), "error: {message}");
}

/// Writes a line to standard error on something that is no failure.
pub(super) fn warn(message: impl Display) {
    let _ = writeln!(io::stderr().lock(), "warning: {message}");
}

/// Writes a line to standard error that is worth knowing and no more.
pub(super) fn say(message: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}
