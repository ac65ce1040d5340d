//! What a schema guarantees of its values, one alternative at a time.
//!
//! A schema is a conjunction of keywords in which `anyOf` and `oneOf` are choices. Here the choices are made: each
//! branch is a plain list of keyword objects that a value satisfies all at once, and together the branches hold
//! every value that the schema accepts.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    accepts::{Verdict, accepts},
    types::Types,
};
use crate::{
    canonical::sorted_members,
    number,
    references::{self, Schemas},
};

/// More alternatives than this are not told apart; what remains is still true of each of them.
const MOST_BRANCHES: usize = 256;

/// One alternative of a conjunction of schemas.
#[derive(Clone, Debug)]
pub(crate) struct Branch<'a> {
    pub(crate) schemas: &'a Schemas,
    /// The keyword objects that a value satisfies all at once.
    pub(crate) nodes: Vec<&'a Value>,
    /// The types that a value can have.
    pub(crate) types: Types,
    /// The values it can be, where they are listed.
    pub(crate) values: Option<Vec<&'a Value>>,
}

/// What is known of a member of an object.
#[derive(Debug, Default)]
pub(crate) struct MemberFacts<'a> {
    /// Schemas that its value satisfies all at once.
    pub(crate) conjunction: Vec<&'a Value>,
    /// Whether `properties` names it.
    pub(crate) listed: bool,
}

impl MemberFacts<'_> {
    /// Whether there can be no such member.
    pub(crate) fn is_forbidden(&self) -> bool {
        self.conjunction.iter().any(|it| **it == Value::Bool(false))
    }
}

/// What is known of the members that no schema of a branch names.
#[derive(Clone, Debug, Default)]
pub(crate) struct OtherMembers<'a> {
    pub(crate) conjunction: Vec<&'a Value>,
    /// The pattern that their names match, where it is one.
    pub(crate) matching: Option<&'a str>,
    /// Patterns that their names do not match.
    pub(crate) not_matching: Vec<&'a str>,
}

/// The alternatives of a conjunction; none when no value satisfies it.
pub(crate) fn branches<'a>(conjunction: &[&'a Value], schemas: &'a Schemas) -> Vec<Branch<'a>> {
    let start = Unfinished { nodes: Vec::new(), pending: conjunction.to_vec(), choices: Vec::new() };
    let mut unfinished = vec![start];
    let mut finished = Vec::new();
    while let Some(mut next) = unfinished.pop() {
        if !next.gather(schemas) {
            continue;
        }
        match next.choices.pop() {
            Some(arms) if unfinished.len() + finished.len() + arms.len() <= MOST_BRANCHES => {
                // The last one pushed is the first one taken, so the order of the arms is kept.
                for arm in arms.iter().rev() {
                    let mut alternative = next.clone();
                    alternative.pending.push(arm);
                    unfinished.push(alternative);
                }
            }
            Some(_) => unfinished.push(next),
            None => finished.extend(Branch::new(next.nodes, schemas)),
        }
    }
    finished
}

/// An alternative with choices still to be made.
#[derive(Clone, Debug)]
struct Unfinished<'a> {
    nodes: Vec<&'a Value>,
    pending: Vec<&'a Value>,
    choices: Vec<&'a Vec<Value>>,
}

impl<'a> Unfinished<'a> {
    /// Takes apart what is pending; `false` when no value satisfies it.
    fn gather(&mut self, schemas: &'a Schemas) -> bool {
        while let Some(schema) = self.pending.pop() {
            let Value::Object(members) = schema else {
                if *schema == Value::Bool(false) {
                    return false;
                }
                continue;
            };
            // What is known already adds nothing, which also ends schemas that refer to themselves.
            if self.nodes.iter().any(|known| std::ptr::eq(*known, schema)) {
                continue;
            }
            self.nodes.push(schema);
            self.pending.extend(references::resolve(schema, schemas));
            if let Some(Value::Array(parts)) = members.get("allOf") {
                self.pending.extend(parts);
            }
            for keyword in ["anyOf", "oneOf"] {
                if let Some(Value::Array(arms)) = members.get(keyword) {
                    self.choices.push(arms);
                }
            }
        }
        true
    }
}

