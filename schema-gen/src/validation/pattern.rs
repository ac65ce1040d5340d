//! Regular expressions of JSON Schema.
//!
//! Schemas write them as ECMAScript does. They run on an engine that takes linear time, so that no input can make a
//! match slow; look-around and back references, which such an engine cannot have, are refused when a schema is read.
//! The small engine without Unicode tables is the usual one; `\p{…}` needs the feature `unicode-patterns`.

use std::{iter::Peekable, str::Chars};

#[cfg(feature = "unicode-patterns")]
use regex::Regex;
#[cfg(not(feature = "unicode-patterns"))]
use regex_lite::Regex;

/// A regular expression as it was written, and ready to match.
#[derive(Debug)]
pub(super) struct Pattern {
    source: String,
    compiled: Regex,
}

impl Pattern {
    /// Reads an expression; fails with the reason.
    pub(super) fn new(source: &str) -> Result<Self, String> {
        let translated = Translator::new(source).translate()?;
        let compiled = Regex::new(&translated).map_err(|error| error.to_string())?;
        Ok(Self { source: source.to_owned(), compiled })
    }

    /// Whether it matches somewhere in a text.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.compiled.is_match(text)
    }

    /// The expression as it was written.
    pub(super) fn source(&self) -> &str {
        &self.source
    }
}

const DIGITS: &str = r"0-9";
const NO_DIGITS: &str = r"\x00-/:-\x{10FFFF}";
const WORD: &str = r"0-9A-Z_a-z";
const NO_WORD: &str = r"\x00-/:-@\[-\^`\{-\x{10FFFF}";
/// White space and ends of lines, as ECMAScript has them.
const SPACE: &str = r"\t-\r \xA0\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";
const NO_SPACE: &str = r"\x00-\x08\x0E-\x1F!-\x9F\xA1-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027}\x{202A}-\x{202E}\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{FEFE}\x{FF00}-\x{10FFFF}";

/// Rewrites an expression of ECMAScript into one of the engine.
struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    output: String,
    last: Last,
}

/// What the last part of an expression was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Something that can be repeated, or nothing.
    Other,
    /// How often the part before is repeated.
    Count,
    /// The same, as seldom as possible.
    LazyCount,
}

/// What stands in a class in brackets.
enum Item {
    /// One character.
    Character(char),
    /// Several, written as the engine wants them.
    Set(String),
}

impl<'a> Translator<'a> {
    fn new(source: &'a str) -> Self {
        let output = String::with_capacity(source.len() + 16);
        Self { rest: source.chars().peekable(), output, last: Last::Other }
    }

    fn translate(mut self) -> Result<String, String> {
        while let Some(character) = self.rest.next() {
            let before = std::mem::replace(&mut self.last, Last::Other);
            match character {
                '*' | '+' | '?' => self.count(character, before)?,
                '\\' => self.escape()?,
                '.' => self.output.push_str(r"[^\n\r\x{2028}\x{2029}]"),
                '[' => self.class()?,
                '(' => self.group()?,
                '{' => self.braces(before)?,
                '}' | ']' => self.literal(character),
                other => self.output.push(other),
            }
        }
        Ok(self.output)
    }

    fn literal(&mut self, character: char) {
        write_literal(character, &mut self.output);
    }

    fn count(&mut self, character: char, before: Last) -> Result<(), String> {
        self.last = match before {
            Last::Other => Last::Count,
            Last::Count if character == '?' => Last::LazyCount,
            Last::Count | Last::LazyCount => return Err(format!("`{character}` has nothing to repeat")),
        };
        self.output.push(character);
        Ok(())
    }

    /// Braces that hold no count stand for themselves.
    fn braces(&mut self, before: Last) -> Result<(), String> {
        let ahead: String = self.rest.clone().take_while(|it| *it != '}').collect();
        let is_closed = self.rest.clone().any(|it| it == '}');
        let (low, high) = ahead.split_once(',').unwrap_or((&ahead, ""));
        let is_number = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
        if is_closed && !low.is_empty() && is_number(low) && is_number(high) {
            self.count('{', before)?;
            self.output.push_str(&ahead);
            self.output.push('}');
            self.rest.by_ref().find(|it| *it == '}');
        } else {
            self.literal('{');
        }
        Ok(())
    }

    fn group(&mut self) -> Result<(), String> {
        self.output.push('(');
        if self.rest.peek() != Some(&'?') {
            return Ok(());
        }
        let ahead: String = self.rest.clone().take(3).collect();
        match ahead.as_str() {
            it if it.starts_with("?:") => {}
            it if it.starts_with("?=") || it.starts_with("?!") => {
                return Err("look-ahead is not supported".into());
            }
            "?<=" | "?<!" => return Err("look-behind is not supported".into()),
            it if it.starts_with("?<") => {
                // The name means nothing without references to it.
                self.rest.by_ref().find(|it| *it == '>').ok_or("the name of a group does not end")?;
            }
            _ => return Err("flags inside of an expression are not supported".into()),
        }
        Ok(())
    }

