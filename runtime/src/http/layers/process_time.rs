//! How long an answer took, for whoever asked.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};

pub(super) const PROCESS_TIME: HeaderName = HeaderName::from_static("x-process-time");

/// Seconds with six digits after the point, such as `0.000123`.
pub(super) fn value(took: Duration) -> HeaderValue {
    let mut text = *b"0.000000";
    let mut rest = took.subsec_micros();
    for digit in text[2..].iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    if took.as_secs() == 0 {
        return HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("0"));
    }
    let fraction = str::from_utf8(&text[1..]).unwrap_or_default();
    HeaderValue::try_from(format!("{}{fraction}", took.as_secs())).unwrap_or(HeaderValue::from_static("0"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::value;

    #[test]
    fn times_are_written_in_seconds() {
        for (nanoseconds, expected) in [
            (0, "0.000000"),
            (999, "0.000000"),
            (123_456, "0.000123"),
            (1_000_000_000, "1.000000"),
            (12_345_678_901, "12.345678"),
        ] {
            assert_eq!(value(Duration::from_nanos(nanoseconds)), expected);
        }
        assert!(value(Duration::MAX).to_str().unwrap().parse::<f64>().is_ok());
    }
}
