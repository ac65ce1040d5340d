//! Keywords of the outer schema that limit numbers, texts and sizes, and those that are only compared as a whole.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::{
    Comparison, Family, Kind,
    accepts::{Verdict, accepts},
    branch::Branch,
    same,
    types::Types,
};
use crate::number;

impl<'a> Comparison<'a, '_> {
    /// Whether every value of a branch is among those that the outer schema lists.
    pub(super) fn keeps_listed(
        &mut self,
        branch: &Branch<'a>,
        members: &'a Map<String, Value>,
        place: &str,
    ) -> bool {
        let mut keeps = true;
        let listed = [
            members.get("enum").and_then(Value::as_array).map(Vec::as_slice),
            members.get("const").map(std::slice::from_ref),
        ];
        let is_extensible = members.get("x-extensible-enum").is_some_and(|it| it == true);
        for outer in listed.into_iter().flatten() {
            let is_listed = |value: &Value| outer.iter().any(|it| number::equal(it, value));
            match &branch.values {
                Some(values) => {
                    for value in values.iter().filter(|value| !is_listed(value)) {
                        keeps = self.fail(place, Kind::Listed { value: (*value).clone(), is_extensible });
                    }
                }
                // These types have few enough values to be tried.
                None if Types::NULL.or(Types::BOOLEAN).or(branch.types) == Types::NULL.or(Types::BOOLEAN) => {
                    for value in [Value::Null, Value::Bool(false), Value::Bool(true)] {
                        if branch.types.has(Types::of_value(&value)) && !is_listed(&value) {
                            keeps = self.fail(place, Kind::Listed { value, is_extensible });
                        }
                    }
                }
                None => keeps = self.fail(place, Kind::Enumerated),
            }
        }
        if members.get("enum").is_some_and(|it| !it.is_array()) {
            return self.unproven(place, "`enum` is no list");
        }
        keeps
    }

    /// Whether every value of a branch keeps a keyword that limits or that is compared as a whole.
    pub(super) fn keeps_limit(
        &mut self,
        branch: &Branch<'a>,
        keyword: &str,
        outer: &Value,
        place: &str,
    ) -> bool {
        let (family, types) = match keyword {
            "minimum" | "exclusiveMinimum" => (Family::Minimum, Types::NUMBER),
            "maximum" | "exclusiveMaximum" => (Family::Maximum, Types::NUMBER),
            "multipleOf" => (Family::MultipleOf, Types::NUMBER),
            "minLength" | "maxLength" => (Family::Length, Types::STRING),
            "pattern" => (Family::Pattern, Types::STRING),
            "format" => (Family::Format, format_types(outer)),
            "minItems" | "maxItems" | "uniqueItems" => (Family::Items, Types::ARRAY),
            "minProperties" | "maxProperties" => (Family::Members, Types::OBJECT),
            _ => return self.is_unchanged(branch, keyword, outer, place),
        };
        let is_kept = !branch.types.has(types)
            || branch.values.as_ref().is_some_and(|values| are_kept_by(values, keyword, outer))
            || branch.arguments(keyword).any(|inner| inner == outer)
            || is_kept(branch, keyword, outer);
        is_kept
            || self.fail(
                place,
                Kind::Limit {
                    family,
                    keyword: keyword.to_owned(),
                    inner: branch.arguments(keyword).next().cloned(),
                    outer: outer.clone(),
                },
            )
    }

    /// Whether a keyword that is not understood here stands in the inner schema as well.
    ///
    /// Only keywords that mean the same whatever stands beside them are taken on trust.
    fn is_unchanged(&mut self, branch: &Branch<'a>, keyword: &str, outer: &Value, place: &str) -> bool {
        let is_independent = matches!(
            keyword,
            "not"
                | "propertyNames"
                | "dependentRequired"
                | "dependentSchemas"
                | "contentEncoding"
                | "contentMediaType"
        );
        (is_independent && branch.arguments(keyword).any(|inner| same(inner, outer, self.shared)))
            || self.unproven(place, &format!("`{keyword}` differs"))
    }
}

