//! Times as people write them: `30s`, `5m`, `1h30m`.
//!
//! A field of type [`Duration`] in a settings struct takes them by
//! `#[serde(with = "commandry::config::duration")]` and
//! `#[schemars(with = "commandry::config::duration::DurationText")]`. For an optional field, wrap the time into
//! [`DurationText`] itself: `Option<DurationText>`.
//!
//! ```
//! use std::time::Duration;
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Deserialize, Serialize, JsonSchema)]
//! struct RetrySettings {
//!     /// Time between two tries.
//!     #[serde(with = "commandry::config::duration")]
//!     #[schemars(with = "commandry::config::duration::DurationText")]
//!     delay: Duration,
//! }
//!
//! let settings: RetrySettings = serde_json::from_str(r#"{"delay": "1m30s"}"#)?;
//! assert_eq!(settings.delay, Duration::from_secs(90));
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::{borrow::Cow, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// The units, the longest first, with their lengths in nanoseconds.
const UNITS: [(&str, u64); 7] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1000),
    ("ns", 1),
];
/// What the schema says of such a text; [`parse`] takes exactly these, as long as they fit.
const PATTERN: &str = "^ *[0-9]+ *(d|h|m|s|ms|us|ns)( *[0-9]+ *(d|h|m|s|ms|us|ns))* *$";
/// A text that says no time at all.
const NONE: &str = "^ *0+ *[a-z]+( *0+ *[a-z]+)* *$";
/// What the schema calls such a text, by which faults are told in plain words.
pub(crate) const FORMAT: &str = "time-with-unit";
/// What such a text is, for people.
pub(crate) const EXPECTED: &str = "a time with its unit, such as 500ms, 30s, 5m, 1h30m or 7d";

/// A time that is read and written as a text with its units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DurationText(pub Duration);

/// Describes a text that says a time longer than none; for `#[schemars(with = "…")]` beside `#[serde(with = "…")]`.
#[derive(Clone, Copy, Debug)]
pub struct PositiveDurationText;

/// Reads a text such as `30s`, `1h30m` or `250 ms`.
///
/// The units are `d`, `h`, `m`, `s`, `ms`, `us` and `ns`; each number is whole and is followed by one.
///
/// # Errors
///
/// Says what is expected when the text is something else, and when the time is longer than 584 years.
pub fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not {EXPECTED}");
    let mut nanoseconds: u64 = 0;
    let mut rest = text.trim_matches(' ');
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let (number, after) = split(rest, |it| it.is_ascii_digit());
        let (unit, after) = split(after.trim_start_matches(' '), |it| it.is_ascii_alphabetic());
        let length = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?.1;
        if number.is_empty() {
            return Err(wrong());
        }
        let part = number.parse::<u64>().ok().and_then(|number| number.checked_mul(length));
        nanoseconds = part
            .and_then(|part| nanoseconds.checked_add(part))
            .ok_or_else(|| format!("`{text}` is too long a time; at most 213503 days are possible"))?;
        rest = after.trim_start_matches(' ');
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// Writes a time with the fewest units that say it exactly: `1h30m`, `250ms`, `0s`.
pub fn format(duration: Duration) -> String {
    let mut rest = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    if rest == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    for (unit, length) in UNITS {
        if rest >= length {
            text.push_str(&format!("{}{unit}", rest / length));
            rest %= length;
        }
    }
    text
}

/// Writes a field; meant for `#[serde(with = "commandry::config::duration")]`.
///
/// # Errors
///
/// Fails when the serializer does.
pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(*duration))
}

/// Reads a field; meant for `#[serde(with = "commandry::config::duration")]`.
///
/// # Errors
///
/// Fails when the value is no text that [`parse`] reads.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    parse(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|it| !belongs(it)).unwrap_or(text.len()))
}

impl Serialize for DurationText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for DurationText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Self)
    }
}

impl JsonSchema for DurationText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": FORMAT, "pattern": PATTERN})
    }
}

impl JsonSchema for PositiveDurationText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PositiveDuration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": FORMAT, "pattern": PATTERN, "not": {"pattern": NONE}})
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use commandry_schema::validation::Validator;

    use super::{PATTERN, format, parse};

    #[test]
    fn texts_are_read_and_written() {
        for (text, duration) in [
            ("0s", Duration::ZERO),
            ("1ns", Duration::from_nanos(1)),
            ("250ms", Duration::from_millis(250)),
            ("30s", Duration::from_secs(30)),
            ("1m30s", Duration::from_secs(90)),
            ("7d", Duration::from_secs(7 * 86_400)),
            ("1d1h1m1s1ms1us1ns", Duration::new(90_061, 1_001_001)),
        ] {
            assert_eq!(parse(text), Ok(duration));
            assert_eq!(format(duration), text);
        }
        assert_eq!(parse(" 1 h 30 m "), Ok(Duration::from_secs(5400)));
        assert_eq!(parse("90m"), parse("1h30m"));
    }

    #[test]
    fn what_is_no_time_is_refused_with_what_is_expected() {
        for text in
            ["", " ", "30", "s", "-5s", "1.5s", "5 minutes", "5S", "1h30", "s5", "1,5s", "五s", "\n5s"]
        {
            let reason = parse(text).unwrap_err();
            assert_eq!(
                reason,
                format!("`{text}` is not a time with its unit, such as 500ms, 30s, 5m, 1h30m or 7d")
            );
        }
        for text in ["213504d", "99999999999999999999s", "213503d213503d"] {
            assert!(
                parse(text).unwrap_err().ends_with("is too long a time; at most 213503 days are possible")
            );
        }
    }

    #[test]
    fn the_pattern_says_what_is_read() {
        let schema = serde_json::json!({"type": "string", "pattern": PATTERN});
        let schema = Validator::new(&schema, &std::collections::BTreeMap::new()).unwrap();
        for text in
            ["0s", " 1 h 30 m ", "1d1h1m1s1ms1us1ns", "", " ", "30", "s", "-5s", "5 minutes", "1h30", "1s\n"]
        {
            assert_eq!(schema.is_valid(&text.into()), parse(text).is_ok(), "{text:?}");
        }
    }
}
