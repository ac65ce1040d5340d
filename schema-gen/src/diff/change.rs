//! What a comparison of two catalogs finds.

use super::{
    ignore::{IgnoredChange, UnusedIgnore},
    version::Bump,
};
use crate::catalog::Source;

/// A rule of the comparison.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable identifier in kebab-case.
    pub id: &'static str,
    /// How much such a change weighs.
    pub level: Level,
    /// Whom such a change concerns.
    pub class: Class,
    /// What changed, and what it means to callers.
    pub meaning: &'static str,
}

impl Rule {
    pub(super) const fn new(id: &'static str, level: Level, class: Class, meaning: &'static str) -> Self {
        Self { id, level, class, meaning }
    }
}

/// How much a change weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Callers that worked may fail, or it cannot be proven that they do not.
    Error,
    /// Some callers may want to act.
    Warning,
    /// Nobody has to act.
    Info,
}

impl Level {
    /// The word that reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Whom a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Programs that run: requests and answers on the wire.
    Wire,
    /// Programs that are built anew with a client generated from the documents.
    ClientSource,
    /// Models and people who read what a command does before they call it or let it be called.
    Model,
}

impl Class {
    /// The word that reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::ClientSource => "client-source",
            Self::Model => "model",
        }
    }
}

/// One change between two catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Identifier of the rule that found it.
    pub id: &'static str,
    /// How much it weighs; less than the rule says on commands that are not stable yet.
    pub level: Level,
    /// Whom it concerns.
    pub class: Class,
    /// Name of the command, as the new catalog has it where it is there; `resource ADDRESS`, `prompt NAME` or
    /// `all commands` where it is no command that changed.
    pub command: String,
    /// Where in the command: a JSON pointer such as `/params/lines/*/sku`, `*` standing for every item or name.
    pub place: String,
    /// What changed.
    pub message: String,
    /// Where it is declared, where the new catalog says so.
    pub source: Option<Source>,
}

/// All changes between two catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The changes that count; errors first, then by command.
    pub changes: Vec<Change>,
    /// Changes that were accepted beforehand, with the reason.
    pub ignored: Vec<IgnoredChange>,
    /// Entries of the list of accepted changes that no change needed.
    pub unused_ignores: Vec<UnusedIgnore>,
    /// Version of the service before.
    pub base_version: String,
    /// Version of the service now.
    pub new_version: String,
}

impl Changes {
    /// How many changes of a level count.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.changes.iter().filter(|change| change.level == level).count()
    }

    /// Whether every request that was valid still is, and every answer would have been valid before.
    ///
    /// That is so when no change of the class [`Class::Wire`] is more than an info.
    #[must_use]
    pub fn is_compatible(&self) -> bool {
        !self.changes.iter().any(|it| it.level < Level::Info && it.class == Class::Wire)
    }

    /// Whether a change of this level or a heavier one counts; unused entries of the list weigh as warnings.
    #[must_use]
    pub fn fails_on(&self, level: Level) -> bool {
        self.changes.iter().any(|change| change.level <= level)
            || (level >= Level::Warning && !self.unused_ignores.is_empty())
    }

    /// By how much the version must grow.
    #[must_use]
    pub fn needed_bump(&self) -> Bump {
        Bump::needed_for(&self.changes)
    }
}
