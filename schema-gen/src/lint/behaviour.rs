//! What callers may assume about effects, and for how long a command stays.

use super::{Check, Faults, Lint, Severity, Subject};

/// First words of names by which people expect that nothing changes.
const READING: [&str; 12] = [
    "count", "describe", "fetch", "find", "get", "list", "lookup", "preview", "read", "search", "show",
    "view",
];

/// First words of names by which people expect that something changes.
const WRITING: [&str; 20] = [
    "add", "archive", "assign", "cancel", "clear", "create", "delete", "disable", "drop", "enable", "import",
    "insert", "move", "purge", "remove", "rename", "replace", "set", "update", "write",
];

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "annotations-missing",
        severity: Severity::Strict,
        explanation: "Hosts of AI models ask people before a call by these marks, and gateways repeat a call by them. \
            Write `read_only`, or `read_only = false` together with `destructive = …` and `idempotent = …`.",
        check: Check::Command(annotations_missing),
    },
    Lint {
        id: "read-only-name-mismatch",
        severity: Severity::Strict,
        explanation: "A command called `get_…` that writes, or `delete_…` that is marked as reading only, surprises \
            callers. Correct the mark or the name.",
        check: Check::Command(read_only_name_mismatch),
    },
    Lint {
        id: "deprecated-without-replacement",
        severity: Severity::Strict,
        explanation: "Callers of a deprecated command need to know where to go. Write \
            `deprecated(replacement = \"…\")`, or allow this lint with the reason when nothing takes its place.",
        check: Check::Command(deprecated_without_replacement),
    },
];

fn annotations_missing(subject: &Subject<'_>, faults: &mut Faults) {
    let behaviour = subject.command.behaviour;
    match behaviour.read_only {
        Some(true) => {}
        None => faults.add(
            "nothing says whether the command changes anything; write `read_only` or `read_only = false`",
        ),
        Some(false) => {
            let missing: Vec<&str> =
                [("destructive", behaviour.destructive), ("idempotent", behaviour.idempotent)]
                    .into_iter()
                    .filter(|(_, mark)| mark.is_none())
                    .map(|(name, _)| name)
                    .collect();
            for name in missing {
                faults.add(format!(
                    "the command writes, but nothing says whether it is {name}; write `{name} = …`"
                ));
            }
        }
    }
}

fn read_only_name_mismatch(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    let verb = command.name.split('_').next().unwrap_or_default();
    match command.behaviour.read_only {
        Some(true) if WRITING.contains(&verb) => faults.add(format!(
            "the command is called `{verb}…` but marked `read_only`; correct the mark or the name"
        )),
        Some(false) if READING.contains(&verb) => faults.add(format!(
            "the command is called `{verb}…` but marked `read_only = false`; correct the mark or the name"
        )),
        _ => {}
    }
}

fn deprecated_without_replacement(subject: &Subject<'_>, faults: &mut Faults) {
    if subject.command.deprecated.as_ref().is_some_and(|it| it.replacement.is_none()) {
        faults
            .add("the command is deprecated without a replacement; write `deprecated(replacement = \"…\")`");
    }
}
