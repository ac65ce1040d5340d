//! The type that stands beside every command's function and has its name.

use super::data::CommandData;

/// The typed handle of a command: an empty type of the same name as its function.
///
/// The macro implements it. It serves to name a command where a function cannot: in
/// [`Registry::with`](crate::Registry::with), [`Dispatcher::call`](crate::Dispatcher::call) and in the calls of a
/// client.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no command",
    label = "not the name of a function with `#[command]`",
    note = "a command whose declaration has mistakes is none; these are reported at the function"
)]
pub trait CommandType {
    /// The parameters that callers send, as a tuple in the order of the signature.
    type Parameters;
    /// The value that a successful call gives.
    type Value;
    /// The declared errors of a failed call; [`NoDeclaredErrors`](crate::NoDeclaredErrors) where there are none.
    type Error;

    /// Not public API: the static data of the command.
    #[doc(hidden)]
    const __COMMAND: &'static CommandData;
}
