//! How values that SQLite has no type for are kept in its columns.

use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IntoDeserializer, value::Error},
};

/// Writes a compound value as JSON.
pub(crate) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("values of this crate have text keys and no failing members")
}

/// Reads a compound value from JSON.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|source| sqlx::Error::Decode(source.into()))
}

/// Writes an enum without fields as the name that callers know it by.
pub(crate) fn to_name<T: Serialize>(value: &T) -> String {
    to_json(value).trim_matches('"').to_owned()
}

/// Reads an enum without fields from the name that callers know it by.
pub(crate) fn from_name<'a, T: Deserialize<'a>>(name: &'a str) -> Result<T, sqlx::Error> {
    T::deserialize(name.into_deserializer()).map_err(|source: Error| sqlx::Error::Decode(source.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Pace {
        VerySlow,
    }

    #[test]
    fn names_and_json_come_back_as_they_went() {
        assert_eq!(to_name(&Pace::VerySlow), "very_slow");
        assert_eq!(from_name::<Pace>("very_slow").unwrap(), Pace::VerySlow);
        assert!(from_name::<Pace>("fast").is_err());
        assert_eq!(from_json::<Vec<String>>(&to_json(&vec!["a \"b\"".to_owned()])).unwrap(), ["a \"b\""]);
    }
}
