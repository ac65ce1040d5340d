//! From text to the terms that are compared: words in lower case, without endings, without words that say nothing.

/// Words of a question that say nothing of what is sought, sorted.
const FILLERS: [&str; 98] = [
    "a",
    "about",
    "am",
    "an",
    "and",
    "any",
    "anybody",
    "anyone",
    "anything",
    "are",
    "as",
    "at",
    "be",
    "been",
    "before",
    "being",
    "but",
    "by",
    "can",
    "could",
    "did",
    "do",
    "does",
    "every",
    "everybody",
    "everyone",
    "everything",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "her",
    "here",
    "him",
    "his",
    "how",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "just",
    "let",
    "like",
    "me",
    "mine",
    "more",
    "my",
    "myself",
    "need",
    "of",
    "on",
    "one",
    "or",
    "our",
    "ours",
    "please",
    "she",
    "should",
    "so",
    "some",
    "somebody",
    "someone",
    "something",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "this",
    "those",
    "to",
    "too",
    "us",
    "want",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your",
];

/// Phrases that mean one verb, longest first where one starts like another.
const PHRASES: [(&str, &str); 118] = [
    ("add up", "sum"),
    ("ask for", "request"),
    ("back out", "cancel"),
    ("back up", "backup"),
    ("break down", "break"),
    ("bring back", "restore"),
    ("bring up", "raise"),
    ("call in", "report"),
    ("call off", "cancel"),
    ("carry out", "run"),
    ("check in", "checkin"),
    ("check off", "complete"),
    ("check out", "checkout"),
    ("clean up", "clear"),
    ("close down", "close"),
    ("come back", "return"),
    ("cross off", "complete"),
    ("cut off", "disconnect"),
    ("drop off", "deliver"),
    ("fill in", "enter"),
    ("fill out", "enter"),
    ("fill up", "fill"),
    ("find out", "get"),
    ("follow up", "remind"),
    ("get back", "restore"),
    ("get in", "arrive"),
    ("get out of", "leave"),
    ("get rid of", "delete"),
    ("give away", "transfer"),
    ("give back", "return"),
    ("give out", "assign"),
    ("go back", "rollback"),
    ("hand back", "return"),
    ("hand in", "submit"),
    ("hand out", "assign"),
    ("hand over", "transfer"),
    ("hang up", "end"),
    ("hold back", "reserve"),
    ("how far", "distance"),
    ("how hot", "temperature"),
    ("how long", "duration"),
    ("how many", "count"),
    ("how much", "count"),
    ("kick off", "start"),
    ("lay off", "terminate"),
    ("let go", "release"),
    ("let in", "admit"),
    ("let know", "notify"),
    ("line up", "queue"),
    ("lock out", "block"),
    ("log in", "login"),
    ("log off", "logout"),
    ("log on", "login"),
    ("log out", "logout"),
    ("look at", "show"),
    ("look for", "search"),
    ("look into", "examine"),
    ("look up", "lookup"),
    ("make a copy of", "copy"),
    ("make out", "issue"),
    ("note down", "record"),
    ("opt out", "unsubscribe"),
    ("pass on", "transfer"),
    ("pay back", "refund"),
    ("pick up", "collect"),
    ("put away", "store"),
    ("put back", "restore"),
    ("put in", "add"),
    ("put off", "postpone"),
    ("put on hold", "pause"),
    ("put out", "publish"),
    ("put together", "create"),
    ("put up", "post"),
    ("roll back", "rollback"),
    ("roll out", "deploy"),
    ("rule out", "reject"),
    ("run out", "lack"),
    ("sell out", "lack"),
    ("send back", "return"),
    ("send out", "send"),
    ("set aside", "reserve"),
    ("set off", "start"),
    ("set up", "create"),
    ("shut down", "stop"),
    ("sign in", "login"),
    ("sign off", "approve"),
    ("sign out", "logout"),
    ("sign up", "register"),
    ("speed up", "increase"),
    ("spin up", "provision"),
    ("start over", "restart"),
    ("stop by", "visit"),
    ("switch off", "disable"),
    ("switch on", "enable"),
    ("take away", "remove"),
    ("take back", "return"),
    ("take down", "remove"),
    ("take off", "remove"),
    ("take out", "remove"),
    ("take over", "assign"),
    ("think about", "consider"),
    ("throw away", "delete"),
    ("throw out", "delete"),
    ("tick off", "complete"),
    ("top up", "increase"),
    ("track down", "locate"),
    ("try out", "test"),
    ("turn down", "reject"),
    ("turn off", "disable"),
    ("turn on", "enable"),
    ("turn up", "increase"),
    ("wake up", "wake"),
    ("where are", "locate"),
    ("where is", "locate"),
    ("wind up", "close"),
    ("work out", "calculate"),
    ("write down", "record"),
    ("write up", "create"),
];

