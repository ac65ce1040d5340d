//! What a reader should know of how documents were combined.

use std::fmt;

/// A name that meant two things.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// What the name is of.
    pub kind: ConflictKind,
    /// The name.
    pub name: String,
    /// The places that want it: each the prefix of a source and the JSON Pointer in its document.
    pub places: Vec<String>,
    /// How it was settled, as a sentence.
    pub resolution: String,
}

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// Two commands come to the same name.
    Command,
    /// An alias is the name of something else.
    Alias,
    /// Two different types have the same name.
    Type,
}

impl fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            ConflictKind::Command => "command",
            ConflictKind::Alias => "alias",
            ConflictKind::Type => "type",
        };
        write!(
            formatter,
            "{kind} `{}` is wanted by {}: {}",
            self.name,
            self.places.join(" and "),
            self.resolution
        )
    }
}

/// A part of a document that a catalog cannot say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Omission {
    /// Prefix of the source and JSON Pointer in its document.
    pub place: String,
    /// What is left out, as a sentence without a subject.
    pub text: String,
}

impl fmt::Display for Omission {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.text)
    }
}
