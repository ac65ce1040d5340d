//! One form for all JSON texts of the same value.

use std::{collections::BTreeMap, fmt};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Deepest nesting that is looked into; every level is read once more for each level around it.
const DEEPEST: usize = 32;

/// Appends a JSON text without its blanks and with its members sorted; `None` where it is not JSON, repeats a member
/// or is nested deeply.
///
/// Numbers keep their digits: reading them could make one of two.
pub(super) fn append(text: &str, to: &mut String) -> Option<()> {
    append_at(text.trim(), to, DEEPEST)
}

fn append_at(text: &str, to: &mut String, depth: usize) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match text.as_bytes().first()? {
        b'{' => {
            let Members(members) = serde_json::from_str(text).ok()?;
            to.push('{');
            for (position, (name, value)) in members.iter().enumerate() {
                if position > 0 {
                    to.push(',');
                }
                append_string(name, to)?;
                to.push(':');
                append_at(value.get(), to, depth)?;
            }
            to.push('}');
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            to.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    to.push(',');
                }
                append_at(item.get(), to, depth)?;
            }
            to.push(']');
        }
        b'"' => append_string(&serde_json::from_str::<String>(text).ok()?, to)?,
        _ => to.push_str(serde_json::from_str::<&RawValue>(text).ok()?.get()),
    }
    Some(())
}

/// Appends a string as JSON, always with the same escapes.
fn append_string(string: &str, to: &mut String) -> Option<()> {
    to.push_str(&serde_json::to_string(string).ok()?);
    Some(())
}

/// The members of an object by name.
struct Members<'a>(BTreeMap<String, &'a RawValue>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = access.next_entry::<String, &RawValue>()? {
            // Such an object does not fit any schema; the command has to say so.
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is repeated"));
            }
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::append;

    fn canonical(text: &str) -> Option<String> {
        let mut to = String::new();
        append(text, &mut to).map(|()| to)
    }

    #[test]
    fn texts_of_one_value_have_one_form() {
        for (left, right) in [
            (r#" {"b": [1, 2 ], "a": "x"} "#, r#"{"a":"x","b":[1,2]}"#),
            (r#""Aé""#, "\"Aé\""),
            ("[ ]", "[]"),
            ("{ }", "{}"),
            (" null", "null"),
            (r#"{"a":{"d":true,"c":null}}"#, r#"{"a": {"c":null, "d":true}}"#),
        ] {
            assert_eq!(canonical(left).unwrap(), canonical(right).unwrap());
        }
    }

    #[test]
    fn different_values_stay_different() {
        let texts = [
            "18446744073709551616",
            "18446744073709551617",
            "1",
            "\"1\"",
            "[1]",
            "[[1]]",
            r#"["1,2"]"#,
            "[1,2]",
            r#"{"a":1}"#,
            r#"{"a":"1"}"#,
            r#"{"a\":1":1}"#,
            "null",
            "\"null\"",
            "0.1",
            "0.10000000000000000001",
        ];
        let forms: std::collections::BTreeSet<String> =
            texts.iter().map(|text| canonical(text).unwrap()).collect();
        assert_eq!(forms.len(), texts.len());
    }

    #[test]
    fn what_no_command_accepts_has_no_form() {
        for text in ["", " ", "{", "[1,]", r#"{"a":1,"a":1}"#, "nul", "1 2", r#""\ud800""#, "x", "[", "\u{1}"]
        {
            assert_eq!(canonical(text), None, "{text}");
        }
        assert_eq!(canonical(&"[".repeat(100_000)), None);
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert_eq!(canonical(&deep), None);
        let shallow = "[".repeat(20) + &"]".repeat(20);
        assert_eq!(canonical(&shallow).as_deref(), Some(&*shallow));
    }
}
