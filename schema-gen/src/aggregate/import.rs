//! What is read out of one document.

use super::conflict::Omission;
use super::pointer;
use crate::catalog::{Command, Service};
use crate::references::Schemas;

/// The commands of a source, still under their own names.
pub(super) struct Imported {
    pub(super) prefix: String,
    pub(super) service: Service,
    pub(super) commands: Vec<ImportedCommand>,
    pub(super) schemas: Schemas,
    pub(super) omissions: Vec<Omission>,
    /// Conflicts within the source.
    pub(super) conflicts: Vec<super::Conflict>,
}

/// A command of a source.
pub(super) struct ImportedCommand {
    /// The command under a name that a catalog permits, without the prefix.
    pub(super) command: Command,
    /// What it is called in the document.
    pub(super) original: String,
    /// Its JSON Pointer in the document.
    pub(super) pointer: String,
}

impl Imported {
    pub(super) fn new(prefix: &str, service: Service) -> Self {
        Self {
            prefix: prefix.to_owned(),
            service,
            commands: Vec::new(),
            schemas: Schemas::new(),
            omissions: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// Notes what a catalog cannot say.
    pub(super) fn omit(&mut self, pointer: &str, text: &str) {
        self.omissions.push(Omission { place: pointer::place(&self.prefix, pointer), text: text.to_owned() });
    }
}
