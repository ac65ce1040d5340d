//! Whether every value of one schema is a value of another.
//!
//! The answer *yes* is proven; whatever cannot be proven is reported, with the reason. The inner schema is taken apart
//! into branches, alternatives without choices; each branch must keep every keyword of the outer schema. Schemas that
//! refer to themselves are compared by assuming what is being proven, but only after a step into the value, which
//! makes it smaller.

mod accepts;
mod branch;
mod disjoint;
mod objects;
mod obstacle;
mod scalars;
mod types;
mod unions;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value};

use self::{
    accepts::{Verdict, accepts},
    branch::{Branch, branches},
};
pub(crate) use self::{
    obstacle::{Family, Kind, Obstacle},
    types::Types,
};
use crate::{
    Catalog,
    catalog::DEFINITIONS,
    references::{self, Schemas},
};

/// Comparisons of one pair of schemas end here; what is then still open counts as not proven.
const MOST_STEPS: usize = 200_000;
/// Values nested deeper than this are not compared.
const DEEPEST: usize = 100;

/// The reasons why a value of the inner schema may be refused by the outer one; none when there is no such value.
pub(crate) fn obstacles(
    inner: &Value,
    inner_schemas: &Schemas,
    outer: &Value,
    outer_schemas: &Schemas,
    shared: &BTreeSet<&str>,
    place: &str,
) -> Vec<Obstacle> {
    let mut comparison = Comparison {
        inner_schemas,
        outer_schemas,
        shared,
        found: Vec::new(),
        quiet: 0,
        depth: 0,
        steps: 0,
        steps_apart: 0,
        active: Vec::new(),
        in_place: Vec::new(),
        proven: HashSet::new(),
        trail: Vec::new(),
        failed: HashSet::new(),
    };
    comparison.is_part(&[inner], outer, place);
    comparison.found
}

/// The names of definitions that mean the same in both catalogs, with everything they refer to.
///
/// A name that is defined in neither means as little in both.
pub(crate) fn shared_definitions<'a>(one: &'a Catalog, other: &Catalog) -> BTreeSet<&'a str> {
    let mut shared: BTreeSet<&str> = one.schemas.keys().map(String::as_str).collect();
    for schema in one.commands.iter().flat_map(references::command_schemas).chain(one.schemas.values()) {
        each_reference(schema, &mut |name| {
            if !other.schemas.contains_key(name) {
                shared.insert(name);
            }
        });
    }
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut differing = Vec::new();
    for (name, schema) in &one.schemas {
        if other.schemas.get(name) != Some(schema) || !refers_only_to(schema, &shared) {
            differing.push(name.as_str());
        }
        each_reference(schema, &mut |used| users.entry(used).or_default().push(name));
    }
    // What refers to something that differs, differs.
    while let Some(name) = differing.pop() {
        if shared.remove(name) {
            differing.extend(users.get(name).into_iter().flatten());
        }
    }
    shared
}

/// Calls `visit` with every name that a schema refers to; a value that looks like a reference counts as one.
fn each_reference<'a>(schema: &'a Value, visit: &mut impl FnMut(&'a str)) {
    match schema {
        Value::Object(members) => {
            if let Some(name) = references::name(schema) {
                visit(name);
            }
            members.values().for_each(|member| each_reference(member, visit));
        }
        Value::Array(items) => items.iter().for_each(|item| each_reference(item, visit)),
        _ => {}
    }
}

/// Whether two schemas are the same, with everything they refer to.
pub(crate) fn same(one: &Value, other: &Value, shared: &BTreeSet<&str>) -> bool {
    one == other && refers_only_to(one, shared)
}

fn refers_only_to(schema: &Value, shared: &BTreeSet<&str>) -> bool {
    match schema {
        Value::Object(members) => members.iter().all(|(keyword, member)| match (keyword.as_str(), member) {
            ("$ref", Value::String(text)) => {
                text.strip_prefix(DEFINITIONS).is_some_and(|name| shared.contains(name))
            }
            ("$dynamicRef", _) => false,
            _ => refers_only_to(member, shared),
        }),
        Value::Array(items) => items.iter().all(|item| refers_only_to(item, shared)),
        _ => true,
    }
}

