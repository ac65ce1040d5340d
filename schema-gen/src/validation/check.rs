//! Judging a value by compiled schemas.

use std::{cmp::Ordering, collections::HashMap};

use serde_json::{Map, Number, Value};

use super::{
    evaluated,
    fault::{Fault, FaultKind},
    pointer::Place,
    rule::{Condition, Contains, Items, Members, Position, Rule, Schema, rules_of},
    unique::are_unique,
};
use crate::number;

/// More faults of one value are not looked for; nobody reads them, and a hostile value could have millions.
const MOST_FAULTS: usize = 100;
/// More forms than this are not explained for one value: forms inside of forms could multiply without end.
const MOST_FORMS: usize = 500;

/// A value under judgement.
pub(super) struct Check<'s, 'v> {
    pub(super) schemas: &'s [Schema],
    /// What was found; `None` where only the verdict matters, which is clear with the first fault.
    faults: Option<Vec<Fault<'v>>>,
    /// Verdicts on arrays and objects by schema and address. Without them, the time for a value whose forms nest
    /// would double with every level.
    verdicts: HashMap<(Position, *const Value), bool>,
    /// How many forms were explained.
    forms: usize,
}

impl<'s, 'v> Check<'s, 'v> {
    /// Whether a value fits.
    pub(super) fn is_valid(schemas: &'s [Schema], root: Position, value: &'v Value) -> bool {
        Self { schemas, faults: None, verdicts: HashMap::new(), forms: 0 }.schema(root, value, &Place::Root)
    }

