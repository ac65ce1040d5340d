//! What commands, parameters and groups are called.

use std::collections::BTreeMap;

use super::{Check, Faults, Lint, Severity, Subject};
use crate::catalog::Catalog;

/// Longer names are cut or refused by hosts of AI models once they put a prefix before it.
const LONGEST_COMMAND: usize = 48;

/// The longest name that a property may have everywhere.
const LONGEST_PARAMETER: usize = 64;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "command-name-format",
        severity: Severity::Error,
        explanation: "Names of commands and aliases consist of lower-case letters, digits and underscores and start \
            with a letter, so that no host of AI models, shell or client generator refuses them. Rename the function \
            or write `name = \"…\"`.",
        check: Check::Command(command_name_format),
    },
    Lint {
        id: "command-name-too-long",
        severity: Severity::Error,
        explanation: "Names of commands and aliases have at most 48 characters. Hosts of AI models put the name of \
            the server before it and drop tools whose name is then over 60 or 64 characters. Shorten the name.",
        check: Check::Command(command_name_too_long),
    },
    Lint {
        id: "command-name-collision",
        severity: Severity::Error,
        explanation: "No two names or aliases may be the same, not even without their underscores: `userlist` and \
            `user_list` become one identifier in some client languages, and people confuse them. Rename one.",
        check: Check::Catalog(command_name_collision),
    },
    Lint {
        id: "param-name-snake-case",
        severity: Severity::Strict,
        explanation: "Names of parameters are in snake_case with at most 64 characters, like those of commands, so \
            that callers need not remember which is how. Rename the parameter or drop its `rename`.",
        check: Check::Command(param_name_snake_case),
    },
    Lint {
        id: "group-missing",
        severity: Severity::Strict,
        explanation: "Commands are listed, documented and exposed by group. Write `group = \"…\"` on the command.",
        check: Check::Command(group_missing),
    },
];

fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
}

fn names<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = &'a String> {
    std::iter::once(&subject.command.name).chain(&subject.command.aliases)
}

fn command_name_format(subject: &Subject<'_>, faults: &mut Faults) {
    for name in names(subject).filter(|name| !is_snake_case(name)) {
        faults.add(format!(
            "the name `{name}` is not in snake_case; use lower-case letters, digits and underscores, and start with \
             a letter"
        ));
    }
}

fn command_name_too_long(subject: &Subject<'_>, faults: &mut Faults) {
    for name in names(subject) {
        let length = name.chars().count();
        if length > LONGEST_COMMAND {
            faults.add(format!(
                "the name `{name}` has {length} characters; shorten it to at most {LONGEST_COMMAND}"
            ));
        }
    }
}

fn command_name_collision(catalog: &Catalog, faults: &mut Faults) {
    let mut taken: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    let names = catalog.commands.iter().enumerate().map(|(index, command)| (index, &command.name, command));
    let aliases = catalog
        .commands
        .iter()
        .enumerate()
        .flat_map(|(index, command)| command.aliases.iter().map(move |alias| (index, alias, command)));
    for (index, name, command) in names.chain(aliases) {
        let folded = name.replace('_', "").to_lowercase();
        match taken.get(&folded) {
            None => {
                taken.insert(folded, (name, &command.name));
            }
            Some((other, owner)) if other == name => {
                faults.add_to(index, format!("the name `{name}` is taken by the command `{owner}`; rename one"));
            }
            Some((other, owner)) => faults.add_to(
                index,
                format!(
                    "the name `{name}` differs from `{other}` of the command `{owner}` only by underscores or case; \
                     rename one"
                ),
            ),
        }
    }
}

fn param_name_snake_case(subject: &Subject<'_>, faults: &mut Faults) {
    for parameter in &subject.command.parameters {
        let name = &parameter.name;
        if !is_snake_case(name) {
            faults.add(format!("parameter `{name}` is not in snake_case; rename it"));
        } else if name.len() > LONGEST_PARAMETER {
            faults.add(format!(
                "parameter `{name}` has {} characters; shorten its name to at most {LONGEST_PARAMETER}",
                name.len()
            ));
        }
    }
}

fn group_missing(subject: &Subject<'_>, faults: &mut Faults) {
    if subject.command.group.is_none() {
        faults.add("the command belongs to no group; write `group = \"…\"` in its attribute");
    }
}
