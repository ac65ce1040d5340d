//! Values that may have one of several forms, and fit none: finding out what is wrong with them.

use commandry_schema::{
    pointer::escaped,
    validation::{Fault, FaultKind},
};
use serde_json::Value;

/// What was found wrong with each form of a schema.
type Forms<'v> = [Vec<Fault<'v>>];

/// The form that was meant, if that can be told: the only one whose tag is right and that is not `null`.
pub(super) fn meant<'a, 'v>(forms: &'a Forms<'v>) -> Option<&'a [Fault<'v>]> {
    let is_other_form = |fault: &Fault<'_>| match &fault.kind {
        FaultKind::Constant(_) => true,
        FaultKind::Type(types) => types.are_null(),
        _ => false,
    };
    let mut candidates =
        forms.iter().filter(|faults| !faults.is_empty() && !faults.iter().any(is_other_form));
    match (candidates.next(), candidates.next()) {
        (Some(faults), None) => Some(faults),
        _ => None,
    }
}

/// A tag that selects the form and is wrong or missing.
pub(super) struct Tag<'v> {
    /// JSON Pointer to it, from the root of the value.
    pub(super) pointer: String,
    /// The values that select a form; empty when the tag is missing.
    pub(super) values: Vec<Value>,
    /// The value that came, if any.
    pub(super) got: Option<&'v Value>,
}

/// The tag of a value, when every form finds it wrong or every form misses it.
pub(super) fn wrong_tag<'v>(forms: &Forms<'v>) -> Option<Tag<'v>> {
    wrong_value(forms).or_else(|| missing(forms))
}

fn wrong_value<'v>(forms: &Forms<'v>) -> Option<Tag<'v>> {
    let mut tag: Option<Tag<'v>> = None;
    for faults in forms {
        let (fault, value) = faults.iter().find_map(|fault| match &fault.kind {
            FaultKind::Constant(value) => Some((fault, value)),
            _ => None,
        })?;
        let tag = tag.get_or_insert_with(|| Tag {
            pointer: fault.pointer.clone(),
            values: Vec::new(),
            got: Some(fault.value),
        });
        if tag.pointer != fault.pointer {
            return None;
        }
        tag.values.push(value.clone());
    }
    tag
}

fn missing<'v>(forms: &Forms<'v>) -> Option<Tag<'v>> {
    let misses = |faults: &[Fault<'_>], name: &str| {
        faults.iter().any(|fault| matches!(&fault.kind, FaultKind::Required(it) if it == name))
    };
    forms.first()?.iter().find_map(|fault| match &fault.kind {
        FaultKind::Required(name) if forms.iter().all(|faults| misses(faults, name)) => Some(Tag {
            pointer: format!("{}/{}", fault.pointer, escaped(name)),
            values: Vec::new(),
            got: None,
        }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use commandry_schema::validation::{Fault, FaultKind, Validator};
    use serde_json::{Value, json};

    use super::{meant, wrong_tag};

    fn forms(value: &Value, check: impl FnOnce(&[Vec<Fault<'_>>])) {
        let form = |tag: &str, member: &str| {
            json!({"type": "object", "required": ["kind", member], "additionalProperties": false,
                "properties": {"kind": {"const": tag}, member: {"type": "integer"}}})
        };
        let schema =
            json!({"properties": {"shape": {"oneOf": [form("circle", "radius"), form("square", "side")]}}});
        let validator = Validator::new(&schema, &BTreeMap::new()).unwrap();
        match &validator.faults(value)[..] {
            [Fault { kind: FaultKind::NoForm(forms), .. }] => check(forms),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_tag_tells_which_form_was_meant() {
        forms(&json!({"shape": {"kind": "square", "side": "x"}}), |forms| {
            let faults = meant(forms).unwrap();
            assert_eq!(faults.len(), 1);
            assert_eq!(faults[0].pointer, "/shape/side");
        });
    }

    #[test]
    fn a_wrong_tag_is_named_with_the_right_ones() {
        forms(&json!({"shape": {"kind": "sqare", "side": 1}}), |forms| {
            assert!(meant(forms).is_none());
            let tag = wrong_tag(forms).unwrap();
            assert_eq!((tag.pointer.as_str(), tag.got), ("/shape/kind", Some(&json!("sqare"))));
            assert_eq!(tag.values, [json!("circle"), json!("square")]);
        });
    }

    #[test]
    fn a_missing_tag_is_named() {
        forms(&json!({"shape": {"side": 1}}), |forms| {
            let tag = wrong_tag(forms).unwrap();
            assert_eq!((tag.pointer.as_str(), tag.got), ("/shape/kind", None));
        });
    }
}
