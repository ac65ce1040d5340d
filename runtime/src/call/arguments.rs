//! The parameters of a call as they came, sorted by the command's table.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::declaration::data::CommandData;

/// The JSON text of each parameter, and what did not fit the table.
///
/// It is moved several times on its way to the handler and is therefore kept small: the texts borrow from the body of
/// the request, and what hardly any call has is elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Arguments<'a> {
    /// One place for each parameter of the command, in its order.
    texts: Texts<'a>,
    /// What is out of the ordinary.
    unusual: Option<Box<Unusual>>,
}

/// What hardly any call has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unusual {
    /// Names that the command does not have.
    pub(crate) unknown: Vec<String>,
    /// Names that came more than once.
    pub(crate) repeated: Vec<&'static str>,
    /// How many values came by position beyond the last parameter.
    pub(crate) surplus: usize,
    /// What was expected where there was something without parameters in it.
    pub(crate) unstructured: Option<&'static str>,
    /// Values that take the place of what came, by the index of the parameter.
    replaced: Vec<(usize, String)>,
}

/// A place for the JSON text of each parameter.
#[derive(Clone, Debug)]
enum Texts<'a> {
    /// Few enough to need no memory of their own, and how many they are.
    Few([Option<&'a str>; MOST_INLINE], usize),
    /// Any number.
    Many(Vec<Option<&'a str>>),
}

/// Most parameters of a call that need no memory of their own.
const MOST_INLINE: usize = 6;

impl<'a> Texts<'a> {
    fn none(count: usize) -> Self {
        if count <= MOST_INLINE {
            Self::Few([None; MOST_INLINE], count)
        } else {
            Self::Many(vec![None; count])
        }
    }

    fn places(&self) -> &[Option<&'a str>] {
        match self {
            Self::Few(texts, count) => &texts[..*count],
            Self::Many(texts) => texts,
        }
    }

    fn places_mut(&mut self) -> &mut [Option<&'a str>] {
        match self {
            Self::Few(texts, count) => &mut texts[..*count],
            Self::Many(texts) => texts,
        }
    }
}

impl<'a> Arguments<'a> {
    /// No parameters at all.
    pub(crate) fn none(command: &CommandData) -> Self {
        Self { texts: Texts::none(command.parameters.len()), unusual: None }
    }

    /// What stands for something else than was expected; the call is refused.
    pub(crate) fn expecting(command: &CommandData, expected: &'static str) -> Self {
        let unusual = Unusual { unstructured: Some(expected), ..Unusual::default() };
        Self { unusual: Some(Box::new(unusual)), ..Self::none(command) }
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

    /// Sets a parameter by name, as a route, a template of addresses or a command line does.
    pub(crate) fn set(&mut self, command: &'static CommandData, name: &str, text: &'a str) {
        match position(command, name, 0) {
            None => self.add_unknown(name),
            Some(index) => self.put(command, index, text),
        }
    }

    /// Puts a value in the place of what came, if anything.
    pub(crate) fn replace(&mut self, index: usize, text: String) {
        let replaced = &mut self.unusual.get_or_insert_default().replaced;
        replaced.retain(|(other, _)| *other != index);
        replaced.push((index, text));
    }

    /// Notes a name that the command does not have.
    pub(crate) fn add_unknown(&mut self, name: &str) {
        self.unusual.get_or_insert_default().unknown.push(name.to_owned());
    }

    /// The JSON text of a parameter, or `None` when none came.
    pub(crate) fn text(&self, index: usize) -> Option<&str> {
        let replaced = self.unusual.as_ref().and_then(|unusual| {
            unusual.replaced.iter().find(|(other, _)| *other == index).map(|(_, text)| text.as_str())
        });
        replaced.or_else(|| self.texts.places().get(index).copied().flatten())
    }

    /// What is out of the ordinary, if anything.
    pub(crate) fn unusual(&self) -> Option<&Unusual> {
        self.unusual.as_deref()
    }

    /// Whether what came has no parameters in it.
    pub(crate) fn unstructured(&self) -> bool {
        self.unusual.as_ref().is_some_and(|unusual| unusual.unstructured.is_some())
    }

    /// Whether everything that came has a place.
    pub(crate) fn fit(&self) -> bool {
        self.unusual.as_ref().is_none_or(|unusual| {
            unusual.unknown.is_empty()
                && unusual.repeated.is_empty()
                && unusual.surplus == 0
                && unusual.unstructured.is_none()
        })
    }

    /// The parameters as one JSON object.
    pub(crate) fn to_json(&self, command: &CommandData) -> String {
        let mut json = String::from("{");
        for (index, parameter) in command.parameters.iter().enumerate() {
            if let Some(text) = self.text(index) {
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

    /// Puts a value in the place of a name; `None` where there is no such place, or it is taken.
    pub(crate) fn put_first(
        &mut self,
        command: &CommandData,
        name: &str,
        expected: usize,
        text: &'a str,
    ) -> Option<usize> {
        let index = position(command, name, expected)?;
        self.texts.places_mut()[index].replace(text).is_none().then_some(index)
    }

    fn put(&mut self, command: &'static CommandData, index: usize, text: &'a str) {
        if self.texts.places_mut()[index].replace(text).is_some() {
            self.unusual.get_or_insert_default().repeated.push(command.parameters[index].name);
        }
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
        Arguments::expecting(self.0, "an object or an array")
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
                    arguments.put(self.0, index, text.get());
                }
                Name::Unknown(name) => {
                    members.next_value::<IgnoredAny>()?;
                    arguments.add_unknown(&name);
                }
            }
        }
        Ok(arguments)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut arguments = Arguments::none(self.0);
        for place in arguments.texts.places_mut() {
            match items.next_element::<&RawValue>()? {
                Some(text) => *place = Some(text.get()),
                None => return Ok(arguments),
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {
            arguments.unusual.get_or_insert_default().surplus += 1;
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
