//! The commands that untrusted bytes call.

use commandry::{Answer, Ask, Items, Registry, prelude::*};
use futures_util::stream;
use serde_json::{Value, json};

/// Gives back several values, some of them limited.
#[command(group = "echo", read_only, rest = "GET /limited/{number}")]
fn echo_limits(
    /// A number.
    #[param(range(min = -3, max = 7))]
    number: i64,
    /// A short text.
    #[param(length(min = 1, max = 4))]
    text: String,
    /// A word.
    #[param(pattern = "^[a-z]{1,3}$")]
    word: Option<String>,
    /// A short list.
    #[param(length(max = 2))]
    list: Option<Vec<u8>>,
    /// Something with a default.
    #[param(default = 3)]
    count: u8,
) -> Value {
    json!([number, text, word, list, count])
}

/// Counts down to zero.
#[command(group = "talk", read_only, rest = "GET /countdown")]
fn count_down(
    /// Number to start with.
    from: u8,
) -> Items<u8> {
    Items::new(stream::iter((0..=from).rev()))
}

/// Asks the caller for a word.
#[command(group = "talk", read_only = false, rest = "POST /words")]
async fn ask_word(#[inject] ask: Ask) -> Result<Value, CallError> {
    let form = json!({"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]});
    Ok(match ask.form("word", "Which word?", &form).await? {
        Answer::Accepted(form) => form["word"].clone(),
        Answer::Declined | Answer::Dismissed => Value::Null,
    })
}

/// Commands whose parameters are one value each, or several with limits.
pub(crate) fn echoing() -> Registry {
    commandry_echo::commands().with::<echo_limits>()
}

/// These, and commands that speak with their caller.
pub(crate) fn all() -> Registry {
    echoing().with::<count_down>().with::<ask_word>().titled("fuzzed", "1.0.0")
}
