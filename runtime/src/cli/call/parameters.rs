//! From flags, JSON and the environment to the JSON text of all parameters.

use std::{
    fmt, fs,
    io::{self, Read},
};

use clap::ArgMatches;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{flags, secrets, settings::Settings, target::Target};
use crate::call::from_texts::{Types, json_by_schema};

/// Standard input, which can be read once.
#[derive(Default)]
pub(super) struct StandardInput {
    reader: Option<String>,
}

impl StandardInput {
    /// Reads everything, for a flag that asks for it.
    pub(super) fn read(&mut self, flag: &str) -> Result<String, String> {
        if let Some(other) = &self.reader {
            return Err(format!("{flag} and {other} cannot both be read from standard input"));
        }
        self.reader = Some(flag.to_owned());
        let mut text = String::new();
        match io::stdin().lock().read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(error) => Err(format!("{flag}: standard input cannot be read: {error}")),
        }
    }
}

/// The parameters as one JSON text. Flags win over `--json`, and what is wrong with them the dispatcher finds.
pub(super) fn text(
    settings: &Settings,
    target: &Target,
    matches: &ArgMatches,
    title: &str,
) -> Result<String, String> {
    let mut input = StandardInput::default();
    let json = settings.json.as_deref().map(|word| json_text(word, &mut input)).transpose()?;
    let given = match &json {
        Some(text) => serde_json::from_str(text).map_err(|error| format!("--json is not JSON: {error}"))?,
        None => Given::Members(Vec::new()),
    };
    let mut flags: Vec<(&str, String)> = Vec::new();
    for parameter in &target.command.parameters {
        let name = parameter.name.as_str();
        let words = matches.get_many::<String>(&flags::id(name)).map(|words| words.cloned().collect());
        let words: Vec<String> = match words {
            Some(words) if parameter.secret => {
                let words: Vec<String> = words;
                let flag = flags::flag(name);
                words
                    .iter()
                    .map(|word| secrets::from_word(word, &flag, &mut input))
                    .collect::<Result<_, _>>()?
            }
            Some(words) => words,
            None if parameter.secret && !given.has(name) => {
                match secrets::from_environment(title, &target.command.name, name)? {
                    Some(value) => vec![value],
                    None => continue,
                }
            }
            None => continue,
        };
        let types = Types::of(&parameter.schema, &target.schemas);
        refuse_broken_json(&types, &words, &flags::flag(name), parameter.secret)?;
        let value = match words.as_slice() {
            // A parameter that takes anything takes JSON, and a text that is none as a text.
            [word] if types.takes_anything() && serde_json::from_str::<&RawValue>(word).is_ok() => {
                word.clone()
            }
            words => json_by_schema(&parameter.schema, &target.schemas, words),
        };
        flags.push((name, value));
    }
    match (given, json) {
        (_, Some(json)) if flags.is_empty() => Ok(json),
        (Given::Members(members), _) => Ok(merged(&members, &flags)),
        (Given::Other, _) => {
            Err("--json must be a JSON object where parameters are given as flags as well".to_owned())
        }
    }
}

fn json_text(word: &str, input: &mut StandardInput) -> Result<String, String> {
    match word.strip_prefix('@') {
        Some(path) => {
            fs::read_to_string(path).map_err(|error| format!("--json: {path} cannot be read: {error}"))
        }
        None if word == "-" => input.read("--json"),
        None => Ok(word.to_owned()),
    }
}

/// Tells where JSON is wrong that can only be meant as JSON; the dispatcher would see a text.
fn refuse_broken_json(types: &Types, words: &[String], flag: &str, secret: bool) -> Result<(), String> {
    for word in words.iter().filter(|word| !types.string && word.starts_with(['{', '['])) {
        if (types.object || types.array)
            && let Err(error) = serde_json::from_str::<&RawValue>(word)
        {
            let place = if secret { String::new() } else { format!(": {error}") };
            return Err(format!("--{flag} is not JSON{place}"));
        }
    }
    Ok(())
}

/// The members of an object with those that flags give in the place of theirs.
///
/// Members that are unknown or repeated stay as they are, for the dispatcher to find.
fn merged(members: &[(String, Box<RawValue>)], flags: &[(&str, String)]) -> String {
    let kept = members.iter().filter(|(name, _)| flags.iter().all(|(flag, _)| flag != name));
    let kept = kept.map(|(name, value)| (name.as_str(), value.get()));
    let all = kept.chain(flags.iter().map(|(name, value)| (*name, value.as_str())));
    let texts: Vec<String> =
        all.map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name))).collect();
    format!("{{{}}}", texts.join(","))
}

/// What `--json` holds.
enum Given {
    /// An object: its members as they came.
    Members(Vec<(String, Box<RawValue>)>),
    /// An array, or something that the dispatcher refuses.
    Other,
}

impl Given {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::Members(members) => members.iter().any(|(member, _)| member == name),
            // An array may hold every parameter by its position.
            Self::Other => true,
        }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Given;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Given::Members(members))
            }
        }

        let text = Box::<RawValue>::deserialize(deserializer)?;
        if !text.get().starts_with('{') {
            return Ok(Self::Other);
        }
        let mut inner = serde_json::Deserializer::from_str(text.get());
        inner.deserialize_map(Members).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, merged};

    #[test]
    fn flags_take_the_place_of_members_and_faults_stay() {
        let given: Given = serde_json::from_str(r#" {"a": 1, "b": [2.0], "x": 3, "x": 4} "#).unwrap();
        assert!(given.has("x") && !given.has("c"));
        let Given::Members(members) = given else { panic!("an object") };
        let flags = [("b", "5".to_owned()), ("c", "\"six\"".to_owned())];
        assert_eq!(merged(&members, &flags), r#"{"a":1,"x":3,"x":4,"b":5,"c":"six"}"#);
        assert_eq!(merged(&members, &[]), r#"{"a":1,"b":[2.0],"x":3,"x":4}"#);
        assert!(matches!(serde_json::from_str("[1]").unwrap(), Given::Other));
        assert!(serde_json::from_str::<Given>("{").is_err());
    }
}
