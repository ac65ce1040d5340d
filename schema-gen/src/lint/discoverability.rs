//! Whether commands are found by what is said of them, with the same search that callers have.

use super::{Check, Faults, Lint, Severity, Subject};

/// A command has to be among this many hits; models rarely read on.
const HITS: usize = 5;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "command-not-findable",
        severity: Severity::Strict,
        explanation: "Searching for the summary of a command, or for the words of one of its aliases, must bring it among \
            the first five hits, for this is how people and models find it. Say in the summary what sets the command \
            apart from those that are found before it, in words that a caller would use.",
        check: Check::Command(command_not_findable),
    },
    Lint {
        id: "alias-ambiguous",
        severity: Severity::Warning,
        explanation: "The words of an alias fit another command better than the one that has it, so that callers who \
            search for it are led astray. Choose an alias with words of its own, or sharpen the summaries of the two.",
        check: Check::Command(alias_ambiguous),
    },
];

fn command_not_findable(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    let index = subject.context.index();
    let aliases = command.aliases.iter().map(|alias| ("alias", alias));
    let texts = std::iter::once(("summary", &command.summary)).chain(aliases);
    for (what, text) in texts.filter(|(_, text)| text.chars().any(char::is_alphanumeric)) {
        let before = index.place(text, &command.name);
        if before >= HITS {
            faults.add(format!(
                "searching for the {what} \"{text}\" does not bring the command among the first {HITS} hits; use words \
                 that set it apart"
            ));
        }
    }
}

fn alias_ambiguous(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    for alias in &command.aliases {
        if let Some(best) = subject.context.index().best(alias)
            && best != command.name
            && subject.context.index().place(alias, &command.name) > 0
        {
            faults.add(format!(
                "the words of the alias `{alias}` fit `{best}` better than this command; choose another alias"
            ));
        }
    }
}
