//! Faults in the types of parameters.

use std::borrow::Cow;

use commandry::prelude::*;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A type whose schema was written by hand, and wrongly.
macro_rules! with_schema {
    ($name:ident, $($schema:tt)*) => {
        #[derive(Serialize, Deserialize)]
        pub(crate) struct $name(Value);

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($($schema)*)
            }
        }
    };
}

with_schema!(Strong, {"type": "strong"});
with_schema!(Choice, {"enum": [{"a": 1}, {"b": 2}]});

/// Takes a type that there is not.
#[command(group = "schemas", read_only)]
fn schema_invalid(
    /// As strong as can be.
    value: Strong,
) {
    let _ = value;
}

/// Takes one of some documents.
#[command(group = "schemas", read_only)]
fn enum_of_documents(
    /// The one that fits.
    value: Choice,
) {
    let _ = value;
}

mod twin {
    use super::{Deserialize, JsonSchema, Serialize};

    /// Another box.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Parcel {
        /// Its number in the other count.
        pub(crate) other: u8,
    }
}

/// A box.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parcel {
    /// Its number.
    number: u8,
}

/// Takes two types of one name.
#[command(group = "schemas", read_only)]
fn schema_name_numbered(
    /// This one.
    one: Parcel,
    /// That one.
    other: twin::Parcel,
) {
    let _ = (one.number, other.other);
}

/// An address that nobody checks.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Loose {
    /// Its street.
    street: String,
}

/// Takes members that it does not know.
#[command(group = "schemas", read_only)]
fn deny_unknown_fields_missing(
    /// Where to go to.
    place: Loose,
) {
    let _ = place.street;
}

/// Takes anything.
#[command(group = "schemas", read_only)]
fn any_json_param(
    /// Whatever there is.
    value: Value,
) {
    let _ = value;
}

/// Takes what it cannot check.
#[command(group = "schemas", read_only)]
fn pattern_unreadable(
    /// Text of a certain form.
    #[param(pattern = "^(A")]
    text: String,
) {
    let _ = text;
}

/// A part with parts.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// What it is made of.
    parts: Vec<Part>,
}

/// Takes parts of parts of parts.
#[command(group = "schemas", read_only)]
fn params_recursive(
    /// The outermost.
    part: Part,
) {
    let _ = part.parts;
}

/// Takes two numbers without names.
#[command(group = "schemas", read_only)]
fn tuple_param(
    /// Where it stands on the map.
    place: (u8, u8),
) {
    let _ = place;
}

/// Takes lists of lists of lists.
#[command(group = "schemas", read_only)]
fn nesting_too_deep(
    /// All of them.
    lists: Vec<Vec<Vec<Vec<Vec<u8>>>>>,
) {
    let _ = lists;
}

/// Takes numbers that JavaScript rounds.
#[command(group = "schemas", read_only)]
fn integer_unsafe(
    /// How many grains of sand.
    grains: u64,
) {
    let _ = grains;
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) enum Mood {
    Blue,
    Green,
}

/// Takes moods that nobody explains.
#[command(group = "schemas", read_only)]
fn enum_variant_undocumented(
    /// How everybody feels.
    mood: Mood,
) {
    let _ = mood;
}
