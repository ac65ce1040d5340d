//! Explaining a refused call: every fault at once, each with its place and what would have been right.

use jsonschema::{
    ValidationError,
    error::{TypeKind, ValidationErrorKind},
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
    if unusual.unstructured {
        faults.push(Fault {
            pointer: String::new(),
            expected: "an object or an array".to_owned(),
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
    for error in validator.iter_errors(&value).take(MOST_FAULTS) {
        explain(described, pointer, &error, faults);
    }
}

fn explain(described: &Described, pointer: &str, error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
    let place = format!("{pointer}{}", error.instance_path().as_str());
    let got = Some(shortened(&error.instance().to_string()));
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = known_members(described, error);
            for name in unexpected {
                faults.push(Fault {
                    pointer: format!("{place}/{}", escaped(&shortened(name))),
                    expected: if known.is_empty() {
                        "no further member".to_owned()
                    } else {
                        format!("one of the members {}", known.join(", "))
                    },
                    got: Some(UNKNOWN_NAME.to_owned()),
                    did_you_mean: nearest(name, &known.iter().map(String::as_str).collect::<Vec<_>>())
                        .map(str::to_owned),
                });
            }
        }
        ValidationErrorKind::Required { property } => faults.push(Fault {
            pointer: format!("{place}/{}", escaped(property.as_str().unwrap_or_default())),
            expected: "a value; it is required".to_owned(),
            got: None,
            did_you_mean: None,
        }),
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            explain_forms(described, pointer, error, context, faults);
        }
        kind => {
            let did_you_mean = match (kind, error.instance().as_str()) {
                (ValidationErrorKind::Enum { options }, Some(value)) => {
                    let options: Vec<&str> =
                        options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                    nearest(value, &options).map(str::to_owned)
                }
                _ => None,
            };
            faults.push(Fault { pointer: place, expected: expected(kind), got, did_you_mean });
        }
    }
}

/// A value that fits none of several forms.
fn explain_forms(
    described: &Described,
    pointer: &str,
    error: &ValidationError<'_>,
    forms: &[Vec<ValidationError<'static>>],
    faults: &mut Vec<Fault>,
) {
    if let Some(errors) = meant(forms) {
        for inner in errors {
            explain(described, pointer, inner, faults);
        }
        return;
    }
    faults.push(match wrong_tag(forms) {
        Some(Tag { pointer: place, got: None, .. }) => Fault {
            pointer: format!("{pointer}{place}"),
            expected: "a value; it is required".to_owned(),
            got: None,
            did_you_mean: None,
        },
        Some(Tag { pointer: place, values, got: Some(got) }) => {
            let names: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            Fault {
                pointer: format!("{pointer}{place}"),
                expected: one_of(&values),
                did_you_mean: got.as_str().and_then(|it| nearest(it, &names)).map(str::to_owned),
                got: Some(shortened(&got.to_string())),
            }
        }
        None => Fault {
            pointer: format!("{pointer}{}", error.instance_path().as_str()),
            expected: expected(error.kind()),
            got: Some(shortened(&error.instance().to_string())),
            did_you_mean: None,
        },
    });
}

/// The members of the object schemas that share a member with the refused object: one of them refused it.
fn known_members(described: &Described, error: &ValidationError<'_>) -> Vec<String> {
    let mut known = Vec::new();
    for schema in described.schemas.values().chain(described.command.parameters.iter().map(|it| &it.schema)) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object)
            && schema.get("additionalProperties") == Some(&Value::Bool(false))
            && let Some(instance) = error.instance().as_object()
            && instance.keys().any(|name| properties.contains_key(name))
        {
            known.extend(properties.keys().cloned());
        }
    }
    known.sort_unstable();
    known.dedup();
    known
}

/// What a failed keyword asked for, in words.
fn expected(kind: &ValidationErrorKind) -> String {
    match kind {
        ValidationErrorKind::Type { kind } => match kind {
            TypeKind::Single(name) => type_in_words(&name.to_string()),
            TypeKind::Multiple(names) => {
                let names: Vec<String> = names.iter().map(|name| type_in_words(&name.to_string())).collect();
                names.join(" or ")
            }
        },
        ValidationErrorKind::Minimum { limit } => format!("at least {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("at most {limit}"),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("more than {limit}"),
        ValidationErrorKind::ExclusiveMaximum { limit } => format!("less than {limit}"),
        ValidationErrorKind::MinLength { limit } => format!("at least {}", counted(*limit, "character")),
        ValidationErrorKind::MaxLength { limit } => format!("at most {}", counted(*limit, "character")),
        ValidationErrorKind::MinItems { limit } => format!("at least {}", counted(*limit, "item")),
        ValidationErrorKind::MaxItems { limit } => format!("at most {}", counted(*limit, "item")),
        ValidationErrorKind::MinProperties { limit } => format!("at least {}", counted(*limit, "member")),
        ValidationErrorKind::MaxProperties { limit } => format!("at most {}", counted(*limit, "member")),
        ValidationErrorKind::Pattern { pattern } => format!("a text that matches `{pattern}`"),
        ValidationErrorKind::Format { format } => format!("a text in the format `{format}`"),
        ValidationErrorKind::Enum { options } => match options.as_array() {
            Some(options) => one_of(options),
            None => format!("one of {options}"),
        },
        ValidationErrorKind::Constant { expected_value } => expected_value.to_string(),
        ValidationErrorKind::UniqueItems => "items that all differ".to_owned(),
        ValidationErrorKind::AnyOf { .. } | ValidationErrorKind::OneOfNotValid { .. } => {
            "one of the forms in the schema; none fits".to_owned()
        }
        ValidationErrorKind::OneOfMultipleValid { .. } => {
            "exactly one of the forms in the schema; several fit".to_owned()
        }
        ValidationErrorKind::MultipleOf { multiple_of } => format!("a multiple of {multiple_of}"),
        ValidationErrorKind::PropertyNames { error } => format!("other member names: {error}"),
        other => format!("a value that satisfies the keyword `{}`", other.keyword()),
    }
}

fn one_of(values: &[Value]) -> String {
    format!("one of {}", values.iter().map(Value::to_string).collect::<Vec<_>>().join(", "))
}

fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
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

/// A name as part of a JSON Pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
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
