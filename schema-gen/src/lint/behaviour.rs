//! What callers may assume about effects, and for how long a command stays.

use super::{Check, Faults, Lint, Severity, Subject, words};
use crate::catalog::Access;

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

/// First words of names by which people expect to wait.
const LONG: [&str; 17] = [
    "backup",
    "build",
    "bulk",
    "convert",
    "crawl",
    "download",
    "export",
    "import",
    "migrate",
    "rebuild",
    "reindex",
    "render",
    "restore",
    "sync",
    "synchronize",
    "train",
    "upload",
];

/// Words in a documentation that say that a call takes long.
const SLOW: [&str; 8] = [
    "long running",
    "several minutes",
    "some minutes",
    "takes hours",
    "takes long",
    "takes minutes",
    "a while to run",
    "up to an hour",
];

/// Parameters by which a caller shows that a call is meant.
const CONFIRMING: [&str; 8] =
    ["confirm", "confirmation", "confirmed", "dry_run", "force", "really", "simulate", "yes"];

/// What to do about something that a catalog says and other documents have no member for.
const BESIDE_THE_DOCUMENT: &str = "say it in the catalog, or for people in its description";

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
    Lint {
        id: "sunset-missing",
        severity: Severity::Warning,
        explanation: "A deprecated command says from which day it may be gone, so that its callers can plan. Write \
            `deprecated(sunset = \"YYYY-MM-DD\")`.",
        check: Check::Command(sunset_missing),
    },
    Lint {
        id: "destructive-without-confirm",
        severity: Severity::Warning,
        explanation: "A command that destroys something does not run by a slip: it needs a parameter that names what is \
            destroyed, or one such as `confirm` or `dry_run`. A call without parameters is too easily made. Add one.",
        check: Check::Command(destructive_without_confirm),
    },
    Lint {
        id: "timeout-missing",
        severity: Severity::Warning,
        explanation: "A command that may take long, by its name or its words, says for how long at most, so that callers \
            neither wait for ever nor give up too early. Write `timeout = \"5m\"`.",
        check: Check::Command(timeout_missing),
    },
    Lint {
        id: "stream-without-progress",
        severity: Severity::Warning,
        explanation: "A command that gives its result item by item can tell its caller how far it has come. Where the \
            items are collected into one answer, as for AI models, progress is all that shows that a call still runs, \
            and hosts give up a call that stays silent. Take `#[inject] progress: Progress` and report as items come, \
            or allow this lint with the reason when all items come at once.",
        check: Check::Command(stream_without_progress),
    },
    Lint {
        id: "auth-missing",
        severity: Severity::Strict,
        explanation: "A service that asks its callers who they are asks for every command, or says that everybody may \
            call it. What stays open by oversight is found by others first. In an OpenAPI document, give the operation \
            a `security`, or an empty one when it is meant for everybody. Nothing is found where a document has no ways \
            to prove who calls, and a command that only reads is warned of.",
        check: Check::Command(auth_missing),
    },
];

fn annotations_missing(subject: &Subject<'_>, faults: &mut Faults) {
    let behaviour = subject.command.behaviour;
    match behaviour.read_only {
        Some(true) => {}
        None => {
            let remedy = subject.remedy("write `read_only` or `read_only = false`", "set `readOnlyHint`");
            faults.add(format!("nothing says whether the command changes anything; {remedy}"));
        }
        Some(false) => {
            // Hints are those of MCP; of methods, HTTP says no more than this.
            let marks = [
                ("destructive", behaviour.destructive, "of the methods only DELETE says so"),
                ("idempotent", behaviour.idempotent, "of the methods PUT and DELETE say so"),
            ];
            for (name, _, of_methods) in marks.into_iter().filter(|(_, mark, _)| mark.is_none()) {
                let (in_source, by_hint) = (format!("write `{name} = …`"), format!("set `{name}Hint`"));
                let in_document = if subject.command.rest.is_some() { of_methods } else { &by_hint };
                let remedy = subject.remedy(&in_source, in_document);
                faults.add(format!("the command writes, but nothing says whether it is {name}; {remedy}"));
            }
        }
    }
}

fn read_only_name_mismatch(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    let verb = command.name.split('_').next().unwrap_or_default();
    match command.behaviour.read_only {
        Some(true) if WRITING.contains(&verb) => faults.add(format!(
            "the command is called `{verb}…` but marked {}; correct the mark or the name",
            subject.remedy("`read_only`", "as reading only")
        )),
        Some(false) if READING.contains(&verb) => faults.add(format!(
            "the command is called `{verb}…` but marked {}; correct the mark or the name",
            subject.remedy("`read_only = false`", "as changing something")
        )),
        _ => {}
    }
}

fn deprecated_without_replacement(subject: &Subject<'_>, faults: &mut Faults) {
    if subject.command.deprecated.as_ref().is_some_and(|it| it.replacement.is_none()) {
        let remedy = subject.remedy("write `deprecated(replacement = \"…\")`", BESIDE_THE_DOCUMENT);
        faults.add(format!("the command is deprecated without a replacement; {remedy}"));
    }
}

fn sunset_missing(subject: &Subject<'_>, faults: &mut Faults) {
    if subject.command.deprecated.as_ref().is_some_and(|it| it.sunset.is_none()) {
        let remedy =
            subject.remedy("write `sunset = \"YYYY-MM-DD\"`", "write `x-sunset: YYYY-MM-DD` beside it");
        faults.add(format!("the command is deprecated, but nothing says from when it may be gone; {remedy}"));
    }
}

fn destructive_without_confirm(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    let is_guarded =
        command.parameters.iter().any(|it| it.required || CONFIRMING.contains(&it.name.as_str()));
    if command.behaviour.destructive == Some(true) && !is_guarded {
        faults.add(
            "a call without parameters destroys something; require one that names what is destroyed, or add `confirm` \
             or `dry_run`",
        );
    }
}

fn timeout_missing(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    let is_long = command.name.split('_').next().is_some_and(|verb| LONG.contains(&verb))
        || [&command.summary, &command.description].iter().any(|text| words::mentions(text, &SLOW));
    if is_long && command.timeout_milliseconds.is_none() {
        let remedy = subject.remedy("write `timeout = \"…\"`", BESIDE_THE_DOCUMENT);
        faults.add(format!("the command may take long, but has no time limit of its own; {remedy}"));
    }
}

fn stream_without_progress(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    if command.result.stream && !command.reports_progress {
        let remedy = subject.remedy(
            "take `#[inject] progress: Progress` and report as items come",
            "let it report its progress",
        );
        faults.add(format!(
            "the items come one after the other, but nothing tells how far the command has come; {remedy}"
        ));
    }
}

fn auth_missing(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    if command.access != Some(Access::Unprotected) {
        return;
    }
    let remedy = "require `security`, or write an empty one when everybody may call it";
    match command.behaviour {
        it if it.read_only == Some(true) => {
            faults.warn(format!("everybody can read this, though others must say who they are; {remedy}"));
        }
        it if it.destructive == Some(true) => {
            faults.add(format!("everybody can destroy something by this command; {remedy}"));
        }
        _ => faults.add(format!("everybody can change something by this command; {remedy}")),
    }
}
