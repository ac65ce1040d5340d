//! The keywords `anyOf` and `oneOf` of the outer schema.

use serde_json::Value;

use super::{Comparison, Kind, Types, branch::Branch, disjoint};

impl<'a> Comparison<'a, '_> {
    /// Whether every value of a branch fits an arm, and only one where there must be only one.
    pub(super) fn fits_an_arm(
        &mut self,
        branch: &Branch<'a>,
        arms: &'a [Value],
        is_exclusive: bool,
        place: &str,
    ) -> bool {
        if self.fits_one_arm(branch, arms, is_exclusive, place) {
            return true;
        }
        let pieces = branch.pieces();
        if pieces.len() > 1 {
            // `["string", "null"]` fits no arm of a string and a null, but each of its types fits one.
            let mut fits = true;
            for piece in &pieces {
                fits &= self.fits_an_arm(piece, arms, is_exclusive, place);
                if !fits && self.quiet > 0 {
                    break;
                }
            }
            return fits;
        }
        if self.quiet > 0 {
            return false;
        }
        self.explain(branch, arms, place)
    }

    fn fits_one_arm(
        &mut self,
        branch: &Branch<'a>,
        arms: &'a [Value],
        is_exclusive: bool,
        place: &str,
    ) -> bool {
        arms.iter().enumerate().any(|(index, arm)| {
            self.quietly(|it| it.branch_is_part(branch, arm, place))
                && (!is_exclusive
                    || arms
                        .iter()
                        .enumerate()
                        .all(|(other, arm)| other == index || self.is_outside(branch, arm)))
        })
    }

    /// Whether certainly no value of a branch is a value of an arm.
    fn is_outside(&mut self, branch: &Branch<'a>, arm: &Value) -> bool {
        disjoint::from_schema(branch, arm, self.outer_schemas, &mut self.steps_apart)
    }

    /// Reports why no arm fits, by the arm that is meant where that is clear; always `false`.
    fn explain(&mut self, branch: &Branch<'a>, arms: &'a [Value], place: &str) -> bool {
        let near: Vec<&'a Value> = arms.iter().filter(|arm| !self.is_outside(branch, arm)).collect();
        if let [arm] = near.as_slice()
            && !self.branch_is_part(branch, arm, place)
        {
            return false;
        }
        if near.is_empty() && branch.types == Types::NULL {
            return self
                .fail(place, Kind::Types { inner: Types::NULL, outer: Types::ALL.without(Types::NULL) });
        }
        let has_one_text = |values: &Vec<&Value>| matches!(values.as_slice(), [Value::String(_)]);
        if let Some(values) = branch.values.as_ref().filter(|it| has_one_text(it)) {
            return self.fail(place, Kind::Listed { value: values[0].clone(), is_extensible: false });
        }
        self.fail(place, Kind::Variant { inner: describe(branch) })
    }
}

/// A branch in a few words: its constant members, else its required ones, else its types.
fn describe(branch: &Branch<'_>) -> String {
    if branch.types != Types::OBJECT {
        return match branch.values.as_deref() {
            Some([value]) => format!("`{value}`"),
            _ => branch.types.text(),
        };
    }
    let constant = |name: &&str| {
        branch
            .member(name)
            .conjunction
            .iter()
            .find_map(|it| it.get("const").map(|it| format!("`{name}` {it}")))
    };
    let names: std::collections::BTreeSet<&str> = branch.required().collect();
    if let Some(text) = names.iter().find_map(constant) {
        return format!("objects with {text}");
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "objects".to_owned() } else { format!("objects with {}", names.join(", ")) }
}
