//! Results of the four tools.

use commandry_schema::{
    catalog::Command,
    search_mode::{estimated_tokens, outline},
};
use serde_json::Value;

/// Parameters by which commands give their results in parts.
const PAGING: [&str; 12] = [
    "limit",
    "cursor",
    "page",
    "page_size",
    "per_page",
    "offset",
    "after",
    "before",
    "count",
    "first",
    "top",
    "skip",
];

/// What a tool answers.
pub(super) enum Outcome {
    /// Text for the model.
    Text(String),
    /// Text, pictures and the like, as a JSON array in the form of the protocol.
    Content(Vec<u8>),
    /// What is wrong, for the model to repair.
    Fault(String),
}

impl Outcome {
    /// The result as a JSON object.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let (text, is_error) = match self {
            Self::Content(content) => return [b"{\"content\":".as_slice(), &content, b"}"].concat(),
            Self::Text(text) => (text, false),
            Self::Fault(text) => (text, true),
        };
        let mut bytes = Vec::with_capacity(text.len() + text.len() / 4 + 64);
        bytes.extend_from_slice(b"{\"content\":[{\"type\":\"text\",\"text\":");
        bytes.extend_from_slice(Value::from(text).to_string().as_bytes());
        bytes.extend_from_slice(if is_error { b"}],\"isError\":true}" } else { b"}]}" });
        bytes
    }
}

/// The result of a command as content; one piece is a list of one.
pub(super) fn content(mut result: Vec<u8>) -> Outcome {
    if result.first() == Some(&b'{') {
        result.insert(0, b'[');
        result.push(b']');
    }
    Outcome::Content(if result.first() == Some(&b'[') { result } else { b"[]".to_vec() })
}

/// A result as text, or what is in it when it is longer than a model should have to read.
pub(super) fn capped(text: String, command: &Command, most_tokens: usize) -> Outcome {
    let tokens = estimated_tokens(&text);
    if tokens <= most_tokens {
        return Outcome::Text(text);
    }
    let mut words = format!(
        "The call succeeded, but its result has about {tokens} tokens, more than the {most_tokens} of one answer."
    );
    if let Ok(value) = serde_json::from_str::<Value>(&text) {
        words.push_str(&format!("\nIt is {}.", outline(&value)));
    }
    let paging: Vec<&str> = command
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .filter(|name| PAGING.contains(name))
        .collect();
    words.push_str(&match paging.as_slice() {
        [] => "\nAsk for less of it with select.".to_owned(),
        names => format!("\nAsk for a part of it with `{}`, or for less with select.", names.join("` and `")),
    });
    if command.behaviour.read_only != Some(true) {
        words.push_str(&format!(
            "\nWhat `{}` does is done; do not call it again for its result.",
            command.name
        ));
    }
    Outcome::Text(words)
}
