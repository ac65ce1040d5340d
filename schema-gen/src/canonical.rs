//! JSON text that depends on nothing but the value.
//!
//! A map of `serde_json` keeps its members sorted, unless any crate of the program switches on the feature
//! `preserve_order`. Documents must not change with that, so everything printed here is sorted first.

use serde_json::{Map, Value};

/// Prints a value over several lines, members sorted by name, with a final newline.
///
/// ```
/// let value = serde_json::json!({"b": 1, "a": [true]});
/// assert_eq!(
///     commandry_schema::canonical::to_string_pretty(&value),
///     "{\n  \"a\": [\n    true\n  ],\n  \"b\": 1\n}\n"
/// );
/// ```
#[must_use]
pub fn to_string_pretty(value: &Value) -> String {
    if is_sorted(value) { format!("{value:#}\n") } else { format!("{:#}\n", sorted(value)) }
}

/// Prints a value on one line without spaces, members sorted by name, without a final newline.
///
/// ```
/// let value = serde_json::json!({"b": 1, "a": [true]});
/// assert_eq!(commandry_schema::canonical::to_string(&value), r#"{"a":[true],"b":1}"#);
/// ```
#[must_use]
pub fn to_string(value: &Value) -> String {
    if is_sorted(value) { value.to_string() } else { sorted(value).to_string() }
}

/// The same value with the members of every object in the order of their names.
#[must_use]
pub fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            sorted_members(members)
                .into_iter()
                .map(|(name, member)| (name.clone(), sorted(member)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        scalar => scalar.clone(),
    }
}

/// Whether a value is sorted already, as all documents are; a copy of a large one takes its time.
fn is_sorted(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.keys().is_sorted() && members.values().all(is_sorted),
        Value::Array(items) => items.iter().all(is_sorted),
        _ => true,
    }
}

/// The members of an object in the order of their names.
pub(crate) fn sorted_members(members: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = members.iter().collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    members
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    #[test]
    fn members_are_sorted_at_every_depth_whatever_their_order_of_insertion() {
        let mut inner = Map::new();
        inner.insert("z".into(), 1.into());
        inner.insert("y".into(), 2.into());
        let mut outer = Map::new();
        outer.insert("q".into(), Value::Array(vec![Value::Object(inner)]));
        outer.insert("p".into(), Value::Null);
        assert_eq!(super::to_string(&Value::Object(outer)), r#"{"p":null,"q":[{"y":2,"z":1}]}"#);
    }

    #[test]
    fn the_order_of_items_is_kept() {
        assert_eq!(super::to_string(&json!([3, 1, 2])), "[3,1,2]");
    }
}
