//! Error types whose kinds cannot be told.

use commandry::CommandErrors;

#[derive(CommandErrors)]
struct NotAnEnum;

#[derive(CommandErrors)]
enum Empty {}

#[derive(CommandErrors)]
enum Generic<T> {
    One(T),
}

#[derive(Debug, thiserror::Error, CommandErrors)]
#[command_error(krate = "x")]
enum Wrong {
    #[error("x")]
    #[command_error(code = 999, status = 200, kind = "Not Snake")]
    OutOfBounds,
    #[error("x")]
    #[command_error(code = "x", status = 99999999, kind)]
    WrongKinds,
    #[error("x")]
    #[command_error(code = 1001, coda = 3)]
    #[command_error(status = 404)]
    Twice,
    #[error("x")]
    #[command_error(transparent, internal)]
    Both(std::fmt::Error),
    #[error("x")]
    #[command_error(transparent, code = 1001)]
    Useless(std::fmt::Error),
    #[error("x")]
    #[command_error(transparent)]
    NoField,
    #[error("x")]
    #[command_error = "x"]
    WrongForm,
    #[error("x")]
    SameKind,
    #[error("x")]
    #[command_error(kind = "same_kind")]
    OtherName,
    #[error("x")]
    Fields {
        #[command_error(skipped)]
        a: u8,
        #[command_error(skip = true)]
        b: u8,
    },
    #[error("x")]
    Tuple(#[command_error(skip)] u8),
}

fn main() {}
