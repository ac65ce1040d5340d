//! An example of a command as words for a shell.

use std::collections::BTreeMap;

use commandry_schema::catalog::Command;
use serde_json::Value;

use super::flags;
use crate::call::from_texts::json_by_schema;

/// The command with the parameters of an example as flags, or as `--json` where flags cannot say them.
pub(super) fn words(command: &Command, schemas: &BTreeMap<String, Value>, params: &Value) -> String {
    let as_flags = params.as_object().and_then(|members| {
        members.iter().map(|(name, value)| flag_words(command, schemas, name, value)).collect()
    });
    let words: Vec<String> =
        as_flags.unwrap_or_else(|| vec!["--json".to_owned(), quoted(&params.to_string())]);
    [command.name.clone()].into_iter().chain(words).collect::<Vec<_>>().join(" ")
}

/// One parameter as flags, if reading them gives the same value again.
fn flag_words(
    command: &Command,
    schemas: &BTreeMap<String, Value>,
    name: &str,
    value: &Value,
) -> Option<String> {
    let parameter = command.parameters.iter().find(|parameter| parameter.name == name)?;
    let flag = flags::flag(name);
    let reads_back = |texts: &[String]| {
        let read = json_by_schema(&parameter.schema, schemas, texts);
        serde_json::from_str::<Value>(&read).is_ok_and(|read| read == *value)
    };
    let texts = match value {
        Value::Array(items) if !items.is_empty() => items.iter().map(text_of).collect(),
        value => vec![text_of(value)],
    };
    let texts = if reads_back(&texts) { texts } else { vec![value.to_string()] };
    if !reads_back(&texts) || (parameter.secret && texts.iter().any(|text| text.starts_with('@'))) {
        return None;
    }
    let words: Vec<String> = texts.iter().map(|text| one_flag(&flag, text)).collect();
    Some(words.join(" "))
}

fn one_flag(flag: &str, text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok();
    // A text that starts with a hyphen would be taken for a flag.
    let separator = if text.starts_with('-') && !is_number { '=' } else { ' ' };
    format!("--{flag}{separator}{}", quoted(text))
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A word as a shell must be given it.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-_./:@%+,".contains(it);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use commandry_schema::catalog::Command;
    use serde_json::json;

    use super::words;

    #[test]
    fn examples_are_written_as_flags_where_these_say_the_same() {
        let command: Command = serde_json::from_value(json!({
            "name": "list",
            "parameters": [
                {"name": "max_price", "schema": {"type": "number"}},
                {"name": "name", "schema": {"type": ["string", "null"]}},
                {"name": "tags", "schema": {"type": "array", "items": {"type": "string"}}},
                {"name": "place", "schema": {"type": "object"}},
                {"name": "either", "schema": {"type": ["string", "integer"]}},
            ],
        }))
        .unwrap();
        for (params, expected) in [
            (json!({}), "list"),
            (json!({"max_price": -2.5}), "list --max-price -2.5"),
            (json!({"name": "it's"}), r"list --name 'it'\''s'"),
            (json!({"name": "-x"}), "list --name=-x"),
            (json!({"name": ""}), "list --name ''"),
            (json!({"tags": ["a b", "c"]}), "list --tags 'a b' --tags c"),
            (json!({"tags": []}), "list --tags '[]'"),
            (json!({"place": {"x": 1}}), r#"list --place '{"x":1}'"#),
            (json!({"either": 5}), "list --either 5"),
            (json!({"either": "5"}), r#"list --json '{"either":"5"}'"#),
            (json!({"name": null}), r#"list --json '{"name":null}'"#),
            (json!([1]), "list --json '[1]'"),
        ] {
            assert_eq!(words(&command, &BTreeMap::new(), &params), expected);
        }
    }
}
