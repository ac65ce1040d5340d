//! Values that have two forms at once.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::form::{Child, Form, Kind};
use super::note::NoteKind;
use super::shape::Pass;

/// How one keyword of two schemas becomes that of both.
enum Rule {
    Larger,
    Smaller,
    Either,
}

const RULES: [(&str, Rule); 11] = [
    ("exclusiveMaximum", Rule::Smaller),
    ("exclusiveMinimum", Rule::Larger),
    ("maxItems", Rule::Smaller),
    ("maxLength", Rule::Smaller),
    ("maxProperties", Rule::Smaller),
    ("maximum", Rule::Smaller),
    ("minItems", Rule::Larger),
    ("minLength", Rule::Larger),
    ("minProperties", Rule::Larger),
    ("minimum", Rule::Larger),
    ("uniqueItems", Rule::Either),
];

impl<'a> Pass<'a> {
    /// The form of values that have both forms, or `None` when there are none. Words of the first come first.
    pub(super) fn both(&mut self, one: &Form<'a>, other: &Form<'a>) -> Option<Form<'a>> {
        let kind = one.kind.both(other.kind)?;
        let mut form = Form::of_kind(kind);
        form.values = match (&one.values, &other.values) {
            (Some(own), Some(others)) => {
                Some(own.iter().copied().filter(|value| others.contains(value)).collect())
            }
            (Some(values), None) | (None, Some(values)) => Some(values.clone()),
            (None, None) => None,
        };
        if let Some(values) = &mut form.values {
            values.retain(|value| kind.holds(Kind::of(value)) || kind == Kind::Integer && value.is_f64());
            if values.is_empty() {
                return None;
            }
        }
        form.limits = self.limits(&one.limits, &other.limits);
        let names: BTreeSet<&String> = one.properties.keys().chain(other.properties.keys()).collect();
        for name in names {
            let demands = |form: &Form<'a>| {
                form.properties.get(name).or(form.additional.as_ref()).cloned().unwrap_or_default()
            };
            form.properties.insert(name.clone(), [demands(one), demands(other)].concat());
        }
        form.required = one.required.union(&other.required).cloned().collect();
        form.additional = joined(one.additional.as_ref(), other.additional.as_ref());
        for index in 0..one.prefix.len().max(other.prefix.len()) {
            let demands =
                |form: &Form<'a>| form.prefix.get(index).or(form.items.as_ref()).cloned().unwrap_or_default();
            form.prefix.push([demands(one), demands(other)].concat());
        }
        form.items = joined(one.items.as_ref(), other.items.as_ref());
        form.description = one.description.clone().or_else(|| other.description.clone());
        form.value_texts = [one.value_texts.as_slice(), &other.value_texts].concat();
        form.sentences = [one.sentences.as_slice(), &other.sentences].concat();
        Some(form)
    }

    fn limits(&mut self, one: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
        let mut limits = one.clone();
        for (keyword, value) in other {
            let Some(own) = one.get(keyword) else {
                limits.insert(keyword.clone(), value.clone());
                continue;
            };
            if own == value {
                continue;
            }
            let order = own.as_f64().partial_cmp(&value.as_f64());
            let takes_other = match RULES.iter().find(|(name, _)| name == keyword).map(|(_, rule)| rule) {
                Some(Rule::Larger) => order.is_some_and(std::cmp::Ordering::is_lt),
                Some(Rule::Smaller) => order.is_some_and(std::cmp::Ordering::is_gt),
                Some(Rule::Either) => *value == Value::Bool(true),
                None => {
                    let text = format!("demands two values of `{keyword}`; {value} is dropped");
                    self.note(NoteKind::DemandDropped, &text);
                    false
                }
            };
            if takes_other {
                limits.insert(keyword.clone(), value.clone());
            }
        }
        limits
    }
}

fn joined<'a>(one: Option<&Child<'a>>, other: Option<&Child<'a>>) -> Option<Child<'a>> {
    match (one, other) {
        (Some(one), Some(other)) => Some([one.as_slice(), other].concat()),
        (one, other) => one.or(other).cloned(),
    }
}
