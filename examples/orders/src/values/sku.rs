//! Stock keeping units.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::InvalidValue;

/// The stock keeping unit of a product, as printed on the shelf: `TEA-GREEN-100`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sku(String);

impl Sku {
    /// The unit as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<Sku> for String {
    fn from(sku: Sku) -> Self {
        sku.0
    }
}

impl TryFrom<String> for Sku {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, InvalidValue> {
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        let starts_with_letter = text.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase());
        if (2..=20).contains(&text.len()) && starts_with_letter && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(InvalidValue {
                expected: "a stock keeping unit such as \"TEA-GREEN-100\": a capital, then capitals, digits and \
                           hyphens, 2 to 20 in all",
                got: text,
            })
        }
    }
}

impl FromStr for Sku {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Self::try_from(text.to_owned())
    }
}

impl JsonSchema for Sku {
    fn schema_name() -> Cow<'static, str> {
        "Sku".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The stock keeping unit of a product, as printed on the shelf.",
            "type": "string",
            "pattern": "^[A-Z][A-Z0-9-]{1,19}$",
            "examples": ["TEA-GREEN-100"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses_what_the_schema_does() {
        for text in ["A1", "TEA-GREEN-100", "A-------------------", "Z9999999999999999999"] {
            assert_eq!(Sku::try_from(text.to_owned()).expect(text).as_str(), text);
        }
        for text in ["", "A", "1A", "-A", "tea", "TEA GREEN", "TEA_1", "ÄB", "A\n", "A12345678901234567890"]
        {
            assert!(Sku::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
