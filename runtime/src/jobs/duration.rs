//! Durations as texts with a unit: `500ms`, `30s`, `5m`, `1h`, `7d`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer, de::Error};

const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text(*duration))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| {
        D::Error::custom(format!(
            "`{text}` is no duration; write a number with its unit: 500ms, 30s, 5m, 1h, 7d"
        ))
    })
}

/// Reads a duration; `None` when it is none.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let digits = text.find(|it: char| !it.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let (_, milliseconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
    Some(Duration::from_millis(number.parse::<u64>().ok()?.checked_mul(*milliseconds)?))
}

/// Writes a duration in the largest unit that leaves no rest.
fn text(duration: Duration) -> String {
    let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let fits = |(_, size): &&(&str, u64)| milliseconds > 0 && milliseconds % size == 0;
    let (name, size) = UNITS.iter().rev().find(fits).unwrap_or(&UNITS[1]);
    format!("{}{name}", milliseconds / size)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{parse, text};

    #[test]
    fn durations_are_read_and_written() {
        for (written, milliseconds) in [
            ("0s", 0),
            ("500ms", 500),
            ("30s", 30_000),
            ("5m", 300_000),
            ("1h", 3_600_000),
            ("7d", 604_800_000),
        ] {
            assert_eq!(parse(written), Some(Duration::from_millis(milliseconds)), "{written}");
            assert_eq!(text(Duration::from_millis(milliseconds)), written);
        }
        for wrong in
            ["", "5", "s", "5 s", "-5s", "5w", "1.5s", "99999999999999999999s", "18446744073709551615d"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
