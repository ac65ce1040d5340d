//! What commands, parameters and groups are called.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Context, Faults, Lint, Severity, Subject};
use crate::{catalog::Command, verbs};

/// Longer names are cut or refused by hosts of AI models once they put a prefix before it.
const LONGEST_COMMAND: usize = 48;

/// Tools by which a model finds and runs commands when there are too many to list.
const TAKEN: [&str; 4] = ["help", "run", "run_readonly", "search"];

/// Parameters that running a command through such a tool has besides those of the command.
const RESERVED_PARAMETERS: [&str; 2] = ["select", "steps"];

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
            `user_list` become one identifier in some client languages, and people confuse them. The names `help`, `run`, `run_readonly` and `search` are those of \
            the tools by which models find commands. Rename one.",
        check: Check::Catalog(command_name_collision),
    },
    Lint {
        id: "command-name-verb",
        severity: Severity::Warning,
        explanation: "The name of a command that changes something starts with a verb, as in `cancel_order`, and the names \
            of one service do not mix that with `order_cancel`. Commands that only read may be called by what they \
            give. Rename the command, and keep the old name as an alias for a while.",
        check: Check::Catalog(command_name_verb),
    },
    Lint {
        id: "param-name-snake-case",
        severity: Severity::Strict,
        explanation: "Names of parameters are in snake_case with at most 64 characters, like those of commands, so \
            that callers need not remember which is how. Rename the parameter or drop its `rename`.",
        check: Check::Command(param_name_snake_case),
    },
    Lint {
        id: "reserved-param-name",
        severity: Severity::Error,
        explanation: "No parameter is called `select` or `steps`, since these names choose parts of a result and chain \
            calls when a model runs commands. Rename the parameter.",
        check: Check::Command(reserved_param_name),
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

fn command_name_collision(context: &Context<'_>, faults: &mut Faults) {
    let catalog = context.catalog;
    let mut taken: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    let names = catalog.commands.iter().enumerate().map(|(index, command)| (index, &command.name, command));
    let aliases = catalog
        .commands
        .iter()
        .enumerate()
        .flat_map(|(index, command)| command.aliases.iter().map(move |alias| (index, alias, command)));
    for (index, name, command) in names.chain(aliases) {
        let folded = name.replace('_', "").to_lowercase();
        if TAKEN.contains(&name.as_str()) {
            faults.add_to(
                index,
                format!("the name `{name}` is that of a tool by which models find or run commands; rename the command"),
            );
        }
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

fn command_name_verb(context: &Context<'_>, faults: &mut Faults) {
    let is_verb = |word: Option<&str>| word.is_some_and(verbs::is_verb);
    let starts = |name: &str| is_verb(name.split('_').next());
    let ends = |name: &str| is_verb(name.rsplit('_').next());
    let commands = &context.catalog.commands;
    let prefixes = prefixes(commands);
    let first = commands.iter().filter(|command| starts(own_name(command, &prefixes))).count();
    let last = commands
        .iter()
        .filter(|command| ends(own_name(command, &prefixes)) && !starts(own_name(command, &prefixes)))
        .count();
    for (index, command) in commands.iter().enumerate() {
        let (full, name) = (&command.name, own_name(command, &prefixes));
        let reads = command.behaviour.read_only == Some(true);
        if !starts(name) && !ends(name) {
            if !reads {
                faults.add_to(
                    index,
                    format!(
                        "the name `{full}` has no verb that says what the command does; start it with one"
                    ),
                );
            }
        } else if !starts(name) && last <= first && !reads {
            faults.add_to(
                index,
                format!(
                    "the verb of `{full}` stands last, while other commands start with theirs; put it first"
                ),
            );
        } else if starts(name) && !ends(name) && last > first {
            faults.add_to(
                index,
                format!(
                    "the verb of `{full}` stands first, while most commands end with theirs; use one order"
                ),
            );
        }
    }
}

/// Words that this many commands start with are prefixes, as services have that were combined.
const COMMANDS_OF_PREFIX: usize = 5;

/// The first words of names that are prefixes and say nothing of what a command does.
fn prefixes(commands: &[Command]) -> BTreeSet<&str> {
    let mut counts = BTreeMap::new();
    for (first, _) in commands.iter().filter_map(|command| command.name.split_once('_')) {
        *counts.entry(first).or_insert(0) += 1;
    }
    counts.retain(|word, count| *count >= COMMANDS_OF_PREFIX && !verbs::is_verb(word));
    counts.into_keys().collect()
}

/// A name without a prefix.
fn own_name<'a>(command: &'a Command, prefixes: &BTreeSet<&str>) -> &'a str {
    match command.name.split_once('_') {
        Some((first, rest)) if prefixes.contains(first) => rest,
        _ => &command.name,
    }
}

fn reserved_param_name(subject: &Subject<'_>, faults: &mut Faults) {
    for parameter in &subject.command.parameters {
        if RESERVED_PARAMETERS.contains(&parameter.name.as_str()) {
            faults.add(format!(
                "parameter `{}` has a name that models need to choose parts of results and to chain calls; rename it",
                parameter.name
            ));
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
