//! What callers send.

use serde_json::Value;

use super::{
    Sink, Subject,
    change::{Class, Level, Rule},
    schemas::{self, Direction, Side},
};
use crate::{catalog::Parameter, number::equal, pointer, references};

static REQUIRED_ADDED: Rule = Rule::new(
    "param-required-added",
    Level::Error,
    Class::Wire,
    "There is a new parameter, and a call without it is refused.",
);
static BECAME_REQUIRED: Rule = Rule::new(
    "param-became-required",
    Level::Error,
    Class::Wire,
    "A parameter that could be left out must be there.",
);
static REMOVED: Rule = Rule::new(
    "param-removed",
    Level::Error,
    Class::Wire,
    "A parameter is gone; a call that has it is refused.",
);
static OPTIONAL_ADDED: Rule = Rule::new(
    "param-optional-added",
    Level::Info,
    Class::ClientSource,
    "There is a new parameter that can be left out.",
);
static BECAME_OPTIONAL: Rule =
    Rule::new("param-became-optional", Level::Info, Class::ClientSource, "A parameter can be left out now.");
static ORDER_CHANGED: Rule = Rule::new(
    "param-order-changed",
    Level::Error,
    Class::Wire,
    "Callers that send parameters as a list give them to other parameters; new ones belong to the end.",
);
static DEFAULT_CHANGED: Rule = Rule::new(
    "param-default-changed",
    Level::Error,
    Class::Wire,
    "Calls that leave a value out mean another one.",
);
static PAGE_SIZE_CHANGED: Rule = Rule::new(
    "param-page-size-changed",
    Level::Warning,
    Class::Wire,
    "A list without a named size comes in pages of another size.",
);
static SECRET_REMOVED: Rule = Rule::new(
    "param-secret-removed",
    Level::Warning,
    Class::Model,
    "A value that was kept out of logs and answers is not any more.",
);
static TYPE_CHANGED: Rule = Rule::new(
    "param-type-changed",
    Level::Error,
    Class::Wire,
    "Values of a type are refused that were taken, or it cannot be proven that they are not.",
);
static BECAME_NOT_NULLABLE: Rule =
    Rule::new("param-became-not-nullable", Level::Error, Class::Wire, "Null is refused where it was taken.");
static ENUM_VALUE_REMOVED: Rule = Rule::new(
    "param-enum-value-removed",
    Level::Error,
    Class::Wire,
    "A listed value is refused that was taken.",
);
static BECAME_ENUM: Rule = Rule::new(
    "param-became-enum",
    Level::Error,
    Class::Wire,
    "Only listed values are taken where others were.",
);
static MINIMUM_INCREASED: Rule = Rule::new(
    "param-minimum-increased",
    Level::Error,
    Class::Wire,
    "Smaller numbers are refused that were taken.",
);
static MAXIMUM_DECREASED: Rule = Rule::new(
    "param-maximum-decreased",
    Level::Error,
    Class::Wire,
    "Larger numbers are refused that were taken.",
);
static MULTIPLE_OF_CHANGED: Rule = Rule::new(
    "param-multiple-of-changed",
    Level::Error,
    Class::Wire,
    "Numbers between the allowed steps are refused that were taken.",
);
static LENGTH_TIGHTENED: Rule = Rule::new(
    "param-length-tightened",
    Level::Error,
    Class::Wire,
    "Shorter or longer texts are refused that were taken.",
);
static PATTERN_CHANGED: Rule = Rule::new(
    "param-pattern-changed",
    Level::Error,
    Class::Wire,
    "A pattern is new or another one; whether it takes as much cannot be proven.",
);
static FORMAT_CHANGED: Rule = Rule::new(
    "param-format-changed",
    Level::Error,
    Class::Wire,
    "A format is new or another one that takes less.",
);
static ITEMS_TIGHTENED: Rule = Rule::new(
    "param-items-tightened",
    Level::Error,
    Class::Wire,
    "Shorter or longer lists, or lists with equal items, are refused that were taken.",
);
static MEMBER_COUNT_TIGHTENED: Rule = Rule::new(
    "param-field-count-tightened",
    Level::Error,
    Class::Wire,
    "Objects with fewer or more members are refused that were taken.",
);
static FIELD_BECAME_REQUIRED: Rule = Rule::new(
    "param-field-became-required",
    Level::Error,
    Class::Wire,
    "A member inside a parameter must be there and could be left out.",
);
static REQUIRED_FIELD_ADDED: Rule = Rule::new(
    "param-required-field-added",
    Level::Error,
    Class::Wire,
    "A new member inside a parameter must be there.",
);
static FIELD_REMOVED: Rule = Rule::new(
    "param-field-removed",
    Level::Error,
    Class::Wire,
    "A member inside a parameter is refused that was taken.",
);
static BECAME_CLOSED: Rule = Rule::new(
    "param-became-closed",
    Level::Error,
    Class::Wire,
    "Unknown members inside a parameter are refused that were let through.",
);
static OPEN_FIELD_ADDED: Rule = Rule::new(
    "param-open-field-added",
    Level::Warning,
    Class::Wire,
    "An object that lets unknown members through has a new optional one; a caller that sent something else under that name is refused.",
);
static VARIANT_REMOVED: Rule = Rule::new(
    "param-union-variant-removed",
    Level::Error,
    Class::Wire,
    "An alternative is refused that was taken.",
);
static FIELD_ADDED: Rule = Rule::new(
    "param-field-added",
    Level::Info,
    Class::ClientSource,
    "A member inside a parameter is new and can be left out.",
);
static RELAXED: Rule =
    Rule::new("param-relaxed", Level::Info, Class::ClientSource, "More values are taken than before.");

