//! The types of parameters and results.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Check, Context, Faults, Lint, Severity, Subject, shapes};
use crate::catalog::DEFINITIONS;
use crate::references::{self, Schemas};
use crate::walk;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "schema-invalid",
        severity: Severity::Error,
        explanation: "Every type of a parameter, a result or the details of an error must be a JSON Schema (2020-12) \
            whose references lead somewhere. Correct the implementation of `JsonSchema` of the type.",
        check: Check::Command(schema_invalid),
    },
    Lint {
        id: "schema-name-numbered",
        severity: Severity::Strict,
        explanation: "A type called `Foo2` beside one called `Foo` usually means that two types of the same name are \
            published and one was numbered. Give one of them another name, such as by `#[schemars(rename = \"…\")]`.",
        check: Check::Catalog(schema_name_numbered),
    },
    Lint {
        id: "default-invalid",
        severity: Severity::Error,
        explanation: "A default must be a value that callers could send as well. Correct the default or the limits.",
        check: Check::Command(default_invalid),
    },
    Lint {
        id: "param-example-invalid",
        severity: Severity::Error,
        explanation: "An example of a parameter must be a value that is accepted. Correct the example or the limits.",
        check: Check::Command(param_example_invalid),
    },
    Lint {
        id: "deny-unknown-fields-missing",
        severity: Severity::Strict,
        explanation: "An object that ignores members it does not know hides misspelt ones from callers. Write \
            `#[serde(deny_unknown_fields)]` on the type.",
        check: Check::Command(deny_unknown_fields_missing),
    },
    Lint {
        id: "any-json-param",
        severity: Severity::Strict,
        explanation: "A parameter that takes any JSON tells callers nothing of what to send, and nothing is checked. \
            Use a type, or allow this lint with the reason.",
        check: Check::Command(any_json_param),
    },
];

fn schema_invalid(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    let parameters = command.parameters.iter();
    let parameters = parameters.map(|it| (format!("the type of parameter `{}`", it.name), &it.schema));
    let result = std::iter::once(("the type of the result".to_owned(), &command.result.schema));
    let details = command.errors.kinds.iter().filter_map(|kind| {
        Some((format!("the type of the details of error `{}`", kind.kind), kind.details.as_ref()?))
    });
    for (place, schema) in parameters.chain(result).chain(details) {
        let mut reached = Schemas::from([(String::new(), schema.clone())]);
        references::collect(schema, &subject.catalog.schemas, &mut reached);
        let mut dangling = BTreeSet::new();
        for schema in reached.values() {
            walk::each(schema, &mut |schema| {
                let name =
                    references::name(schema).filter(|name| !subject.catalog.schemas.contains_key(*name));
                dangling.extend(name.map(str::to_owned));
            });
        }
        if !dangling.is_empty() {
            let names = dangling.into_iter().collect::<Vec<_>>().join("`, `");
            faults.add(format!(
                "{place} refers to `{names}`, which is not in the catalog; add it to `{DEFINITIONS}`"
            ));
        } else if let Err(error) = subject.context.validator(schema).as_ref()
            // What is wrong with a regular expression is the finding of a lint of its own.
            && !reached.values().any(|schema| shapes::has_unreadable_pattern(subject.context, schema))
        {
            let remedy = subject.remedy("correct its implementation of `JsonSchema`", "correct it");
            faults.add(format!("{place} is no JSON Schema: {error}; {remedy}"));
        }
    }
}

fn schema_name_numbered(context: &Context<'_>, faults: &mut Faults) {
    let catalog = context.catalog;
    let reached = references::reachable(&catalog.commands, &catalog.schemas);
    for name in reached.keys() {
        let base = name.trim_end_matches(|it: char| it.is_ascii_digit());
        let number: Option<u32> = name[base.len()..].parse().ok();
        if number.is_none_or(|number| number < 2) || !reached.contains_key(base) {
            continue;
        }
        let uses_it = catalog.commands.iter().position(|command| {
            let of_command = references::reachable(std::slice::from_ref(command), &catalog.schemas);
            of_command.contains_key(name)
        });
        if let Some(index) = uses_it {
            faults.add_to(
                index,
                format!(
                    "the types `{base}` and `{name}` probably are two types of one name; rename one of them"
                ),
            );
        }
    }
}

fn default_invalid(subject: &Subject<'_>, faults: &mut Faults) {
    subject.each_parameter_schema(|place, schema| {
        if let Some(default) = schema.get("default")
            && let Some(text) = subject.context.faults_of(default, schema)
        {
            faults.add(format!("the default {default} of {place} would be refused: {text}; correct it"));
        }
    });
}

fn param_example_invalid(subject: &Subject<'_>, faults: &mut Faults) {
    subject.each_parameter_schema(|place, schema| {
        let listed = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
        for example in listed.chain(schema.get("example")) {
            if let Some(text) = subject.context.faults_of(example, schema) {
                faults.add(format!("the example {example} of {place} would be refused: {text}; correct it"));
            }
        }
    });
}

fn deny_unknown_fields_missing(subject: &Subject<'_>, faults: &mut Faults) {
    let mut open = BTreeSet::new();
    subject.each_parameter_schema(|place, schema| {
        let has_members =
            schema.get("properties").and_then(Value::as_object).is_some_and(|members| !members.is_empty());
        let is_decided =
            schema.get("additionalProperties").is_some() || schema.get("unevaluatedProperties").is_some();
        if has_members && !is_decided {
            open.insert(place.to_owned());
        }
    });
    let remedy = subject.remedy(
        "write `#[serde(deny_unknown_fields)]` on the type",
        "write `additionalProperties: false` in its schema",
    );
    for place in open {
        faults.add(format!("{place} ignores unknown members; {remedy}"));
    }
}

fn any_json_param(subject: &Subject<'_>, faults: &mut Faults) {
    let annotations = ["description", "title", "default", "examples", "example", "deprecated"];
    let mut open = BTreeSet::new();
    subject.each_parameter_schema(|place, schema| {
        let is_open = match schema {
            Value::Bool(open) => *open,
            Value::Object(members) => members.keys().all(|keyword| annotations.contains(&keyword.as_str())),
            _ => false,
        };
        if is_open {
            open.insert(place.to_owned());
        }
    });
    let way = subject.remedy("type", "schema");
    for place in open {
        faults.add(format!("{place} takes any JSON; use a {way} that says what to send"));
    }
}
