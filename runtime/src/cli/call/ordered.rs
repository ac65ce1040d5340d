//! JSON whose members keep their order and whose numbers keep their digits, for showing.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// A JSON value as its text has it.
#[derive(Debug)]
pub(super) enum Ordered<'a> {
    /// A text, with its escapes read.
    Text(String),
    /// A number, a truth value or null, as written.
    Plain(&'a RawValue),
    /// Items.
    Array(Vec<Ordered<'a>>),
    /// Members in the order in which they came.
    Object(Vec<(String, Ordered<'a>)>),
}

impl<'a> Ordered<'a> {
    /// Reads a JSON text.
    pub(super) fn read(text: &'a str) -> Result<Self, serde_json::Error> {
        Self::of(serde_json::from_str(text)?)
    }

    fn of(raw: &'a RawValue) -> Result<Self, serde_json::Error> {
        let text = raw.get();
        Ok(match text.as_bytes().first() {
            Some(b'"') => Self::Text(serde_json::from_str(text)?),
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                Self::Array(items.into_iter().map(Self::of).collect::<Result<_, _>>()?)
            }
            Some(b'{') => {
                let Members(members) = serde_json::from_str(text)?;
                let read = |(name, raw)| Ok((name, Self::of(raw)?));
                Self::Object(members.into_iter().map(read).collect::<Result<_, serde_json::Error>>()?)
            }
            _ => Self::Plain(raw),
        })
    }

    /// Whether it is `null`.
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Plain(raw) if raw.get() == "null")
    }

    /// Whether it is a number.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Plain(raw) if raw.get().starts_with(|it: char| it == '-' || it.is_ascii_digit()))
    }
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Plain(raw) => raw.serialize(serializer),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::Ordered;

    #[test]
    fn order_and_digits_are_kept() {
        let text = r#"{"b":1.0,"a":[{"z":null,"y":123456789012345678901234567890},"\u0041"],"c":{}}"#;
        let read = Ordered::read(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text.replace("\\u0041", "A"));
        assert!(Ordered::read("-1").unwrap().is_number() && Ordered::read("null").unwrap().is_null());
    }
}
