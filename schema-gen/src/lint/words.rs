//! Comparing texts by the words that carry meaning.

use std::collections::BTreeSet;

/// Words that say nothing of their own.
const FILLERS: [&str; 34] = [
    "a",
    "all",
    "an",
    "and",
    "any",
    "are",
    "argument",
    "as",
    "at",
    "be",
    "by",
    "field",
    "for",
    "from",
    "given",
    "in",
    "is",
    "it",
    "its",
    "new",
    "of",
    "on",
    "one",
    "or",
    "param",
    "parameter",
    "specified",
    "that",
    "the",
    "this",
    "to",
    "value",
    "which",
    "with",
];

/// Whether a text says no more than a name does.
pub(super) fn restates(text: &str, name: &str) -> bool {
    let text_words = meaningful(text);
    let name_words = meaningful(name);
    // A text in a script without words, or of fillers only, is not compared.
    text.chars().any(char::is_alphanumeric) && text_words.is_subset(&name_words)
}

/// The words of a text in a common form, without fillers.
fn meaningful(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty() && !FILLERS.contains(&word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

/// The word without an ending for the plural, or for the third person of a verb.
fn stem(word: &str) -> String {
    if let Some(start) = word.strip_suffix("ies")
        && start.len() > 1
    {
        return format!("{start}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(start) if start.len() > 1 && !start.ends_with('s') => start.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::restates;

    #[test]
    fn only_texts_that_add_a_word_say_more() {
        assert!(restates("Lists all users.", "list_users"));
        assert!(restates("Gets an entry by its keys.", "get_entries_key"));
        assert!(restates("The id of the customer", "customer_id"));
        assert!(restates("The value.", "amount"));
        assert!(!restates("Lists users that may log in.", "list_users"));
        assert!(!restates("", "list_users"));
        assert!(!restates("Größe in Metern.", "size"));
    }
}
