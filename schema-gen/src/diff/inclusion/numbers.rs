//! Comparing numbers without rounding them.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// Which of two numbers is larger; `None` when that cannot be told exactly.
pub(crate) fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    match (integer(one), integer(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        (Some(whole), None) => compare_mixed(whole, other.as_f64()?),
        (None, Some(whole)) => compare_mixed(whole, one.as_f64()?).map(Ordering::reverse),
        (None, None) => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// Whether two values are the same to JSON Schema, for which `1` and `1.0` are.
pub(crate) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => compare(one, other) == Some(Ordering::Equal),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|it| equal(value, it)))
        }
        (one, other) => one == other,
    }
}

/// The number as an integer, where it is one and small enough to be exact.
pub(crate) fn integer(number: &Number) -> Option<i128> {
    /// Every whole float below this is an integer of 128 bits.
    const LIMIT: f64 = 1e30;
    if let Some(value) = number.as_i64() {
        return Some(value.into());
    }
    if let Some(value) = number.as_u64() {
        return Some(value.into());
    }
    let float = number.as_f64()?;
    #[allow(clippy::cast_possible_truncation, reason = "the number is whole and within the limit")]
    (float.fract() == 0.0 && float.abs() < LIMIT).then_some(float as i128)
}

/// Compares an integer with a number that is no small integer.
fn compare_mixed(whole: i128, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    // What is not whole lies between its neighbours; what is too large lies outside of every integer of 64 bits.
    #[allow(clippy::cast_precision_loss, reason = "only the side of a far larger number is asked for")]
    if float.fract() == 0.0 {
        return (whole as f64).partial_cmp(&float);
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a number with a fraction is below 2 to the power of 53"
    )]
    let below = float.floor() as i128;
    Some(if whole <= below { Ordering::Less } else { Ordering::Greater })
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use serde_json::json;

    #[test]
    fn large_numbers_are_told_apart() {
        let compare = |one: serde_json::Value, other: serde_json::Value| {
            super::compare(one.as_number().unwrap(), other.as_number().unwrap())
        };
        assert_eq!(compare(json!(u64::MAX), json!(u64::MAX - 1)), Some(Ordering::Greater));
        assert_eq!(
            compare(json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992.0)),
            Some(Ordering::Greater)
        );
        assert_eq!(compare(json!(1), json!(1.0)), Some(Ordering::Equal));
        assert_eq!(compare(json!(-1), json!(-0.5)), Some(Ordering::Less));
        assert_eq!(compare(json!(0), json!(-0.5)), Some(Ordering::Greater));
        assert_eq!(compare(json!(1e300), json!(u64::MAX)), Some(Ordering::Greater));
        assert_eq!(compare(json!(0.1), json!(0.2)), Some(Ordering::Less));
    }
}
