//! What `call --help` and `call COMMAND --help` say.

use std::collections::BTreeMap;

use commandry_schema::{catalog::Command, signature};
use serde_json::Value;

use super::{example, flags, shapes};

/// What stands below the options of `call`.
pub(super) const AFTER_CALL: &str = "\
`commands` lists the commands, `commands WORDS` finds them, and `call COMMAND --help` explains one.

Exit codes:
  0    the command did what it was asked for
  1    the command ran and failed
  2    the command line or the parameters are wrong
  3    there is no such command, or what it was asked for does not exist
  4    the caller is not known, or may not do this
  5    time ran out, or there were too many calls
  6    the server cannot be reached
  7    the application or the server itself failed
  130  Ctrl-C ended the call";

/// What a command is for.
pub(super) fn introduction(command: &Command) -> String {
    let mut paragraphs = vec![command.summary.clone()];
    if !command.description.is_empty() {
        paragraphs.push(command.description.clone());
    }
    if let Some(deprecation) = &command.deprecated {
        let instead = deprecation.replacement.as_ref().map(|name| format!("; use `{name}` instead"));
        paragraphs.push(format!("Deprecated{}.", instead.unwrap_or_default()));
    }
    paragraphs.join("\n\n")
}

/// The line that shows how a command is called: what it needs by name, and that there is more.
pub(super) fn usage(command: &Command, program: &str) -> String {
    let mut usage = format!("{program} call {}", command.name);
    for parameter in command.parameters.iter().filter(|parameter| parameter.required) {
        usage.push_str(&format!(" --{} <VALUE>", flags::flag(&parameter.name)));
    }
    usage.push_str(" [OPTIONS]");
    usage
}

/// What a command gives, how it fails, and calls that work.
pub(super) fn footer(command: &Command, schemas: &BTreeMap<String, Value>, program: &str) -> String {
    let mut sections = Vec::new();
    let shapes = shapes::lines(command, schemas);
    if !shapes.is_empty() {
        sections.push(format!("JSON of the parameters:\n  {}", shapes.join("\n  ")));
    }
    let signature = signature::signature(command, schemas);
    if let Some((_, result)) = signature.rsplit_once(" -> ") {
        let many = if command.result.stream { ", one item a line" } else { "" };
        let words = one_paragraph(&command.result.description);
        let words = if words.is_empty() { String::new() } else { format!("  {words}\n") };
        sections.push(format!("Returns:\n{words}  Type: {result}{many}"));
    }
    let mut errors: Vec<String> = Vec::new();
    if !command.errors.description.is_empty() {
        errors.push(format!("  {}", one_paragraph(&command.errors.description)));
    }
    for kind in &command.errors.kinds {
        errors.push(format!("  {}: {}", kind.kind, one_paragraph(&kind.description)));
    }
    if !errors.is_empty() {
        sections.push(format!("Errors:\n{}", errors.join("\n")));
    }
    let examples: Vec<String> = command
        .examples
        .iter()
        .map(|it| {
            let line = format!("  {program} call {}", example::words(command, schemas, &it.params));
            if it.summary.is_empty() { line } else { format!("  {}\n{line}", one_paragraph(&it.summary)) }
        })
        .collect();
    if !examples.is_empty() {
        sections.push(format!("Examples:\n{}", examples.join("\n")));
    }
    sections.join("\n\n")
}

/// Words of documentation on one line.
pub(super) fn one_paragraph(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
