//! Addresses for electronic mail.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::InvalidValue;

/// An address for electronic mail; that it is well formed does not mean that anyone reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, InvalidValue> {
        let well_formed = text.split_once('@').is_some_and(|(person, host)| {
            (1..=64).contains(&person.len())
                && person.bytes().all(|byte| byte.is_ascii_graphic())
                && (1..=189).contains(&host.len())
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
        });
        if well_formed {
            Ok(Self(text))
        } else {
            Err(InvalidValue { expected: "an address such as \"ada@example.com\"", got: text })
        }
    }
}

impl JsonSchema for EmailAddress {
    fn schema_name() -> Cow<'static, str> {
        "EmailAddress".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An address for electronic mail.",
            "type": "string",
            "pattern": "^[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,189}$",
            "examples": ["ada@example.com"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses_what_the_schema_does() {
        for text in ["ada@example.com", "a+b.c@localhost", "!?@x", "a@b"] {
            assert_eq!(EmailAddress::try_from(text.to_owned()).expect(text).as_str(), text);
        }
        for text in ["", "ada", "@example.com", "ada@", "a b@example.com", "a@b@c", "ä@example.com", "a@b\n"]
        {
            assert!(EmailAddress::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
