//! Which commands there are, and by which names and routes they are reached.

use std::collections::BTreeMap;

use super::{
    Day, Pair, Sink, Subject, behaviour,
    change::{Class, Level, Rule},
    errors, parameters, results,
};
use crate::catalog::{Catalog, Command, RestRoute};

static REMOVED: Rule =
    Rule::new("command-removed", Level::Error, Class::Wire, "A command is gone and was never deprecated.");
static REMOVED_BEFORE_SUNSET: Rule = Rule::new(
    "command-removed-before-sunset",
    Level::Error,
    Class::Wire,
    "A deprecated command is gone before the day that was announced.",
);
static REMOVED_AFTER_DEPRECATION: Rule = Rule::new(
    "command-removed-after-deprecation",
    Level::Warning,
    Class::Wire,
    "A deprecated command without an announced day is gone.",
);
static REMOVED_AFTER_SUNSET: Rule = Rule::new(
    "command-removed-after-sunset",
    Level::Info,
    Class::Wire,
    "A deprecated command is gone, and the announced day is past.",
);
static RENAMED_WITHOUT_ALIAS: Rule = Rule::new(
    "command-renamed-without-alias",
    Level::Error,
    Class::Wire,
    "A command is gone, and a new one takes and gives the same; the old name should be its alias.",
);
static RENAMED: Rule = Rule::new(
    "command-renamed",
    Level::Info,
    Class::ClientSource,
    "A command has another name, and the old one still reaches it.",
);
static ADDED: Rule = Rule::new("command-added", Level::Info, Class::Model, "There is a new command.");
static ALIAS_REMOVED: Rule = Rule::new(
    "alias-removed",
    Level::Error,
    Class::Wire,
    "A further name of a command does not reach it any more.",
);
static ALIAS_ADDED: Rule =
    Rule::new("alias-added", Level::Info, Class::Wire, "A further name reaches a command.");
static REST_ROUTE_REMOVED: Rule =
    Rule::new("rest-route-removed", Level::Error, Class::Wire, "A command lost its REST route.");
static REST_ROUTE_CHANGED: Rule = Rule::new(
    "rest-route-changed",
    Level::Error,
    Class::Wire,
    "The REST route of a command has another method or path.",
);
static REST_ROUTE_ADDED: Rule =
    Rule::new("rest-route-added", Level::Info, Class::Wire, "A command has a REST route and had none.");
static GROUP_CHANGED: Rule = Rule::new(
    "command-group-changed",
    Level::Warning,
    Class::Model,
    "A command is listed under another group, so those who read one group only do not find it any more.",
);
/// The only change that needs no more than a new patch version.
pub(super) static DESCRIPTION_CHANGED: Rule = Rule::new(
    "description-changed",
    Level::Info,
    Class::Model,
    "The words of a command or its parts changed; seen only when the base is a catalog with documentation.",
);

pub(super) const RULES: &[&Rule] = &[
    &REMOVED,
    &REMOVED_BEFORE_SUNSET,
    &REMOVED_AFTER_DEPRECATION,
    &REMOVED_AFTER_SUNSET,
    &RENAMED_WITHOUT_ALIAS,
    &RENAMED,
    &ADDED,
    &ALIAS_REMOVED,
    &ALIAS_ADDED,
    &REST_ROUTE_REMOVED,
    &REST_ROUTE_CHANGED,
    &REST_ROUTE_ADDED,
    &GROUP_CHANGED,
    &DESCRIPTION_CHANGED,
];

/// Compares the commands of two catalogs, and what each of them does.
pub(super) fn compare(pair: &Pair<'_>, sink: &mut Sink) {
    let before: BTreeMap<&str, &Command> = by_name(pair.base);
    let now: BTreeMap<&str, &Command> = by_name(pair.new);
    let reached = by_any_name(pair.new);
    let mut successors: Vec<&str> = Vec::new();
    for base in &pair.base.commands {
        let is_unstable = base.stability.is_some_and(|it| it < pair.options.stability_threshold);
        sink.heaviest = is_unstable.then_some(Level::Info);
        match reached.get(base.name.as_str()) {
            Some(new) => {
                if new.name != base.name {
                    successors.push(&new.name);
                    let message =
                        format!("`{}` is called `{}` now; the old name is an alias.", base.name, new.name);
                    sink.report(&RENAMED, &new.name, "", message);
                }
                compare_command(pair, base, new, &reached, sink);
            }
            None => removed(pair, base, &before, sink),
        }
    }
    sink.heaviest = None;
    for name in now.keys().filter(|name| !before.contains_key(*name) && !successors.contains(name)) {
        sink.report(&ADDED, name, "", format!("The command `{name}` is new."));
    }
}

fn by_name(catalog: &Catalog) -> BTreeMap<&str, &Command> {
    catalog.commands.iter().map(|command| (command.name.as_str(), command)).collect()
}

/// The commands by their names and aliases; a name goes before an alias.
fn by_any_name(catalog: &Catalog) -> BTreeMap<&str, &Command> {
    let aliases = catalog
        .commands
        .iter()
        .flat_map(|command| command.aliases.iter().map(move |alias| (alias.as_str(), command)));
    aliases.chain(catalog.commands.iter().map(|command| (command.name.as_str(), command))).collect()
}

