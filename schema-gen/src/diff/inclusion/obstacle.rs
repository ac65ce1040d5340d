//! What stands in the way of one schema being part of another.

use serde_json::Value;

use super::types::Types;

/// One reason why a value of the inner schema may be refused by the outer one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Obstacle {
    /// Where in the value: names of members and `*` for items, separated by slashes.
    pub(crate) place: String,
    pub(crate) kind: Kind,
}

/// The kinds of reasons; *inner* is the schema that ought to be part of the *outer* one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// The inner schema has types that the outer one refuses.
    Types { inner: Types, outer: Types },
    /// A listed value that the outer schema refuses.
    Listed { value: Value, is_extensible: bool },
    /// Only the outer schema lists its values.
    Enumerated,
    /// The outer schema has a limit that the inner one does not keep.
    Limit { family: Family, keyword: String, inner: Option<Value>, outer: Value },
    /// The outer schema requires a member; `is_listed` when the inner one knows it at all.
    Required { name: String, is_listed: bool },
    /// The inner schema has a member that the outer one, which is closed, does not know.
    Forbidden { name: String },
    /// The inner schema lets any member through, the outer one is closed.
    Closed,
    /// The outer schema has a member that the inner one does not know but lets through with any value.
    Claimed { name: String },
    /// An alternative of the inner schema fits no alternative of the outer one.
    Variant { inner: String },
    /// It cannot be proven, whatever the truth may be.
    Unproven { what: String },
}

/// What a limit is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Minimum,
    Maximum,
    MultipleOf,
    Length,
    Pattern,
    Format,
    Items,
    Members,
}
