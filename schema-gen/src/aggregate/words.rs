//! The words of foreign documents.

/// A text in its first sentence and the rest.
pub(super) fn apart(text: &str) -> (String, String) {
    let text = text.trim();
    let (first, rest) = match text.split_once("\n\n") {
        Some((first, rest)) => (first, rest.trim()),
        None => (text, ""),
    };
    let first = one_line(first);
    match end_of_sentence(&first) {
        Some(end) => {
            let behind = first[end..].trim();
            let rest: Vec<&str> = [behind, rest].into_iter().filter(|it| !it.is_empty()).collect();
            (first[..end].to_owned(), rest.join("\n\n"))
        }
        None => (first, rest.to_owned()),
    }
}

/// Summary and description out of the two fields that documents have for them.
pub(super) fn summary_and_description(summary: Option<&str>, description: Option<&str>) -> (String, String) {
    let summary = one_line(summary.unwrap_or_default());
    let description = description.unwrap_or_default().trim();
    if summary.is_empty() {
        return apart(description);
    }
    // Many documents say the same twice.
    if one_line(description) == summary {
        return (summary, String::new());
    }
    (summary, description.to_owned())
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the first sentence ends: behind a full stop before a space and something that begins a sentence.
fn end_of_sentence(text: &str) -> Option<usize> {
    text.match_indices(". ").map(|(index, _)| index + 1).find(|end| {
        let is_abbreviation = ["e.g.", "i.e.", "etc.", "vs."].iter().any(|it| text[..*end].ends_with(it));
        !is_abbreviation && text[*end..].trim_start().starts_with(|next: char| !next.is_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::{apart, summary_and_description};

    #[test]
    fn the_first_sentence_becomes_the_summary() {
        assert_eq!(
            apart("Reads a\nfile.\n\nAt most 1 MB."),
            ("Reads a file.".into(), "At most 1 MB.".into())
        );
        let long = "Read the contents of a file, e.g. a text file, as text. Handles various encodings and tells of \
            detailed errors when the file cannot be read.";
        let (summary, rest) = apart(long);
        assert_eq!(summary, "Read the contents of a file, e.g. a text file, as text.");
        assert!(rest.starts_with("Handles"));
        assert_eq!(
            summary_and_description(Some("Lists."), Some("Lists.\n")),
            ("Lists.".into(), String::new())
        );
    }
}
