//! The one sentence by which commands are chosen.

use std::collections::BTreeMap;

use super::{Check, Context, Faults, Lint, Severity, Subject, words};
use crate::verbs;

/// A summary must fit on a line of a list.
const LONGEST_SUMMARY: usize = 120;

/// First words of summaries that do not say what the command does.
const NO_VERBS: [&str; 30] = [
    "a",
    "an",
    "api",
    "are",
    "can",
    "command",
    "currently",
    "endpoint",
    "for",
    "function",
    "handler",
    "helper",
    "here",
    "is",
    "it",
    "its",
    "method",
    "operation",
    "our",
    "simply",
    "that",
    "the",
    "there",
    "these",
    "this",
    "to",
    "tool",
    "used",
    "will",
    "you",
];

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "summary-missing",
        severity: Severity::Error,
        explanation: "People and models choose a command by its summary. Write `///` with one sentence above the \
            function.",
        check: Check::Command(summary_missing),
    },
    Lint {
        id: "summary-too-long",
        severity: Severity::Strict,
        explanation: "Summaries stand in lists and in every model's prompt; at most 120 characters. Move the rest \
            into a paragraph of its own.",
        check: Check::Command(summary_too_long),
    },
    Lint {
        id: "summary-period",
        severity: Severity::Strict,
        explanation: "A summary is one sentence on one line that ends with a full stop. Put further text after an \
            empty `///` line.",
        check: Check::Command(summary_period),
    },
    Lint {
        id: "summary-restates-name",
        severity: Severity::Strict,
        explanation: "A summary that only repeats the words of the name helps nobody to choose. Say on what it acts, \
            under which condition, or what comes of it.",
        check: Check::Command(summary_restates_name),
    },
    Lint {
        id: "summary-duplicate",
        severity: Severity::Error,
        explanation: "Two commands with the same summary cannot be told apart. Say in each what the other does not.",
        check: Check::Catalog(summary_duplicate),
    },
    Lint {
        id: "summary-not-imperative",
        severity: Severity::Warning,
        explanation: "A summary begins with what the command does: `Lists …`, or `List …`. Words such as `This command` \
            or `Used to` before it say nothing and push the meaning out of sight in lists. Begin with the verb.",
        check: Check::Command(summary_not_imperative),
    },
    Lint {
        id: "summary-similar",
        severity: Severity::Warning,
        explanation: "Two summaries share more than four fifths of their words, so that a model cannot tell which command \
            to take. Say in each what the other does not, such as for whom or when it is meant.",
        check: Check::Catalog(summary_similar),
    },
];

fn summary_missing(subject: &Subject<'_>, faults: &mut Faults) {
    if subject.command.summary.trim().is_empty() {
        let remedy = subject.remedy(
            "write `///` with one sentence above the function",
            "describe it by a `summary` of one sentence",
        );
        faults.add(format!("the command has no summary; {remedy}"));
    }
}

fn summary_too_long(subject: &Subject<'_>, faults: &mut Faults) {
    let length = subject.command.summary.chars().count();
    if length > LONGEST_SUMMARY {
        faults.add(format!(
            "the summary has {length} characters; keep it within {LONGEST_SUMMARY} and move the rest into the \
             description"
        ));
    }
}

fn summary_period(subject: &Subject<'_>, faults: &mut Faults) {
    let summary = subject.command.summary.trim();
    if summary.is_empty() {
        return;
    }
    if summary.contains('\n') {
        let remedy = subject.remedy(", then an empty `///` line", "");
        faults.add(format!("the summary has several lines; make it one sentence on one line{remedy}"));
    } else if !summary.ends_with('.') {
        faults.add("the summary does not end with a full stop; make it a sentence");
    }
}

fn summary_restates_name(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    if words::restates(&command.summary, &command.name) {
        faults.add(format!(
            "the summary \"{}\" says no more than the name; say on what the command acts or what comes of it",
            command.summary
        ));
    }
}

fn summary_duplicate(context: &Context<'_>, faults: &mut Faults) {
    let catalog = context.catalog;
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (index, command) in catalog.commands.iter().enumerate() {
        let summary = normal(&command.summary);
        if summary.is_empty() {
            continue;
        }
        match seen.get(&summary) {
            Some(other) => {
                faults.add_to(
                    index,
                    format!("the summary is that of `{other}`; say in which way the two differ"),
                );
            }
            None => {
                seen.insert(summary, &command.name);
            }
        }
    }
}

fn summary_not_imperative(subject: &Subject<'_>, faults: &mut Faults) {
    let Some(first) = subject.command.summary.split_whitespace().next() else { return };
    let word = first.trim_matches(|it: char| !it.is_alphanumeric()).to_lowercase();
    if verbs::is_gerund(&word) || NO_VERBS.contains(&word.as_str()) {
        faults.add(format!(
            "the summary begins with `{first}`; begin with the verb that says what the command does"
        ));
    }
}

fn summary_similar(context: &Context<'_>, faults: &mut Faults) {
    let commands = &context.catalog.commands;
    let summaries: Vec<_> = commands.iter().map(|command| words::meaningful(&command.summary)).collect();
    for (one, other) in words::similar(&summaries) {
        // The same summary is the finding of a lint of its own.
        if normal(&commands[one].summary) != normal(&commands[other].summary) {
            faults.add_to(
                other,
                format!(
                    "the summary is almost that of `{}`: \"{}\"; say in which way the two differ",
                    commands[one].name, commands[one].summary
                ),
            );
        }
    }
}

/// A summary without what does not tell it from another.
fn normal(summary: &str) -> String {
    summary.trim().trim_end_matches('.').to_lowercase()
}
