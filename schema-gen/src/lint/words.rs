//! Comparing texts by the words that carry meaning.

use std::collections::{BTreeMap, BTreeSet};

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
pub(super) fn meaningful(text: &str) -> BTreeSet<String> {
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

/// Pairs of word sets that share more than four fifths of all words they have, by index, each pair once.
///
/// Only sets that share one of their rarest words are compared, which keeps thousands of texts quick.
pub(super) fn similar(sets: &[BTreeSet<String>]) -> Vec<(usize, usize)> {
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    for word in sets.iter().flatten() {
        *frequency.entry(word).or_default() += 1;
    }
    let mut with_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        let mut rarest: Vec<&str> = set.iter().map(String::as_str).collect();
        rarest.sort_by_key(|word| (frequency[word], *word));
        // Two sets that share four fifths of their words share one within these.
        rarest.truncate(set.len() - (set.len() * 4).div_ceil(5) + 1);
        let mut candidates = BTreeSet::new();
        for word in rarest {
            let with_word = with_word.entry(word).or_default();
            candidates.extend(with_word.iter().copied());
            with_word.push(index);
        }
        let is_similar = |other: &usize| {
            let shared = set.intersection(&sets[*other]).count();
            shared * 5 > (set.len() + sets[*other].len() - shared) * 4
        };
        pairs.extend(candidates.into_iter().filter(is_similar).map(|other| (other, index)));
    }
    pairs
}

/// Whether a text contains one of some words, whatever their case; a word may be a phrase.
pub(super) fn mentions(text: &str, wanted: &[&str]) -> bool {
    let text: Vec<String> = text
        .split(|character: char| !character.is_alphanumeric() && character != '%')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    wanted.iter().any(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        text.windows(phrase.len())
            .any(|window| window.iter().zip(&phrase).all(|(word, wanted)| word == wanted))
    })
}

#[cfg(test)]
mod tests {
    use super::{meaningful, mentions, restates, similar};

    #[test]
    fn the_quick_way_finds_the_pairs_that_comparing_all_finds() {
        let words = ["order", "ship", "cancel", "list", "late", "page", "stock", "unit"];
        // Every choice of up to eight words, by the bits of a number.
        let sets: Vec<_> = (0_u32..256)
            .map(|bits| {
                let chosen = words.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
                meaningful(&chosen.map(|(_, word)| *word).collect::<Vec<_>>().join(" "))
            })
            .collect();
        let mut expected = Vec::new();
        for other in 0..sets.len() {
            for one in 0..other {
                let shared = sets[one].intersection(&sets[other]).count();
                if shared * 5 > sets[one].union(&sets[other]).count() * 4 {
                    expected.push((one, other));
                }
            }
        }
        assert!(!expected.is_empty());
        assert_eq!(similar(&sets), expected);
    }

    #[test]
    fn words_and_phrases_are_mentioned_as_a_whole() {
        assert!(mentions("How many units, at most", &["how many"]));
        assert!(mentions("Size in Bytes.", &["bytes"]));
        assert!(!mentions("Sizes", &["size"]) && !mentions("", &["size"]));
    }

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
