//! Whether commands are still found by the words that described them, with the search that callers have.

use std::cell::OnceCell;

use super::{
    Sink,
    change::{Class, Level, Rule},
};
use crate::{
    catalog::{Catalog, Command},
    search::Index,
};

static HARDER_TO_FIND: Rule = Rule::new(
    "command-harder-to-find",
    Level::Warning,
    Class::Model,
    "The words of a command changed, and a search for those it had does not bring it among the first five hits any \
     more; seen only when the base is a catalog with documentation.",
);

pub(super) const RULES: &[&Rule] = &[&HARDER_TO_FIND];

/// A command has to be among this many hits; models rarely read on.
const HITS: usize = 5;

/// Searches for the old words of commands whose words changed.
pub(super) fn compare(base: &Catalog, new: &Catalog, sink: &mut Sink) {
    // Most comparisons change no words, and need no index then.
    let (before, now) = (OnceCell::new(), OnceCell::new());
    for old in base.commands.iter().filter(|it| !it.summary.is_empty()) {
        let Some(command) = new.command(&old.name) else { continue };
        for words in lost_words(old, command) {
            let was_found = before.get_or_init(|| Index::new(base)).place(words, &old.name) < HITS;
            if was_found && now.get_or_init(|| Index::new(new)).place(words, &old.name) >= HITS {
                let message = format!(
                    "A search for \"{words}\" found the command before; keep some of the words, or make them an alias."
                );
                sink.report(&HARDER_TO_FIND, &old.name, "", message);
            }
        }
    }
}

/// The summary and the aliases that a command does not have any more.
fn lost_words<'a>(old: &'a Command, new: &'a Command) -> impl Iterator<Item = &'a String> {
    let summary = (old.summary != new.summary).then_some(&old.summary);
    summary.into_iter().chain(old.aliases.iter().filter(|alias| !new.aliases.contains(alias)))
}
