//! What is said on commands, parameters and results.

use serde_json::Value;

use super::{Check, Faults, Lint, Severity, Subject, texts::texts, words};
use crate::references;

/// A longer description costs more attention than it is worth.
const LONGEST_DESCRIPTION: usize = 1024;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "description-too-long",
        severity: Severity::Strict,
        explanation: "The description of a command has at most 1,024 characters besides its summary and sections. Models \
            follow a short and complete text better than a long one. Move background to other documentation.",
        check: Check::Command(description_too_long),
    },
    Lint {
        id: "description-placeholder",
        severity: Severity::Error,
        explanation: "Texts such as `TODO` or `lorem ipsum`, or a description that is just the name of the type, are \
            published as they stand. Write the documentation, or remove the placeholder.",
        check: Check::Command(description_placeholder),
    },
    Lint {
        id: "param-undocumented",
        severity: Severity::Strict,
        explanation: "Callers see the name and type of a parameter, but not what it means, its unit or where its \
            value comes from. Write `///` above the parameter.",
        check: Check::Command(param_undocumented),
    },
    Lint {
        id: "param-restates-name",
        severity: Severity::Strict,
        explanation: "A description that only repeats the words of the name is no documentation. Say the unit, where \
            the value comes from, what happens without it, or for what it is used.",
        check: Check::Command(param_restates_name),
    },
    Lint {
        id: "result-undocumented",
        severity: Severity::Strict,
        explanation: "Callers must know what the result means. Write a section `# Returns`, or document the type of \
            the result.",
        check: Check::Command(result_undocumented),
    },
    Lint {
        id: "returns-section-on-nothing",
        severity: Severity::Error,
        explanation: "The documentation has a section `# Returns`, but the function returns nothing. Remove the \
            section, or return what it promises.",
        check: Check::Command(returns_section_on_nothing),
    },
];

fn description_too_long(subject: &Subject<'_>, faults: &mut Faults) {
    let length = subject.command.description.chars().count();
    if length > LONGEST_DESCRIPTION {
        faults.add(format!("the description has {length} characters; keep it within {LONGEST_DESCRIPTION}"));
    }
}

fn description_placeholder(subject: &Subject<'_>, faults: &mut Faults) {
    for (place, text) in texts(subject) {
        if let Some(word) = placeholder(text) {
            faults.add(format!("{place} contains `{word}`; write what is meant"));
        }
    }
    for parameter in &subject.command.parameters {
        if let Some(name) = type_name(&parameter.schema)
            && parameter.description.trim().trim_end_matches('.') == name
        {
            faults.add(format!(
                "the description of parameter `{}` is just the name of its type; say what it means",
                parameter.name
            ));
        }
    }
}

/// The first part of a text that stands for text still to be written.
fn placeholder(text: &str) -> Option<&str> {
    let mark = text
        .split(|character: char| !character.is_alphanumeric())
        .find(|word| ["TODO", "FIXME", "TBD", "XXX"].contains(word));
    mark.or_else(|| text.to_lowercase().contains("lorem ipsum").then_some("lorem ipsum"))
        .or_else(|| ["...", "…", "-", "?"].contains(&text.trim()).then_some(text.trim()))
}

/// The name of the type that a schema refers to, also where null is permitted beside it.
fn type_name(schema: &Value) -> Option<&str> {
    let arms = schema.get("anyOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    references::name(schema).or_else(|| arms.iter().find_map(references::name))
}

fn param_undocumented(subject: &Subject<'_>, faults: &mut Faults) {
    for parameter in &subject.command.parameters {
        if parameter.description.trim().is_empty() {
            let remedy = subject.remedy("write `///` above it", "give it a `description`");
            faults.add(format!("parameter `{}` has no description; {remedy}", parameter.name));
        }
    }
}

fn param_restates_name(subject: &Subject<'_>, faults: &mut Faults) {
    for parameter in &subject.command.parameters {
        if words::restates(&parameter.description, &parameter.name) {
            faults.add(format!(
                "the description \"{}\" of parameter `{}` says no more than its name; say its unit, its source or \
                 its effect",
                parameter.description, parameter.name
            ));
        }
    }
}

fn returns_nothing(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "null")
}

fn result_undocumented(subject: &Subject<'_>, faults: &mut Faults) {
    let result = &subject.command.result;
    let target = references::target(&result.schema, &subject.catalog.schemas);
    let is_documented = !result.description.trim().is_empty()
        || [&result.schema, target].iter().any(|schema| {
            schema.get("description").and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
        });
    if !is_documented && !returns_nothing(&result.schema) {
        let remedy =
            subject.remedy("write a section `# Returns`", "give its response or its schema a `description`");
        faults.add(format!("the result is not documented; {remedy}"));
    }
}

fn returns_section_on_nothing(subject: &Subject<'_>, faults: &mut Faults) {
    let result = &subject.command.result;
    if returns_nothing(&result.schema) && !result.description.trim().is_empty() {
        faults.add(subject.remedy(
            "there is a section `# Returns`, but the function returns nothing; remove one or return something",
            "a result is described, but there is none; remove the words or give the result a schema",
        ));
    }
}
