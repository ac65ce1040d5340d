//! Comparing JSON numbers by their value, however they are written.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// Whether a number has no fraction.
pub(crate) fn is_whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|it| it.fract() == 0.0)
}

/// The order of two numbers by value.
pub(crate) fn compare(one: &Number, other: &Number) -> Ordering {
    match (integer(one), integer(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(one), None) => integer_to_float(one, float(other)),
        (None, Some(other)) => integer_to_float(other, float(one)).reverse(),
        (None, None) => float(one).partial_cmp(&float(other)).unwrap_or(Ordering::Equal),
    }
}

/// Whether a number is a whole multiple of another.
pub(crate) fn is_multiple(number: &Number, of: &Number) -> bool {
    if let (Some(number), Some(of)) = (integer(number), integer(of)) {
        return of != 0 && number % of == 0;
    }
    let (number, of) = (float(number), float(of));
    if of == 0.0 {
        return false;
    }
    // A decimal such as 0.1 has no exact binary form: the nearest whole multiple has to be read back as the number.
    let quotient = (number / of).round();
    quotient.is_finite() && (number % of == 0.0 || is_close(quotient * of, number))
}

/// Whether two numbers differ by no more than the rounding of one multiplication and one division.
fn is_close(one: f64, other: f64) -> bool {
    (one - other).abs() <= other.abs() * f64::EPSILON
}

/// Whether two values are the same; numbers by their value, members in any order.
pub(crate) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => compare(one, other) == Ordering::Equal,
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| equal(one, other)))
        }
        (one, other) => one == other,
    }
}

/// A number without a fraction as an integer, however it is written; `None` beyond what is exact.
pub(crate) fn whole(number: &Number) -> Option<i128> {
    /// Every whole float below this is an integer of 128 bits.
    const LIMIT: f64 = 1e30;
    #[allow(clippy::cast_possible_truncation, reason = "the number is whole and within the limit")]
    let from_float =
        || number.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < LIMIT).map(|it| it as i128);
    integer(number).or_else(from_float)
}

/// A number that is written without a fraction.
fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}

/// The order of an integer and a float, without rounding the integer.
fn integer_to_float(integer: i128, float: f64) -> Ordering {
    // Every JSON integer fits into 65 bits, so a float beyond that is larger in size than any.
    const BEYOND: f64 = 36_893_488_147_419_103_232.0;
    if float >= BEYOND {
        return Ordering::Less;
    }
    if float <= -BEYOND {
        return Ordering::Greater;
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the float is within 65 bits, and its fraction is compared below"
    )]
    let whole = float.trunc() as i128;
    integer.cmp(&whole).then_with(|| 0.0_f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal))
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use serde_json::{Number, Value, json};

    use super::{compare, equal, is_multiple, whole};

    fn number(value: &Value) -> Number {
        value.as_number().unwrap().clone()
    }

    #[test]
    fn numbers_compare_by_value() {
        for (one, other, expected) in [
            (json!(1), json!(1.0), Ordering::Equal),
            (json!(1), json!(1.5), Ordering::Less),
            (json!(-1), json!(-1.5), Ordering::Greater),
            (json!(u64::MAX), json!(i64::MAX), Ordering::Greater),
            (json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992.0), Ordering::Greater),
            (json!(u64::MAX), json!(1e300), Ordering::Less),
            (json!(i64::MIN), json!(-1e300), Ordering::Greater),
            (json!(0), json!(-0.0), Ordering::Equal),
            (json!(u64::MAX), json!(u64::MAX - 1), Ordering::Greater),
            (json!(0.1), json!(0.2), Ordering::Less),
        ] {
            assert_eq!(compare(&number(&one), &number(&other)), expected, "{one} {other}");
            assert_eq!(compare(&number(&other), &number(&one)), expected.reverse(), "{other} {one}");
        }
    }

    #[test]
    fn multiples_are_those_of_decimals() {
        for (value, of) in [
            (json!(9), json!(3)),
            (json!(0.3), json!(0.1)),
            (json!(19.99), json!(0.01)),
            (json!(4.0), json!(2)),
            (json!(0), json!(0.7)),
        ] {
            assert!(is_multiple(&number(&value), &number(&of)), "{value} {of}");
        }
        for (value, of) in [
            (json!(10), json!(3)),
            (json!(0.35), json!(0.1)),
            (json!(19.995), json!(0.01)),
            (json!(1), json!(0)),
        ] {
            assert!(!is_multiple(&number(&value), &number(&of)), "{value} {of}");
        }
    }

    #[test]
    fn values_are_equal_by_content() {
        assert!(equal(&json!({"a": [1, 2.0], "b": null}), &json!({"b": null, "a": [1.0, 2]})));
        assert!(!equal(&json!({"a": 1}), &json!({"a": 1, "b": 1})));
        assert!(!equal(&json!([1, 2]), &json!([2, 1])));
        assert!(!equal(&json!("1"), &json!(1)));
    }

    #[test]
    fn whole_numbers_are_those_without_a_fraction() {
        for (value, expected) in [
            (json!(7), Some(7)),
            (json!(-7.0), Some(-7)),
            (json!(u64::MAX), Some(u64::MAX.into())),
            (json!(1e29), Some(99_999_999_999_999_991_433_150_857_216)),
            (json!(1e31), None),
            (json!(0.5), None),
        ] {
            assert_eq!(whole(&number(&value)), expected, "{value}");
        }
    }
}