/// Whether listed values keep a limit.
fn are_kept_by(values: &[&Value], keyword: &str, outer: &Value) -> bool {
    let schema = json!({ keyword: outer });
    values.iter().all(|value| accepts(&super::Schemas::new(), &schema, value) == Verdict::Yes)
}

fn is_kept(branch: &Branch<'_>, keyword: &str, outer: &Value) -> bool {
    match keyword {
        "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" => {
            let is_lower = keyword.ends_with("inimum");
            let is_exclusive = keyword.starts_with("exclusive");
            let (plain, exclusive) =
                if is_lower { ("minimum", "exclusiveMinimum") } else { ("maximum", "exclusiveMaximum") };
            let stricter = if is_lower { Ordering::Greater } else { Ordering::Less };
            is_bounded(branch, plain, outer, stricter, !is_exclusive)
                || is_bounded(branch, exclusive, outer, stricter, true)
        }
        "multipleOf" => outer.as_number().and_then(number::whole).is_some_and(|outer| {
            let divides = |inner: i128| outer != 0 && inner % outer == 0;
            branch.arguments(keyword).filter_map(Value::as_number).filter_map(number::whole).any(divides)
                || (outer == 1 && !branch.types.has(Types::FRACTION))
        }),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            outer.as_number().and_then(number::whole).is_some_and(|outer| {
                let inner = branch.count_limit(keyword);
                if keyword.starts_with("min") {
                    outer <= 0 || inner.is_some_and(|inner| inner >= outer)
                } else {
                    inner.is_some_and(|inner| inner <= outer)
                }
            })
        }
        "uniqueItems" => *outer == false || branch.count_limit("maxItems").is_some_and(|most| most <= 1),
        "format" => outer.as_str().is_some_and(|outer| keeps_format(branch, outer)),
        _ => false,
    }
}

/// Whether a limit of a branch is at least as strict as a number; `or_equal` when being equal is strict enough.
fn is_bounded(branch: &Branch<'_>, keyword: &str, outer: &Value, stricter: Ordering, or_equal: bool) -> bool {
    let Some(outer) = outer.as_number() else { return false };
    branch.arguments(keyword).filter_map(Value::as_number).any(|inner| {
        let ordering = number::compare(inner, outer);
        ordering == stricter || (or_equal && ordering == Ordering::Equal)
    })
}

/// The types that a format says something about.
fn format_types(format: &Value) -> Types {
    match format.as_str() {
        Some("float" | "double") => Types::NUMBER,
        Some(name) if integer_range(name).is_some() => Types::NUMBER,
        // A format that is not known might be of anything.
        _ => Types::STRING.or(Types::NUMBER),
    }
}

/// Whether a format of numbers follows from the format or the limits of a branch.
fn keeps_format(branch: &Branch<'_>, outer: &str) -> bool {
    let inner: Vec<&str> = branch.arguments("format").filter_map(Value::as_str).collect();
    match outer {
        // Every number that can be written in JSON and read at all is one of these.
        "double" => true,
        "float" => inner.iter().any(|it| integer_range(it).is_some()) && !branch.types.has(Types::FRACTION),
        _ => integer_range(outer).is_some_and(|(least, most)| {
            let limit = |keyword: &str, value: i128| {
                branch
                    .arguments(keyword)
                    .filter_map(Value::as_number)
                    .filter_map(number::whole)
                    .any(|it| if keyword == "minimum" { it >= value } else { it <= value })
            };
            let fits =
                |format: &&str| integer_range(format).is_some_and(|(low, high)| low >= least && high <= most);
            !branch.types.has(Types::FRACTION)
                && (inner.iter().any(fits) || (limit("minimum", least) && limit("maximum", most)))
        }),
    }
}

/// The smallest and the largest number of an integer format.
fn integer_range(format: &str) -> Option<(i128, i128)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" | "int" => (i64::MIN.into(), i64::MAX.into()),
        "int128" => (i128::MIN, i128::MAX),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" | "uint" => (0, u64::MAX.into()),
        _ => return None,
    })
}
