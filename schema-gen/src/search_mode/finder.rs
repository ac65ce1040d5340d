//! The answers of the tool `search`.

use std::collections::BTreeMap;

use super::instructions::counts;
use crate::catalog::{Catalog, Command};
use crate::search::{Index, SearchOptions};
use crate::text::line;

/// How many commands a search gives unless chosen otherwise.
pub const DEFAULT_LIMIT: usize = 8;
/// How many commands a search gives at most.
pub const MOST_HITS: usize = 100;
/// How many groups are named to narrow a search down.
const MOST_GROUPS: usize = 5;
/// How many groups are named where there is nothing else to tell.
const ALL_GROUPS: usize = 200;
/// How many commands are suggested in the place of one that does not exist.
const MOST_SUGGESTIONS: usize = 3;

/// Answers searches over the commands of a catalog.
#[derive(Clone, Debug)]
pub struct Finder {
    index: Index,
    /// Places in the catalog, by the name of the command.
    places: BTreeMap<String, usize>,
}

/// There is no group of the name that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound(String);

impl std::fmt::Display for NotFound {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for NotFound {}

impl Finder {
    /// Prepares the commands of a catalog for being searched.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let places = catalog.commands.iter().enumerate();
        Self {
            index: Index::new(catalog),
            places: places.map(|(place, it)| (it.name.clone(), place)).collect(),
        }
    }

    /// The command of a name; aliases are not considered.
    #[must_use]
    pub fn command<'a>(&self, catalog: &'a Catalog, name: &str) -> Option<&'a Command> {
        catalog.commands.get(*self.places.get(name)?)
    }

    /// The commands that fit a question, one line each, the best first, and how to narrow it down where there are more.
    ///
    /// An empty question lists the commands of a group by name, or tells the groups. `catalog` is the one that the
    /// finder was made of.
    ///
    /// # Errors
    ///
    /// Fails when there is no such group, and tells which there are.
    pub fn search(
        &self,
        catalog: &Catalog,
        question: &str,
        group: Option<&str>,
        limit: Option<usize>,
    ) -> Result<String, NotFound> {
        let counts = counts(catalog);
        if let Some(unknown) = group.filter(|group| !counts.contains_key(group)) {
            let shown: String = unknown.chars().take(64).collect();
            return Err(NotFound(format!(
                "There is no group `{shown}`. Groups: {}.",
                listed(&counts, ALL_GROUPS)
            )));
        }
        let is_empty = question.trim().is_empty();
        if is_empty && group.is_none() && !counts.is_empty() {
            let all = catalog.commands.len();
            return Ok(format!("{all} commands in groups: {}.", listed(&counts, ALL_GROUPS)));
        }
        let limit = limit.unwrap_or(if is_empty { MOST_HITS } else { DEFAULT_LIMIT }).clamp(1, MOST_HITS);
        let found = self.index.search(question, &SearchOptions { group, limit: usize::MAX });
        if found.total == 0 {
            return Ok(nothing(question, &found.nearest, &counts));
        }
        let hits: Vec<&Command> =
            found.hits.iter().filter_map(|hit| self.command(catalog, &hit.command)).collect();
        let mut lines: Vec<String> =
            hits.iter().take(limit).map(|command| described(catalog, command)).collect();
        if hits.len() > limit {
            let mut last = format!("{limit} of {}", hits.len());
            let narrower = narrower(&hits);
            if group.is_none() && narrower.len() > 1 {
                last.push_str(&format!("; narrow with group: {}", listed(&narrower, MOST_GROUPS)));
            }
            lines.push(last);
        }
        Ok(lines.join("\n"))
    }

    /// The commands that may have been meant by a name that does not exist, one line each; at most three.
    #[must_use]
    pub fn suggestions(&self, catalog: &Catalog, name: &str) -> Vec<String> {
        let name: String = name.chars().take(200).collect();
        let options = SearchOptions { limit: MOST_SUGGESTIONS, ..SearchOptions::default() };
        let found = self.index.search(&name, &options);
        let names = found.hits.into_iter().map(|hit| hit.command).chain(found.nearest);
        let commands = names.filter_map(|name| self.command(catalog, &name));
        commands.take(MOST_SUGGESTIONS).map(|command| described(catalog, command)).collect()
    }
}

