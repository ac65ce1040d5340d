//! Explaining a refused call: every fault at once, each with its place and what would have been right.

use commandry_schema::{
    pointer::escaped,
    validation::{self, FaultKind},
};
use serde::Serialize;
use serde_json::Value;

use super::{
    Arguments, Entry,
    arguments::Unusual,
    entry::Described,
    forms::{Tag, meant, wrong_tag},
    strict,
};
use crate::{CallError, codes};

/// Most faults that one answer lists; more would not help anybody.
const MOST_FAULTS: usize = 50;
/// Longest excerpt of a value that an answer repeats, in characters.
const LONGEST_EXCERPT: usize = 80;
/// What came where a name does not exist.
const UNKNOWN_NAME: &str = "an unknown name";

/// One thing that is wrong with the parameters of a call.
#[derive(Debug, Serialize)]
struct Fault {
    /// JSON Pointer into `params`.
    pointer: String,
    /// What was expected there.
    expected: String,
    /// What came, shortened; left out where nothing came.
    #[serde(skip_serializing_if = "Option::is_none")]
    got: Option<String>,
    /// The nearest name that exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<String>,
}

/// The error of a call whose parameters do not fit.
///
/// `refused` holds what serde said, and is consulted for parameters that the schema finds nothing wrong with.
pub(crate) fn invalid_params(
    entry: &Entry,
    arguments: &Arguments<'_>,
    refused: &[(usize, serde_json::Error)],
) -> CallError {
    let described = entry.described();
    let mut faults = Vec::new();
    if let Some(unusual) = arguments.unusual() {
        misplaced(described, unusual, &mut faults);
    }
    for (index, parameter) in described.command.parameters.iter().enumerate() {
        let pointer = format!("/{}", escaped(&parameter.name));
        match arguments.text(index) {
            None if parameter.required && !arguments.unstructured() => {
                let expected = expectation(described, &parameter.schema, "a value");
                faults.push(Fault {
                    pointer,
                    expected: format!("{expected}; it is required"),
                    got: None,
                    did_you_mean: None,
                });
            }
            None => {}
            Some(text) => {
                let start = faults.len();
                check_value(described, index, &pointer, text, &mut faults);
                if faults.len() == start
                    && let Some((_, error)) = refused.iter().find(|(it, _)| *it == index)
                {
                    // The words of a type may repeat the value.
                    let reason = if parameter.secret { String::new() } else { reason_of(error) };
                    faults.push(Fault {
                        pointer: pointer.clone(),
                        expected: format!("a value that its type takes{reason}"),
                        got: Some(shortened(text)),
                        did_you_mean: None,
                    });
                }
                if parameter.secret {
                    faults[start..].iter_mut().for_each(|fault| keep_secret(fault, &pointer));
                }
            }
        }
    }
    faults.truncate(MOST_FAULTS);
    let message = match faults.as_slice() {
        [] => "The parameters do not fit the command.".to_owned(),
        [fault] => format!("Invalid parameters: {}", fault.sentence()),
        [first, rest @ ..] => format!("Invalid parameters: {} ({} more)", first.sentence(), rest.len()),
    };
    CallError::new(codes::INVALID_PARAMS, "invalid_params", message)
        .with("errors", serde_json::to_value(&faults).unwrap_or_default())
        .with("signature", described.signature())
}

impl Fault {
    fn sentence(&self) -> String {
        let place =
            if self.pointer.is_empty() { "`params`".to_owned() } else { format!("`{}`", self.pointer) };
        let mut sentence = format!("{place}: expected {}", self.expected);
        if let Some(got) = &self.got {
            sentence.push_str(", got ");
            sentence.push_str(got);
        }
        if let Some(name) = &self.did_you_mean {
            sentence.push_str("; did you mean `");
            sentence.push_str(name);
            sentence.push_str("`?");
        }
        sentence
    }
}

/// Takes everything out of a fault that callers sent as part of a secret.
fn keep_secret(fault: &mut Fault, pointer: &str) {
    if fault.got.as_deref() == Some(UNKNOWN_NAME) || fault.expected.starts_with("a readable value") {
        // Names of members are part of the secret as well.
        pointer.clone_into(&mut fault.pointer);
        fault.did_you_mean = None;
        "a value that fits its schema".clone_into(&mut fault.expected);
    }
    fault.got = Some("(secret)".to_owned());
}