    /// All that is wrong with a value.
    pub(super) fn faults(schemas: &'s [Schema], root: Position, value: &'v Value) -> Vec<Fault<'v>> {
        let mut check = Self { schemas, faults: Some(Vec::new()), verdicts: HashMap::new(), forms: 0 };
        check.schema(root, value, &Place::Root);
        check.faults.unwrap_or_default()
    }

    /// Whether a schema accepts a value, without keeping what is wrong with it.
    pub(super) fn accepts(&mut self, position: Position, value: &'v Value) -> bool {
        let found = self.faults.take();
        let fits = self.schema(position, value, &Place::Root);
        self.faults = found;
        fits
    }

    fn schema(&mut self, position: Position, value: &'v Value, place: &Place<'_>) -> bool {
        let rules: &'s [Rule] = match &self.schemas[position] {
            Schema::Anything => return true,
            Schema::Nothing => return self.fault(value, place, || FaultKind::Nothing),
            Schema::Rules(rules) => rules,
        };
        let key = (position, std::ptr::from_ref(value));
        let is_kept = self.faults.is_none() && (value.is_array() || value.is_object());
        if is_kept && let Some(verdict) = self.verdicts.get(&key) {
            return *verdict;
        }
        let mut fits = true;
        for rule in rules {
            fits &= self.rule(rule, rules, value, place);
            if !fits && self.has_enough() {
                break;
            }
        }
        if is_kept {
            self.verdicts.insert(key, fits);
        }
        fits
    }

    fn rule(&mut self, rule: &'s Rule, siblings: &'s [Rule], value: &'v Value, place: &Place<'_>) -> bool {
        let verdict = match value {
            Value::Number(number) => self.number(rule, number, value, place),
            Value::String(text) => self.text(rule, text, value, place),
            Value::Array(items) => self.array(rule, siblings, items, value, place),
            Value::Object(members) => self.object(rule, siblings, members, value, place),
            Value::Null | Value::Bool(_) => None,
        };
        match verdict {
            Some(fits) => fits,
            None => self.any_value(rule, value, place),
        }
    }

    /// Judges what applies to numbers alone; `None` for other rules.
    fn number(&mut self, rule: &Rule, number: &Number, value: &'v Value, place: &Place<'_>) -> Option<bool> {
        let against = |limit: &Number| number::compare(number, limit);
        Some(match rule {
            Rule::Minimum(limit) => {
                against(limit) != Ordering::Less
                    || self.fault(value, place, || FaultKind::Minimum(limit.clone()))
            }
            Rule::Maximum(limit) => {
                against(limit) != Ordering::Greater
                    || self.fault(value, place, || FaultKind::Maximum(limit.clone()))
            }
            Rule::ExclusiveMinimum(limit) => {
                against(limit) == Ordering::Greater
                    || self.fault(value, place, || FaultKind::ExclusiveMinimum(limit.clone()))
            }
            Rule::ExclusiveMaximum(limit) => {
                against(limit) == Ordering::Less
                    || self.fault(value, place, || FaultKind::ExclusiveMaximum(limit.clone()))
            }
            Rule::MultipleOf(unit) => {
                number::is_multiple(number, unit)
                    || self.fault(value, place, || FaultKind::MultipleOf(unit.clone()))
            }
            Rule::Format(format) => {
                format.accepts_number(number) || self.fault(value, place, || FaultKind::Format(format.name()))
            }
            _ => return None,
        })
    }

    /// Judges what applies to texts alone; `None` for other rules.
    fn text(&mut self, rule: &Rule, text: &str, value: &'v Value, place: &Place<'_>) -> Option<bool> {
        let length = || text.chars().count() as u64;
        Some(match rule {
            Rule::MinimumLength(limit) => {
                length() >= *limit || self.fault(value, place, || FaultKind::MinimumLength(*limit))
            }
            Rule::MaximumLength(limit) => {
                length() <= *limit || self.fault(value, place, || FaultKind::MaximumLength(*limit))
            }
            Rule::Pattern(pattern) => {
                pattern.matches(text)
                    || self.fault(value, place, || FaultKind::Pattern(pattern.source().to_owned()))
            }
            Rule::Format(format) => {
                format.accepts_text(text) || self.fault(value, place, || FaultKind::Format(format.name()))
            }
            _ => return None,
        })
    }

    /// Judges what applies to arrays alone; `None` for other rules.
    fn array(
        &mut self,
        rule: &'s Rule,
        siblings: &'s [Rule],
        items: &'v [Value],
        value: &'v Value,
        place: &Place<'_>,
    ) -> Option<bool> {
        let count = items.len() as u64;
        Some(match rule {
            Rule::MinimumItems(limit) => {
                count >= *limit || self.fault(value, place, || FaultKind::MinimumItems(*limit))
            }
            Rule::MaximumItems(limit) => {
                count <= *limit || self.fault(value, place, || FaultKind::MaximumItems(*limit))
            }
            Rule::UniqueItems => are_unique(items) || self.fault(value, place, || FaultKind::UniqueItems),
            Rule::Items(rule) => self.items(rule, items, place),
            Rule::Contains(rule) => self.contains(rule, items, value, place),
            Rule::UnevaluatedItems(others) => {
                let evaluated = evaluated::items(self, siblings, items, value);
                let mut fits = true;
                for (index, item) in items.iter().enumerate().filter(|(index, _)| !evaluated.contains(index))
                {
                    fits &= self.schema(*others, item, &Place::Item(place, index));
                }
                fits
            }
            _ => return None,
        })
    }

    fn items(&mut self, rule: &Items, items: &'v [Value], place: &Place<'_>) -> bool {
        let mut fits = true;
        for (index, item) in items.iter().enumerate() {
            let Some(position) = rule.first.get(index).copied().or(rule.others) else { break };
            fits &= self.schema(position, item, &Place::Item(place, index));
            if !fits && self.has_enough() {
                break;
            }
        }
        fits
    }

    fn contains(&mut self, rule: &Contains, items: &'v [Value], value: &'v Value, place: &Place<'_>) -> bool {
        let count = items.iter().filter(|item| self.accepts(rule.schema, item)).count() as u64;
        if count < rule.minimum {
            return self.fault(value, place, || FaultKind::Contains(rule.minimum));
        }
        match rule.maximum {
            Some(limit) if count > limit => self.fault(value, place, || FaultKind::ContainsTooMany(limit)),
            _ => true,
        }
    }

    /// Judges what applies to objects alone; `None` for other rules.
    fn object(
        &mut self,
        rule: &'s Rule,
        siblings: &'s [Rule],
        members: &'v Map<String, Value>,
        value: &'v Value,
        place: &Place<'_>,
    ) -> Option<bool> {
        let count = members.len() as u64;
        Some(match rule {
            Rule::MinimumMembers(limit) => {
                count >= *limit || self.fault(value, place, || FaultKind::MinimumMembers(*limit))
            }
            Rule::MaximumMembers(limit) => {
                count <= *limit || self.fault(value, place, || FaultKind::MaximumMembers(*limit))
            }
            Rule::Required(names) => self.required(names, members, value, place),
            Rule::DependentRequired(dependencies) => {
                let mut fits = true;
                for (_, names) in dependencies.iter().filter(|(name, _)| members.contains_key(name)) {
                    fits &= self.required(names, members, value, place);
                }
                fits
            }
            Rule::DependentSchemas(dependencies) => {
                let mut fits = true;
                for (_, position) in dependencies.iter().filter(|(name, _)| members.contains_key(name)) {
                    fits &= self.schema(*position, value, place);
                }
                fits
            }
            Rule::MemberNames(names) => {
                let mut fits = true;
                for name in members.keys() {
                    fits &= Check::is_valid(self.schemas, *names, &Value::String(name.clone()))
                        || self.fault(value, place, || FaultKind::MemberName(name));
                }
                fits
            }
            Rule::Members(rule) => self.members(rule, members, value, place),
            Rule::UnevaluatedMembers(others) => {
                let evaluated = evaluated::members(self, siblings, members, value);
                let mut fits = true;
                for (name, member) in members.iter().filter(|(name, _)| !evaluated.contains(name.as_str())) {
                    let schemas = self.schemas;
                    let known = || evaluated::known_names(schemas, siblings);
                    fits &= self.other_member(*others, name, member, value, place, known);
                }
                fits
            }
            _ => return None,
        })
    }

    fn required(
        &mut self,
        names: &[String],
        members: &Map<String, Value>,
        value: &'v Value,
        place: &Place<'_>,
    ) -> bool {
        let mut fits = true;
        for name in names.iter().filter(|name| !members.contains_key(*name)) {
            fits = self.fault(value, place, || FaultKind::Required(name.clone()));
        }
        fits
    }

    fn members(
        &mut self,
        rule: &Members,
        members: &'v Map<String, Value>,
        value: &'v Value,
        place: &Place<'_>,
    ) -> bool {
        let mut fits = true;
        for (name, member) in members {
            let inside = Place::Member(place, name);
            let mut is_known = false;
            for position in rule.named(name).into_iter().chain(rule.matching(name)) {
                is_known = true;
                fits &= self.schema(position, member, &inside);
            }
            if let Some(others) = rule.others
                && !is_known
            {
                let known = || rule.named.iter().map(|(name, _)| name.clone()).collect();
                fits &= self.other_member(others, name, member, value, place, known);
            }
            if !fits && self.has_enough() {
                break;
            }
        }
        fits
    }

    /// Judges a member that has no schema of its own.
    fn other_member(
        &mut self,
        others: Position,
        name: &'v str,
        member: &'v Value,
        value: &'v Value,
        place: &Place<'_>,
        known: impl FnOnce() -> Vec<String>,
    ) -> bool {
        match self.schemas[others] {
            Schema::Nothing => self.fault(value, place, || FaultKind::UnknownMember { name, known: known() }),
            _ => self.schema(others, member, &Place::Member(place, name)),
        }
    }

    /// Judges what applies to values of every type.
    fn any_value(&mut self, rule: &'s Rule, value: &'v Value, place: &Place<'_>) -> bool {
        match rule {
            Rule::Types(types) => types.hold(value) || self.fault(value, place, || FaultKind::Type(*types)),
            Rule::Constant(expected) => {
                number::equal(expected, value)
                    || self.fault(value, place, || FaultKind::Constant(expected.clone()))
            }
            Rule::Enumeration(values) => {
                values.iter().any(|it| number::equal(it, value))
                    || self.fault(value, place, || FaultKind::Enumeration(values.to_vec()))
            }
            Rule::Reference(position) => self.schema(*position, value, place),
            Rule::All(schemas) => {
                let mut fits = true;
                for position in schemas {
                    fits &= self.schema(*position, value, place);
                }
                fits
            }
            Rule::Any(forms) => {
                forms.iter().any(|form| self.accepts(*form, value)) || self.no_form(forms, value, place)
            }
            Rule::One(forms) => {
                match forms.iter().filter(|form| self.accepts(**form, value)).take(2).count() {
                    0 => self.no_form(forms, value, place),
                    1 => true,
                    _ => self.fault(value, place, || FaultKind::SeveralForms),
                }
            }
            Rule::Not(refused) => {
                !self.accepts(*refused, value) || self.fault(value, place, || FaultKind::Not)
            }
            Rule::Condition(condition) => self.condition(condition, value, place),
            _ => true,
        }
    }

    fn condition(&mut self, condition: &Condition, value: &'v Value, place: &Place<'_>) -> bool {
        let next = if self.accepts(condition.when, value) { condition.then } else { condition.otherwise };
        next.is_none_or(|position| self.schema(position, value, place))
    }

    /// Tells what is wrong with each of several forms. Always `false`, the verdict.
    fn no_form(&mut self, forms: &[Position], value: &'v Value, place: &Place<'_>) -> bool {
        let Some(found) = self.faults.take() else { return false };
        let mut tried = Vec::with_capacity(forms.len());
        for form in forms {
            self.faults = Some(Vec::new());
            self.forms += 1;
            if self.forms <= MOST_FORMS && self.has_right_tag(*form, value, place) {
                self.schema(*form, value, place);
            }
            tried.push(self.faults.take().unwrap_or_default());
        }
        self.faults = Some(found);
        self.fault(value, place, || FaultKind::NoForm(tried))
    }

    /// Whether every member that has one fixed value in a form has it; if not, the rest of the value is meant for
    /// another form, and nothing in it is worth telling.
    fn has_right_tag(&mut self, form: Position, value: &'v Value, place: &Place<'_>) -> bool {
        let Value::Object(members) = value else { return true };
        let mut fits = true;
        for rule in rules_of(self.schemas, form) {
            match rule {
                Rule::Reference(position) => fits &= self.has_right_tag(*position, value, place),
                Rule::Members(rule) => {
                    for (name, position) in &rule.named {
                        let is_tag = matches!(rules_of(self.schemas, *position), [.., Rule::Constant(_)]);
                        if is_tag && let Some(member) = members.get(name) {
                            fits &= self.schema(*position, member, &Place::Member(place, name));
                        }
                    }
                }
                _ => {}
            }
        }
        fits
    }

    /// Notes a fault. Always `false`, the verdict.
    fn fault(&mut self, value: &'v Value, place: &Place<'_>, kind: impl FnOnce() -> FaultKind<'v>) -> bool {
        if let Some(faults) = &mut self.faults
            && faults.len() < MOST_FAULTS
        {
            faults.push(Fault { pointer: place.pointer(), value, kind: kind() });
        }
        false
    }

    /// Whether looking further would add nothing.
    fn has_enough(&self) -> bool {
        self.faults.as_ref().is_none_or(|faults| faults.len() >= MOST_FAULTS)
    }
}
