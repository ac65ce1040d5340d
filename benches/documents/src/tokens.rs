//! What documents cost a model.

use commandry_schema::{
    canonical,
    openapi::{Level, OpenApiOptions, openapi},
    openrpc::openrpc,
    text::text,
};

use crate::{
    generated::{self, Calls},
    words::Words,
};

/// The names of the rows that targets are about.
pub(crate) const ENVELOPE: &str = "`envelope`";
pub(crate) const COMMANDS: &str = "`commands`";
pub(crate) const TEXT: &str = "text catalog";
pub(crate) const UTOIPA: &str = "utoipa, a path each, JSON-RPC";
pub(crate) const UTOIPA_PLAIN: &str = "utoipa, a path each, parameters as body, result and failures";

/// Counts tokens of the vocabulary o200k.
pub(crate) struct Counter(tiktoken_rs::CoreBPE);

impl Counter {
    pub(crate) fn new() -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self(tiktoken_rs::o200k_base()?))
    }

    fn count(&self, text: &str) -> usize {
        self.0.encode_ordinary(text).len()
    }
}

/// How many tokens a document has.
pub(crate) struct Size {
    pub(crate) name: &'static str,
    pub(crate) tokens: usize,
}

/// The sizes of all documents of the same commands.
pub(crate) fn sizes(counter: &Counter, words: &[Words]) -> Vec<Size> {
    let catalog = generated::catalog(words);
    let level = |level| {
        canonical::to_string(&openapi(&catalog, &OpenApiOptions { level, ..OpenApiOptions::default() }))
    };
    let utoipa = |calls| canonical::to_string(&generated::one_path_each(words, calls));
    [
        (ENVELOPE, level(Level::Envelope)),
        (COMMANDS, level(Level::Commands)),
        ("`expanded`", level(Level::Expanded)),
        (TEXT, text(&catalog)),
        ("OpenRPC", canonical::to_string(&openrpc(&catalog))),
        (UTOIPA, utoipa(Calls::Envelope)),
        (UTOIPA_PLAIN, utoipa(Calls::Failures)),
        ("utoipa, a path each, parameters as body, result alone", utoipa(Calls::Success)),
    ]
    .into_iter()
    .map(|(name, text)| Size { name, tokens: counter.count(&text) })
    .collect()
}

/// A number with a comma before every three digits.
pub(crate) fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