/// Names that do not exist, came twice, or values beyond the last place.
fn misplaced(described: &Described, unusual: &Unusual, faults: &mut Vec<Fault>) {
    let names: Vec<&str> = described.command.parameters.iter().map(|it| it.name.as_str()).collect();
    for name in &unusual.unknown {
        faults.push(Fault {
            pointer: format!("/{}", escaped(&shortened(name))),
            expected: match names.as_slice() {
                [] => "no parameter".to_owned(),
                names => format!("one of the parameters {}", names.join(", ")),
            },
            got: Some(UNKNOWN_NAME.to_owned()),
            did_you_mean: nearest(name, &names).map(str::to_owned),
        });
    }
    for name in &unusual.repeated {
        faults.push(Fault {
            pointer: format!("/{}", escaped(name)),
            expected: "one value".to_owned(),
            got: Some("the member more than once".to_owned()),
            did_you_mean: None,
        });
    }
    if unusual.surplus > 0 {
        faults.push(Fault {
            pointer: format!("/{}", names.len()),
            expected: format!("at most {} values by position", names.len()),
            got: Some(format!("{} more", unusual.surplus)),
            did_you_mean: None,
        });
    }
    if let Some(expected) = unusual.unstructured {
        faults.push(Fault {
            pointer: String::new(),
            expected: expected.to_owned(),
            got: Some("something else".to_owned()),
            did_you_mean: None,
        });
    }
}

/// What the schema finds wrong with a value.
fn check_value(described: &Described, index: usize, pointer: &str, text: &str, faults: &mut Vec<Fault>) {
    let value: Value = match strict::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            faults.push(Fault {
                pointer: pointer.to_owned(),
                expected: format!("a readable value{}", reason_of(&error)),
                got: Some(shortened(text)),
                did_you_mean: None,
            });
            return;
        }
    };
    let Some(validator) = described.validator(index) else { return };
    for found in validator.faults(&value).iter().take(MOST_FAULTS) {
        explain(pointer, found, faults);
    }
}

/// Tells a fault in terms of the call; `pointer` leads to the parameter.
fn explain(pointer: &str, found: &validation::Fault<'_>, faults: &mut Vec<Fault>) {
    let place = format!("{pointer}{}", found.pointer);
    let fault = match &found.kind {
        FaultKind::UnknownMember { name, known } => Fault {
            pointer: format!("{place}/{}", escaped(&shortened(name))),
            expected: found.kind.to_string(),
            got: Some(UNKNOWN_NAME.to_owned()),
            did_you_mean: nearest(name, &known.iter().map(String::as_str).collect::<Vec<_>>())
                .map(str::to_owned),
        },
        FaultKind::Required(name) => Fault {
            pointer: format!("{place}/{}", escaped(name)),
            expected: found.kind.to_string(),
            got: None,
            did_you_mean: None,
        },
        FaultKind::NoForm(forms) => match meant(forms) {
            Some(inner) => return inner.iter().for_each(|found| explain(pointer, found, faults)),
            None => no_form(pointer, found, forms),
        },
        FaultKind::Enumeration(values) => wrong_name(place, values, found.value),
        kind => Fault {
            pointer: place,
            expected: kind.to_string(),
            got: Some(shortened(&found.value.to_string())),
            did_you_mean: None,
        },
    };
    faults.push(fault);
}

/// A value that fits none of several forms, where it cannot be told which was meant.
fn no_form(pointer: &str, found: &validation::Fault<'_>, forms: &[Vec<validation::Fault<'_>>]) -> Fault {
    match wrong_tag(forms) {
        Some(Tag { pointer: place, got: Some(got), values }) => {
            wrong_name(format!("{pointer}{place}"), &values, got)
        }
        Some(Tag { pointer: place, got: None, .. }) => Fault {
            pointer: format!("{pointer}{place}"),
            expected: "a value; it is required".to_owned(),
            got: None,
            did_you_mean: None,
        },
        None => Fault {
            pointer: format!("{pointer}{}", found.pointer),
            expected: found.kind.to_string(),
            got: Some(shortened(&found.value.to_string())),
            did_you_mean: None,
        },
    }
}

/// A value that is none of those listed.
fn wrong_name(pointer: String, values: &[Value], got: &Value) -> Fault {
    let names: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    Fault {
        pointer,
        expected: FaultKind::Enumeration(values.to_vec()).to_string(),
        got: Some(shortened(&got.to_string())),
        did_you_mean: got.as_str().and_then(|it| nearest(it, &names)).map(str::to_owned),
    }
}

fn type_in_words(name: &str) -> String {
    match name {
        "integer" | "array" | "object" => format!("an {name}"),
        "null" => name.to_owned(),
        _ => format!("a {name}"),
    }
}

/// What a schema asks for, in a few words.
fn expectation(described: &Described, schema: &Value, otherwise: &str) -> String {
    let target = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|it| it.rsplit('/').next())
        .and_then(|name| described.schemas.get(name))
        .unwrap_or(schema);
    match target.get("type") {
        Some(Value::String(name)) => type_in_words(name),
        _ => otherwise.to_owned(),
    }
}

/// The nearest of some names, if any is near enough to be meant.
pub(crate) fn nearest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    if name.len() > 64 {
        return None;
    }
    let distance = |it: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &it.to_lowercase());
    let limit = (name.chars().count() / 3).max(1);
    names
        .iter()
        .map(|it| (distance(it), *it))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, it)| it)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What serde said, without the position, which would count from the start of the parameter.
fn reason_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    format!(": {}", shortened(&text[..end]))
}