impl<'a> Branch<'a> {
    fn new(nodes: Vec<&'a Value>, schemas: &'a Schemas) -> Option<Self> {
        let mut branch = Self { schemas, nodes, types: Types::ALL, values: None };
        for node in &branch.nodes {
            // A type that is not known here guarantees nothing.
            branch.types = branch.types.and(Types::of_schema(node).unwrap_or(Types::ALL));
        }
        for node in branch.nodes.clone() {
            let listed: Option<Vec<&'a Value>> = match (node.get("const"), node.get("enum")) {
                (Some(value), _) => Some(vec![value]),
                (None, Some(Value::Array(values))) => Some(values.iter().collect()),
                _ => None,
            };
            if let Some(listed) = listed
                && branch.values.as_ref().is_none_or(|known| listed.len() < known.len())
            {
                branch.values = Some(listed);
            }
        }
        if let Some(values) = branch.values.take() {
            let possible = |value: &&'a Value| {
                branch.types.has(Types::of_value(value))
                    && branch.nodes.iter().all(|node| accepts(schemas, node, value) != Verdict::No)
            };
            let values: Vec<&'a Value> = values.into_iter().filter(possible).collect();
            branch.types = values.iter().fold(Types::NONE, |types, value| types.or(Types::of_value(value)));
            branch.values = Some(values);
        }
        (!branch.types.is_empty()).then_some(branch)
    }

    /// The keyword objects, as maps.
    pub(crate) fn maps(&self) -> impl Iterator<Item = &'a Map<String, Value>> {
        self.nodes.iter().filter_map(|node| node.as_object())
    }

    /// The arguments of a keyword, wherever it stands.
    pub(crate) fn arguments(&self, keyword: &str) -> impl Iterator<Item = &'a Value> {
        self.maps().filter_map(move |map| map.get(keyword))
    }

    /// The same alternative for values of some types only; `None` when there are none.
    pub(crate) fn limited_to(&self, types: Types) -> Option<Self> {
        let types = self.types.and(types);
        if types.is_empty() {
            return None;
        }
        let values = self
            .values
            .as_ref()
            .map(|values| values.iter().copied().filter(|value| types.has(Types::of_value(value))).collect());
        Some(Self { schemas: self.schemas, nodes: self.nodes.clone(), types, values })
    }

    /// The same alternative, one value or one type at a time; whole numbers and others stay together.
    pub(crate) fn pieces(&self) -> Vec<Self> {
        match &self.values {
            Some(values) => values
                .iter()
                .map(|value| Self {
                    schemas: self.schemas,
                    nodes: self.nodes.clone(),
                    types: Types::of_value(value),
                    values: Some(vec![*value]),
                })
                .collect(),
            None => {
                let numbers = self.limited_to(Types::NUMBER);
                let others = self.types.without(Types::NUMBER).each().filter_map(|it| self.limited_to(it));
                numbers.into_iter().chain(others).collect()
            }
        }
    }

    /// Whether every object of this alternative has a member.
    pub(crate) fn requires(&self, name: &str) -> bool {
        self.arguments("required")
            .filter_map(Value::as_array)
            .any(|names| names.iter().any(|it| it.as_str() == Some(name)))
    }

    /// The names that every object of this alternative has.
    pub(crate) fn required(&self) -> impl Iterator<Item = &'a str> {
        self.arguments("required").filter_map(Value::as_array).flatten().filter_map(Value::as_str)
    }

    /// Every name that this alternative says something about.
    pub(crate) fn member_names(&self) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        for node in self.maps() {
            if let Some(Value::Object(listed)) = node.get("properties") {
                names.extend(listed.keys().map(String::as_str));
            }
            if node.contains_key("unevaluatedProperties") {
                names.extend(Evaluated::by(node, self.schemas).names);
            }
        }
        names
    }

    /// What is known of the member of a name.
    pub(crate) fn member(&self, name: &str) -> MemberFacts<'a> {
        let mut facts = MemberFacts::default();
        for node in self.maps() {
            let listed = node.get("properties").and_then(|it| it.get(name));
            let patterns = node.get("patternProperties").and_then(Value::as_object);
            if let Some(schema) = listed {
                facts.listed = true;
                facts.conjunction.push(schema);
            }
            let mut matched = listed.is_some();
            for (pattern, schema) in patterns.into_iter().flatten() {
                match matches(pattern, name) {
                    Some(true) => {
                        matched = true;
                        facts.conjunction.push(schema);
                    }
                    Some(false) => {}
                    // Whether the rest applies cannot be told.
                    None => matched = true,
                }
            }
            if !matched {
                facts.conjunction.extend(node.get("additionalProperties"));
            }
            if let Some(schema) = node.get("unevaluatedProperties") {
                let evaluated = Evaluated::by(node, self.schemas);
                if !evaluated.any && !evaluated.names.contains(name) {
                    facts.conjunction.push(schema);
                }
            }
        }
        facts
    }

    /// What is known of the members without a name here, in one or more alternatives.
    pub(crate) fn other_members(&self) -> Vec<OtherMembers<'a>> {
        let mut common = Vec::new();
        let mut by_pattern: Option<(&'a Map<String, Value>, Option<&'a Value>)> = None;
        for node in self.maps() {
            let additional = node.get("additionalProperties");
            match node.get("patternProperties").and_then(Value::as_object) {
                Some(patterns) if !patterns.is_empty() => {
                    // A second node with patterns adds nothing that is relied on.
                    by_pattern.get_or_insert((patterns, additional));
                }
                _ => common.extend(additional),
            }
            if let Some(schema) = node.get("unevaluatedProperties")
                && !Evaluated::by(node, self.schemas).any
            {
                common.push(schema);
            }
        }
        let Some((patterns, additional)) = by_pattern else {
            return vec![OtherMembers { conjunction: common, ..OtherMembers::default() }];
        };
        let mut alternatives = Vec::new();
        for (pattern, schema) in sorted_members(patterns) {
            let mut conjunction = common.clone();
            conjunction.push(schema);
            alternatives.push(OtherMembers {
                conjunction,
                matching: Some(pattern),
                not_matching: Vec::new(),
            });
        }
        let not_matching = patterns.keys().map(String::as_str).collect();
        let mut conjunction = common;
        conjunction.extend(additional);
        alternatives.push(OtherMembers { conjunction, matching: None, not_matching });
        alternatives
    }

    /// What is known of the item at a position.
    pub(crate) fn item(&self, position: usize) -> Vec<&'a Value> {
        self.maps()
            .filter_map(|node| match node.get("prefixItems").and_then(Value::as_array) {
                Some(prefix) if position < prefix.len() => Some(&prefix[position]),
                _ => node.get("items"),
            })
            .collect()
    }

    /// The number of items that have a schema of their own.
    pub(crate) fn prefix_length(&self) -> usize {
        self.arguments("prefixItems").filter_map(Value::as_array).map(Vec::len).max().unwrap_or(0)
    }

    /// The largest number that the keywords of a lower limit state, or the smallest of an upper one.
    pub(crate) fn count_limit(&self, keyword: &str) -> Option<i128> {
        let limits = self.arguments(keyword).filter_map(Value::as_number).filter_map(number::whole);
        if keyword.starts_with("min") { limits.max() } else { limits.min() }
    }
}

