//! What is wrong with a value.

use std::fmt;

use serde_json::{Number, Value};

pub use super::types::Types;

/// One thing that is wrong with a value.
#[derive(Clone, Debug)]
pub struct Fault<'v> {
    /// JSON Pointer to the place in the value.
    pub pointer: String,
    /// What stands there.
    pub value: &'v Value,
    /// What was asked for.
    pub kind: FaultKind<'v>,
}

/// What a schema asked for in vain.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FaultKind<'v> {
    /// Another type.
    Type(Types),
    /// This value.
    Constant(Value),
    /// One of these values.
    Enumeration(Vec<Value>),
    /// At least this number.
    Minimum(Number),
    /// At most this number.
    Maximum(Number),
    /// More than this number.
    ExclusiveMinimum(Number),
    /// Less than this number.
    ExclusiveMaximum(Number),
    /// A multiple of this number.
    MultipleOf(Number),
    /// At least so many characters.
    MinimumLength(u64),
    /// At most so many characters.
    MaximumLength(u64),
    /// A text that matches this regular expression.
    Pattern(String),
    /// A text in this format.
    Format(&'static str),
    /// At least so many items.
    MinimumItems(u64),
    /// At most so many items.
    MaximumItems(u64),
    /// Items that all differ.
    UniqueItems,
    /// At least so many items of a kind.
    Contains(u64),
    /// At most so many items of a kind.
    ContainsTooMany(u64),
    /// At least so many members.
    MinimumMembers(u64),
    /// At most so many members.
    MaximumMembers(u64),
    /// A member of this name, which is missing.
    Required(String),
    /// No member of this name.
    UnknownMember {
        /// The name that is not known.
        name: &'v str,
        /// The names that are.
        known: Vec<String>,
    },
    /// Another name of this member.
    MemberName(&'v str),
    /// One of several forms, none of which fits; what is wrong with each.
    NoForm(Vec<Vec<Fault<'v>>>),
    /// Exactly one of several forms, more than one of which fits.
    SeveralForms,
    /// A value unlike the one described.
    Not,
    /// No value at all.
    Nothing,
}

impl fmt::Display for Fault<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(formatter, "`{}`: ", self.pointer)?;
        }
        match &self.kind {
            FaultKind::Required(name) => write!(formatter, "the member `{name}` is missing"),
            FaultKind::UnknownMember { name, .. } => write!(formatter, "the member `{name}` is not known"),
            FaultKind::MemberName(name) => write!(formatter, "the member name `{name}` does not fit"),
            kind => write!(formatter, "{} is not {kind}", self.value),
        }
    }
}

/// Writes what was asked for, so that it fits behind `expected`.
impl fmt::Display for FaultKind<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(types) => write!(formatter, "{types}"),
            Self::Constant(value) => write!(formatter, "{value}"),
            Self::Enumeration(values) => {
                formatter.write_str("one of ")?;
                list(formatter, values)
            }
            Self::Minimum(limit) => write!(formatter, "at least {limit}"),
            Self::Maximum(limit) => write!(formatter, "at most {limit}"),
            Self::ExclusiveMinimum(limit) => write!(formatter, "more than {limit}"),
            Self::ExclusiveMaximum(limit) => write!(formatter, "less than {limit}"),
            Self::MultipleOf(number) => write!(formatter, "a multiple of {number}"),
            Self::MinimumLength(limit) => counted(formatter, "at least", *limit, "character"),
            Self::MaximumLength(limit) => counted(formatter, "at most", *limit, "character"),
            Self::Pattern(pattern) => write!(formatter, "a text that matches `{pattern}`"),
            Self::Format(format) => write!(formatter, "a text in the format `{format}`"),
            Self::MinimumItems(limit) => counted(formatter, "at least", *limit, "item"),
            Self::MaximumItems(limit) => counted(formatter, "at most", *limit, "item"),
            Self::UniqueItems => formatter.write_str("items that all differ"),
            Self::Contains(limit) => {
                counted(formatter, "a list with at least", *limit, "item of the kind in the schema")
            }
            Self::ContainsTooMany(limit) => {
                counted(formatter, "a list with at most", *limit, "item of the kind in the schema")
            }
            Self::MinimumMembers(limit) => counted(formatter, "at least", *limit, "member"),
            Self::MaximumMembers(limit) => counted(formatter, "at most", *limit, "member"),
            Self::Required(_) => formatter.write_str("a value; it is required"),
            Self::UnknownMember { known, .. } if known.is_empty() => formatter.write_str("no further member"),
            Self::UnknownMember { known, .. } => write!(formatter, "one of the members {}", known.join(", ")),
            Self::MemberName(_) => formatter.write_str("another member name"),
            Self::NoForm(_) => formatter.write_str("one of the forms in the schema; none fits"),
            Self::SeveralForms => formatter.write_str("exactly one of the forms in the schema; several fit"),
            Self::Not => formatter.write_str("a value that the schema allows"),
            Self::Nothing => formatter.write_str("no value"),
        }
    }
}

fn list(formatter: &mut fmt::Formatter<'_>, values: &[Value]) -> fmt::Result {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            formatter.write_str(", ")?;
        }
        write!(formatter, "{value}")?;
    }
    Ok(())
}

fn counted(formatter: &mut fmt::Formatter<'_>, words: &str, count: u64, noun: &str) -> fmt::Result {
    let plural = if count == 1 { "" } else { "s" };
    match noun.split_once(' ') {
        Some((noun, rest)) => write!(formatter, "{words} {count} {noun}{plural} {rest}"),
        None => write!(formatter, "{words} {count} {noun}{plural}"),
    }
}
