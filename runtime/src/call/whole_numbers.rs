//! Rewriting whole numbers that are written like fractions.
//!
//! `1.0` and `1e3` are integers to JSON Schema. serde reads them as floating-point numbers, which types that buffer
//! their content do not turn back, and which hold no more than 53 bits. So the text is rewritten, digit by digit.

/// Longest integer that is written out; more digits than any integer type holds.
const MOST_DIGITS: usize = 40;

/// A JSON text in which every whole number is written with digits alone, or `None` when it already is.
pub(crate) fn with_whole_numbers(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut rewritten = String::new();
    let mut copied = 0;
    let mut position = 0;
    while position < bytes.len() {
        match bytes[position] {
            b'"' => position = end_of_string(bytes, position),
            b'-' | b'0'..=b'9' => {
                let end = end_of_number(bytes, position);
                if let Some(digits) = digits_of(&text[position..end]) {
                    rewritten.push_str(&text[copied..position]);
                    rewritten.push_str(&digits);
                    copied = end;
                }
                position = end;
            }
            _ => position += 1,
        }
    }
    if copied == 0 {
        return None;
    }
    rewritten.push_str(&text[copied..]);
    Some(rewritten)
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut position = start + 1;
    while position < bytes.len() {
        match bytes[position] {
            b'\\' => position += 2,
            b'"' => return position + 1,
            _ => position += 1,
        }
    }
    bytes.len()
}

fn end_of_number(bytes: &[u8], start: usize) -> usize {
    let is_part = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
    start + bytes[start..].iter().take_while(|byte| is_part(byte)).count()
}

/// The digits of a whole number that is written with a point or an exponent.
fn digits_of(number: &str) -> Option<String> {
    let (sign, unsigned) = match number.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", number),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None if unsigned.contains('.') => (unsigned, 0),
        None => return None,
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0').len();
    // Where the point is after the exponent has moved it.
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
    if significant == 0 {
        return Some("0".to_owned());
    }
    let point = usize::try_from(point).ok().filter(|point| *point <= MOST_DIGITS)?;
    if significant > point {
        return None;
    }
    digits.truncate(point);
    while digits.len() < point {
        digits.push('0');
    }
    let digits = digits.trim_start_matches('0');
    Some(format!("{sign}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::with_whole_numbers;

    #[test]
    fn whole_numbers_are_written_with_digits() {
        for (text, expected) in [
            ("1.0", "1"),
            ("-1.0", "-1"),
            ("1e2", "100"),
            ("1E+2", "100"),
            ("1.50e1", "15"),
            ("100e-2", "1"),
            ("0.0", "0"),
            ("-0.0", "0"),
            ("0e999999", "0"),
            ("0.001e3", "1"),
            ("9007199254740993.0", "9007199254740993"),
            ("-1e19", "-10000000000000000000"),
            (r#"{"a":[1.0,2,3.5],"1.0":"1.0\"1.0"}"#, r#"{"a":[1,2,3.5],"1.0":"1.0\"1.0"}"#),
        ] {
            assert_eq!(with_whole_numbers(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn everything_else_is_left_alone() {
        for text in [
            "1",
            "-7",
            "1.5",
            "1e-1",
            "1e400",
            "1e99999999999999999999",
            r#""1.0""#,
            r#"["\\","1.0"]"#,
            "true",
        ] {
            assert_eq!(with_whole_numbers(text), None, "{text}");
        }
    }
}
