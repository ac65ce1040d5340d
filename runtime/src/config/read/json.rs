//! Settings in JSON.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use super::{ConfigFault, Place};
use crate::config::node::{Content, MOST_DEPTH, Node};

pub(super) fn read(text: &str, place: &Place) -> Result<Node, Vec<ConfigFault>> {
    if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
        return Ok(Node::table(place.line(1)));
    }
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| wrong(&error, 0, place))?;
    Reader { text, place }.node(whole, 0)
}

struct Reader<'t> {
    text: &'t str,
    place: &'t Place,
}

impl Reader<'_> {
    fn node(&self, raw: &RawValue, depth: usize) -> Result<Node, Vec<ConfigFault>> {
        // A raw value is a part of the text that it was read from, and tells by that where it stands.
        let offset = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let origin = self.place.offset(offset);
        if depth > MOST_DEPTH {
            return Err(vec![ConfigFault::new("", origin, format!("nests deeper than {MOST_DEPTH} levels"))]);
        }
        let wrong = |error: serde_json::Error| wrong(&error, offset, self.place);
        let content = match raw.get().as_bytes().first() {
            Some(b'{') => {
                let Members(given) = serde_json::from_str(raw.get()).map_err(wrong)?;
                let mut members = BTreeMap::new();
                for (name, member) in given {
                    let member = self.node(member, depth + 1)?;
                    let origin = member.origin.clone();
                    if members.insert(name.clone(), member).is_some() {
                        let message = format!("names the member `{name}` a second time");
                        return Err(vec![ConfigFault::new("", origin, message)]);
                    }
                }
                Content::Table(members)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(wrong)?;
                let items: Result<_, _> = items.into_iter().map(|item| self.node(item, depth + 1)).collect();
                Content::List(items?)
            }
            _ => Content::Scalar(serde_json::from_str::<Value>(raw.get()).map_err(wrong)?),
        };
        Ok(Node { content, origin })
    }
}

/// Tells what the parser says, with the line of the file instead of that of the part it looked at.
fn wrong(error: &serde_json::Error, offset: usize, place: &Place) -> Vec<ConfigFault> {
    let lines_before = place.line_ends.partition_point(|end| *end < offset);
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    place.fault(lines_before + error.line().max(1), format!("is not JSON: {message}"))
}

/// The members of an object in their order, also when a name comes twice.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Members<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(All).map(Self)
    }
}