pub(super) const RULES: &[&Rule] = &[
    &REQUIRED_ADDED,
    &BECAME_REQUIRED,
    &REMOVED,
    &OPTIONAL_ADDED,
    &BECAME_OPTIONAL,
    &ORDER_CHANGED,
    &DEFAULT_CHANGED,
    &PAGE_SIZE_CHANGED,
    &SECRET_REMOVED,
    &TYPE_CHANGED,
    &BECAME_NOT_NULLABLE,
    &ENUM_VALUE_REMOVED,
    &BECAME_ENUM,
    &MINIMUM_INCREASED,
    &MAXIMUM_DECREASED,
    &MULTIPLE_OF_CHANGED,
    &LENGTH_TIGHTENED,
    &PATTERN_CHANGED,
    &FORMAT_CHANGED,
    &ITEMS_TIGHTENED,
    &MEMBER_COUNT_TIGHTENED,
    &FIELD_BECAME_REQUIRED,
    &REQUIRED_FIELD_ADDED,
    &FIELD_REMOVED,
    &BECAME_CLOSED,
    &OPEN_FIELD_ADDED,
    &VARIANT_REMOVED,
    &FIELD_ADDED,
    &RELAXED,
];

const SENT: Direction = Direction {
    is_sent: true,
    type_changed: &TYPE_CHANGED,
    root_changed: &TYPE_CHANGED,
    null_changed: &BECAME_NOT_NULLABLE,
    listed_value: &ENUM_VALUE_REMOVED,
    extensible_value: &ENUM_VALUE_REMOVED,
    enumerated: &BECAME_ENUM,
    minimum: &MINIMUM_INCREASED,
    maximum: &MAXIMUM_DECREASED,
    multiple_of: &MULTIPLE_OF_CHANGED,
    length: &LENGTH_TIGHTENED,
    pattern: &PATTERN_CHANGED,
    format: &FORMAT_CHANGED,
    items: &ITEMS_TIGHTENED,
    members: &MEMBER_COUNT_TIGHTENED,
    required_listed: &FIELD_BECAME_REQUIRED,
    required_unlisted: &REQUIRED_FIELD_ADDED,
    forbidden: &FIELD_REMOVED,
    closed: &BECAME_CLOSED,
    claimed: &OPEN_FIELD_ADDED,
    variant: &VARIANT_REMOVED,
    member_added: &FIELD_ADDED,
    improved: &RELAXED,
};

/// Schemas inside of schemas are looked at this deep; the comparison of types has found fault with deeper ones.
const DEEPEST: usize = 100;
/// Parameters that say how much of a list a caller gets at once.
const PAGE_SIZES: [&str; 5] = ["limit", "page_limit", "page_size", "per_page", "max_results"];

pub(super) fn compare(subject: &Subject<'_>, sink: &mut Sink) {
    compare_named(subject, sink);
    compare_order(&subject.base.parameters, &subject.new.parameters, &subject.new.name, sink);
}

/// Compares parameters that are always sent by name.
pub(super) fn compare_named(subject: &Subject<'_>, sink: &mut Sink) {
    let (base, new) = (&subject.base.parameters, &subject.new.parameters);
    let command = subject.new.name.as_str();
    for before in base {
        let place = place_of(&before.name);
        match new.iter().find(|it| it.name == before.name) {
            Some(now) => compare_one(subject, before, now, &place, sink),
            None => {
                sink.report(&REMOVED, command, &place, format!("The parameter `{}` is gone.", before.name));
            }
        }
    }
    for now in new.iter().filter(|now| !base.iter().any(|it| it.name == now.name)) {
        let place = place_of(&now.name);
        if now.required {
            let message = format!("The parameter `{}` is new and must be there.", now.name);
            sink.report(&REQUIRED_ADDED, command, &place, message);
        } else {
            let message = format!("The parameter `{}` is new and can be left out.", now.name);
            sink.report(&OPTIONAL_ADDED, command, &place, message);
        }
    }
}

fn place_of(name: &str) -> String {
    pointer::step("/params", name)
}