/// Whether a keyword accepts every value.
pub(crate) fn is_annotation(keyword: &str) -> bool {
    matches!(
        keyword,
        "title"
            | "description"
            | "default"
            | "examples"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "$comment"
            | "$schema"
            | "$defs"
    ) || keyword.starts_with("x-")
}

/// The schema that the argument of `$ref` leads to.
fn referred<'a>(argument: &Value, schemas: &'a Schemas) -> Option<&'a Value> {
    schemas.get(argument.as_str()?.strip_prefix(DEFINITIONS)?)
}

/// Whether a schema accepts every value.
fn accepts_anything(schema: &Value) -> bool {
    match schema {
        Value::Bool(accepts) => *accepts,
        Value::Object(members) => members.keys().all(|keyword| is_annotation(keyword)),
        _ => false,
    }
}

/// A conjunction of inner schemas and an outer schema, by where they are in memory.
type Pair = (Vec<*const Value>, *const Value);

struct Comparison<'a, 's> {
    inner_schemas: &'a Schemas,
    outer_schemas: &'a Schemas,
    shared: &'s BTreeSet<&'s str>,
    found: Vec<Obstacle>,
    /// How many attempts are under way whose failure means nothing yet.
    quiet: usize,
    /// How many steps into the value were made.
    depth: usize,
    steps: usize,
    /// The steps of questions whether schemas have values in common.
    steps_apart: usize,
    /// What is being proven, with the depth at which it was begun.
    active: Vec<(Pair, usize)>,
    /// Outer schemas that are being applied to the same value.
    in_place: Vec<*const Value>,
    /// What was proven, perhaps on the assumption of what is still active.
    proven: HashSet<Pair>,
    trail: Vec<Pair>,
    /// What could not be proven, and whether the reasons were reported.
    failed: HashSet<(Pair, bool)>,
}

