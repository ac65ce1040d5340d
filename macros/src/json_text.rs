//! Checks JSON that stands as text in documentation, so that a broken example is found where it is written.

/// Whether a text is one JSON value and nothing else.
pub(crate) fn is_json(text: &str) -> bool {
    let mut rest = Scanner { bytes: text.as_bytes(), at: 0 };
    rest.value(0) && rest.is_at_end()
}

/// Examples nest less deeply than this; the limit keeps the scanner from running out of stack.
const DEEPEST: usize = 128;

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn value(&mut self, depth: usize) -> bool {
        self.skip_space();
        match self.peek() {
            Some(b'{') => {
                depth < DEEPEST
                    && self.members(b'}', |scanner| {
                        scanner.skip_space();
                        scanner.string() && scanner.token(b':') && scanner.value(depth + 1)
                    })
            }
            Some(b'[') => depth < DEEPEST && self.members(b']', |scanner| scanner.value(depth + 1)),
            Some(b'"') => self.string(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => self.number(),
        }
    }

    fn members(&mut self, close: u8, mut member: impl FnMut(&mut Self) -> bool) -> bool {
        self.at += 1;
        if self.token(close) {
            return true;
        }
        loop {
            if !member(self) {
                return false;
            }
            if self.token(close) {
                return true;
            }
            if !self.token(b',') {
                return false;
            }
        }
    }

    fn string(&mut self) -> bool {
        if self.peek() != Some(b'"') {
            return false;
        }
        self.at += 1;
        while let Some(byte) = self.next() {
            match byte {
                b'"' => return true,
                b'\\' => match self.next() {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
                    Some(b'u') if (0..4).all(|_| self.next().is_some_and(|it| it.is_ascii_hexdigit())) => {}
                    _ => return false,
                },
                0..=0x1f => return false,
                _ => {}
            }
        }
        false
    }

    fn number(&mut self) -> bool {
        self.skip(b'-');
        let whole = if self.skip(b'0') { true } else { self.digits() };
        let fraction = !self.skip(b'.') || self.digits();
        let exponent = if self.skip(b'e') || self.skip(b'E') {
            let _sign = self.skip(b'+') || self.skip(b'-');
            self.digits()
        } else {
            true
        };
        whole && fraction && exponent
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.bytes[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        found
    }

    /// Skips space and one byte, when it is the expected one.
    fn token(&mut self, byte: u8) -> bool {
        self.skip_space();
        self.skip(byte)
    }

    fn skip(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.at >= self.bytes.len()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_is_told_from_what_resembles_it() {
        for right in [
            "{}",
            " [ ] ",
            r#"{"a": [1, -0.5, 2e3, 10E+2], "b": {"c": null}}"#,
            r#""\u00e9 \" \\ /""#,
            "true",
            "0",
            "\"é\"",
        ] {
            assert!(is_json(right), "{right}");
        }
        for wrong in [
            "",
            "{",
            "{a: 1}",
            "{\"a\" 1}",
            "[1,]",
            "{\"a\":1,}",
            "01",
            "1.",
            ".5",
            "+1",
            "1e",
            "tru",
            "nul",
            "\"a",
            "\"\\x\"",
            "\"\\u00g0\"",
            "\"a\nb\"",
            "1 2",
            "'a'",
            "{} {}",
            "[1 2]",
        ] {
            assert!(!is_json(wrong), "{wrong}");
        }
        assert!(!is_json(&"[".repeat(100_000)));
    }
}
