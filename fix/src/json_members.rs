//! Where the members of a JSON object stand in a text of several lines.

use std::ops::Range;

/// A member of the outermost object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) key: String,
    /// The line that the member begins in.
    pub(crate) line: usize,
    /// The key without its quotes, in that line.
    pub(crate) name: Range<usize>,
    /// Where the value ends: line and place in it.
    pub(crate) end: (usize, usize),
}

impl Member {
    /// Where the member begins in its line: at the quote before its key.
    pub(crate) fn start(&self) -> usize {
        self.name.start - 1
    }
}

/// The members of an object, in their order; `None` for what is no object, and for keys that are written with escapes.
pub(crate) fn members(lines: &[&str]) -> Option<Vec<Member>> {
    let text = lines.join("\n");
    if !serde_json::from_str::<serde_json::Value>(&text).ok()?.is_object() {
        return None;
    }
    // The text is JSON, so that counting brackets outside of strings is enough.
    let mut members: Vec<Member> = Vec::new();
    let (mut depth, mut string, mut is_key) = (0_usize, None, true);
    for (line, text) in lines.iter().enumerate() {
        let mut escaped = false;
        for (place, character) in text.char_indices() {
            let behind = place + character.len_utf8();
            if let Some(start) = string {
                if escaped {
                    escaped = false;
                } else if character == '\\' {
                    escaped = true;
                } else if character == '"' {
                    string = None;
                    if depth == 1 && is_key {
                        let key = &text[start..place];
                        if key.contains('\\') {
                            return None;
                        }
                        let end = (line, behind);
                        members.push(Member { key: key.to_owned(), line, name: start..place, end });
                    }
                }
            } else {
                match character {
                    '"' => string = Some(behind),
                    '{' | '[' => depth += 1,
                    '}' | ']' => depth -= 1,
                    ':' if depth == 1 => is_key = false,
                    ',' if depth == 1 => is_key = true,
                    _ => {}
                }
            }
            let is_value = depth >= 1 && !is_key && !character.is_whitespace() && character != ',';
            if let Some(member) = members.last_mut().filter(|_| is_value) {
                member.end = (line, behind);
            }
        }
    }
    Some(members)
}

#[cfg(test)]
mod tests {
    use super::members;

    #[test]
    fn members_are_found_on_one_line_and_on_several() {
        let found = |lines: &[&str]| {
            let members = members(lines).expect("an object");
            members.into_iter().map(|it| (it.key, it.line, it.name, it.end)).collect::<Vec<_>>()
        };
        assert_eq!(
            found(&["{\"a\": 1, \"b\" : {\"c\": [\",\\\"}\"]} }"]),
            [("a".to_owned(), 0, 2..3, (0, 7)), ("b".to_owned(), 0, 10..11, (0, 30))]
        );
        assert_eq!(
            found(&["{", "  \"ä\": [", "    1", "  ],", "  \"b\": \"x\"", "}"]),
            [("ä".to_owned(), 1, 3..5, (3, 3)), ("b".to_owned(), 4, 3..4, (4, 10))]
        );
        assert_eq!(found(&["{}"]), []);
        assert_eq!(members(&["[1]"]), None);
        assert_eq!(members(&["{\"a\\u0062\": 1}"]), None);
        assert_eq!(members(&["{\"a\": }"]), None);
    }
}
