//! The text of a document as JSON.

use serde_json::Value;

/// Why a text is not read.
pub(super) enum Refusal {
    /// It is YAML, for which this program has to be built anew.
    #[cfg_attr(feature = "yaml", expect(dead_code, reason = "YAML is read when its reader is built in"))]
    IsYaml,
    /// It is neither.
    Unreadable(String),
}

/// Reads JSON, and what is no JSON as YAML.
pub(super) fn read(text: &str) -> Result<Value, Refusal> {
    if text.trim_start().starts_with(['{', '[']) {
        return serde_json::from_str(text)
            .map_err(|error| Refusal::Unreadable(format!("is no JSON: {error}")));
    }
    // A page that tells of a fault is the most frequent other text.
    if text.trim_start().starts_with('<') {
        return Err(Refusal::Unreadable("is a page, and neither JSON nor YAML".into()));
    }
    yaml(text)
}

#[cfg(feature = "yaml")]
fn yaml(text: &str) -> Result<Value, Refusal> {
    serde_saphyr::from_str(text)
        .map_err(|error| Refusal::Unreadable(format!("is neither JSON nor YAML: {error}")))
}

#[cfg(not(feature = "yaml"))]
fn yaml(_: &str) -> Result<Value, Refusal> {
    Err(Refusal::IsYaml)
}

#[cfg(test)]
mod tests {
    use super::{Refusal, read};

    #[test]
    fn json_is_read_and_pages_are_refused() {
        assert!(matches!(read(" {\"a\": 1}"), Ok(value) if value["a"] == 1));
        assert!(matches!(read("{"), Err(Refusal::Unreadable(reason)) if reason.starts_with("is no JSON")));
        assert!(matches!(read("<html>"), Err(Refusal::Unreadable(_))));
    }

    #[test]
    #[cfg(feature = "yaml")]
    fn yaml_is_read() {
        assert!(matches!(read("a:\n  - 'x': 2025-01-01\n"), Ok(value) if value["a"][0]["x"] == "2025-01-01"));
        // Each name stands for ten of the one before.
        let mut bomb = String::from("a0: &a0 x\n");
        for index in 1..12 {
            let ten = vec![format!("*a{}", index - 1); 10].join(", ");
            bomb.push_str(&format!("a{index}: &a{index} [{ten}]\n"));
        }
        assert!(matches!(read(&bomb), Err(Refusal::Unreadable(_))));
    }

    #[test]
    #[cfg(not(feature = "yaml"))]
    fn yaml_asks_for_its_reader() {
        assert!(matches!(read("a: 1"), Err(Refusal::IsYaml)));
    }
}
