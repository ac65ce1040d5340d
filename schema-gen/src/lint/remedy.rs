//! What to do about a fault, in the terms of whoever can do it.
//!
//! A command that was declared in Rust is corrected in its source. Any other was read from a document, whose author may
//! never have seen Rust.

use super::Subject;
use crate::catalog::Command;

/// The words for the source, or those for a document.
pub(super) fn remedy<'a>(command: &Command, in_source: &'a str, in_document: &'a str) -> &'a str {
    if is_declared_in_source(command) { in_source } else { in_document }
}

/// Whether a command comes from a file of Rust.
pub(super) fn is_declared_in_source(command: &Command) -> bool {
    command.source.as_ref().is_some_and(|it| {
        std::path::Path::new(&it.file).extension().is_some_and(|extension| extension == "rs")
    })
}

impl Subject<'_> {
    /// The words for the source, or those for a document.
    pub(super) fn remedy<'a>(&self, in_source: &'a str, in_document: &'a str) -> &'a str {
        remedy(self.command, in_source, in_document)
    }
}