/// Members that a keyword object, or what it applies to the same value, may have looked at.
#[derive(Debug, Default)]
pub(crate) struct Evaluated<'a> {
    pub(crate) names: BTreeSet<&'a str>,
    /// Whether members of any name may have been.
    pub(crate) any: bool,
}

impl<'a> Evaluated<'a> {
    /// All that `unevaluatedProperties` of this object might leave out.
    fn by(node: &'a Map<String, Value>, schemas: &'a Schemas) -> Self {
        let mut found = Self::default();
        found.add(node, schemas, true, &mut Vec::new());
        found
    }

    fn add(
        &mut self,
        node: &'a Map<String, Value>,
        schemas: &'a Schemas,
        is_outermost: bool,
        visited: &mut Vec<*const Map<String, Value>>,
    ) {
        if visited.contains(&std::ptr::from_ref(node)) {
            return;
        }
        visited.push(std::ptr::from_ref(node));
        if let Some(Value::Object(listed)) = node.get("properties") {
            self.names.extend(listed.keys().map(String::as_str));
        }
        self.any |= ["additionalProperties", "patternProperties", "$dynamicRef"]
            .iter()
            .any(|it| node.contains_key(*it))
            || (!is_outermost && node.contains_key("unevaluatedProperties"));
        let mut applied: Vec<&'a Value> = Vec::new();
        for (keyword, argument) in node {
            match (keyword.as_str(), argument) {
                ("$ref", _) => match super::referred(argument, schemas) {
                    Some(target) => applied.push(target),
                    None => self.any = true,
                },
                ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => applied.extend(parts),
                ("if" | "then" | "else", part) => applied.push(part),
                ("dependentSchemas", Value::Object(parts)) => applied.extend(parts.values()),
                _ => {}
            }
        }
        for part in applied {
            if let Value::Object(part) = part {
                self.add(part, schemas, false, visited);
            }
        }
    }
}

