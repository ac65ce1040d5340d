//! What a model should know of the service before it searches.

use std::collections::BTreeMap;

use super::estimated_tokens;
use crate::catalog::Catalog;

/// Hosts cut instructions that are longer than this, in bytes.
pub const MOST_INSTRUCTION_BYTES: usize = 2_048;

/// Of the description of a service, no more than this many bytes are repeated.
const MOST_DESCRIPTION_BYTES: usize = 400;

/// The groups may cost this many tokens; the largest are named when there are more.
const GROUP_TOKENS: usize = 200;

/// What the service is for, how to reach its commands, and its groups with the number of their commands.
///
/// It is always shorter than [`MOST_INSTRUCTION_BYTES`].
#[must_use]
pub fn instructions(catalog: &Catalog) -> String {
    let service = &catalog.service;
    let mut text = shortened(&service.title, 100);
    let description = first_paragraph(&service.description);
    if !description.is_empty() {
        text.push_str(": ");
        text.push_str(&shortened(&description, MOST_DESCRIPTION_BYTES));
    }
    text.push_str(&format!(
        "\n{} commands: find them with search, read more with help, call them with run_readonly or run.",
        catalog.commands.len()
    ));
    let groups = groups(catalog);
    if !groups.is_empty() {
        text.push_str(&format!("\nGroups: {groups}."));
    }
    text
}

/// How many commands each group has.
pub(super) fn counts(catalog: &Catalog) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for group in catalog.commands.iter().filter_map(|command| command.group.as_deref()) {
        *counts.entry(group).or_insert(0) += 1;
    }
    counts
}

/// The groups with their numbers, such as `billing 20, support 12`; those with most commands where not all have room.
fn groups(catalog: &Catalog) -> String {
    let mut largest: Vec<(&str, usize)> = counts(catalog).into_iter().collect();
    largest.sort_by(|(_, one), (_, other)| other.cmp(one));
    let all = largest.len();
    let (mut tokens, mut bytes) = (0, 0);
    largest.retain(|(group, count)| {
        let entry = format!("{group} {count}, ");
        tokens += estimated_tokens(&entry);
        bytes += entry.len();
        tokens <= GROUP_TOKENS && bytes <= MOST_INSTRUCTION_BYTES / 2
    });
    largest.sort_unstable();
    let mut entries: Vec<String> = largest.iter().map(|(group, count)| format!("{group} {count}")).collect();
    if largest.len() < all {
        entries.push(format!("and {} more", all - largest.len()));
    }
    entries.join(", ")
}

fn first_paragraph(text: &str) -> String {
    let lines = text.trim().lines().take_while(|line| !line.trim().is_empty());
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The text, or as much of it as has room.
fn shortened(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}…", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::{MOST_INSTRUCTION_BYTES, instructions};
    use crate::catalog::{Catalog, Command, Service};

    fn catalog(description: &str, groups: usize) -> Catalog {
        let command = |number: usize| Command {
            name: format!("do_{number}"),
            group: Some(format!("group_{}", number % groups)),
            ..Command::default()
        };
        Catalog {
            service: Service { title: "shop".into(), description: description.into(), ..Service::default() },
            commands: (0..2_000).map(command).collect(),
            ..Catalog::default()
        }
    }

    #[test]
    fn the_service_comes_first_then_its_groups() {
        assert_eq!(
            instructions(&catalog("Sells\nthings.\n\nAnd more.", 2)),
            "shop: Sells things.\n2000 commands: find them with search, read more with help, call them with \
             run_readonly or run.\nGroups: group_0 1000, group_1 1000."
        );
    }

    #[test]
    fn no_service_is_too_large_for_a_host() {
        for (description, groups) in [("é".repeat(5_000), 1_000), (String::new(), 40)] {
            let text = instructions(&catalog(&description, groups));
            assert!(text.len() < MOST_INSTRUCTION_BYTES, "{}", text.len());
        }
        assert!(instructions(&catalog("", 1_000)).contains(" more."));
    }
}