fn compare_command(
    pair: &Pair<'_>,
    base: &Command,
    new: &Command,
    reached: &BTreeMap<&str, &Command>,
    sink: &mut Sink,
) {
    let subject = Subject {
        base,
        new,
        base_schemas: &pair.base.schemas,
        new_schemas: &pair.new.schemas,
        shared: &pair.shared,
        options: pair.options,
    };
    compare_aliases(&subject, reached, sink);
    compare_routes(&subject, sink);
    if base.group != new.group {
        let name =
            |group: &Option<String>| group.as_ref().map_or("no group".to_owned(), |it| format!("`{it}`"));
        let message = format!("It is listed under {} instead of {}.", name(&new.group), name(&base.group));
        sink.report(&GROUP_CHANGED, &new.name, "/group", message);
    }
    parameters::compare(&subject, sink);
    results::compare(&subject, sink);
    errors::compare(&subject, sink);
    behaviour::compare(&subject, sink);
}

fn compare_aliases(subject: &Subject<'_>, reached: &BTreeMap<&str, &Command>, sink: &mut Sink) {
    let Subject { base, new, .. } = subject;
    for alias in &base.aliases {
        let message = match reached.get(alias.as_str()) {
            Some(command) if command.name == new.name => continue,
            Some(command) => format!("`{alias}` reaches `{}` now instead of `{}`.", command.name, new.name),
            None => format!("`{alias}` reaches no command any more; keep it as an alias of `{}`.", new.name),
        };
        sink.report(&ALIAS_REMOVED, &new.name, "/aliases", message);
    }
    for alias in new.aliases.iter().filter(|alias| !base.aliases.contains(alias) && **alias != base.name) {
        sink.report(
            &ALIAS_ADDED,
            &new.name,
            "/aliases",
            format!("`{alias}` reaches `{}` as well.", new.name),
        );
    }
}

fn compare_routes(subject: &Subject<'_>, sink: &mut Sink) {
    let text = |route: &RestRoute| format!("`{} {}`", route.method, route.path);
    let name = &subject.new.name;
    match (&subject.base.rest, &subject.new.rest) {
        (Some(base), Some(new)) if base != new => {
            let message = format!("The route was {} and is {}.", text(base), text(new));
            sink.report(&REST_ROUTE_CHANGED, name, "/rest", message);
        }
        (Some(base), None) => {
            sink.report(&REST_ROUTE_REMOVED, name, "/rest", format!("The route {} is gone.", text(base)));
        }
        (None, Some(new)) => {
            sink.report(&REST_ROUTE_ADDED, name, "/rest", format!("The route {} is new.", text(new)));
        }
        _ => {}
    }
}

/// Reports a command that no name reaches any more.
fn removed(pair: &Pair<'_>, base: &Command, before: &BTreeMap<&str, &Command>, sink: &mut Sink) {
    let name = &base.name;
    let (rule, message) = match &base.deprecated {
        Some(deprecation) => match deprecation.sunset.as_deref() {
            Some(sunset) => {
                let is_past = sunset
                    .parse()
                    .is_ok_and(|sunset: Day| pair.options.today.is_some_and(|today| sunset <= today));
                if is_past {
                    (&REMOVED_AFTER_SUNSET, format!("`{name}` is gone, as announced for {sunset}."))
                } else {
                    (
                        &REMOVED_BEFORE_SUNSET,
                        format!("`{name}` is gone, but was announced to stay until {sunset}."),
                    )
                }
            }
            None => {
                let message = format!("`{name}` was deprecated and is gone; no day had been announced.");
                (&REMOVED_AFTER_DEPRECATION, message)
            }
        },
        None => match successor(pair, base, before) {
            Some(new) => {
                let message = format!(
                    "`{name}` is gone, and `{0}` takes and gives the same; give `{0}` the alias `{name}`.",
                    new.name
                );
                (&RENAMED_WITHOUT_ALIAS, message)
            }
            None => {
                let message =
                    format!("`{name}` is gone; deprecate a command before it goes, and name a sunset.");
                (&REMOVED, message)
            }
        },
    };
    sink.report(rule, name, "", message);
}

/// The one new command that is like a removed one but for its name.
fn successor<'a>(pair: &Pair<'a>, base: &Command, before: &BTreeMap<&str, &Command>) -> Option<&'a Command> {
    let mut like = pair.new.commands.iter().filter(|new| {
        !before.contains_key(new.name.as_str())
            && new.parameters == base.parameters
            && new.result == base.result
            && new.errors == base.errors
            && new.behaviour == base.behaviour
    });
    match (like.next(), like.next()) {
        (Some(new), None) => Some(new),
        _ => None,
    }
}

/// Compares the words of commands that are in both catalogs.
pub(super) fn compare_descriptions(base: &Catalog, new: &Catalog, sink: &mut Sink) {
    let now = by_name(new);
    for before in &base.commands {
        let Some(now) = now.get(before.name.as_str()) else { continue };
        // A lock has no words to compare with.
        if before.summary.is_empty() {
            continue;
        }
        let mut changed = Vec::new();
        for (what, before, now) in [
            ("summary", &before.summary, &now.summary),
            ("description", &before.description, &now.description),
            ("result", &before.result.description, &now.result.description),
            ("errors", &before.errors.description, &now.errors.description),
        ] {
            if before != now {
                changed.push(what.to_owned());
            }
        }
        for parameter in &before.parameters {
            let same = now.parameters.iter().find(|it| it.name == parameter.name);
            if same.is_some_and(|it| it.description != parameter.description) {
                changed.push(format!("parameter `{}`", parameter.name));
            }
        }
        if !changed.is_empty() {
            let message = format!("The words changed: {}.", changed.join(", "));
            sink.report(&DESCRIPTION_CHANGED, &now.name, "", message);
        }
    }
}
