//! Groups of commands.

use std::collections::BTreeMap;

use super::remedy::remedy;
use super::{Check, Context, Faults, Lint, Severity, Subject};

/// More commands than this cannot be taken in at a glance.
const LARGEST: usize = 60;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "group-missing",
        severity: Severity::Strict,
        explanation: "Every command belongs to a group, since commands are listed, documented and exposed by group. \
            Write `group = \"…\"` on the command.",
        check: Check::Command(group_missing),
    },
    Lint {
        id: "group-too-large",
        severity: Severity::Warning,
        explanation: "A group has at most 60 commands, so that people find their way in it and a model can be given the \
            whole of it. Divide it by what the commands act on. The finding stands on the first command of the group.",
        check: Check::Catalog(group_too_large),
    },
    Lint {
        id: "group-description-missing",
        severity: Severity::Strict,
        explanation: "Every group has a description, by which people and models choose where to look. Write \
            `.describe_group(\"…\", \"…\")` on the application. The finding stands on the first command of the group.",
        check: Check::Catalog(group_description_missing),
    },
];

fn group_missing(subject: &Subject<'_>, faults: &mut Faults) {
    if subject.command.group.is_none() {
        let remedy = subject.remedy("write `group = \"…\"` in its attribute", "name one, such as by a tag");
        faults.add(format!("the command belongs to no group; {remedy}"));
    }
}

/// The indices of the commands of each group.
fn groups<'a>(context: &Context<'a>) -> BTreeMap<&'a str, Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, command) in context.catalog.commands.iter().enumerate() {
        if let Some(group) = &command.group {
            groups.entry(group).or_default().push(index);
        }
    }
    groups
}

fn group_too_large(context: &Context<'_>, faults: &mut Faults) {
    for (group, commands) in groups(context) {
        if commands.len() > LARGEST {
            faults.add_to(
                commands[0],
                format!(
                    "the group `{group}` has {} commands; divide it into groups of at most {LARGEST}",
                    commands.len()
                ),
            );
        }
    }
}

fn group_description_missing(context: &Context<'_>, faults: &mut Faults) {
    let descriptions = &context.catalog.service.group_descriptions;
    for (group, commands) in groups(context) {
        if descriptions.get(group).is_none_or(|text| text.trim().is_empty()) {
            let on_application = format!("write `.describe_group(\"{group}\", \"…\")` on the application");
            let in_document = "give it one, such as at the tag of that name";
            let remedy = remedy(&context.catalog.commands[commands[0]], &on_application, in_document);
            faults.add_to(commands[0], format!("the group `{group}` has no description; {remedy}"));
        }
    }
}