/// Whether a pattern matches a name, for the patterns of integers as names; `None` for all others.
pub(crate) fn matches(pattern: &str, name: &str) -> Option<bool> {
    let digits = match pattern {
        r"^(0|[1-9]\d*)$" => name,
        r"^(0|-?[1-9]\d*)$" => name.strip_prefix('-').filter(|it| *it != "0").unwrap_or(name),
        _ => return None,
    };
    // The judge of a pattern may take digits of other scripts for digits.
    if !name.is_ascii() {
        return None;
    }
    Some(
        !digits.is_empty()
            && digits.bytes().all(|it| it.is_ascii_digit())
            && (digits == "0" || !digits.starts_with('0')),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::{branches, matches};

    #[test]
    fn choices_are_made_and_references_followed() {
        let schemas = BTreeMap::from([(
            "Tree".to_owned(),
            json!({"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Tree"}, {"type": "string"}]}),
        )]);
        let schema = json!({"$ref": "#/components/schemas/Tree", "maxLength": 3});
        let found: Vec<String> = branches(&[&schema], &schemas).iter().map(|it| it.types.text()).collect();
        assert!(found.contains(&"null".to_owned()) && found.contains(&"string".to_owned()), "{found:?}");
        assert!(branches(&[&json!({"type": "null", "enum": ["a"]})], &schemas).is_empty());
        assert!(branches(&[&Value::Bool(false)], &schemas).is_empty());
    }

    #[test]
    fn names_that_are_integers_are_known() {
        let (natural, whole) = (r"^(0|[1-9]\d*)$", r"^(0|-?[1-9]\d*)$");
        for (name, of_natural, of_whole) in [
            ("0", true, true),
            ("17", true, true),
            ("-3", false, true),
            ("-0", false, false),
            ("01", false, false),
            ("", false, false),
            ("-", false, false),
            ("--1", false, false),
        ] {
            assert_eq!(
                (matches(natural, name), matches(whole, name)),
                (Some(of_natural), Some(of_whole)),
                "{name:?}"
            );
        }
        assert_eq!(matches("^a$", "a"), None);
        assert_eq!(matches(natural, "٣"), None);
    }
}
