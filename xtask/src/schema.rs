//! `cargo xtask schema`: a document of an application, printed, written, checked or measured.

use std::process::ExitCode;

use crate::process;

pub(crate) fn run(words: &[String]) -> ExitCode {
    let (package, mut rest) = match process::take_package(words) {
        Ok(taken) => taken,
        Err(reason) => return process::fail(&reason),
    };
    rest.insert(0, "schema".to_owned());
    let stats = rest.iter().position(|word| word == "--stats").map(|index| rest.remove(index)).is_some();
    if !stats {
        return process::pass_on(process::application(&package, &rest));
    }
    match process::output(process::application(&package, &rest)) {
        Ok(document) => statistics(&document, words),
        Err(reason) => process::fail(&reason),
    }
}

/// Prints the size of a document: in bytes, and in tokens as models count them.
#[cfg(feature = "tokens")]
fn statistics(document: &str, _: &[String]) -> ExitCode {
    let tokenizer = match tiktoken_rs::o200k_base() {
        Ok(tokenizer) => tokenizer,
        Err(error) => return process::fail(&format!("the vocabulary o200k cannot be loaded: {error}")),
    };
    let mut table = String::from("| form | bytes | tokens (o200k) |\n|---|---|---|\n");
    let mut row = |form: &str, text: &str| {
        let tokens = tokenizer.encode_ordinary(text).len();
        table.push_str(&format!("| {form} | {} | {tokens} |\n", text.len()));
    };
    row("as printed", document);
    if document.starts_with('{') {
        row("without white space", &compact(document));
    }
    process::print(&table);
    ExitCode::SUCCESS
}

/// Starts this program again with the vocabulary built in, which takes a while to compile the first time.
#[cfg(not(feature = "tokens"))]
fn statistics(_: &str, words: &[String]) -> ExitCode {
    process::pass_on_with_feature("tokens", "schema", words)
}

/// A JSON text without the white space between its parts.
#[cfg(feature = "tokens")]
fn compact(document: &str) -> String {
    let mut compact = String::with_capacity(document.len());
    let (mut in_string, mut escaped) = (false, false);
    for character in document.chars() {
        if in_string {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
        } else if character == '"' {
            in_string = true;
        } else if character.is_whitespace() {
            continue;
        }
        compact.push(character);
    }
    compact
}
