//! Whether two schemas certainly have no value in common.

use serde_json::Value;

use super::{
    accepts::{Verdict, accepts},
    branch::{Branch, branches},
    types::Types,
};
use crate::references::Schemas;

/// Members inside of members are looked at this deep.
const DEEPEST: usize = 4;

/// Whether no value of a branch is a value of a schema of the other side.
pub(super) fn from_schema(branch: &Branch<'_>, schema: &Value, schemas: &Schemas) -> bool {
    branches(&[schema], schemas).iter().all(|other| are_disjoint(branch, other, 0))
}

fn are_disjoint(one: &Branch<'_>, other: &Branch<'_>, depth: usize) -> bool {
    let types = one.types.and(other.types);
    if types.is_empty() || refuses_values_of(one, other) || refuses_values_of(other, one) {
        return true;
    }
    (types == Types::OBJECT && depth < DEEPEST && have_clashing_members(one, other, depth))
        || (types == Types::ARRAY && have_clashing_lengths(one, other))
}

/// Whether a branch is a list of values, none of which the other one accepts.
fn refuses_values_of(one: &Branch<'_>, other: &Branch<'_>) -> bool {
    other.values.as_ref().is_some_and(|values| {
        values
            .iter()
            .all(|value| one.nodes.iter().any(|node| accepts(one.schemas, node, value) == Verdict::No))
    })
}

/// Whether there is a member that every common object would have and that no value could satisfy.
fn have_clashing_members(one: &Branch<'_>, other: &Branch<'_>, depth: usize) -> bool {
    one.required().chain(other.required()).any(|name| {
        let (first, second) = (one.member(name).conjunction, other.member(name).conjunction);
        let first = branches(&first, one.schemas);
        let second = branches(&second, other.schemas);
        first.iter().all(|first| second.iter().all(|second| are_disjoint(first, second, depth + 1)))
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
