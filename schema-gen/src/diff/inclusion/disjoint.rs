//! Whether two schemas certainly have no value in common.

use serde_json::Value;

use super::{
    accepts::{Verdict, accepts},
    branch::{Branch, branches},
    types::Types,
};
use crate::references::Schemas;

/// Members inside of members are looked at this deep.
const DEEPEST: usize = 2;
/// One question takes no more comparisons than this; what is open then counts as having values in common.
const MOST_STEPS: usize = 1_000;
/// All questions about one pair of schemas together take no more comparisons than this.
const MOST_STEPS_IN_ALL: usize = 100_000;

/// Whether no value of a branch is a value of a schema of the other side.
///
/// The steps are those that earlier questions about the same pair took.
pub(super) fn from_schema(branch: &Branch<'_>, schema: &Value, schemas: &Schemas, steps: &mut usize) -> bool {
    if *steps > MOST_STEPS_IN_ALL {
        return false;
    }
    let mut search = Search { steps: 0 };
    let are_disjoint = branches(&[schema], schemas).iter().all(|other| search.are_disjoint(branch, other, 0));
    *steps += search.steps;
    are_disjoint
}

struct Search {
    steps: usize,
}

impl Search {
    fn are_disjoint(&mut self, one: &Branch<'_>, other: &Branch<'_>, depth: usize) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return false;
        }
        let types = one.types.and(other.types);
        if types.is_empty() || refuses_values_of(one, other) || refuses_values_of(other, one) {
            return true;
        }
        (types == Types::OBJECT && depth < DEEPEST && self.have_clashing_members(one, other, depth))
            || (types == Types::ARRAY && have_clashing_lengths(one, other))
    }

    /// Whether there is a member that every common object would have and that no value could satisfy.
    fn have_clashing_members(&mut self, one: &Branch<'_>, other: &Branch<'_>, depth: usize) -> bool {
        one.required().chain(other.required()).any(|name| {
            let (first, second) = (one.member(name).conjunction, other.member(name).conjunction);
            let first = branches(&first, one.schemas);
            let second = branches(&second, other.schemas);
            first.iter().all(|first| second.iter().all(|second| self.are_disjoint(first, second, depth + 1)))
        })
    }
}

/// Whether a branch is a list of values, none of which the other one accepts.
fn refuses_values_of(one: &Branch<'_>, other: &Branch<'_>) -> bool {
    other.values.as_ref().is_some_and(|values| {
        values
            .iter()
            .all(|value| one.nodes.iter().any(|node| accepts(one.schemas, node, value) == Verdict::No))
    })
}

fn have_clashing_lengths(one: &Branch<'_>, other: &Branch<'_>) -> bool {
    let is_above = |one: &Branch<'_>, other: &Branch<'_>| match (
        one.count_limit("minItems"),
        other.count_limit("maxItems"),
    ) {
        (Some(least), Some(most)) => least > most,
        _ => false,
    };
    is_above(one, other) || is_above(other, one)
}