fn compare_one(subject: &Subject<'_>, base: &Parameter, new: &Parameter, place: &str, sink: &mut Sink) {
    let command = subject.new.name.as_str();
    match (base.required, new.required) {
        (false, true) => {
            let message = format!("The parameter `{}` must be there now.", new.name);
            sink.report(&BECAME_REQUIRED, command, place, message);
        }
        (true, false) => {
            let message = format!("The parameter `{}` can be left out now.", new.name);
            sink.report(&BECAME_OPTIONAL, command, place, message);
        }
        _ => {}
    }
    if base.secret && !new.secret {
        sink.report(&SECRET_REMOVED, command, place, "The value may be shown and logged now.".to_owned());
    }
    let before = Side { schema: &base.schema, schemas: subject.base_schemas };
    let now = Side { schema: &new.schema, schemas: subject.new_schemas };
    schemas::compare(&SENT, before, now, subject.shared, command, place, sink);
    if !schemas::are_same(before, now, subject.shared) {
        let mut defaults = Defaults { command, sink, visited: Vec::new(), depth: 0 };
        // A value that had to be sent had no default that anybody relied on.
        defaults.compare(before, now, place, base.required);
    }
}

/// Reports parameters that have another place in the list of those that were there before.
fn compare_order(base: &[Parameter], new: &[Parameter], command: &str, sink: &mut Sink) {
    let remaining: Vec<&str> =
        base.iter().map(|it| it.name.as_str()).filter(|name| new.iter().any(|it| it.name == *name)).collect();
    let first: Vec<&str> = new.iter().map(|it| it.name.as_str()).take(remaining.len()).collect();
    if first != remaining {
        let listed = |names: &[&str]| names.join(", ");
        let message = format!(
            "As a list, the parameters were {} and begin with {} now.",
            listed(&remaining),
            listed(&first)
        );
        sink.report(&ORDER_CHANGED, command, "/params", message);
    }
}

/// Goes through two schemas side by side and compares what values are when they are left out.
struct Defaults<'a, 's> {
    command: &'a str,
    sink: &'s mut Sink,
    /// Pairs of definitions that were compared or are being compared.
    visited: Vec<(*const Value, *const Value)>,
    depth: usize,
}

impl<'a> Defaults<'a, '_> {
    fn compare(&mut self, base: Side<'a>, new: Side<'a>, place: &str, was_required: bool) {
        let pair = (std::ptr::from_ref(base.schema), std::ptr::from_ref(new.schema));
        if self.visited.contains(&pair) || self.depth > DEEPEST {
            return;
        }
        self.visited.push(pair);
        let (before, now) = (base.schema.get("default"), new.schema.get("default"));
        let is_same = match (before, now) {
            (Some(before), Some(now)) => equal(before, now),
            // Null as a default says what its absence says.
            (None, None | Some(Value::Null)) | (Some(Value::Null), None) => true,
            _ => false,
        };
        if !is_same && !was_required {
            let text = |value: Option<&Value>| value.map_or("none".to_owned(), |it| format!("`{it}`"));
            let message = format!("The default was {} and is {}.", text(before), text(now));
            let name = place.strip_prefix("/params/").unwrap_or_default();
            let rule = if PAGE_SIZES.contains(&name) { &PAGE_SIZE_CHANGED } else { &DEFAULT_CHANGED };
            self.sink.report(rule, self.command, place, message);
        }
        let follow = |side: Side<'a>| {
            references::resolve(side.schema, side.schemas).map(|schema| Side { schema, ..side })
        };
        self.depth += 1;
        if let (Some(before), Some(now)) = (follow(base), follow(new)) {
            self.compare(before, now, place, true);
        }
        self.compare_inside(base, new, place);
        self.depth -= 1;
    }

    fn compare_inside(&mut self, base: Side<'a>, new: Side<'a>, place: &str) {
        let member = |side: Side<'a>, keyword: &str| side.schema.get(keyword);
        if let (Some(Value::Object(before)), Some(Value::Object(now))) =
            (member(base, "properties"), member(new, "properties"))
        {
            for (name, before) in crate::canonical::sorted_members(before) {
                let Some(now) = now.get(name) else { continue };
                let was_required = base
                    .schema
                    .get("required")
                    .and_then(Value::as_array)
                    .is_some_and(|names| names.iter().any(|it| it.as_str() == Some(name)));
                let inner = pointer::step(place, name);
                self.compare(
                    Side { schema: before, ..base },
                    Side { schema: now, ..new },
                    &inner,
                    was_required,
                );
            }
        }
        for keyword in ["items", "additionalProperties"] {
            if let (Some(before), Some(now)) = (member(base, keyword), member(new, keyword)) {
                let inner = format!("{place}/*");
                self.compare(Side { schema: before, ..base }, Side { schema: now, ..new }, &inner, true);
            }
        }
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            if let (Some(Value::Array(before)), Some(Value::Array(now))) =
                (member(base, keyword), member(new, keyword))
            {
                for (before, now) in before.iter().zip(now) {
                    self.compare(Side { schema: before, ..base }, Side { schema: now, ..new }, place, true);
                }
            }
        }
    }
}
