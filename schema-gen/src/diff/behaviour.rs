//! What callers may assume of a command: its effects, its future, its patience.

use super::{
    DiffOptions, Sink, Subject,
    change::{Class, Level, Rule},
    day::Day,
};
use crate::catalog::{Access, Behaviour, Command, Stability};

static BECAME_WRITING: Rule = Rule::new(
    "became-writing",
    Level::Error,
    Class::Model,
    "A command changes something and was read-only; callers that were let through without asking may not be meant to be.",
);
static BECAME_DESTRUCTIVE: Rule = Rule::new(
    "became-destructive",
    Level::Error,
    Class::Model,
    "A command may destroy something and did not.",
);
static BECAME_NOT_IDEMPOTENT: Rule = Rule::new(
    "became-not-idempotent",
    Level::Error,
    Class::Wire,
    "A repeated call does more than one; callers that try again do harm.",
);
static BEHAVIOUR_RELAXED: Rule = Rule::new(
    "behaviour-relaxed",
    Level::Info,
    Class::Model,
    "A command is read-only, not destructive or idempotent, and was not.",
);
static STABILITY_DECREASED: Rule = Rule::new(
    "stability-decreased",
    Level::Error,
    Class::Model,
    "Callers may rely on a command less than before.",
);
static STABILITY_INCREASED: Rule = Rule::new(
    "stability-increased",
    Level::Info,
    Class::Model,
    "Callers may rely on a command more than before.",
);
static DEPRECATED: Rule = Rule::new(
    "command-deprecated",
    Level::Info,
    Class::ClientSource,
    "Callers should move away from a command.",
);
static NOT_DEPRECATED: Rule = Rule::new(
    "command-not-deprecated",
    Level::Info,
    Class::ClientSource,
    "A command is not deprecated any more.",
);
static SUNSET_MOVED_EARLIER: Rule = Rule::new(
    "sunset-moved-earlier",
    Level::Error,
    Class::Wire,
    "A deprecated command may be gone earlier than announced.",
);
static SUNSET_REMOVED: Rule = Rule::new(
    "sunset-removed",
    Level::Error,
    Class::Wire,
    "A deprecated command was announced to stay until a day, and may now be gone at any time.",
);
static SUNSET_TOO_SOON: Rule = Rule::new(
    "sunset-too-soon",
    Level::Error,
    Class::Wire,
    "A command becomes deprecated and may be gone before the days of grace are over.",
);
static TIMEOUT_SHORTENED: Rule =
    Rule::new("timeout-shortened", Level::Warning, Class::Wire, "Calls are given up earlier than before.");

static ACCESS_RESTRICTED: Rule = Rule::new(
    "access-restricted",
    Level::Error,
    Class::Wire,
    "A command asks callers who they are and was not known to; callers that do not say are refused.",
);
static ACCESS_OPENED: Rule = Rule::new(
    "access-opened",
    Level::Warning,
    Class::Model,
    "A command does not ask callers who they are any more.",
);
static UNPINNED: Rule = Rule::new(
    "command-unpinned",
    Level::Warning,
    Class::Model,
    "Where there are too many commands to show all, models do not see the command as a tool of its own any more.",
);
static PINNED: Rule = Rule::new(
    "command-pinned",
    Level::Info,
    Class::Model,
    "Models see the command as a tool of its own also where there are too many commands to show all.",
);
static RAW_SCHEMA_CHANGED: Rule = Rule::new(
    "raw-schema-changed",
    Level::Warning,
    Class::Model,
    "Models see the schema of the parameters as it is and saw it made portable, or the other way round; a host may \
     take only one of them.",
);

pub(super) const RULES: &[&Rule] = &[
    &BECAME_WRITING,
    &BECAME_DESTRUCTIVE,
    &BECAME_NOT_IDEMPOTENT,
    &BEHAVIOUR_RELAXED,
    &STABILITY_DECREASED,
    &STABILITY_INCREASED,
    &DEPRECATED,
    &NOT_DEPRECATED,
    &SUNSET_MOVED_EARLIER,
    &SUNSET_REMOVED,
    &SUNSET_TOO_SOON,
    &TIMEOUT_SHORTENED,
    &ACCESS_RESTRICTED,
    &ACCESS_OPENED,
    &UNPINNED,
    &PINNED,
    &RAW_SCHEMA_CHANGED,
];

/// The place of what is said of the end of a command.
const DEPRECATION: &str = "/deprecated";

pub(super) fn compare(subject: &Subject<'_>, sink: &mut Sink) {
    compare_effects(subject, sink);
    compare_stability(subject, sink);
    compare_deprecation(subject, sink);
    compare_access(subject, sink);
    compare_marks_for_models(subject, sink);
    let Subject { base, new, .. } = subject;
    if let Some(now) = new.timeout_milliseconds
        && base.timeout_milliseconds.is_none_or(|before| now < before)
    {
        let before =
            base.timeout_milliseconds.map_or("that of the server".to_owned(), |it| format!("{it} ms"));
        let message = format!("The time limit was {before} and is {now} ms.");
        sink.report(&TIMEOUT_SHORTENED, &new.name, "/timeout", message);
    }
}

/// Whether an assumption holds.
type Holds = fn(&Behaviour) -> bool;