/// A command on one line, with the mark of those that change nothing.
fn described(catalog: &Catalog, command: &Command) -> String {
    let mut line = line(command, &catalog.schemas);
    if command.behaviour.read_only == Some(true) {
        line.push_str(" [read]");
    }
    line
}

/// How many of some commands each group has.
fn narrower<'a>(commands: &[&'a Command]) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for group in commands.iter().filter_map(|command| command.group.as_deref()) {
        *counts.entry(group).or_insert(0) += 1;
    }
    counts
}

/// Groups with their numbers, the largest first.
fn listed(counts: &BTreeMap<&str, usize>, most: usize) -> String {
    let mut largest: Vec<(&str, usize)> = counts.iter().map(|(group, count)| (*group, *count)).collect();
    largest.sort_by(|(_, one), (_, other)| other.cmp(one));
    let mut texts: Vec<String> =
        largest.iter().take(most).map(|(group, count)| format!("{group} {count}")).collect();
    if largest.len() > most {
        texts.push("…".to_owned());
    }
    texts.join(", ")
}

/// What is said when no command fits.
fn nothing(question: &str, nearest: &[String], counts: &BTreeMap<&str, usize>) -> String {
    let shown: String = question.chars().take(80).collect();
    let mut text = format!("No command fits {shown:?}.");
    if !nearest.is_empty() {
        text.push_str(&format!(" Nearest names: {}.", nearest.join(", ")));
    }
    if !counts.is_empty() {
        text.push_str(&format!(" Groups: {}.", listed(counts, ALL_GROUPS)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Finder;
    use crate::catalog::{Behaviour, Catalog, Command};

    fn catalog() -> Catalog {
        let command = |name: &str, group: &str, summary: &str| Command {
            name: name.into(),
            group: Some(group.into()),
            summary: summary.into(),
            behaviour: Behaviour { read_only: Some(name.starts_with("get")), ..Behaviour::default() },
            ..Command::default()
        };
        Catalog {
            commands: vec![
                command("cancel_order", "orders", "Cancels an order."),
                command("get_order", "orders", "Shows an order."),
                command("get_user", "users", "Shows who made an order."),
            ],
            ..Catalog::default()
        }
    }

    #[test]
    fn a_search_gives_lines_and_says_how_to_narrow_it_down() {
        let catalog = catalog();
        let finder = Finder::new(&catalog);
        let search = |question, group, limit| finder.search(&catalog, question, group, limit);
        assert_eq!(
            search("get order", None, Some(1)).unwrap(),
            "get_order() -> any - Shows an order. [read]\n1 of 3; narrow with group: orders 2, users 1"
        );
        assert_eq!(
            search("get order", Some("orders"), None).unwrap(),
            "get_order() -> any - Shows an order. [read]\ncancel_order() -> any - Cancels an order."
        );
        assert_eq!(search("order", Some("users"), Some(0)).unwrap().lines().count(), 1);
    }

    #[test]
    fn an_empty_search_lists_a_group_or_the_groups() {
        let catalog = catalog();
        let finder = Finder::new(&catalog);
        assert_eq!(
            finder.search(&catalog, " ", None, None).unwrap(),
            "3 commands in groups: orders 2, users 1."
        );
        assert_eq!(finder.search(&catalog, "", Some("orders"), None).unwrap().lines().count(), 2);
        let error = finder.search(&catalog, "", Some("order"), None).unwrap_err().to_string();
        assert_eq!(error, "There is no group `order`. Groups: orders 2, users 1.");
    }

    #[test]
    fn what_does_not_exist_is_answered_with_what_is_near() {
        let catalog = catalog();
        let finder = Finder::new(&catalog);
        let nothing = finder.search(&catalog, "zzzz", None, None).unwrap();
        assert_eq!(nothing, "No command fits \"zzzz\". Groups: orders 2, users 1.");
        assert!(finder.suggestions(&catalog, "order_cancel")[0].starts_with("cancel_order("));
        assert!(finder.suggestions(&catalog, "").len() <= 3);
    }
}
