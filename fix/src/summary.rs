//! What is done about a summary: a capital at its beginning, a full stop at its end, and a draft where there is none.

use crate::{
    command::Repair,
    documentation::Line,
    sections::{Kind, Section},
    wording,
};

impl Repair<'_> {
    /// Repairs the first paragraph.
    pub(crate) fn summary(&mut self) {
        let lines: Vec<usize> = first_paragraph(&self.sections, &self.documentation.lines);
        let (Some(&first), Some(&last)) = (lines.first(), lines.last()) else {
            let draft = wording::summary(&self.name);
            self.prepended.push(draft);
            self.changed("wrote a summary to be finished");
            return;
        };
        if let Some(what) = lines.iter().find_map(|line| no_sentence(&self.documentation.lines[*line].text)) {
            let text = one_line(&lines, &self.documentation.lines);
            if !text.ends_with('.') {
                self.left(&format!("the summary has {what}; write one sentence that ends with a full stop"));
            }
            return;
        }
        self.capital(first);
        self.full_stop(last);
    }

    fn capital(&mut self, line: usize) {
        let line = &self.documentation.lines[line];
        let Some(capital) = capital(&line.text) else { return };
        let first = line.text.chars().next().map_or(0, char::len_utf8);
        match line.content.clone() {
            Some(content) => {
                self.edits.replace(content.start..content.start + first, capital);
                self.changed("began the summary with a capital");
            }
            None => self.left("the summary begins with a small letter, in a string with escapes"),
        }
    }

    fn full_stop(&mut self, line: usize) {
        let line = &self.documentation.lines[line];
        let Some(last) = line.text.chars().last() else { return };
        if last == '.' {
            return;
        }
        let Some(content) = line.content.clone() else {
            self.left("the summary does not end with a full stop, in a string with escapes");
            return;
        };
        if [':', ';', ',', '!'].contains(&last) {
            self.edits.replace(content.end - last.len_utf8()..content.end, ".");
        } else if last.is_alphanumeric()
            || [')', ']', '`', '"', '\'', '”', '’', '*', '_', '>'].contains(&last)
        {
            self.edits.insert(content.end, ".");
        } else {
            self.left(&format!("the summary ends with `{last}`; make it a sentence with a full stop"));
            return;
        }
        self.changed("ended the summary with a full stop");
    }
}

/// The indices of the lines of the summary.
fn first_paragraph(sections: &[Section], lines: &[Line]) -> Vec<usize> {
    let Some(Section { kind: Kind::Description, lines: range, .. }) = sections.first() else {
        return Vec::new();
    };
    range
        .clone()
        .skip_while(|line| lines[*line].text.is_empty())
        .take_while(|line| !lines[*line].text.is_empty())
        .collect()
}

fn one_line(indices: &[usize], lines: &[Line]) -> String {
    let words: Vec<&str> = indices.iter().flat_map(|line| lines[*line].text.split_whitespace()).collect();
    words.join(" ")
}

/// What a line is when it is no part of a sentence.
fn no_sentence(line: &str) -> Option<&'static str> {
    let text = line.trim_start();
    let number = text.trim_start_matches(|it: char| it.is_ascii_digit());
    if ["- ", "* ", "+ "].iter().any(|bullet| text.starts_with(bullet))
        || (number.len() < text.len() && (number.starts_with(". ") || number.starts_with(") ")))
    {
        return Some("a list");
    }
    match text.chars().next() {
        Some('#') => Some("a heading"),
        Some('|') => Some("a table"),
        Some('>') => Some("a quotation"),
        Some('<') => Some("markup"),
        _ if text.starts_with("```") || text.starts_with("~~~") => Some("code"),
        _ => None,
    }
}

/// The capital that a text should begin with, unless it begins with one or with something that is no plain word.
fn capital(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?.trim_end_matches([',', '.', ':', ';', '!', '?']);
    let plain = word.chars().all(|it| it.is_lowercase() || it == '-' || it == '\'');
    let first = word.chars().next().filter(|it| it.is_lowercase())?;
    let capital: String = first.to_uppercase().collect();
    // Some small letters have no capital.
    (plain && capital.chars().all(char::is_uppercase)).then_some(capital)
}

#[cfg(test)]
mod tests {
    use super::{capital, no_sentence};

    #[test]
    fn only_plain_words_are_given_a_capital() {
        assert_eq!(capital("books stock").as_deref(), Some("B"));
        assert_eq!(capital("änderung, die").as_deref(), Some("Ä"));
        for text in ["Books", "`sku` is", "iPhone sales", "order_id of", "3 units", "utf8 text", "ʼx", ""] {
            assert_eq!(capital(text), None, "{text}");
        }
    }

    #[test]
    fn lists_and_the_like_are_no_sentences() {
        for line in ["- a", "1. a", "12) a", "# a", "| a", "> a", "<b>a", "```", "~~~ x"] {
            assert!(no_sentence(line).is_some(), "{line}");
        }
        for line in ["a", "-a", "1.5 units", "`a`", "*a* b"] {
            assert!(no_sentence(line).is_none(), "{line}");
        }
    }
}