/// What nobody said about effects is taken for the worst, as hosts of models take it.
fn compare_effects(subject: &Subject<'_>, sink: &mut Sink) {
    let Subject { base, new, .. } = subject;
    let is_read_only = |it: &Behaviour| it.read_only == Some(true);
    let is_harmless = |it: &Behaviour| it.read_only == Some(true) || it.destructive == Some(false);
    let is_idempotent = |it: &Behaviour| it.read_only == Some(true) || it.idempotent == Some(true);
    let checks: [(Holds, &'static Rule, &str, &str); 3] = [
        (is_read_only, &BECAME_WRITING, "/behaviour/read_only", "read-only"),
        (is_harmless, &BECAME_DESTRUCTIVE, "/behaviour/destructive", "not destructive"),
        (is_idempotent, &BECAME_NOT_IDEMPOTENT, "/behaviour/idempotent", "idempotent"),
    ];
    for (holds, rule, place, word) in checks {
        match (holds(&base.behaviour), holds(&new.behaviour)) {
            (true, false) => {
                sink.report(rule, &new.name, place, format!("It was declared {word} and is not any more."));
            }
            (false, true) => {
                sink.report(&BEHAVIOUR_RELAXED, &new.name, place, format!("It is declared {word} now."));
            }
            _ => {}
        }
    }
}

fn compare_stability(subject: &Subject<'_>, sink: &mut Sink) {
    let level = |command: &Command| command.stability.unwrap_or(Stability::Stable);
    let (before, now) = (level(subject.base), level(subject.new));
    let message = format!("The stability was {} and is {}.", before.as_str(), now.as_str());
    if now < before {
        sink.report(&STABILITY_DECREASED, &subject.new.name, "/stability", message);
    } else if now > before {
        sink.report(&STABILITY_INCREASED, &subject.new.name, "/stability", message);
    }
}

fn compare_access(subject: &Subject<'_>, sink: &mut Sink) {
    let is_protected = |command: &Command| command.access == Some(Access::Protected);
    match (is_protected(subject.base), is_protected(subject.new)) {
        (false, true) => {
            let message = "Callers must prove who they are now.".to_owned();
            sink.report(&ACCESS_RESTRICTED, &subject.new.name, "/access", message);
        }
        (true, false) => {
            let message = "Callers had to prove who they are and need not any more.".to_owned();
            sink.report(&ACCESS_OPENED, &subject.new.name, "/access", message);
        }
        _ => {}
    }
}

fn compare_marks_for_models(subject: &Subject<'_>, sink: &mut Sink) {
    let Subject { base, new, .. } = subject;
    match (base.pinned, new.pinned) {
        (true, false) => {
            let message = "It was always a tool of its own and is not any more.".to_owned();
            sink.report(&UNPINNED, &new.name, "/pinned", message);
        }
        (false, true) => {
            sink.report(&PINNED, &new.name, "/pinned", "It is always a tool of its own now.".to_owned());
        }
        _ => {}
    }
    if base.raw_schema != new.raw_schema {
        let form = |is_raw| if is_raw { "as it is" } else { "made portable" };
        let message =
            format!("The schema was shown {} and is {}.", form(base.raw_schema), form(new.raw_schema));
        sink.report(&RAW_SCHEMA_CHANGED, &new.name, "/raw_schema", message);
    }
}

fn compare_deprecation(subject: &Subject<'_>, sink: &mut Sink) {
    let Subject { base, new, options, .. } = subject;
    let day = |sunset: &Option<String>| sunset.as_deref().and_then(|it| it.parse::<Day>().ok());
    match (&base.deprecated, &new.deprecated) {
        (None, Some(now)) => {
            let replacement =
                now.replacement.as_ref().map_or_else(String::new, |it| format!("; `{it}` takes its place"));
            let until = now.sunset.as_ref().map_or_else(String::new, |it| format!(", and stays until {it}"));
            sink.report(
                &DEPRECATED,
                &new.name,
                DEPRECATION,
                format!("It is deprecated now{replacement}{until}."),
            );
            if options.grace_days > 0 {
                check_grace(options, day(&now.sunset), &new.name, sink);
            }
        }
        (Some(_), None) => {
            sink.report(&NOT_DEPRECATED, &new.name, DEPRECATION, "It is not deprecated any more.".to_owned());
        }
        (Some(before), Some(now)) => match (&before.sunset, &now.sunset) {
            (Some(was), None) => {
                let message = format!("It was to stay until {was}; no day is named any more.");
                sink.report(&SUNSET_REMOVED, &new.name, DEPRECATION, message);
            }
            (Some(was), Some(is)) if is_earlier(day(&now.sunset), day(&before.sunset), is, was) => {
                let message = format!("It was to stay until {was} and now only until {is}.");
                sink.report(&SUNSET_MOVED_EARLIER, &new.name, DEPRECATION, message);
            }
            (None, Some(_)) if options.grace_days > 0 => {
                check_grace(options, day(&now.sunset), &new.name, sink);
            }
            _ => {}
        },
        (None, None) => {}
    }
}

/// Days that cannot be read are held to be earlier when they differ.
fn is_earlier(now: Option<Day>, before: Option<Day>, now_text: &str, before_text: &str) -> bool {
    match (now, before) {
        (Some(now), Some(before)) => now < before,
        _ => now_text != before_text,
    }
}

fn check_grace(options: &DiffOptions, sunset: Option<Day>, command: &str, sink: &mut Sink) {
    let (Some(today), Some(sunset)) = (options.today, sunset) else { return };
    if sunset < today.plus(options.grace_days) {
        let message = format!("It may be gone in less than {} days.", options.grace_days);
        sink.report(&SUNSET_TOO_SOON, command, DEPRECATION, message);
    }
}
