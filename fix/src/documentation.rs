//! The lines of a function's documentation, and where each of them stands in the file.

use std::ops::Range;

use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, spanned::Spanned};

use crate::{imports, text::Text};

/// The documentation of a function or of a parameter.
pub(crate) struct Documentation {
    pub(crate) lines: Vec<Line>,
    /// Where the attributes stand that the lines come from, in their order.
    pub(crate) attributes: Vec<Range<usize>>,
    /// Whether some of it is there under a condition only, or comes from another file.
    pub(crate) is_hidden: bool,
    /// The spaces that all of its lines begin with besides the usual one, and that are not part of their texts.
    pub(crate) padding: String,
}

/// A line of documentation.
pub(crate) struct Line {
    /// What it says, as documents will show it.
    pub(crate) text: String,
    /// Where the text stands in the file; `None` where the file spells it with escapes.
    pub(crate) content: Option<Range<usize>>,
    /// All of the file that goes when the line goes; `None` when the marks of a comment with further lines would go.
    pub(crate) whole: Option<Range<usize>>,
    /// Where a new line after this one begins, where there can be any.
    pub(crate) next: Option<usize>,
    /// What a new line beside this one begins with, where there can be any.
    pub(crate) beginning: Option<String>,
}

impl Documentation {
    pub(crate) fn read(attributes: &[Attribute], text: Text<'_>) -> Self {
        let mut documentation =
            Self { lines: Vec::new(), attributes: Vec::new(), is_hidden: false, padding: String::new() };
        for attribute in attributes {
            let is_text = |meta: &Meta| matches!(meta, Meta::NameValue(pair) if pair.path.is_ident("doc"));
            if imports::conditional(attribute).iter().any(is_text) {
                documentation.is_hidden = true;
            }
            let Meta::NameValue(pair) = &attribute.meta else { continue };
            if !pair.path.is_ident("doc") {
                continue;
            }
            let Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) = &pair.value else {
                documentation.is_hidden = true;
                continue;
            };
            let range = trimmed(text, text.range(attribute.span()));
            documentation.lines.extend(lines(text, &range, literal));
            documentation.attributes.push(range);
        }
        documentation.remove_common_indentation();
        documentation
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.text.is_empty())
    }

    /// All of it as one text on one line.
    pub(crate) fn one_line(&self) -> String {
        let words: Vec<&str> = self.lines.iter().flat_map(|line| line.text.split_whitespace()).collect();
        words.join(" ")
    }

    fn remove_common_indentation(&mut self) {
        let indentation = |line: &Line| line.text.len() - line.text.trim_start_matches(' ').len();
        let filled = self.lines.iter().filter(|line| !line.text.is_empty());
        let common = filled.map(indentation).min().unwrap_or_default();
        self.padding = " ".repeat(common);
        for line in &mut self.lines {
            if let Some(beginning) = &mut line.beginning {
                beginning.push_str(&self.padding);
            }
            if line.text.is_empty() {
                continue;
            }
            line.text.drain(..common);
            if let Some(content) = &mut line.content {
                content.start += common;
            }
        }
    }
}

/// The range of an attribute without the carriage return that a comment may end with.
fn trimmed(text: Text<'_>, range: Range<usize>) -> Range<usize> {
    let length = text.as_str()[range.clone()].trim_end_matches(['\r', '\n']).len();
    range.start..range.start + length
}

/// The lines of one attribute, with their indentation.
fn lines(text: Text<'_>, attribute: &Range<usize>, literal: &LitStr) -> Vec<Line> {
    let value = literal.value();
    let form = Form::of(&text.as_str()[attribute.clone()]);
    // Where the first character of the value stands, if the file has the value as it is.
    let origin = match form {
        Form::LineComment | Form::BlockComment => Some(attribute.start + "///".len()),
        Form::Attribute => inside_of_literal(text, literal, &value),
    };
    let raw: Vec<&str> = value.lines().collect();
    let is_starred =
        raw.len() > 1 && raw[1..].iter().all(|it| it.trim().is_empty() || it.trim_start().starts_with('*'));
    let is_alone = text.begins_line(attribute.start) && text.ends_line(attribute.end);
    let around = || text.start_of_line(attribute.start)..text.start_of_next_line(attribute.end);
    // What goes along with the only line of this attribute; code on the same line stays.
    let all = || if is_alone { around() } else { attribute.clone() };
    let only_line = (raw.len() <= 1).then(all);
    let mut lines = Vec::new();
    let mut position = 0;
    // Documentation that says nothing is a blank line all the same.
    let pieces = value.split_inclusive('\n').chain(raw.is_empty().then_some(""));
    for (index, raw_line) in pieces.enumerate() {
        let written = raw_line.trim_end_matches(['\r', '\n']);
        let mut line = written;
        if is_starred && index > 0 {
            line = line.trim_start();
            line = line.strip_prefix('*').unwrap_or(line);
        }
        line = line.strip_prefix(' ').unwrap_or(line);
        let start = origin.map(|origin| origin + position + (written.len() - line.len()));
        position += raw_line.len();
        line = line.trim_end();
        // The marks of a block comment stand on its first line and after its last.
        let own_line = start.filter(|_| form == Form::BlockComment && index > 0 && raw_line.ends_with('\n'));
        let (whole, next, beginning) = if let Some(start) = own_line {
            let whole = text.start_of_line(start)..text.start_of_next_line(start);
            let beginning = if is_starred {
                format!("{}* ", text.indentation(start))
            } else {
                // The space that every line may begin with, where this one does.
                text.as_str()[whole.start..start].to_owned()
            };
            (Some(whole.clone()), Some(whole.end), Some(beginning))
        } else if form == Form::LineComment {
            let beginning = format!("{}/// ", text.indentation(attribute.start));
            (only_line.clone(), Some(around().end), Some(beginning))
        } else {
            (only_line.clone(), None, None)
        };
        let content = start.map(|start| start..start + line.len());
        lines.push(Line { text: line.to_owned(), content, whole, next, beginning });
    }
    lines
}

/// How documentation is written.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    LineComment,
    BlockComment,
    Attribute,
}

impl Form {
    fn of(source: &str) -> Self {
        match source.get(..3) {
            Some("///") => Self::LineComment,
            Some("/**") => Self::BlockComment,
            _ => Self::Attribute,
        }
    }
}

/// Where the value of a literal begins, if it is written without escapes.
fn inside_of_literal(text: Text<'_>, literal: &LitStr, value: &str) -> Option<usize> {
    let range = text.range(literal.span());
    let written = &text.as_str()[range.clone()];
    let inside = range.start + written.find('"')? + 1;
    (text.as_str().get(inside..inside + value.len())? == value).then_some(inside)
}
