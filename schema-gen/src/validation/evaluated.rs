//! What the other rules of a schema have looked at, for `unevaluatedItems` and `unevaluatedProperties`.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::{
    check::Check,
    rule::{Position, Rule, Schema, rules_of},
};

/// The names of the members that rules look at, directly or through the schemas that they apply to the value.
pub(super) fn members<'s, 'v>(
    check: &mut Check<'s, 'v>,
    rules: &'s [Rule],
    members: &'v Map<String, Value>,
    value: &'v Value,
) -> BTreeSet<&'v str> {
    let mut found = BTreeSet::new();
    for rule in each_applied(check, rules, value) {
        match rule {
            Rule::Members(rule) => found.extend(members.keys().map(String::as_str).filter(|name| {
                rule.others.is_some() || rule.named(name).is_some() || rule.matching(name).next().is_some()
            })),
            Rule::UnevaluatedMembers(_) if !is_among(rule, rules) => {
                found.extend(members.keys().map(String::as_str));
            }
            _ => {}
        }
    }
    found
}

/// The indexes of the items that rules look at, directly or through the schemas that they apply to the value.
pub(super) fn items<'s, 'v>(
    check: &mut Check<'s, 'v>,
    rules: &'s [Rule],
    items: &'v [Value],
    value: &'v Value,
) -> HashSet<usize> {
    let mut found = HashSet::new();
    for rule in each_applied(check, rules, value) {
        match rule {
            Rule::Items(rule) => {
                found.extend(0..if rule.others.is_some() { items.len() } else { rule.first.len() });
            }
            Rule::UnevaluatedItems(_) if !is_among(rule, rules) => found.extend(0..items.len()),
            Rule::Contains(rule) => {
                found.extend((0..items.len()).filter(|index| check.accepts(rule.schema, &items[*index])));
            }
            _ => {}
        }
    }
    found
}

/// The names that the schemas around rules know, whatever form the value has.
pub(super) fn known_names(schemas: &[Schema], rules: &[Rule]) -> Vec<String> {
    let mut names = BTreeSet::new();
    let mut seen = HashSet::new();
    let mut waiting: Vec<&Rule> = rules.iter().collect();
    while let Some(rule) = waiting.pop() {
        if let Rule::Members(rule) = rule {
            names.extend(rule.named.iter().map(|(name, _)| name.clone()));
        }
        for position in rule.applied() {
            if seen.insert(position) {
                waiting.extend(rules_of(schemas, position));
            }
        }
    }
    names.into_iter().collect()
}

/// The rules, and those of every schema that they apply to the value itself and that accepts it.
fn each_applied<'s, 'v>(check: &mut Check<'s, 'v>, rules: &'s [Rule], value: &'v Value) -> Vec<&'s Rule> {
    let mut found: Vec<&'s Rule> = rules.iter().collect();
    let mut next = 0;
    while let Some(rule) = found.get(next).copied() {
        next += 1;
        let applied: Vec<Position> = match rule {
            Rule::Not(_) => Vec::new(),
            Rule::Condition(condition) if check.accepts(condition.when, value) => {
                [Some(condition.when), condition.then].into_iter().flatten().collect()
            }
            Rule::Condition(condition) => condition.otherwise.into_iter().collect(),
            Rule::DependentSchemas(dependencies) => {
                let is_present = |name: &str| value.get(name).is_some();
                dependencies.iter().filter(|(name, _)| is_present(name)).map(|(_, it)| *it).collect()
            }
            other => other.applied(),
        };
        for position in applied {
            if check.accepts(position, value) {
                found.extend(rules_of(check.schemas, position));
            }
        }
    }
    found
}

fn is_among(rule: &Rule, rules: &[Rule]) -> bool {
    rules.iter().any(|it| std::ptr::eq(it, rule))
}
