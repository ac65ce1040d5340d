//! Durations as texts with a unit, such as `30s`, `5m` or `250ms`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// The units that a text may have, the longest first where one ends like another.
const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let (unit, size) = UNITS
        .iter()
        .rev()
        .find(|(_, size)| milliseconds != 0 && milliseconds.is_multiple_of(*size))
        .unwrap_or(&("s", 1_000));
    serializer.collect_str(&format_args!("{}{unit}", milliseconds / size))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| {
        D::Error::custom(format!(
            "`{text}` is no duration; write a whole number and a unit, such as `30s` or `5m`"
        ))
    })
}

fn parse(text: &str) -> Option<Duration> {
    let (number, size) =
        UNITS.iter().find_map(|(unit, size)| Some((text.trim().strip_suffix(unit)?, *size)))?;
    let number: u64 = number.trim_end().parse().ok()?;
    number.checked_mul(size).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_written() {
        for (text, milliseconds) in [
            ("250ms", 250),
            ("30s", 30_000),
            ("5m", 300_000),
            ("2h", 7_200_000),
            ("1d", 86_400_000),
            ("0s", 0),
        ] {
            assert_eq!(parse(text), Some(Duration::from_millis(milliseconds)), "{text}");
            let written =
                serialize(&Duration::from_millis(milliseconds), serde_json::value::Serializer).unwrap();
            assert_eq!(written, text);
        }
        for text in ["", "s", "30", "-1s", "1.5s", "1y", "99999999999999999999s", "213503982334602d"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
