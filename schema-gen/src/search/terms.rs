//! From text to the terms that are compared: words in lower case, without endings, without words that say nothing.

use std::sync::LazyLock;

/// Words of a question that say nothing of what is sought, sorted.
const FILLERS: [&str; 94] = [
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
    "which",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your",
];

/// Phrases that mean one verb, longest first where one starts like another.
const WRITTEN_PHRASES: [(&str, &str); 116] = [
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
    ("wind up", "close"),
    ("work out", "calculate"),
    ("write down", "record"),
    ("write up", "create"),
];

/// Forms of verbs that no rule leads to their base form.
const IRREGULAR: [(&str, &str); 58] = [
    ("ate", "eat"),
    ("began", "begin"),
    ("begun", "begin"),
    ("bought", "buy"),
    ("broke", "break"),
    ("broken", "break"),
    ("brought", "bring"),
    ("built", "build"),
    ("came", "come"),
    ("caught", "catch"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("dealt", "deal"),
    ("drawn", "draw"),
    ("drew", "draw"),
    ("driven", "drive"),
    ("drove", "drive"),
    ("eaten", "eat"),
    ("fed", "feed"),
    ("forgot", "forget"),
    ("forgotten", "forget"),
    ("fought", "fight"),
    ("gave", "give"),
    ("given", "give"),
    ("gone", "go"),
    ("gotten", "get"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("heard", "hear"),
    ("held", "hold"),
    ("hid", "hide"),
    ("hidden", "hide"),
    ("kept", "keep"),
    ("knew", "know"),
    ("known", "know"),
    ("lent", "lend"),
    ("lost", "lose"),
    ("made", "make"),
    ("paid", "pay"),
    ("ran", "run"),
    ("sent", "send"),
    ("shown", "show"),
    ("sold", "sell"),
    ("spent", "spend"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("stole", "steal"),
    ("stolen", "steal"),
    ("taken", "take"),
    ("taught", "teach"),
    ("thrown", "throw"),
    ("told", "tell"),
    ("took", "take"),
    ("went", "go"),
    ("withdrawn", "withdraw"),
    ("withdrew", "withdraw"),
    ("written", "write"),
    ("wrote", "write"),
];

/// Words that stand with a verb and may stand behind its object, as in `switch the light on`.
const PARTICLES: [&str; 7] = ["away", "back", "down", "off", "on", "out", "up"];

/// How many words may stand between a verb and its particle.
const MOST_BETWEEN: usize = 3;

/// The terms of a question or a documented text, in order, with repetitions.
pub(super) fn terms(text: &str) -> Vec<String> {
    let mut words = words(text);
    for word in &mut words {
        if let Ok(place) = IRREGULAR.binary_search_by(|(form, _)| (*form).cmp(word)) {
            IRREGULAR[place].1.clone_into(word);
        }
    }
    let stems: Vec<String> = words.iter().map(|word| stem(word)).collect();
    let mut terms = Vec::with_capacity(words.len());
    let mut taken = vec![false; words.len()];
    for place in 0..words.len() {
        if taken[place] {
            continue;
        }
        if let Some((places, verb)) = phrase(&stems, place, &taken) {
            terms.push(stem(verb));
            for part in places {
                taken[part] = true;
            }
        } else if FILLERS.binary_search(&words[place].as_str()).is_err() {
            terms.push(stems[place].clone());
        }
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

/// The phrase that begins at a word: the places of its words, and the verb that it means.
fn phrase(stems: &[String], start: usize, taken: &[bool]) -> Option<(Vec<usize>, &'static str)> {
    let first = stems.get(start)?;
    PHRASES.iter().filter(|(parts, _)| parts[0] == *first).find_map(|(parts, verb)| {
        let is_next = |(offset, part): (usize, &String)| {
            stems.get(start + offset).is_some_and(|stem| stem == part) && !taken[start + offset]
        };
        if parts.iter().enumerate().all(is_next) {
            return Some(((start..start + parts.len()).collect(), *verb));
        }
        let [_, particle] = parts.as_slice() else { return None };
        if !PARTICLES.contains(&particle.as_str()) {
            return None;
        }
        let behind =
            (start + 2..stems.len().min(start + 2 + MOST_BETWEEN)).find(|place| stems[*place] == *particle);
        behind.filter(|place| !taken[*place]).map(|place| (vec![start, place], *verb))
    })
}

/// The phrases by the stems of their words.
static PHRASES: LazyLock<Vec<(Vec<String>, &'static str)>> = LazyLock::new(|| {
    WRITTEN_PHRASES.iter().map(|(phrase, verb)| (phrase.split(' ').map(stem).collect(), *verb)).collect()
});

/// What is left of a word when it loses an ending by which words are made of others: `availability` and
/// `available` both lead to `avail`, `deployment` to `deploy`.
pub(super) fn root(stem: &str) -> &str {
    const ENDINGS: [&str; 16] = [
        "ability", "ation", "ment", "ition", "ance", "ence", "able", "abl", "ness", "ity", "ion", "anc",
        "enc", "or", "er", "al",
    ];
    if !stem.is_ascii() {
        return stem;
    }
    let shorter = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending).filter(|rest| rest.len() > 3));
    shorter.or_else(|| stem.strip_suffix("ment").filter(|rest| rest.len() > 2)).unwrap_or(stem)
}

/// A word without the endings of plural, person and tense, so that `deletes`, `deleting` and `delete` are one term.
pub(crate) fn stem(word: &str) -> String {
    let mut word = word.to_owned();
    if !word.is_ascii() {
        return word;
    }
    without_s(&mut word);
    let mut lost_ending = false;
    for ending in ["ing", "ed"] {
        if let Some(start) = word.strip_suffix(ending)
            && start.len() > 2
            && start.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        {
            word.truncate(start.len());
            lost_ending = true;
            break;
        }
    }
    // Without its `e`, `plane` would be `plan`; and `filing` comes from `file`, while `filling` keeps its double letter.
    if lost_ending {
        if is_short(&word) {
            word.push('e');
        }
    } else if word.len() > 3
        && let Some(start) = word.strip_suffix('e')
        && !is_short(start)
    {
        word.truncate(start.len());
    }
    if lost_ending && word.ends_with('e') && !word.strip_suffix('e').is_some_and(is_short) {
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

/// Whether a word is one short syllable, as `pric` of `price`: consonants, one vowel, one consonant.
fn is_short(word: &str) -> bool {
    let is_vowel = |byte: &u8| b"aeiouy".contains(byte);
    let [start @ .., vowel, last] = word.as_bytes() else { return false };
    let (last_is_fit, vowel_is_one) = (!is_vowel(last) && !b"wx".contains(last), is_vowel(vowel));
    !start.is_empty() && last_is_fit && vowel_is_one && !start.iter().any(is_vowel)
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
            &["file", "files", "filed", "filing"],
            &["fill", "fills", "filled", "filling"],
            &["plan", "plans", "planned", "planning"],
            &["place", "places", "placed", "placing"],
            &["pay", "pays", "paying"],
            &["schedule", "scheduled", "scheduling"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
        assert_ne!(stem("user"), stem("use"));
        assert_ne!(stem("plane"), stem("plan"));
        assert_ne!(stem("file"), stem("fill"));
        assert_eq!(stem("Größe"), "Größe");
    }

    #[test]
    fn the_lists_are_in_the_order_that_they_need() {
        assert!(super::FILLERS.is_sorted());
        let hides = |one: &str, other: &str| other.starts_with(&format!("{one} "));
        for (at, (phrase, _)) in super::WRITTEN_PHRASES.iter().enumerate() {
            assert!(
                !super::WRITTEN_PHRASES[..at].iter().any(|(earlier, _)| hides(earlier, phrase)),
                "{phrase}"
            );
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
        assert_eq!(terms("the light was switched off"), [stem("light"), stem("disable")]);
        assert_eq!(terms("give the money back"), [stem("return"), stem("money")]);
        assert_eq!(terms("give one two three four back"), ["give", "two", "thre", "four", "back"]);
    }

    #[test]
    fn words_made_of_others_have_their_root() {
        assert!(super::IRREGULAR.is_sorted());
        assert_eq!(terms("it ran away with what was stolen"), ["run", "away", "steal"]);
        for (one, other) in [("availability", "available"), ("payment", "pay"), ("location", "locate")] {
            assert_eq!(super::root(&stem(one)), super::root(&stem(other)), "{one}");
        }
        assert_eq!(super::root("order"), "order");
    }
}
