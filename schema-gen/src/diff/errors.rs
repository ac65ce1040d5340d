//! The ways in which a command fails.

use super::{
    Sink, Subject,
    change::{Class, Level, Rule},
    schemas::{self, Direction, Side},
};
use crate::catalog::ErrorKind;

static KIND_REMOVED: Rule = Rule::new(
    "error-kind-removed",
    Level::Error,
    Class::Wire,
    "A kind of error is gone; callers that react to it never do any more.",
);
static CODE_CHANGED: Rule =
    Rule::new("error-code-changed", Level::Error, Class::Wire, "A kind of error has another code.");
static STATUS_CHANGED: Rule =
    Rule::new("error-status-changed", Level::Error, Class::Wire, "A kind of error has another HTTP status.");
static DETAILS_CHANGED: Rule = Rule::new(
    "error-details-changed",
    Level::Error,
    Class::Wire,
    "The details of an error lost a member or may hold values that were not possible.",
);
static KIND_ADDED: Rule = Rule::new(
    "error-kind-added",
    Level::Warning,
    Class::ClientSource,
    "There is a new kind of error; callers that tell all kinds apart do not know it.",
);
static BECAME_FALLIBLE: Rule = Rule::new(
    "command-became-fallible",
    Level::Warning,
    Class::ClientSource,
    "A command can fail by itself and could not.",
);
static DETAILS_IMPROVED: Rule = Rule::new(
    "error-details-improved",
    Level::Info,
    Class::ClientSource,
    "The details of an error have more members or fewer possible values.",
);

pub(super) const RULES: &[&Rule] = &[
    &KIND_REMOVED,
    &CODE_CHANGED,
    &STATUS_CHANGED,
    &DETAILS_CHANGED,
    &KIND_ADDED,
    &BECAME_FALLIBLE,
    &DETAILS_IMPROVED,
];

/// Details are a value that callers get, judged as results are, under fewer names.
const DETAILS: Direction = Direction {
    is_sent: false,
    type_changed: &DETAILS_CHANGED,
    root_changed: &DETAILS_CHANGED,
    null_changed: &DETAILS_CHANGED,
    listed_value: &DETAILS_CHANGED,
    extensible_value: &DETAILS_CHANGED,
    enumerated: &DETAILS_CHANGED,
    minimum: &DETAILS_CHANGED,
    maximum: &DETAILS_CHANGED,
    multiple_of: &DETAILS_CHANGED,
    length: &DETAILS_CHANGED,
    pattern: &DETAILS_CHANGED,
    format: &DETAILS_CHANGED,
    items: &DETAILS_CHANGED,
    members: &DETAILS_CHANGED,
    required_listed: &DETAILS_CHANGED,
    required_unlisted: &DETAILS_CHANGED,
    forbidden: &DETAILS_CHANGED,
    closed: &DETAILS_CHANGED,
    claimed: &DETAILS_CHANGED,
    variant: &DETAILS_CHANGED,
    member_added: &DETAILS_IMPROVED,
    improved: &DETAILS_IMPROVED,
};

pub(super) fn compare(subject: &Subject<'_>, sink: &mut Sink) {
    let (base, new) = (&subject.base.errors, &subject.new.errors);
    let command = subject.new.name.as_str();
    for before in &base.kinds {
        let place = place_of(before);
        match new.kinds.iter().find(|it| it.kind == before.kind) {
            Some(now) => compare_kind(subject, before, now, &place, sink),
            None => {
                sink.report(&KIND_REMOVED, command, &place, format!("The kind `{}` is gone.", before.kind));
            }
        }
    }
    for now in new.kinds.iter().filter(|now| !base.kinds.iter().any(|it| it.kind == now.kind)) {
        let message = format!("The kind `{}` (code {}) is new.", now.kind, now.code);
        sink.report(&KIND_ADDED, command, &place_of(now), message);
    }
    if new.fallible && !base.fallible {
        sink.report(&BECAME_FALLIBLE, command, "/errors", "It can fail now.".to_owned());
    }
}

fn place_of(kind: &ErrorKind) -> String {
    crate::pointer::step("/errors", &kind.kind)
}

fn compare_kind(subject: &Subject<'_>, base: &ErrorKind, new: &ErrorKind, place: &str, sink: &mut Sink) {
    let command = subject.new.name.as_str();
    if base.code != new.code {
        let message = format!("The code was {} and is {}.", base.code, new.code);
        sink.report(&CODE_CHANGED, command, place, message);
    }
    if base.status != new.status {
        let message = format!("The HTTP status was {} and is {}.", base.status, new.status);
        sink.report(&STATUS_CHANGED, command, place, message);
    }
    match (&base.details, &new.details) {
        (Some(before), Some(now)) => {
            let before = Side { schema: before, schemas: subject.base_schemas };
            let now = Side { schema: now, schemas: subject.new_schemas };
            let place = format!("{place}/details");
            schemas::compare(&DETAILS, before, now, subject.shared, command, &place, sink);
        }
        (Some(_), None) => {
            sink.report(&DETAILS_CHANGED, command, place, "It has no details any more.".to_owned());
        }
        (None, Some(_)) => sink.report(&DETAILS_IMPROVED, command, place, "It has details now.".to_owned()),
        (None, None) => {}
    }
}
