//! What a portable schema says otherwise than the schema of the command.

/// A place where a portable schema says something else than that of the command.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The members on the way to the place, each behind a `/`; `*` stands for any item or member of a map.
    pub place: String,
    /// What kind of difference it is.
    pub kind: NoteKind,
    /// The difference in words, to be read behind the place.
    pub text: String,
}

/// The kinds of differences between a portable schema and that of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NoteKind {
    /// A type that contains itself is described to a limited depth; deeper, any object or value is accepted.
    RecursionCut,
    /// The schema would become too large or too deep; any value is accepted there.
    TooLarge,
    /// A format that hosts do not know is dropped, such as `uint64`.
    FormatDropped,
    /// The items of a list have a type for each position; each is accepted at every position.
    TupleLoosened,
    /// The names of members follow a rule, which only the description tells.
    NamesLoosened,
    /// A value that fits several of the choices is accepted, although the command demands exactly one.
    ChoiceLoosened,
    /// A demand that hosts cannot be told is dropped, such as `not`.
    DemandDropped,
    /// A value that can only be null cannot be sent.
    NullOnly,
    /// Any JSON is accepted, by the command as well.
    AnyValue,
    /// A reference that leads nowhere; any value is accepted there.
    UnknownReference,
}

impl NoteKind {
    /// Whether the portable schema accepts more than the command there.
    #[must_use]
    pub fn is_looser(self) -> bool {
        !matches!(self, Self::AnyValue)
    }
}
