//! Resources and prompts: what hosts of AI models read by its address, or offer to people.

use std::collections::BTreeMap;

use super::{
    Pair, Sink, Subject,
    change::{Class, Level, Rule},
    commands::DESCRIPTION_CHANGED,
    parameters,
};
use crate::catalog::{Catalog, Command, Parameter, Prompt, Resource, Source};

static RESOURCE_REMOVED: Rule = Rule::new(
    "resource-removed",
    Level::Error,
    Class::Wire,
    "An address, or a template of addresses, cannot be read any more.",
);
static RESOURCE_ADDED: Rule =
    Rule::new("resource-added", Level::Info, Class::Model, "There is a new address to be read.");
static RESOURCE_RENAMED: Rule = Rule::new(
    "resource-renamed",
    Level::Info,
    Class::Model,
    "Lists show a resource, or a placeholder of its address, under another name; the addresses stay.",
);
static MEDIA_TYPE_CHANGED: Rule = Rule::new(
    "resource-media-type-changed",
    Level::Error,
    Class::Wire,
    "What is read at an address is of another media type.",
);
static RESOURCE_GROUP_CHANGED: Rule = Rule::new(
    "resource-group-changed",
    Level::Warning,
    Class::Model,
    "A resource is listed under another group, so those who read one group only do not find it any more.",
);
static PROMPT_REMOVED: Rule =
    Rule::new("prompt-removed", Level::Error, Class::Wire, "A prompt cannot be chosen any more.");
static PROMPT_ADDED: Rule = Rule::new("prompt-added", Level::Info, Class::Model, "There is a new prompt.");
static PROMPT_GROUP_CHANGED: Rule = Rule::new(
    "prompt-group-changed",
    Level::Warning,
    Class::Model,
    "A prompt is listed under another group, so those who read one group only do not find it any more.",
);

pub(super) const RULES: &[&Rule] = &[
    &RESOURCE_REMOVED,
    &RESOURCE_ADDED,
    &RESOURCE_RENAMED,
    &MEDIA_TYPE_CHANGED,
    &RESOURCE_GROUP_CHANGED,
    &PROMPT_REMOVED,
    &PROMPT_ADDED,
    &PROMPT_GROUP_CHANGED,
];

/// Compares the resources and prompts of two catalogs.
pub(super) fn compare(pair: &Pair<'_>, sink: &mut Sink) {
    let (before, now) = (by_address(pair.base), by_address(pair.new));
    for (address, base) in &before {
        match now.get(address) {
            Some(new) => compare_resource(pair, base, new, sink),
            None => {
                let message = format!("`{}` cannot be read any more.", base.uri);
                sink.report(&RESOURCE_REMOVED, &label_of_resource(base), "", message);
            }
        }
    }
    for (_, new) in now.iter().filter(|(address, _)| !before.contains_key(*address)) {
        sink.report(&RESOURCE_ADDED, &label_of_resource(new), "", format!("`{}` can be read now.", new.uri));
    }
    let (before, now) = (by_name(pair.base), by_name(pair.new));
    for (name, base) in &before {
        match now.get(name) {
            Some(new) => compare_prompt(pair, base, new, sink),
            None => {
                let message = format!("The prompt `{name}` is gone.");
                sink.report(&PROMPT_REMOVED, &label_of_prompt(base), "", message);
            }
        }
    }
    for (name, new) in now.iter().filter(|(name, _)| !before.contains_key(*name)) {
        sink.report(&PROMPT_ADDED, &label_of_prompt(new), "", format!("The prompt `{name}` is new."));
    }
}

/// Compares the words of resources and prompts that are in both catalogs.
pub(super) fn compare_descriptions(base: &Catalog, new: &Catalog, sink: &mut Sink) {
    let now = by_address(new);
    for (address, before) in by_address(base) {
        let Some(now) = now.get(&address) else { continue };
        let words = [
            ("title", &before.title, &now.title),
            ("summary", &before.summary, &now.summary),
            ("description", &before.description, &now.description),
        ];
        compare_words(&label_of_resource(now), words, [&before.parameters, &now.parameters], sink);
    }
    let now = by_name(new);
    for (name, before) in by_name(base) {
        let Some(now) = now.get(name) else { continue };
        let words = [
            ("title", &before.title, &now.title),
            ("summary", &before.summary, &now.summary),
            ("description", &before.description, &now.description),
        ];
        compare_words(&label_of_prompt(now), words, [&before.parameters, &now.parameters], sink);
    }
}

/// Where resources and prompts are declared, by what changes call them.
pub(super) fn sources(catalog: &Catalog) -> impl Iterator<Item = (String, &Source)> {
    let resources = catalog.resources.iter().map(|it| (label_of_resource(it), &it.source));
    let prompts = catalog.prompts.iter().map(|it| (label_of_prompt(it), &it.source));
    resources.chain(prompts).filter_map(|(label, source)| Some((label, source.as_ref()?)))
}

