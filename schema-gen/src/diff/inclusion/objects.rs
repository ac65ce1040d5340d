//! Keywords of the outer schema about members of objects and items of lists.

use serde_json::{Map, Value};

use super::{
    Comparison, Kind, accepts_anything,
    branch::{Branch, OtherMembers, matches},
    referred,
};
use crate::{canonical::sorted_members, pointer};

impl<'a> Comparison<'a, '_> {
    /// Whether every object of a branch keeps what the outer schema says of members.
    pub(super) fn keeps_members(
        &mut self,
        branch: &Branch<'a>,
        outer: &'a Value,
        members: &'a Map<String, Value>,
        place: &str,
    ) -> bool {
        let mut keeps = self.has_required(branch, members, place);
        let rules = MemberRules::of(members);
        if rules.is_malformed {
            return self.unproven(place, "a keyword about members is malformed");
        }
        let mut names = branch.member_names();
        names.extend(rules.listed.into_iter().flat_map(Map::keys).map(String::as_str));
        for name in names {
            keeps &= self.keeps_member(branch, name, &rules, place);
        }
        if rules.patterns.is_some() || rules.additional.is_some() {
            for others in branch.other_members() {
                keeps &= self.keeps_others(&others, &rules, place);
            }
        }
        if let Some(unevaluated) = members.get("unevaluatedProperties") {
            keeps &= self.keeps_unevaluated(branch, outer, unevaluated, place);
        }
        keeps
    }

    fn has_required(&mut self, branch: &Branch<'a>, members: &'a Map<String, Value>, place: &str) -> bool {
        let mut keeps = true;
        let names = match members.get("required") {
            None => return true,
            Some(Value::Array(names)) => names,
            Some(_) => return self.unproven(place, "`required` is no list"),
        };
        for name in names {
            let Some(name) = name.as_str() else {
                return self.unproven(place, "`required` is no list of names");
            };
            if !branch.requires(name) {
                let is_listed = branch.member(name).listed;
                keeps = self.fail(place, Kind::Required { name: name.to_owned(), is_listed });
            }
        }
        keeps
    }

    fn keeps_member(
        &mut self,
        branch: &Branch<'a>,
        name: &'a str,
        rules: &MemberRules<'a>,
        place: &str,
    ) -> bool {
        let facts = branch.member(name);
        if facts.is_forbidden() {
            return true;
        }
        let mut keeps = true;
        let inner_place = pointer::step(place, name);
        let listed = rules.listed.and_then(|it| it.get(name));
        if let Some(schema) = listed {
            keeps &= if facts.conjunction.is_empty() && !accepts_anything(schema) {
                // That it must be there now and was not known before says it all.
                (rules.requires(name) && !branch.requires(name))
                    || self.fail(place, Kind::Claimed { name: name.to_owned() })
            } else {
                self.is_part_inside(&facts.conjunction, schema, &inner_place)
            };
        }
        let mut is_matched = listed.is_some();
        for (pattern, schema) in rules.patterns.into_iter().flat_map(sorted_members) {
            let matched = matches(pattern, name);
            is_matched |= matched == Some(true);
            if matched != Some(false) {
                keeps &= self.is_part_inside(&facts.conjunction, schema, &inner_place);
            }
        }
        if let Some(additional) = rules.additional
            && !is_matched
        {
            keeps &= if *additional == Value::Bool(false) {
                self.fail(place, Kind::Forbidden { name: name.to_owned() })
            } else {
                self.is_part_inside(&facts.conjunction, additional, &inner_place)
            };
        }
        keeps
    }

    /// Members that neither side names.
    fn keeps_others(&mut self, others: &OtherMembers<'a>, rules: &MemberRules<'a>, place: &str) -> bool {
        if others.conjunction.iter().any(|it| **it == Value::Bool(false)) {
            return true;
        }
        let mut keeps = true;
        let inner_place = pointer::step(place, "*");
        let mut is_matched = false;
        for (pattern, schema) in rules.patterns.into_iter().flat_map(sorted_members) {
            is_matched |= others.matching == Some(pattern.as_str());
            if !others.not_matching.contains(&pattern.as_str()) {
                keeps &= self.is_part_inside(&others.conjunction, schema, &inner_place);
            }
        }
        if let Some(additional) = rules.additional
            && !is_matched
        {
            keeps &= self.keeps_rest(others, additional, place);
        }
        keeps
    }

    fn keeps_rest(&mut self, others: &OtherMembers<'a>, outer: &'a Value, place: &str) -> bool {
        if *outer == Value::Bool(false) {
            return self.fail(place, Kind::Closed);
        }
        self.is_part_inside(&others.conjunction, outer, &pointer::step(place, "*"))
    }

    /// Members that no part of the outer schema looks at.
    fn keeps_unevaluated(
        &mut self,
        branch: &Branch<'a>,
        outer: &'a Value,
        unevaluated: &'a Value,
        place: &str,
    ) -> bool {
        let mut looked_at = LookedAt::default();
        self.look(branch, outer, true, &mut looked_at, place);
        if looked_at.any {
            return true;
        }
        let mut keeps = true;
        for name in branch.member_names() {
            let facts = branch.member(name);
            let is_looked_at = looked_at.names.contains(&name)
                || looked_at.patterns.iter().any(|it| matches(it, name) == Some(true));
            if !is_looked_at && !facts.is_forbidden() {
                keeps &= if *unevaluated == Value::Bool(false) {
                    self.fail(place, Kind::Forbidden { name: name.to_owned() })
                } else {
                    self.is_part_inside(&facts.conjunction, unevaluated, &pointer::step(place, name))
                };
            }
        }
        for others in branch.other_members() {
            let is_looked_at = others.matching.is_some_and(|it| looked_at.patterns.contains(&it));
            let is_forbidden = others.conjunction.iter().any(|it| **it == Value::Bool(false));
            if !is_looked_at && !is_forbidden {
                keeps &= self.keeps_rest(&others, unevaluated, place);
            }
        }
        keeps
    }

    /// Gathers what parts of the outer schema certainly look at in values of a branch.
    fn look(
        &mut self,
        branch: &Branch<'a>,
        outer: &'a Value,
        is_outermost: bool,
        looked_at: &mut LookedAt<'a>,
        place: &str,
    ) {
        if looked_at.visited.contains(&std::ptr::from_ref(outer)) {
            return;
        }
        looked_at.visited.push(std::ptr::from_ref(outer));
        let Value::Object(members) = outer else { return };
        let rules = MemberRules::of(members);
        looked_at.names.extend(rules.listed.into_iter().flat_map(Map::keys).map(String::as_str));
        looked_at.patterns.extend(rules.patterns.into_iter().flat_map(Map::keys).map(String::as_str));
        looked_at.any |=
            rules.additional.is_some() || (!is_outermost && members.contains_key("unevaluatedProperties"));
        if let Some(target) = members.get("$ref").and_then(|it| referred(it, self.outer_schemas)) {
            self.look(branch, target, false, looked_at, place);
        }
        for part in members.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.look(branch, part, false, looked_at, place);
        }
        for keyword in ["anyOf", "oneOf"] {
            for arm in members.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                if self.quietly(|it| it.branch_is_part(branch, arm, place)) {
                    self.look(branch, arm, false, looked_at, place);
                }
            }
        }
    }

    /// Whether every list of a branch keeps what the outer schema says of items.
    pub(super) fn keeps_items(
        &mut self,
        branch: &Branch<'a>,
        members: &'a Map<String, Value>,
        place: &str,
    ) -> bool {
        let prefix = match members.get("prefixItems") {
            None => &[],
            Some(Value::Array(prefix)) => prefix.as_slice(),
            Some(_) => return self.unproven(place, "`prefixItems` is no list"),
        };
        let rest = members.get("items");
        if prefix.is_empty() && rest.is_none() {
            return true;
        }
        let most = branch.count_limit("maxItems");
        let mut keeps = true;
        let positions = prefix.len().max(branch.prefix_length());
        for position in 0..=positions {
            if most.is_some_and(|most| i128::try_from(position).is_ok_and(|it| it >= most)) {
                return keeps;
            }
            // The last position stands for all behind it, which have the same schemas.
            let Some(outer) = prefix.get(position).or(rest) else { continue };
            let inner = branch.item(position);
            let inner_place = if position < positions {
                pointer::step(place, &position.to_string())
            } else {
                pointer::step(place, "*")
            };
            keeps &= self.is_part_inside(&inner, outer, &inner_place);
            // A list ends where no item is possible.
            if inner.iter().any(|it| **it == Value::Bool(false)) {
                return keeps;
            }
        }
        keeps
    }
}

/// What an object of keywords says about members.
struct MemberRules<'a> {
    listed: Option<&'a Map<String, Value>>,
    patterns: Option<&'a Map<String, Value>>,
    additional: Option<&'a Value>,
    required: Option<&'a Vec<Value>>,
    is_malformed: bool,
}

impl<'a> MemberRules<'a> {
    fn of(members: &'a Map<String, Value>) -> Self {
        let map = |keyword: &str| members.get(keyword).map(Value::as_object);
        let (listed, patterns) = (map("properties"), map("patternProperties"));
        Self {
            listed: listed.flatten(),
            patterns: patterns.flatten(),
            additional: members.get("additionalProperties"),
            required: members.get("required").and_then(Value::as_array),
            is_malformed: listed == Some(None) || patterns == Some(None),
        }
    }

    fn requires(&self, name: &str) -> bool {
        self.required.is_some_and(|names| names.iter().any(|it| it.as_str() == Some(name)))
    }
}

/// Members that parts of the outer schema look at.
#[derive(Default)]
struct LookedAt<'a> {
    names: Vec<&'a str>,
    patterns: Vec<&'a str>,
    any: bool,
    visited: Vec<*const Value>,
}
