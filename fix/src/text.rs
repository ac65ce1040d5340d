//! The text of a source file: where lines begin, how they are indented, and how they end.

use std::ops::Range;

use proc_macro2::Span;

/// The text of a file together with where its code begins.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    whole: &'a str,
    /// Where the code begins: after a byte order mark and a line that names an interpreter.
    code: usize,
}

impl<'a> Text<'a> {
    pub(crate) fn new(whole: &'a str) -> Self {
        Self { whole, code: start_of_code(whole) }
    }

    pub(crate) fn as_str(self) -> &'a str {
        self.whole
    }

    /// The part of the text that is Rust.
    pub(crate) fn code(self) -> &'a str {
        &self.whole[self.code..]
    }

    /// Where something that was parsed from the code stands in the whole text.
    pub(crate) fn range(self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.code..range.end + self.code
    }

    /// The number of the line, counted from 1.
    pub(crate) fn line(self, offset: usize) -> usize {
        self.whole[..offset].bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    /// Where the line begins; the mark that a file may begin with is no part of it.
    pub(crate) fn start_of_line(self, offset: usize) -> usize {
        self.whole[..offset].rfind('\n').map_or_else(|| length_of_mark(self.whole), |position| position + 1)
    }

    /// Where the next line begins, or the end of the text.
    pub(crate) fn start_of_next_line(self, offset: usize) -> usize {
        self.whole[offset..].find('\n').map_or(self.whole.len(), |position| offset + position + 1)
    }

    /// The white space that the line begins with.
    pub(crate) fn indentation(self, offset: usize) -> &'a str {
        let line = &self.whole[self.start_of_line(offset)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether there is nothing but white space before this place on its line.
    pub(crate) fn begins_line(self, offset: usize) -> bool {
        let start = self.start_of_line(offset);
        self.whole[start..offset].trim_start_matches([' ', '\t']).is_empty()
    }

    /// Whether there is nothing but white space after this place on its line.
    pub(crate) fn ends_line(self, offset: usize) -> bool {
        let rest = &self.whole[offset..];
        rest[..rest.find('\n').unwrap_or(rest.len())].trim().is_empty()
    }

    /// How the lines of this file end.
    pub(crate) fn line_end(self) -> &'static str {
        match self.whole.find('\n') {
            Some(position) if self.whole[..position].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// One step of indentation inside of a line that is indented like this.
    pub(crate) fn step(self, indentation: &str) -> &'static str {
        let tabs = indentation.contains('\t') || (indentation.is_empty() && self.whole.contains("\n\t"));
        if tabs { "\t" } else { "    " }
    }
}

/// The length of the byte order mark.
fn length_of_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

fn start_of_code(text: &str) -> usize {
    let start = length_of_mark(text);
    let code = &text[start..];
    // `#![…]` is an attribute of the file, with any white space inside of it.
    if code.starts_with("#!") && !code[2..].trim_start().starts_with('[') {
        return start + code.find('\n').unwrap_or(code.len());
    }
    start
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn code_begins_after_a_mark_and_an_interpreter() {
        assert_eq!(Text::new("\u{feff}#!/bin/x\nfn f() {}").code(), "\nfn f() {}");
        assert_eq!(Text::new("#! [allow(x)]").code(), "#! [allow(x)]");
        assert_eq!(Text::new("#!x").code(), "");
    }

    #[test]
    fn lines_are_found_whatever_they_end_with() {
        let text = Text::new("a\r\n  b c\r\n");
        assert_eq!(text.line_end(), "\r\n");
        assert_eq!((text.line(5), text.start_of_line(5), text.start_of_next_line(5)), (2, 3, 10));
        assert_eq!(text.indentation(7), "  ");
        assert!(text.begins_line(5) && !text.begins_line(7));
        assert!(text.ends_line(8) && !text.ends_line(5));
        assert_eq!(Text::new("a").line_end(), "\n");
    }
}