/// What changes call a resource. No command has a space in its name.
fn label_of_resource(resource: &Resource) -> String {
    format!("resource {}", resource.uri)
}

/// What changes call a prompt.
fn label_of_prompt(prompt: &Prompt) -> String {
    format!("prompt {}", prompt.name)
}

/// The resources by their address. The names of placeholders never stand in an address that is read, so that they are
/// no part of what tells templates apart.
fn by_address(catalog: &Catalog) -> BTreeMap<String, &Resource> {
    catalog.resources.iter().map(|resource| (address(&resource.uri), resource)).collect()
}

fn address(uri: &str) -> String {
    let mut parts = uri.split('{');
    let mut address = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        address.push_str("{}");
        address.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    address
}

fn by_name(catalog: &Catalog) -> BTreeMap<&str, &Prompt> {
    catalog.prompts.iter().map(|prompt| (prompt.name.as_str(), prompt)).collect()
}

fn compare_resource(pair: &Pair<'_>, base: &Resource, new: &Resource, sink: &mut Sink) {
    let label = label_of_resource(new);
    if base.name != new.name || base.uri != new.uri {
        let message = format!(
            "It was listed as `{}` at `{}` and is listed as `{}` at `{}`.",
            base.name, base.uri, new.name, new.uri
        );
        sink.report(&RESOURCE_RENAMED, &label, "", message);
    }
    if base.mime_type != new.mime_type {
        let message = format!("The media type was `{}` and is `{}`.", base.mime_type, new.mime_type);
        sink.report(&MEDIA_TYPE_CHANGED, &label, "/mime_type", message);
    }
    compare_groups(&RESOURCE_GROUP_CHANGED, &label, [&base.group, &new.group], sink);
    // Placeholders are compared by their place in the address, under the names that they have now.
    let mut before = base.parameters.clone();
    let names: BTreeMap<&str, &str> = base.placeholders().zip(new.placeholders()).collect();
    for parameter in &mut before {
        if let Some(name) = names.get(parameter.name.as_str()) {
            parameter.name = (*name).to_owned();
        }
    }
    compare_parameters(pair, &label, [before, new.parameters.clone()], sink);
}

fn compare_prompt(pair: &Pair<'_>, base: &Prompt, new: &Prompt, sink: &mut Sink) {
    let label = label_of_prompt(new);
    compare_groups(&PROMPT_GROUP_CHANGED, &label, [&base.group, &new.group], sink);
    compare_parameters(pair, &label, [base.parameters.clone(), new.parameters.clone()], sink);
}

fn compare_groups(rule: &'static Rule, label: &str, groups: [&Option<String>; 2], sink: &mut Sink) {
    let [before, now] = groups;
    if before != now {
        let name = |group: &Option<String>| group.as_ref().map_or("no group".into(), |it| format!("`{it}`"));
        let message = format!("It is listed under {} instead of {}.", name(now), name(before));
        sink.report(rule, label, "/group", message);
    }
}

/// Compares what callers send by the rules for parameters of commands. Values are always sent by name, so that their
/// order does not matter.
fn compare_parameters(pair: &Pair<'_>, label: &str, sides: [Vec<Parameter>; 2], sink: &mut Sink) {
    let [base, new] = sides.map(|mut parameters| {
        parameters.sort_by(|one, other| one.name.cmp(&other.name));
        Command { name: label.to_owned(), parameters, ..Command::default() }
    });
    let subject = Subject {
        base: &base,
        new: &new,
        base_schemas: &pair.base.schemas,
        new_schemas: &pair.new.schemas,
        shared: &pair.shared,
        options: pair.options,
    };
    parameters::compare_named(&subject, sink);
}

/// Reports which words changed. A lock has no words to compare with.
fn compare_words(
    label: &str,
    words: [(&str, &String, &String); 3],
    parameters: [&Vec<Parameter>; 2],
    sink: &mut Sink,
) {
    if words.iter().all(|(_, before, _)| before.is_empty()) {
        return;
    }
    let texts = words.into_iter().filter(|(_, before, now)| before != now).map(|(what, ..)| what.to_owned());
    let [before, now] = parameters;
    let described = before.iter().filter_map(|parameter| {
        let same = now.iter().find(|it| it.name == parameter.name)?;
        (same.description != parameter.description).then(|| format!("parameter `{}`", parameter.name))
    });
    let changed: Vec<String> = texts.chain(described).collect();
    if !changed.is_empty() {
        let message = format!("The words changed: {}.", changed.join(", "));
        sink.report(&DESCRIPTION_CHANGED, label, "", message);
    }
}