impl<'a> Comparison<'a, '_> {
    /// Whether every value of all inner schemas at once is a value of the outer one.
    fn is_part(&mut self, inner: &[&'a Value], outer: &'a Value, place: &str) -> bool {
        if accepts_anything(outer) || matches!(inner, [one] if same(one, outer, self.shared)) {
            return true;
        }
        self.steps += 1;
        if self.steps > MOST_STEPS || self.active.len() > DEEPEST {
            return self.unproven(place, "the schemas are too large to be compared");
        }
        let pair: Pair =
            (inner.iter().map(|it| std::ptr::from_ref(*it)).collect(), std::ptr::from_ref(outer));
        if self.proven.contains(&pair) {
            return true;
        }
        if let Some((_, depth)) = self.active.iter().rev().find(|(known, _)| *known == pair) {
            // A step into the value was made since then, so the assumption is about a smaller value.
            return *depth < self.depth || self.unproven(place, "a schema that only refers to itself");
        }
        if self.failed.contains(&(pair.clone(), true))
            || (self.quiet > 0 && self.failed.contains(&(pair.clone(), false)))
        {
            return false;
        }
        let mark = self.trail.len();
        self.active.push((pair.clone(), self.depth));
        let outside = std::mem::take(&mut self.in_place);
        let mut is_part = true;
        for branch in branches(inner, self.inner_schemas) {
            is_part &= self.branch_is_part(&branch, outer, place);
            if !is_part && self.quiet > 0 {
                break;
            }
        }
        self.in_place = outside;
        self.active.pop();
        if is_part {
            self.proven.insert(pair.clone());
            self.trail.push(pair);
        } else {
            // What was proven on this assumption is not.
            for pair in self.trail.drain(mark..) {
                self.proven.remove(&pair);
            }
            self.failed.insert((pair, self.quiet == 0));
        }
        is_part
    }

    /// The same, one step into the value.
    fn is_part_inside(&mut self, inner: &[&'a Value], outer: &'a Value, place: &str) -> bool {
        self.depth += 1;
        let is_part = self.is_part(inner, outer, place);
        self.depth -= 1;
        is_part
    }

    /// Whether every value of a branch is a value of the outer schema.
    fn branch_is_part(&mut self, branch: &Branch<'a>, outer: &'a Value, place: &str) -> bool {
        let members = match outer {
            Value::Bool(true) => return true,
            Value::Object(members) => members,
            _ => return self.fail(place, Kind::Types { inner: branch.types, outer: Types::NONE }),
        };
        self.steps += 1;
        if self.steps > MOST_STEPS || self.in_place.len() > DEEPEST {
            return self.unproven(place, "the schemas are too large to be compared");
        }
        if branch.nodes.iter().any(|node| same(node, outer, self.shared)) {
            return true;
        }
        if let Some(values) = &branch.values
            && values.iter().all(|value| accepts(self.outer_schemas, outer, value) == Verdict::Yes)
        {
            return true;
        }
        let address = std::ptr::from_ref(outer);
        if self.in_place.contains(&address) {
            return self.unproven(place, "a schema that only refers to itself");
        }
        self.in_place.push(address);
        let is_part = self.keeps_types(branch, outer, members, place);
        self.in_place.pop();
        is_part
    }

    /// Whether a branch has only types of the outer schema; if so, or for those that it has, all other keywords.
    fn keeps_types(
        &mut self,
        branch: &Branch<'a>,
        outer: &'a Value,
        members: &'a Map<String, Value>,
        place: &str,
    ) -> bool {
        let Some(types) = Types::of_schema(outer) else {
            return self.unproven(place, "`type` names something unknown");
        };
        let surplus = branch.types.without(types);
        if surplus.is_empty() {
            return self.keeps_all(branch, outer, members, place);
        }
        self.fail(place, Kind::Types { inner: branch.types, outer: types });
        if self.quiet == 0
            && let Some(rest) = branch.limited_to(types)
        {
            self.keeps_all(&rest, outer, members, place);
        }
        false
    }

    /// Whether every value of a branch keeps every keyword of the outer schema but `type`.
    fn keeps_all(
        &mut self,
        branch: &Branch<'a>,
        outer: &'a Value,
        members: &'a Map<String, Value>,
        place: &str,
    ) -> bool {
        let mut keeps = self.keeps_listed(branch, members, place);
        for (keyword, argument) in crate::canonical::sorted_members(members) {
            if !keeps && self.quiet > 0 {
                return false;
            }
            keeps &= match keyword.as_str() {
                "$ref" => match referred(argument, self.outer_schemas) {
                    Some(target) => self.branch_is_part(branch, target, place),
                    None => self.unproven(place, "a reference that leads nowhere"),
                },
                "allOf" => match argument.as_array() {
                    Some(parts) => self.keeps_all_parts(branch, parts, place),
                    None => self.unproven(place, "`allOf` is no list"),
                },
                "anyOf" | "oneOf" => match argument.as_array() {
                    Some(arms) => self.fits_an_arm(branch, arms, keyword == "oneOf", place),
                    None => self.unproven(place, "`anyOf` or `oneOf` is no list"),
                },
                // These are looked at together, before or after the others.
                "type"
                | "enum"
                | "const"
                | "required"
                | "properties"
                | "patternProperties"
                | "additionalProperties"
                | "unevaluatedProperties"
                | "items"
                | "prefixItems" => true,
                _ if is_annotation(keyword) => true,
                _ => self.keeps_limit(branch, keyword, argument, place),
            };
        }
        if (keeps || self.quiet == 0) && branch.types.has(Types::OBJECT) {
            keeps &= self.keeps_members(branch, outer, members, place);
        }
        if (keeps || self.quiet == 0) && branch.types.has(Types::ARRAY) {
            keeps &= self.keeps_items(branch, members, place);
        }
        keeps
    }

    fn keeps_all_parts(&mut self, branch: &Branch<'a>, parts: &'a [Value], place: &str) -> bool {
        let mut keeps = true;
        for part in parts {
            keeps &= self.branch_is_part(branch, part, place);
        }
        keeps
    }

    /// Tries to prove something without reporting why not.
    fn quietly<T>(&mut self, attempt: impl FnOnce(&mut Self) -> T) -> T {
        self.quiet += 1;
        let outcome = attempt(self);
        self.quiet -= 1;
        outcome
    }

    /// Reports an obstacle; always `false`.
    fn fail(&mut self, place: &str, kind: Kind) -> bool {
        if self.quiet == 0 {
            let obstacle = Obstacle { place: place.to_owned(), kind };
            if !self.found.contains(&obstacle) {
                self.found.push(obstacle);
            }
        }
        false
    }

    fn unproven(&mut self, place: &str, what: &str) -> bool {
        self.fail(place, Kind::Unproven { what: what.to_owned() })
    }
}
