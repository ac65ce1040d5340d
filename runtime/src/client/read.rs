//! Results as a client reads them.

use serde::de::DeserializeOwned;

/// A result that a client can read from an answer.
///
/// It is implemented for every type with `serde::Deserialize` (owned); there is nothing to implement by hand. Servers
/// do not ask for it, so that only commands that are called by a client need it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the answer of a command",
    label = "the result of this command is not readable from JSON",
    note = "derive it where the type is declared: `#[derive(serde::Deserialize)]`"
)]
pub trait ReadableResult: Sized {
    /// Not public API: reads the JSON text of a result.
    #[doc(hidden)]
    fn __read(text: &str) -> Result<Self, serde_json::Error>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> ReadableResult for T {
    fn __read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