    /// What follows a backslash outside of brackets.
    fn escape(&mut self) -> Result<(), String> {
        match self.rest.peek() {
            Some('b' | 'B') => {
                let kind = self.rest.next().unwrap_or('b');
                self.output.push('\\');
                self.output.push(kind);
            }
            _ => match self.escaped()? {
                Item::Character(character) => self.literal(character),
                Item::Set(set) => {
                    self.output.push('[');
                    self.output.push_str(&set);
                    self.output.push(']');
                }
            },
        }
        Ok(())
    }

    /// A class in brackets, behind the opening one.
    fn class(&mut self) -> Result<(), String> {
        let is_negated = self.rest.next_if_eq(&'^').is_some();
        if self.rest.next_if_eq(&']').is_some() {
            // ECMAScript reads `[]` as nothing and `[^]` as everything.
            self.output.push_str(if is_negated { r"[\x00-\x{10FFFF}]" } else { r"[^\x00-\x{10FFFF}]" });
            return Ok(());
        }
        self.output.push_str(if is_negated { "[^" } else { "[" });
        loop {
            match self.class_item()? {
                None => break,
                Some(Item::Set(set)) => self.output.push_str(&set),
                Some(Item::Character(from)) => {
                    self.literal(from);
                    let mut ahead = self.rest.clone();
                    let is_range = ahead.next() == Some('-') && ahead.next().is_some_and(|it| it != ']');
                    if !is_range {
                        continue;
                    }
                    self.rest.next();
                    match self.class_item()? {
                        Some(Item::Character(to)) => {
                            self.output.push('-');
                            self.literal(to);
                        }
                        Some(Item::Set(set)) => {
                            self.literal('-');
                            self.output.push_str(&set);
                        }
                        None => break,
                    }
                }
            }
        }
        self.output.push(']');
        Ok(())
    }

    /// The next item of a class; `None` at its end.
    fn class_item(&mut self) -> Result<Option<Item>, String> {
        Ok(match self.rest.next() {
            None => return Err("a class in brackets does not end".into()),
            Some(']') => None,
            Some('\\') if self.rest.next_if_eq(&'b').is_some() => Some(Item::Character('\u{8}')),
            Some('\\') => Some(self.escaped()?),
            Some(character) => Some(Item::Character(character)),
        })
    }

    /// What an escape stands for, behind the backslash.
    fn escaped(&mut self) -> Result<Item, String> {
        let character = self.rest.next().ok_or("a backslash stands at the end")?;
        Ok(Item::Character(match character {
            'd' => return Ok(Item::Set(DIGITS.into())),
            'D' => return Ok(Item::Set(NO_DIGITS.into())),
            'w' => return Ok(Item::Set(WORD.into())),
            'W' => return Ok(Item::Set(NO_WORD.into())),
            's' => return Ok(Item::Set(SPACE.into())),
            'S' => return Ok(Item::Set(NO_SPACE.into())),
            'p' | 'P' => return self.property(character),
            't' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            '0' if !self.rest.peek().is_some_and(char::is_ascii_digit) => '\0',
            '0'..='9' | 'k' => return Err("references to groups are not supported".into()),
            'c' => match self.rest.next() {
                Some(letter) if letter.is_ascii_alphabetic() => char::from((letter as u8) & 0x1f),
                _ => return Err(r"`\c` needs a letter".into()),
            },
            'x' => self.hexadecimal(2)?,
            'u' => self.unicode()?,
            other if other.is_alphanumeric() => return Err(format!("there is no escape `\\{other}`")),
            other => other,
        }))
    }

    #[cfg(feature = "unicode-patterns")]
    fn property(&mut self, kind: char) -> Result<Item, String> {
        let name: String = self.rest.by_ref().take_while(|it| *it != '}').collect();
        let name = name.strip_prefix('{').ok_or("a Unicode property needs its name in braces")?;
        Ok(Item::Set(format!("\\{kind}{{{name}}}")))
    }

