//! Examples, and the values that documentation promises to work.

use serde_json::Value;

use super::{Check, Faults, Lint, Severity, Subject, secrets};

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
    Lint {
        id: "example-secret",
        severity: Severity::Error,
        explanation: "An example or default that looks like a real key, token or password is published with the \
            documents. Put a made-up value in its place that nobody can take for a real one, such as \
            `example-key`, and revoke the real one.",
        check: Check::Command(example_secret),
    },
];

fn example_missing(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    if command.parameters.is_empty() || !command.examples.is_empty() {
        return;
    }
    let message = subject.remedy(
        "the command has no example; write a section `# Examples` with its parameters as a block of JSON",
        "the command has no example; give each of its required parameters an `example`",
    );
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
    let parameters = command.parameters_schema();
    for (example, number) in command.examples.iter().zip(1..) {
        if let Some(text) = subject.context.faults_of(&example.params, &parameters) {
            faults.add(format!("the parameters of example {number} would be refused: {text}; correct them"));
        }
        if let Some(value) = &example.result
            && let Some(text) = subject.context.faults_of(value, &command.result.schema)
        {
            faults.add(format!("the result of example {number} does not fit the type: {text}; correct it"));
        }
    }
}

fn example_secret(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    for (example, number) in command.examples.iter().zip(1..) {
        for value in std::iter::once(&example.params).chain(&example.result) {
            for (name, kind) in secrets::found_in(value) {
                faults.add(format!(
                    "the value of `{name}` in example {number} looks like {kind}; put a made-up value in its place"
                ));
            }
        }
    }
    subject.each_member(|name, schema, place| {
        let listed = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
        for value in listed.chain(schema.get("example")).chain(schema.get("default")) {
            if let Some(kind) = value.as_str().and_then(|text| secrets::kind(name, text)) {
                faults.add(format!(
                    "the example or default of {place} looks like {kind}; put a made-up value in its place"
                ));
            }
        }
    });
}
