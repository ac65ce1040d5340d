//! Sources beside each other: names that mean one thing each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::conflict::{Conflict, ConflictKind};
use super::import::Imported;
use super::{Aggregate, Origin, names, pointer};
use crate::catalog::{Catalog, Command, DEFINITIONS, Service};
use crate::references::{self, Schemas};
use crate::walk;

/// Commands with the types that they refer to.
pub(super) struct Part {
    label: String,
    place: String,
    commands: Vec<Command>,
    schemas: Schemas,
}

impl Part {
    /// `label` is put before the name of a type that means something else in another part; `place` tells a reader
    /// where the types of this part are.
    pub(super) fn new(label: &str, place: &str, commands: Vec<Command>, schemas: Schemas) -> Self {
        let schemas = references::reachable(&commands, &schemas);
        Self { label: label.to_owned(), place: place.to_owned(), commands, schemas }
    }
}

/// Puts the commands of all sources into one catalog.
pub(super) fn join(service: Service, sources: Vec<Imported>) -> Aggregate {
    let mut aggregate =
        Aggregate { catalog: Catalog { service, ..Catalog::default() }, ..Aggregate::default() };
    let mut parts = Vec::new();
    let mut entries = Vec::new();
    for source in sources {
        let Imported { prefix, service, commands, schemas, omissions, conflicts } = source;
        aggregate.omissions.extend(omissions);
        aggregate.conflicts.extend(conflicts);
        describe_groups(&mut aggregate.catalog.service, &prefix, &service);
        let mut own = Vec::new();
        for imported in commands {
            own.push(imported.command);
            entries.push((prefix.clone(), imported.original, imported.pointer));
        }
        parts.push(Part::new(&prefix, &prefix, own, schemas));
    }
    let (commands, schemas) = join_types(parts, &mut aggregate.conflicts);
    aggregate.catalog.schemas = schemas;
    let mut named = Vec::new();
    for (command, (prefix, original, pointer)) in commands.into_iter().flatten().zip(entries) {
        let wanted = names::prefixed(&prefix, &command.name);
        named.push(Named { wanted, place: pointer::place(&prefix, &pointer), prefix, original, command });
    }
    name_commands(named, &mut aggregate);
    name_replacements(&mut aggregate);
    aggregate.catalog.commands.sort_by(|one, other| one.name.cmp(&other.name));
    aggregate.conflicts.sort();
    aggregate.omissions.sort();
    aggregate.omissions.dedup();
    aggregate
}

/// A command on the way to its name.
struct Named {
    wanted: String,
    place: String,
    prefix: String,
    original: String,
    command: Command,
}

fn name_commands(mut named: Vec<Named>, aggregate: &mut Aggregate) {
    named.sort_by(|one, other| {
        let key = |it: &Named| (it.wanted.clone(), it.prefix.clone(), it.original.clone(), it.place.clone());
        key(one).cmp(&key(other))
    });
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for Named { wanted, place, prefix, original, mut command } in named {
        let mut name = wanted.clone();
        if let Some(other) = places.get(&wanted) {
            name = names::with_hash(&wanted, &format!("{prefix} {original} {place}"));
            aggregate.conflicts.push(Conflict {
                kind: ConflictKind::Command,
                name: wanted,
                places: vec![other.clone(), place.clone()],
                resolution: format!("the second is called `{name}`"),
            });
        }
        places.insert(name.clone(), place);
        let rest = command.rest.clone();
        if let Some(route) = &mut command.rest {
            route.path = format!("/{prefix}/{}", route.path.trim_start_matches('/'));
        }
        command.group = Some(group(&prefix, command.group.as_deref()));
        command.aliases = command.aliases.iter().map(|alias| names::prefixed(&prefix, alias)).collect();
        if let Some(replacement) = command.deprecated.as_mut().and_then(|it| it.replacement.as_mut()) {
            // Looked up when all commands have their names.
            *replacement = format!("{prefix} {replacement}");
        }
        command.name.clone_from(&name);
        aggregate.origins.insert(name, Origin { prefix, name: original, rest });
        aggregate.catalog.commands.push(command);
    }
    settle_aliases(&places, aggregate);
}

/// Takes aliases away that are the name of something else.
fn settle_aliases(places: &BTreeMap<String, String>, aggregate: &mut Aggregate) {
    let mut taken: BTreeMap<String, String> = places.clone();
    for command in &mut aggregate.catalog.commands {
        let place = places.get(&command.name).cloned().unwrap_or_default();
        command.aliases.retain(|alias| match taken.get(alias) {
            None => {
                taken.insert(alias.clone(), place.clone());
                true
            }
            Some(other) => {
                aggregate.conflicts.push(Conflict {
                    kind: ConflictKind::Alias,
                    name: alias.clone(),
                    places: vec![other.clone(), place.clone()],
                    resolution: format!("`{}` goes without it", command.name),
                });
                false
            }
        });
    }
}

