//! The types of JSON Schema.

use std::fmt;

use serde_json::Value;

use crate::number;

/// A set of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

const NAMES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
const NULL: u8 = 1;
const BOOLEAN: u8 = 2;
const INTEGER: u8 = 4;
const NUMBER: u8 = 8;
const STRING: u8 = 16;
const ARRAY: u8 = 32;
const OBJECT: u8 = 64;

impl Types {
    /// The set of no types.
    pub(super) const NONE: Self = Self(0);

    /// The set with one more type; `None` when there is no type of this name.
    pub(super) fn with(self, name: &str) -> Option<Self> {
        let index = NAMES.iter().position(|it| *it == name)?;
        Some(Self(self.0 | 1 << index))
    }

    /// Whether a value is of one of the types.
    pub(super) fn hold(self, value: &Value) -> bool {
        let kind = match value {
            Value::Null => NULL,
            Value::Bool(_) => BOOLEAN,
            Value::Number(_) => NUMBER,
            Value::String(_) => STRING,
            Value::Array(_) => ARRAY,
            Value::Object(_) => OBJECT,
        };
        self.0 & kind != 0
            || self.0 & INTEGER != 0 && matches!(value, Value::Number(it) if number::is_whole(it))
    }

    /// Whether only `null` is in the set.
    #[must_use]
    pub fn are_null(self) -> bool {
        self.0 == NULL
    }
}

/// Writes the types as a person would: `a string or an integer`.
impl fmt::Display for Types {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        for (index, name) in NAMES.iter().enumerate() {
            let bit = 1 << index;
            if rest & bit == 0 {
                continue;
            }
            rest &= !bit;
            let article = match *name {
                "null" => "",
                "integer" | "array" | "object" => "an ",
                _ => "a ",
            };
            formatter.write_str(article)?;
            formatter.write_str(name)?;
            if rest != 0 {
                formatter.write_str(" or ")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Types;

    #[test]
    fn a_whole_number_is_an_integer_however_it_is_written() {
        let integer = Types::NONE.with("integer").unwrap();
        assert!(integer.hold(&json!(1)) && integer.hold(&json!(1.0)) && integer.hold(&json!(u64::MAX)));
        assert!(!integer.hold(&json!(1.5)) && !integer.hold(&json!("1")));
        let number = Types::NONE.with("number").unwrap();
        assert!(number.hold(&json!(1)) && number.hold(&json!(1.5)));
    }

    #[test]
    fn types_read_as_a_person_would_say_them() {
        let types = Types::NONE.with("string").unwrap().with("null").unwrap();
        assert_eq!(types.to_string(), "null or a string");
        assert_eq!(Types::NONE.with("array").unwrap().to_string(), "an array");
        assert_eq!(Types::NONE.with("text"), None);
    }
}
