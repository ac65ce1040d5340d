//! Finding equal items.

use std::collections::HashSet;

use serde_json::Value;

/// Whether no two items are equal.
pub(super) fn are_unique(items: &[Value]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| {
        let mut key = String::new();
        write_key(item, &mut key);
        seen.insert(key)
    })
}

/// Writes a text that two values share exactly when they are equal.
fn write_key(value: &Value, key: &mut String) {
    match value {
        Value::Number(number) => match number.as_f64() {
            #[allow(clippy::cast_possible_truncation, reason = "a whole number of at most 53 bits")]
            Some(float)
                if number.is_f64() && float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0 =>
            {
                key.push_str(&(float as i64).to_string());
            }
            _ => key.push_str(&number.to_string()),
        },
        Value::Array(items) => {
            key.push('[');
            for item in items {
                write_key(item, key);
                key.push(',');
            }
            key.push(']');
        }
        Value::Object(members) => {
            key.push('{');
            for (name, member) in crate::canonical::sorted_members(members) {
                key.push_str(&Value::from(name.as_str()).to_string());
                key.push(':');
                write_key(member, key);
                key.push(',');
            }
            key.push('}');
        }
        other => key.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::are_unique;

    #[test]
    fn equal_items_are_found_however_they_are_written() {
        for (items, expected) in [
            (json!([]), true),
            (json!([1, 2, "1", null, false, 0]), true),
            (json!([1, 1.0]), false),
            (json!([{"a": 1, "b": [2.0]}, {"b": [2], "a": 1}]), false),
            (json!([["a,b"], ["a", "b"]]), true),
            (json!([[["x"]], [["x"]]]), false),
        ] {
            assert_eq!(are_unique(items.as_array().unwrap()), expected, "{items}");
        }
    }
}
