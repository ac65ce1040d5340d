//! Types that can be the parameter of a command.

use schemars::JsonSchema;
use serde::de::{DeserializeOwned, Deserializer, Visitor};

use super::data::TypeData;
use crate::call::strict;

/// A type that callers can send: read from JSON by serde and described by a JSON Schema.
///
/// It is implemented for every type with `serde::Deserialize` (owned) and `schemars::JsonSchema`; there is nothing to
/// implement by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a command",
    label = "not readable from JSON, or without a JSON Schema, or not `Send`",
    note = "derive it: `#[derive(serde::Deserialize, schemars::JsonSchema)]`",
    note = "if the server hands it in, mark the parameter `#[inject]`"
)]
pub trait CommandParameter: Sized + Send + 'static {
    /// Not public API: reads the value, or its absence.
    #[doc(hidden)]
    fn __decode(text: Option<&str>) -> Result<Self, serde_json::Error>;

    /// Not public API: what is known of the type without naming it.
    #[doc(hidden)]
    const __DATA: &'static TypeData;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> CommandParameter for T {
    fn __decode(text: Option<&str>) -> Result<Self, serde_json::Error> {
        match text {
            Some(text) => strict::from_str(text),
            None => T::deserialize(Absent),
        }
    }

    const __DATA: &'static TypeData = &TypeData { schema: crate::schema::schema_of::<T>, check: check::<T> };
}

/// The functions that a handler needs of a parameter's type.
///
/// It is made once per parameter, where the bound is checked, so that a type without the traits gives one error.
pub struct ParameterType<T> {
    pub(crate) decode: fn(Option<&str>) -> Result<T, serde_json::Error>,
    /// What is known of the type without naming it.
    pub data: &'static TypeData,
}

/// Makes the table of functions of a type.
pub const fn parameter_type<T: CommandParameter>() -> ParameterType<T> {
    ParameterType { decode: T::__decode, data: T::__DATA }
}

/// Reads a value, or its absence, and drops it.
fn check<T: CommandParameter>(text: Option<&str>) -> Result<(), serde_json::Error> {
    T::__decode(text).map(drop)
}

/// The absence of a value: only types that ask for an option accept it, whatever they are called.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("required"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
