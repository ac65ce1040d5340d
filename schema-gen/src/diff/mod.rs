//! Changes between two catalogs that callers notice.
//!
//! The comparison knows which way values travel: what callers send may only widen, what they get may only narrow. It
//! is sound: what cannot be proven compatible is reported as breaking. Each change names its rule by a stable
//! identifier in kebab-case; one file holds the rules of one family.

mod behaviour;
mod change;
mod commands;
mod day;
mod discovery;
mod errors;
mod guide;
mod ignore;
mod inclusion;
mod parameters;
mod report;
mod resources;
mod results;
mod schemas;
mod tools_list;
mod version;

use std::collections::{BTreeMap, BTreeSet};

pub use self::{
    change::{Change, Changes, Class, Level, Rule},
    day::Day,
    guide::rules_as_markdown,
    ignore::{IgnoredChange, Ignores, UnusedIgnore},
    version::{Bump, VersionVerdict},
};
use crate::{
    catalog::{Catalog, Command, Source, Stability},
    lock::contract,
    references::Schemas,
};

/// The families, in the order in which their rules are listed.
const FAMILIES: [&[&Rule]; 8] = [
    commands::RULES,
    parameters::RULES,
    results::RULES,
    errors::RULES,
    behaviour::RULES,
    discovery::RULES,
    tools_list::RULES,
    resources::RULES,
];

/// How to judge changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiffOptions {
    /// The day by which a sunset is past or not; without it no sunset is past.
    pub today: Option<Day>,
    /// How many days must lie between today and the sunset of a command that becomes deprecated.
    pub grace_days: u32,
    /// Commands that were less stable than this may change as they like: their changes are only infos.
    pub stability_threshold: Stability,
}

impl Default for DiffOptions {
    /// No day, no grace, and a threshold of [`Stability::Beta`].
    fn default() -> Self {
        Self { today: None, grace_days: 0, stability_threshold: Stability::Beta }
    }
}

/// Finds the changes from one catalog to another.
///
/// Either may be a lock, as [`lock`](crate::lock::lock) writes it.
///
/// ```
/// use commandry_schema::{Catalog, diff::{DiffOptions, Level, diff}};
///
/// let catalog = |most: u32| serde_json::from_value::<Catalog>(serde_json::json!({
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "sell", "parameters": [
///         {"name": "units", "required": true, "schema": {"type": "integer", "maximum": most}}
///     ]}]
/// }));
/// let narrower = diff(&catalog(20)?, &catalog(10)?, &DiffOptions::default());
/// assert_eq!(narrower.changes[0].id, "param-maximum-decreased");
/// assert!(!narrower.is_compatible());
///
/// let wider = diff(&catalog(10)?, &catalog(20)?, &DiffOptions::default());
/// assert_eq!(wider.count(Level::Error), 0);
/// assert!(wider.is_compatible());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn diff(base: &Catalog, new: &Catalog, options: &DiffOptions) -> Changes {
    let (base_contract, new_contract) = (contract(base), contract(new));
    let pair = Pair {
        shared: inclusion::shared_definitions(&base_contract, &new_contract),
        base: &base_contract,
        new: &new_contract,
        options,
    };
    let mut sink = Sink::default();
    commands::compare(&pair, &mut sink);
    commands::compare_descriptions(base, new, &mut sink);
    discovery::compare(base, new, &mut sink);
    tools_list::compare(base, new, &mut sink);
    resources::compare(&pair, &mut sink);
    resources::compare_descriptions(base, new, &mut sink);
    let commands = new.commands.iter().filter_map(|it| Some((it.name.clone(), it.source.as_ref()?)));
    let sources: BTreeMap<String, &Source> = commands.chain(resources::sources(new)).collect();
    for change in &mut sink.changes {
        change.source = sources.get(&change.command).copied().cloned();
    }
    let mut changes = sink.changes;
    changes.sort_by(|one, other| {
        (one.level, &one.command, &one.place, one.id, &one.message).cmp(&(
            other.level,
            &other.command,
            &other.place,
            other.id,
            &other.message,
        ))
    });
    Changes {
        changes,
        ignored: Vec::new(),
        unused_ignores: Vec::new(),
        base_version: base.service.version.clone(),
        new_version: new.service.version.clone(),
    }
}

/// All rules, by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.into_iter().flatten().copied()
}

/// Two catalogs without documentation, and what they have in common.
struct Pair<'a> {
    base: &'a Catalog,
    new: &'a Catalog,
    /// Names of definitions that mean the same in both.
    shared: BTreeSet<&'a str>,
    options: &'a DiffOptions,
}

/// One command before and now.
struct Subject<'a> {
    base: &'a Command,
    new: &'a Command,
    base_schemas: &'a Schemas,
    new_schemas: &'a Schemas,
    shared: &'a BTreeSet<&'a str>,
    options: &'a DiffOptions,
}

/// Takes what the rules find.
#[derive(Default)]
struct Sink {
    changes: Vec<Change>,
    /// The heaviest level that changes of the command at hand have.
    heaviest: Option<Level>,
}

impl Sink {
    fn report(&mut self, rule: &'static Rule, command: &str, place: &str, message: String) {
        self.changes.push(Change {
            id: rule.id,
            level: self.heaviest.map_or(rule.level, |heaviest| rule.level.max(heaviest)),
            class: rule.class,
            command: command.to_owned(),
            place: place.to_owned(),
            message,
            source: None,
        });
    }
}
