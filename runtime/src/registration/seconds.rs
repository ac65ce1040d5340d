//! Times in settings: seconds as a number, as users of the original write them, or a text with a unit.

use std::{borrow::Cow, fmt, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};

/// A time: a number of seconds such as `30` or `0.5`, or a text with a unit: `"500ms"`, `"30s"`, `"5m"`, `"1h"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seconds(pub Duration);

/// Longest time that a setting can say: a year.
const LONGEST: f64 = 365.0 * 24.0 * 3600.0;

const EXPECTED: &str = "a number of seconds or a text such as \"500ms\", \"30s\", \"5m\", up to a year";

impl Seconds {
    /// A whole number of seconds.
    pub const fn new(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    fn from_number(seconds: f64) -> Option<Self> {
        (0.0..=LONGEST).contains(&seconds).then(|| Self(Duration::from_secs_f64(seconds)))
    }

    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let factor = match unit.trim() {
            "ms" => 0.001,
            "" | "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        Self::from_number(number.parse::<f64>().ok()? * factor)
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self(duration)
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.subsec_nanos() == 0 {
            serializer.serialize_u64(self.0.as_secs())
        } else {
            serializer.serialize_f64(self.0.as_secs_f64())
        }
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecondsVisitor)
    }
}

struct SecondsVisitor;

impl Visitor<'_> for SecondsVisitor {
    type Value = Seconds;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXPECTED)
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Seconds, E> {
        #[expect(clippy::cast_precision_loss, reason = "what would lose digits is refused")]
        self.visit_f64(seconds as f64)
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Seconds, E> {
        #[expect(clippy::cast_precision_loss, reason = "what would lose digits is refused")]
        self.visit_f64(seconds as f64)
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<Seconds, E> {
        Seconds::from_number(seconds)
            .ok_or_else(|| E::custom(format!("{seconds} is no time; give {EXPECTED}")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Seconds, E> {
        Seconds::from_text(text).ok_or_else(|| E::custom(format!("`{text}` is no time; give {EXPECTED}")))
    }
}

impl JsonSchema for Seconds {
    fn schema_name() -> Cow<'static, str> {
        "Seconds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of seconds, or a text with a unit such as `500ms`, `30s`, `5m` or `1h`.",
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)? *(ms|s|m|h)?$"}
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Seconds;

    #[test]
    fn numbers_and_texts_are_read() {
        for (json, milliseconds) in [
            ("30", 30_000),
            ("0", 0),
            ("0.5", 500),
            ("\"30\"", 30_000),
            ("\"2s\"", 2_000),
            ("\"5m\"", 300_000),
            ("\"250ms\"", 250),
            ("\"1.5 h\"", 5_400_000),
        ] {
            let read: Seconds = serde_json::from_str(json).unwrap();
            assert_eq!(read.0, Duration::from_millis(milliseconds), "{json}");
            let back: Seconds = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
            assert_eq!(back, read);
        }
        for json in [
            "-1", "1e300", "\"soon\"", "\"\"", "\"s\"", "\"-1s\"", "true", "null", "\"1d\"", "\"..\"",
            "\"1e9h\"",
        ] {
            assert!(serde_json::from_str::<Seconds>(json).is_err(), "{json}");
        }
    }
}