/// The terms of a question or a documented text, in order, with repetitions.
pub(super) fn terms(text: &str) -> Vec<String> {
    let words = words(text);
    let mut terms = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let Some((first, after)) = rest.split_first() {
        if let Some((length, verb)) = phrase(rest) {
            terms.push(stem(verb));
            rest = &rest[length..];
            continue;
        }
        if FILLERS.binary_search(&first.as_str()).is_err() {
            terms.push(stem(first));
        }
        rest = after;
    }
    terms
}

/// The words of a text in lower case; `camelCase` and `snake_case` are taken apart.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut last_is_small = false;
    for character in text.chars() {
        // What is left of `customer's` is the customer.
        if matches!(character, '\'' | '’') && !word.is_empty() {
            last_is_small = false;
            words.push(std::mem::take(&mut word));
            word.push('\'');
            continue;
        }
        let starts_word = character.is_uppercase() && last_is_small;
        if (!character.is_alphanumeric() || starts_word) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        last_is_small = character.is_lowercase() || character.is_numeric();
    }
    words.push(word);
    words.retain(|word| !word.is_empty() && !word.starts_with('\''));
    words
}

/// The phrase at the start of some words: of how many words it is, and the verb that it means.
fn phrase(words: &[String]) -> Option<(usize, &'static str)> {
    let first = words.first()?;
    PHRASES.iter().filter(|(phrase, _)| phrase.starts_with(first.as_str())).find_map(|(phrase, verb)| {
        let mut length = 0;
        for part in phrase.split(' ') {
            if words.get(length)? != part {
                return None;
            }
            length += 1;
        }
        Some((length, *verb))
    })
}

/// A word without the endings of plural, person and tense, so that `deletes`, `deleting` and `delete` are one term.
pub(crate) fn stem(word: &str) -> String {
    let mut word = word.to_owned();
    if !word.is_ascii() {
        return word;
    }
    without_s(&mut word);
    for ending in ["ing", "ed"] {
        if let Some(start) = word.strip_suffix(ending)
            && start.len() > 2
            && start.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        {
            word.truncate(start.len());
            break;
        }
    }
    if word.len() > 3 && word.ends_with('e') {
        word.pop();
    }
    let bytes = word.as_bytes();
    if let [.., before, last] = bytes
        && before == last
        && bytes.len() > 2
        && !last.is_ascii_digit()
    {
        word.pop();
    }
    word
}

/// Takes the ending of the plural, or of the third person, off a word.
fn without_s(word: &mut String) {
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ["sses", "shes", "ches", "xes", "zes"].iter().any(|ending| word.ends_with(ending)) {
        word.truncate(word.len() - 2);
    } else if word.len() > 2 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|it| word.ends_with(it))
    {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::{stem, terms, words};

    #[test]
    fn forms_of_a_word_are_one_term() {
        for forms in [
            &["delete", "deletes", "deleting", "deleted"][..],
            &["add", "adds", "adding", "added"],
            &["ship", "shipping", "shipped"],
            &["price", "prices", "pricing", "priced"],
            &["address", "addresses"],
            &["category", "categories"],
            &["box", "boxes"],
            &["status", "statuses"],
            &["employee", "employees"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
        assert_ne!(stem("user"), stem("use"));
        assert_eq!(stem("Größe"), "Größe");
    }

    #[test]
    fn the_lists_are_in_the_order_that_they_need() {
        assert!(super::FILLERS.is_sorted());
        let hides = |one: &str, other: &str| other.starts_with(&format!("{one} "));
        for (at, (phrase, _)) in super::PHRASES.iter().enumerate() {
            assert!(!super::PHRASES[..at].iter().any(|(earlier, _)| hides(earlier, phrase)), "{phrase}");
        }
    }

    #[test]
    fn text_is_taken_apart_into_words() {
        assert_eq!(words("getUser_by2 e-mail"), ["get", "user", "by2", "e", "mail"]);
        assert_eq!(words("the customer's"), ["the", "customer"]);
        assert_eq!(words(" … "), Vec::<String>::new());
    }

    #[test]
    fn phrases_are_taken_for_the_verb_they_mean() {
        assert_eq!(terms("How do I get rid of the reports?"), [stem("delete"), stem("report")]);
        assert_eq!(terms("get the rid"), [stem("get"), stem("rid")]);
    }
}