/// Gives commands to use instead of deprecated ones their names in the catalog.
fn name_replacements(aggregate: &mut Aggregate) {
    let by_origin: BTreeMap<String, String> = aggregate
        .origins
        .iter()
        .map(|(name, origin)| (format!("{} {}", origin.prefix, origin.name), name.clone()))
        .collect();
    for command in &mut aggregate.catalog.commands {
        if let Some(deprecation) = &mut command.deprecated {
            let found = deprecation.replacement.as_ref().and_then(|it| by_origin.get(it)).cloned();
            deprecation.replacement = found;
        }
    }
}

/// The group of a command: that of its source, and within it its own.
fn group(prefix: &str, group: Option<&str>) -> String {
    match group {
        Some(group) if names::snake_case(group) != prefix => format!("{prefix}_{}", names::snake_case(group)),
        _ => prefix.to_owned(),
    }
}

fn describe_groups(combined: &mut Service, prefix: &str, service: &Service) {
    for (name, description) in &service.group_descriptions {
        combined.group_descriptions.insert(group(prefix, Some(name)), description.clone());
    }
    let text = if service.description.is_empty() { &service.title } else { &service.description };
    if !text.is_empty() {
        combined.group_descriptions.entry(prefix.to_owned()).or_insert_with(|| text.clone());
    }
}

/// Puts the types of all parts under one roof: what is the same is shared, what differs gets the label of its part.
///
/// Gives the commands of each part, with references to match, and the types.
pub(super) fn join_types(parts: Vec<Part>, conflicts: &mut Vec<Conflict>) -> (Vec<Vec<Command>>, Schemas) {
    let clashing = clashing_names(&parts);
    let mut taken: BTreeSet<String> = parts
        .iter()
        .flat_map(|part| part.schemas.keys())
        .filter(|name| !clashing.contains_key(*name))
        .cloned()
        .collect();
    let mut schemas = Schemas::new();
    let mut commands = Vec::new();
    let mut new_names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mut part in parts {
        let mut renamed = BTreeMap::new();
        for name in part.schemas.keys().filter(|name| clashing.contains_key(*name)) {
            let wanted = format!("{}{name}", names::pascal_case(&part.label));
            let new_name = names::free(&wanted, &mut taken);
            new_names.entry(name.clone()).or_default().push(format!("`{new_name}`"));
            renamed.insert(name.clone(), new_name);
        }
        for (name, mut schema) in part.schemas {
            rename_references(&mut schema, &renamed);
            schemas.insert(renamed.get(&name).cloned().unwrap_or(name), schema);
        }
        for command in &mut part.commands {
            for schema in command_schemas(command) {
                rename_references(schema, &renamed);
            }
        }
        commands.push(part.commands);
    }
    for (name, places) in clashing {
        let new_names = new_names.remove(&name).unwrap_or_default().join(" and ");
        let resolution = format!("they are called {new_names}");
        conflicts.push(Conflict { kind: ConflictKind::Type, name, places, resolution });
    }
    (commands, schemas)
}

/// The names that mean different types in different parts, with the places of these.
///
/// A type is the same only when all types that it refers to are.
fn clashing_names(parts: &[Part]) -> BTreeMap<String, Vec<String>> {
    let mut meanings: BTreeMap<&str, Vec<(&Part, &Value)>> = BTreeMap::new();
    for part in parts {
        for (name, schema) in &part.schemas {
            meanings.entry(name).or_default().push((part, schema));
        }
    }
    let shared: BTreeMap<&str, &Vec<(&Part, &Value)>> =
        meanings.iter().filter(|(_, meanings)| meanings.len() > 1).map(|(name, it)| (*name, it)).collect();
    let differs = |meanings: &[(&Part, &Value)]| meanings.iter().any(|(_, schema)| *schema != meanings[0].1);
    // Who refers to a name, so that each name is looked at once.
    let mut referring: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, meanings) in &shared {
        for (_, schema) in *meanings {
            walk::each(schema, &mut |schema| {
                if let Some(target) = references::name(schema) {
                    referring.entry(target).or_default().push(name);
                }
            });
        }
    }
    let mut clashing: BTreeSet<&str> =
        shared.iter().filter(|(_, meanings)| differs(meanings)).map(|(name, _)| *name).collect();
    let mut pending: Vec<&str> = clashing.iter().copied().collect();
    while let Some(name) = pending.pop() {
        for &referrer in referring.get(name).into_iter().flatten() {
            if clashing.insert(referrer) {
                pending.push(referrer);
            }
        }
    }
    clashing
        .into_iter()
        .map(|name| {
            let places = shared[name].iter().map(|(part, _)| part.place.clone()).collect();
            (name.to_owned(), places)
        })
        .collect()
}

fn command_schemas(command: &mut Command) -> impl Iterator<Item = &mut Value> {
    let parameters = command.parameters.iter_mut().map(|parameter| &mut parameter.schema);
    let details = command.errors.kinds.iter_mut().filter_map(|kind| kind.details.as_mut());
    parameters.chain(std::iter::once(&mut command.result.schema)).chain(details)
}

fn rename_references(schema: &mut Value, renamed: &BTreeMap<String, String>) {
    if renamed.is_empty() {
        return;
    }
    walk::change_each(schema, &mut |schema| {
        if let Some(name) = references::name(schema).and_then(|name| renamed.get(name)) {
            schema["$ref"] = format!("{DEFINITIONS}{name}").into();
        }
    });
}
