//! The words of a portable schema.

/// Puts texts behind each other, each as sentences of its own; empty ones are left out.
pub(super) fn join<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for text in texts {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if !joined.is_empty() {
            joined.push_str(if joined.ends_with(['.', '!', '?', ':', ';']) { " " } else { ". " });
        }
        joined.push_str(text);
    }
    joined
}

/// What is said on single values, as one sentence: `admin: full access; viewer: reads only.`
pub(super) fn value_texts(texts: &[(String, String)]) -> String {
    if texts.is_empty() {
        return String::new();
    }
    let parts: Vec<String> = texts
        .iter()
        .map(|(value, text)| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{value}: {}", text.trim_end_matches('.'))
        })
        .collect();
    parts.join("; ") + "."
}

/// The words of a name as a sentence: `First name.` for `first_name` and `firstName`.
pub(super) fn from_name(name: &str) -> String {
    let mut words = String::new();
    let mut was_lower = false;
    for character in name.chars() {
        if !character.is_alphanumeric() {
            if !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
            was_lower = false;
            continue;
        }
        if character.is_uppercase() && was_lower {
            words.push(' ');
        }
        was_lower = character.is_lowercase() || character.is_numeric();
        if words.is_empty() {
            words.extend(character.to_uppercase());
        } else {
            words.extend(character.to_lowercase());
        }
    }
    let words = words.trim_end();
    if words.is_empty() { "Member without a name.".into() } else { format!("{words}.") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_become_sentences() {
        for (name, sentence) in [
            ("first_name", "First name."),
            ("firstName", "First name."),
            ("kind-of", "Kind of."),
            ("AGE", "Age."),
            ("", "Member without a name."),
            ("größe2", "Größe2."),
        ] {
            assert_eq!(super::from_name(name), sentence);
        }
    }

    #[test]
    fn texts_are_joined_as_sentences() {
        assert_eq!(super::join(["One", "", "two."]), "One. two.");
        let texts = [("a".to_owned(), "The\nfirst.".to_owned()), ("b".to_owned(), "second".to_owned())];
        assert_eq!(super::value_texts(&texts), "a: The first; b: second.");
    }
}
