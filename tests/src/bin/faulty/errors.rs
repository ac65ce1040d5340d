//! Faults in how failures are declared, and in allowing lints.

use commandry::{CallError, prelude::*};

/// Fails in a way that callers cannot tell from others.
#[command(group = "errors", read_only)]
fn errors_undeclared() -> Result<(), CallError> {
    Err(CallError::new(1002, "over", "It is over."))
}

/// Why nothing works.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub(crate) enum Failure {
    #[error("it is over")]
    #[command_error(code = 1001)]
    Over,
}

/// Fails for reasons that nobody explains.
#[command(group = "errors", read_only)]
fn error_undocumented() -> Result<(), Failure> {
    Err(Failure::Over)
}

/// Speaks of failures that it does not have.
///
/// # Errors
/// Fails on Sundays.
#[command(group = "errors", read_only)]
fn errors_section_on_infallible() {}

/// Allows what does not exist.
#[command(group = "errors", read_only, allow("no-such-lint", reason = "it is not there"))]
fn allowed_lint_unknown() {}
