//! What the exit code of `call` tells a script.

use commandry_schema::catalog::Command;

use crate::{CallError, codes};

/// The command did what it was asked for.
pub(super) const OK: u8 = 0;
/// The command ran and failed.
pub(super) const FAILED: u8 = 1;
/// The command line or the parameters are wrong.
pub(super) const USAGE: u8 = 2;
/// There is no such command, or what it was asked for does not exist.
pub(super) const NOT_FOUND: u8 = 3;
/// The caller is not known, or may not do this.
pub(super) const REFUSED: u8 = 4;
/// Time ran out, or there were too many calls; another attempt may succeed.
pub(super) const BUSY: u8 = 5;
/// The server cannot be reached, or the connection broke.
#[cfg(feature = "client-http")]
pub(super) const UNREACHABLE: u8 = 6;
/// The application or the server itself failed: its setup, a panic, an answer that is none.
pub(super) const INTERNAL: u8 = 7;
/// Ctrl-C ended the call: 128 and the number of the signal, as shells have it.
pub(super) const INTERRUPTED: u8 = 130;

/// The exit code of a call that was answered with an error.
pub(super) fn of(error: &CallError, command: &Command) -> u8 {
    match error.code() {
        codes::PARSE_ERROR | codes::INVALID_REQUEST | codes::INVALID_PARAMS => USAGE,
        codes::METHOD_NOT_FOUND => NOT_FOUND,
        codes::UNAUTHENTICATED | codes::FORBIDDEN => REFUSED,
        codes::TIMED_OUT | codes::OVERLOADED | codes::SHUTTING_DOWN => BUSY,
        codes::INTERNAL_ERROR => INTERNAL,
        _ => {
            // The status of a kind does not travel in JSON-RPC, so that it is looked up for both ways of calling.
            let declared = command.errors.kinds.iter().find(|kind| kind.kind == error.kind());
            of_status(declared.map_or_else(|| error.http_status(), |kind| kind.status))
        }
    }
}

fn of_status(status: u16) -> u8 {
    match status {
        404 | 410 => NOT_FOUND,
        401 | 403 => REFUSED,
        408 | 429 | 503 | 504 => BUSY,
        _ => FAILED,
    }
}

#[cfg(test)]
mod tests {
    use commandry_schema::catalog::{Command, ErrorKind, Errors};

    use super::{BUSY, FAILED, INTERNAL, NOT_FOUND, REFUSED, USAGE, of};
    use crate::{CallError, codes};

    #[test]
    fn errors_have_the_code_of_their_kind() {
        let command = Command {
            errors: Errors {
                kinds: vec![
                    ErrorKind { kind: "unknown_order".into(), status: 404, ..ErrorKind::default() },
                    ErrorKind { kind: "out_of_stock".into(), status: 409, ..ErrorKind::default() },
                ],
                ..Errors::default()
            },
            ..Command::default()
        };
        for (code, kind, expected) in [
            (codes::INVALID_PARAMS, "invalid_params", USAGE),
            (codes::METHOD_NOT_FOUND, "method_not_found", NOT_FOUND),
            (codes::UNAUTHENTICATED, "unauthenticated", REFUSED),
            (codes::FORBIDDEN, "forbidden", REFUSED),
            (codes::TIMED_OUT, "timed_out", BUSY),
            (codes::OVERLOADED, "overloaded", BUSY),
            (codes::SHUTTING_DOWN, "shutting_down", BUSY),
            (codes::INTERNAL_ERROR, "internal_error", INTERNAL),
            (codes::FAILED, "failed", FAILED),
            (1000, "unknown_order", NOT_FOUND),
            (1001, "out_of_stock", FAILED),
            (1002, "something_else", FAILED),
        ] {
            assert_eq!(of(&CallError::new(code, kind, ""), &command), expected, "{kind}");
        }
        assert_eq!(of(&CallError::new(1002, "gone", "").status(410), &command), NOT_FOUND);
    }
}