    #[cfg(not(feature = "unicode-patterns"))]
    #[allow(clippy::unused_self, reason = "the same call as with Unicode tables")]
    fn property(&mut self, kind: char) -> Result<Item, String> {
        Err(format!("`\\{kind}{{…}}` needs the feature `unicode-patterns` of commandry"))
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<char, String> {
        let text: String = self.rest.by_ref().take(digits).collect();
        code_point(&text)
            .filter(|_| text.len() == digits)
            .and_then(char::from_u32)
            .ok_or_else(|| no_character(&text))
    }

    fn unicode(&mut self) -> Result<char, String> {
        if self.rest.next_if_eq(&'{').is_some() {
            let text: String = self.rest.by_ref().take_while(|it| *it != '}').collect();
            return code_point(&text).and_then(char::from_u32).ok_or_else(|| no_character(&text));
        }
        let text: String = self.rest.by_ref().take(4).collect();
        let first = code_point(&text).filter(|_| text.len() == 4).ok_or_else(|| no_character(&text))?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        // Characters beyond 16 bits are written as two halves.
        let second: String = self.rest.clone().skip(2).take(4).collect();
        let is_pair = self.rest.clone().take(2).eq(r"\u".chars());
        let pair = code_point(&second)
            .filter(|second| {
                is_pair && (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(second)
            })
            .and_then(|second| char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
        self.rest.by_ref().take(6).for_each(drop);
        pair.ok_or_else(|| no_character(&text))
    }
}

fn code_point(text: &str) -> Option<u32> {
    let is_hexadecimal = !text.is_empty() && text.bytes().all(|it| it.is_ascii_hexdigit());
    u32::from_str_radix(text, 16).ok().filter(|_| is_hexadecimal)
}

fn no_character(text: &str) -> String {
    format!("`{text}` is not the number of a character")
}

/// Writes a character so that the engine takes it for itself, in brackets and outside.
fn write_literal(character: char, output: &mut String) {
    if character.is_ascii_punctuation()
        && !matches!(
            character,
            '<' | '>' | '_' | '/' | '"' | '\'' | ',' | ';' | ':' | '!' | '%' | '=' | '@' | '`'
        )
    {
        output.push('\\');
    }
    output.push(character);
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).unwrap_or_else(|reason| panic!("{pattern}: {reason}")).matches(text)
    }

    #[test]
    fn expressions_mean_what_they_mean_in_ecmascript() {
        for (pattern, fitting, others) in [
            ("^[a-z]{2,3}$", &["ab", "abc"][..], &["a", "abcd", "AB"][..]),
            (r"^\d+$", &["7"], &["٣", ""]),
            (r"^\w+$", &["a_1"], &["é", "-"]),
            (r"^\s$", &[" ", "\u{a0}", "\u{feff}"], &["x", "\u{200b}"]),
            (r"^[^\S]$", &[" ", "\u{3000}"], &["x"]),
            (r"^[\D]$", &["x", "٣"], &["3"]),
            (r"^[\W_]$", &["-", "_", "é"], &["a"]),
            ("^.$", &["x", "😀"], &["\n", "\u{2028}", "xy"]),
            (r"^[\w.-]+@[a-z]+\.[a-z]{2,}$", &["a.b-c@d.org"], &["@d.org"]),
            (r"^[\w-.]$", &["-", ".", "a"], &["/"]),
            ("^[a-]$", &["a", "-"], &["b"]),
            ("^[-a]$", &["a", "-"], &["b"]),
            ("^[[]$", &["["], &["]"]),
            ("^[&&a]$", &["&", "a"], &["b"]),
            ("^[+--]$", &["+", ",", "-"], &["."]),
            (r"^\/a\-b$", &["/a-b"], &["a-b"]),
            (r"^\u0041\x42\u{43}$", &["ABC"], &["abc"]),
            (r"^\uD83D\uDE00$", &["😀"], &["😁"]),
            (r"^[\uD83D\uDE00-\uD83D\uDE02]$", &["😁"], &["😃"]),
            ("^a{,2}$", &["a{,2}"], &["a", "aa"]),
            ("^{}$", &["{}"], &[""]),
            ("^(?<year>[0-9]{4})-(?:0[1-9])$", &["2026-01"], &["2026-10"]),
            ("a$", &["ba"], &["a\n"]),
            ("b", &["abc"], &["ac"]),
            (r"^\cJ$", &["\n"], &["J"]),
            ("^[^]$", &["x", "\n"], &[""]),
            ("[]", &[], &["", "x"]),
            (r"^[\b]$", &["\u{8}"], &["b"]),
            (r"\bx\b", &["a x b"], &["axb"]),
            ("^a+?$", &["aa"], &["b"]),
            ("^a|b$", &["ax", "xb"], &["xax"]),
            (r##"^[!"#$%&'()*+,./:;<=>?@\\^_`{|}~]$"##, &["^", "~", "\\", "`", "#"], &["a", "-"]),
        ] {
            for text in fitting {
                assert!(matches(pattern, text), "{pattern} matches {text:?}");
            }
            for text in others {
                assert!(!matches(pattern, text), "{pattern} does not match {text:?}");
            }
        }
    }

    #[test]
    fn what_cannot_run_in_linear_time_is_refused() {
        for pattern in ["(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", r"(a)\1", r"(?<x>a)\k<x>"] {
            let reason = Pattern::new(pattern).unwrap_err();
            assert!(reason.contains("not supported"), "{pattern}: {reason}");
        }
    }

    #[test]
    fn broken_expressions_are_refused() {
        for pattern in [
            "(", "[", "a**", "a+*", "a*??", "a{2}{3}", "*a", r"\", r"\u00", r"\uD83D", r"\xg0", "[b-a]",
            r"\y", "(?<a", "a{3,2}", r"\c1",
        ] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn unicode_properties_need_their_tables() {
        let pattern = Pattern::new(r"^\p{L}[\p{Lu}\d]$");
        if cfg!(feature = "unicode-patterns") {
            let pattern = pattern.unwrap();
            assert!(pattern.matches("é7") && !pattern.matches("77"));
        } else {
            assert!(pattern.unwrap_err().contains("unicode-patterns"));
        }
    }
}
