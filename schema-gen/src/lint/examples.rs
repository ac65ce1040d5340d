//! Examples, and the values that documentation promises to work.

use super::{Check, Faults, Lint, Severity, Subject, validate};
use crate::validation::Validator;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "example-missing",
        severity: Severity::Strict,
        explanation: "Examples make models call a command rightly far more often. Write a section `# Examples` with \
            the parameters as a block of JSON. On commands that only read this is never more than a warning, and \
            commands without parameters need none.",
        check: Check::Command(example_missing),
    },
    Lint {
        id: "example-invalid",
        severity: Severity::Error,
        explanation: "An example must be a call that is accepted, and its result one that the command can give. \
            Correct the example, or the types that refuse it.",
        check: Check::Command(example_invalid),
    },
];

fn example_missing(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    if command.parameters.is_empty() || !command.examples.is_empty() {
        return;
    }
    let message =
        "the command has no example; write a section `# Examples` with its parameters as a block of JSON";
    if command.behaviour.read_only == Some(true) {
        faults.warn(message);
    } else {
        faults.add(message);
    }
}

fn example_invalid(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    if command.examples.is_empty() {
        return;
    }
    let schemas = &subject.catalog.schemas;
    // A schema that cannot be used is the finding of another lint.
    let parameters = Validator::new(&command.parameters_schema(), schemas).ok();
    let result = Validator::new(&command.result.schema, schemas).ok();
    for (example, number) in command.examples.iter().zip(1..) {
        if let Some(text) = parameters.as_ref().and_then(|it| validate::faults(it, &example.params)) {
            faults.add(format!("the parameters of example {number} would be refused: {text}; correct them"));
        }
        if let (Some(validator), Some(value)) = (&result, &example.result)
            && let Some(text) = validate::faults(validator, value)
        {
            faults.add(format!("the result of example {number} does not fit the type: {text}; correct it"));
        }
    }
}
