//! What commands cost a model that is told of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Check, Context, Faults, Lint, Severity, Subject};
use crate::catalog::{Catalog, Command};
use crate::references::{self, Schemas};
use crate::walk;

/// The tokens that one tool may cost.
const MOST_TOKENS: usize = 400;

/// The characters of JSON and English that models take for one token, on average. A test holds it against a real
/// vocabulary.
const CHARACTERS_PER_TOKEN: usize = 4;

/// The tokens that all tools together may cost before a model is better served by searching for them.
const MOST_TOKENS_TOGETHER: usize = 2_000;

/// Hosts cut the text by which a server introduces itself after this many bytes.
const MOST_INSTRUCTIONS: usize = 2048;

/// How deep types are followed; a type inside itself would have no end.
const DEEPEST: usize = 8;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "command-over-budget",
        severity: Severity::Warning,
        explanation: "As a tool, one command costs a model at most about 400 tokens of name, documentation and \
            parameters, each time it is told of it. Shorten the description, divide the command, or take fewer and \
            simpler parameters.",
        check: Check::Command(command_over_budget),
    },
    Lint {
        id: "tools-list-over-budget",
        severity: Severity::Warning,
        explanation: "A list of all commands as tools costs a model more than about 2,000 tokens before it has done \
            anything, and models choose worse from long lists. Let models search the commands instead, or offer them \
            by group. The finding stands on the first command and only warns, since large services are no fault.",
        check: Check::Catalog(tools_list_over_budget),
    },
    Lint {
        id: "instructions-over-2kb",
        severity: Severity::Strict,
        explanation: "What a service says of itself and its groups stays under 2 KB, since hosts of AI models cut it \
            there. Shorten the descriptions of the service and its groups. The finding stands on the first command.",
        check: Check::Catalog(instructions_over_2kb),
    },
];

fn command_over_budget(subject: &Subject<'_>, faults: &mut Faults) {
    let tokens = tokens(subject.command, &subject.catalog.schemas);
    if tokens > MOST_TOKENS {
        faults.add(format!(
            "as a tool the command costs a model about {tokens} tokens; keep it within {MOST_TOKENS} by a shorter \
             description or fewer parameters"
        ));
    }
}

fn tools_list_over_budget(context: &Context<'_>, faults: &mut Faults) {
    let commands = &context.catalog.commands;
    let together = tools_list_tokens(context.catalog);
    if together > MOST_TOKENS_TOGETHER {
        faults.add_to(
            0,
            format!(
                "as tools, all {} commands cost a model about {together} tokens; let models search beyond \
                 {MOST_TOKENS_TOGETHER}, or offer them by group",
                commands.len()
            ),
        );
    }
}

/// About how many tokens a model is told of all commands as tools.
fn tools_list_tokens(catalog: &Catalog) -> usize {
    catalog.commands.iter().map(|it| tokens(it, &catalog.schemas)).fold(0, usize::saturating_add)
}

/// About how many tokens a model is told of a command as a tool.
fn tokens(command: &Command, schemas: &Schemas) -> usize {
    let texts = command.name.len() + command.summary.len() + command.description.len();
    let mut known = BTreeMap::new();
    let parameters = command.parameters.iter().map(|it| {
        let schema = written_out(&it.schema, schemas, DEEPEST, &mut known);
        schema.saturating_add(it.name.len() + "\"\":,".len())
    });
    parameters.fold(texts, usize::saturating_add) / CHARACTERS_PER_TOKEN
}

/// The length of a schema as JSON with the types it refers to written out, as hosts need it.
///
/// Types refer to each other in more ways than could be followed one by one, so that what is `known` of them, by name
/// and depth, is kept.
fn written_out<'a>(
    schema: &'a Value,
    schemas: &'a Schemas,
    depth: usize,
    known: &mut BTreeMap<(&'a str, usize), usize>,
) -> usize {
    let mut length = schema.to_string().len();
    if depth == 0 {
        return length;
    }
    let mut names = Vec::new();
    walk::each(schema, &mut |schema| names.extend(references::name(schema)));
    for name in names {
        let Some(target) = schemas.get(name) else { continue };
        let target = match known.get(&(name, depth)) {
            Some(length) => *length,
            None => {
                let length = written_out(target, schemas, depth - 1, known);
                known.insert((name, depth), length);
                length
            }
        };
        length = length.saturating_add(target);
    }
    length
}

fn instructions_over_2kb(context: &Context<'_>, faults: &mut Faults) {
    let service = &context.catalog.service;
    // A group is introduced by a line with its name, its description and the number of its commands.
    let groups: usize = context
        .catalog
        .groups()
        .iter()
        .map(|group| {
            group.len()
                + service.group_descriptions.get(*group).map_or(0, String::len)
                + "- ``:  (99)\n".len()
        })
        .sum();
    let length = service.description.len() + groups;
    if length > MOST_INSTRUCTIONS && !context.catalog.commands.is_empty() {
        faults.add_to(
            0,
            format!(
                "the descriptions of the service and its groups have {length} bytes; shorten them to \
                 {MOST_INSTRUCTIONS}"
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;
    use crate::Catalog;

    #[test]
    fn tokens_are_estimated_near_what_a_real_vocabulary_counts() {
        let catalog: Catalog =
            serde_json::from_str(include_str!("../../tests/golden/catalog.json")).expect("it is a catalog");
        let vocabulary = tiktoken_rs::o200k_base().expect("the vocabulary is built in");
        let (mut estimated, mut counted) = (0, 0);
        for command in &catalog.commands {
            let mut schema = command.parameters_schema();
            inline(&mut schema, &catalog, super::DEEPEST);
            let text = format!("{} {} {} {schema}", command.name, command.summary, command.description);
            counted += vocabulary.encode_ordinary(&text).len();
            estimated += tokens(command, &catalog.schemas);
        }
        assert!(
            estimated * 10 > counted * 7 && estimated * 10 < counted * 13,
            "estimated {estimated}, counted {counted}"
        );
    }

    fn inline(schema: &mut serde_json::Value, catalog: &Catalog, depth: usize) {
        crate::walk::change_each(schema, &mut |schema| {
            if depth > 0
                && let Some(target) = crate::references::resolve(schema, &catalog.schemas)
            {
                let mut target = target.clone();
                inline(&mut target, catalog, depth - 1);
                *schema = target;
            }
        });
    }
}
