//! The parameters of a call as they came, sorted by the command's table.

use std::{
    borrow::Cow,
    fmt,
    ops::{Deref, DerefMut},
};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::declaration::data::CommandData;

/// The JSON text of each parameter, and what did not fit the table.
///
/// The texts borrow from the body of the request; up to eight parameters need no memory of their own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments<'a> {
    /// One place for each parameter of the command, in its order.
    pub(crate) texts: Texts<'a>,
    /// Names that the command does not have.
    pub(crate) unknown: Vec<String>,
    /// Names that came more than once.
    pub(crate) repeated: Vec<&'static str>,
    /// How many values came by position beyond the last parameter.
    pub(crate) surplus: usize,
    /// Whether there was neither an object nor an array.
    pub(crate) unstructured: bool,
}

/// A place for the JSON text of each parameter.
#[derive(Clone, Debug)]
pub(crate) enum Texts<'a> {
    /// Few enough to need no memory of their own, and how many they are.
    Few([Option<Cow<'a, str>>; MOST_INLINE], usize),
    /// Any number.
    Many(Vec<Option<Cow<'a, str>>>),
}

/// Most parameters of a call that need no memory of their own; hardly any command has more.
const MOST_INLINE: usize = 8;

impl Texts<'_> {
    fn none(count: usize) -> Self {
        if count <= MOST_INLINE {
            Self::Few([const { None }; MOST_INLINE], count)
        } else {
            Self::Many(vec![None; count])
        }
    }
}

impl Default for Texts<'_> {
    fn default() -> Self {
        Self::none(0)
    }
}

impl<'a> Deref for Texts<'a> {
    type Target = [Option<Cow<'a, str>>];

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Few(texts, count) => &texts[..*count],
            Self::Many(texts) => texts,
        }
    }
}

impl DerefMut for Texts<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match self {
            Self::Few(texts, count) => &mut texts[..*count],
            Self::Many(texts) => texts,
        }
    }
}

impl<'a> Arguments<'a> {
    /// No parameters at all.
    pub(crate) fn none(command: &CommandData) -> Self {
        Self { texts: Texts::none(command.parameters.len()), ..Self::default() }
    }

    /// Sorts the parameters of a JSON text.
    ///
    /// # Errors
    ///
    /// Fails when the text is not JSON.
    pub(crate) fn from_json(command: &'static CommandData, text: &'a str) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let arguments = ArgumentsSeed(command).deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(arguments)
    }

    /// Sets a parameter by name, as a route or a command line does.
    pub(crate) fn set(&mut self, command: &'static CommandData, name: &str, text: Cow<'a, str>) {
        match position(command, name, 0) {
            None => self.unknown.push(name.to_owned()),
            Some(index) if self.texts[index].is_some() => self.repeated.push(command.parameters[index].name),
            Some(index) => self.texts[index] = Some(text),
        }
    }

    /// Whether everything that came has a place.
    pub(crate) fn fit(&self) -> bool {
        self.unknown.is_empty() && self.repeated.is_empty() && self.surplus == 0 && !self.unstructured
    }

    /// The parameters as one JSON object.
    pub(crate) fn to_json(&self, command: &CommandData) -> String {
        let mut json = String::from("{");
        for (parameter, text) in command.parameters.iter().zip(&*self.texts) {
            if let Some(text) = text {
                if json.len() > 1 {
                    json.push(',');
                }
                json.push('"');
                json.push_str(parameter.name);
                json.push_str("\":");
                json.push_str(text);
            }
        }
        json.push('}');
        json
    }
}

/// The place of a name; callers mostly send parameters in order, so the expected place is looked at first.
fn position(command: &CommandData, name: &str, expected: usize) -> Option<usize> {
    let parameters = command.parameters;
    if parameters.get(expected).is_some_and(|it| it.name == name) {
        return Some(expected);
    }
    parameters.iter().position(|it| it.name == name)
}

/// Reads the `params` member of a request for one command.
pub(crate) struct ArgumentsSeed(pub(crate) &'static CommandData);

impl<'de> DeserializeSeed<'de> for ArgumentsSeed {
    type Value = Arguments<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl ArgumentsSeed {
    fn unstructured<'de>(&self) -> Arguments<'de> {
        Arguments { unstructured: true, ..Arguments::none(self.0) }
    }
}

impl<'de> Visitor<'de> for ArgumentsSeed {
    type Value = Arguments<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut arguments = Arguments::none(self.0);
        let mut expected = 0;
        while let Some(name) = members.next_key_seed(NameSeed { command: self.0, expected })? {
            match name {
                Name::Known(index) => {
                    let text: &RawValue = members.next_value()?;
                    expected = index + 1;
                    if arguments.texts[index].replace(Cow::Borrowed(text.get())).is_some() {
                        arguments.repeated.push(self.0.parameters[index].name);
                    }
                }
                Name::Unknown(name) => {
                    members.next_value::<IgnoredAny>()?;
                    arguments.unknown.push(name);
                }
            }
        }
        Ok(arguments)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut arguments = Arguments::none(self.0);
        for place in &mut *arguments.texts {
            match items.next_element::<&RawValue>()? {
                Some(text) => *place = Some(Cow::Borrowed(text.get())),
                None => return Ok(arguments),
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {
            arguments.surplus += 1;
        }
        Ok(arguments)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.unstructured())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(self.unstructured())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(self.unstructured())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(self.unstructured())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(self.unstructured())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(self.unstructured())
    }
}

enum Name {
    Known(usize),
    Unknown(String),
}

struct NameSeed {
    command: &'static CommandData,
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = Name;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a parameter")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        Ok(match position(self.command, name, self.expected) {
            Some(index) => Name::Known(index),
            None => Name::Unknown(name.to_owned()),
        })
    }
}
