//! Telling whether two texts are the same program but for documentation.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

use crate::text::Text;

/// Whether two source files differ in documentation and white space alone; ordinary comments are compared as well.
///
/// Texts that are no Rust are never the same.
///
/// ```
/// use commandry_fix::same_but_for_documentation;
///
/// assert!(same_but_for_documentation("fn f() {}", "/// Does it.\nfn f() {}"));
/// assert!(!same_but_for_documentation("fn f() {}", "/// Does it.\nfn g() {}"));
/// assert!(!same_but_for_documentation("fn f() {} // Done.", "fn f() {}"));
/// ```
#[must_use]
pub fn same_but_for_documentation(one: &str, other: &str) -> bool {
    match (essence(one), essence(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// Every token as it is written and every comment between them, without documentation.
fn essence(whole: &str) -> Option<Vec<String>> {
    let text = Text::new(whole);
    let tokens: TokenStream = text.code().parse().ok()?;
    let code_starts_at = whole.len() - text.code().len();
    let mut walk = Walk { text, parts: vec![whole[..code_starts_at].to_owned()], done: code_starts_at };
    walk.tokens(tokens);
    walk.gap(whole.len());
    Some(walk.parts)
}

struct Walk<'a> {
    text: Text<'a>,
    parts: Vec<String>,
    /// Up to where the text has been taken.
    done: usize,
}

impl Walk<'_> {
    fn tokens(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut position = 0;
        while let Some(tree) = trees.get(position) {
            let length = length_of_documentation(&trees[position..]);
            if length > 0 {
                let last = self.text.range(trees[position + length - 1].span());
                self.gap(self.text.range(tree.span()).start);
                self.done = self.done.max(last.end);
                position += length;
                continue;
            }
            match tree {
                TokenTree::Group(group) => self.group(group),
                leaf => {
                    let mut text = leaf.to_string();
                    // `> >` is not `>>`, though both are written with the same characters.
                    if matches!(leaf, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint) {
                        text.push('+');
                    }
                    self.part(self.text.range(leaf.span()), text);
                }
            }
            position += 1;
        }
    }

    fn group(&mut self, group: &Group) {
        if group.delimiter() == Delimiter::None {
            self.tokens(group.stream());
            return;
        }
        let (open, close) = (self.text.range(group.span_open()), self.text.range(group.span_close()));
        let (open_text, close_text) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            _ => ("[", "]"),
        };
        self.part(open, open_text.to_owned());
        self.tokens(group.stream());
        self.part(close, close_text.to_owned());
    }

    fn part(&mut self, range: Range<usize>, text: String) {
        self.gap(range.start);
        self.parts.push(text);
        self.done = self.done.max(range.end);
    }

    /// Takes the comments up to here.
    fn gap(&mut self, end: usize) {
        let gap = self.text.as_str().get(self.done..end).unwrap_or_default();
        let words: Vec<&str> = gap.split_whitespace().collect();
        if !words.is_empty() {
            self.parts.push(words.join(" "));
        }
        self.done = self.done.max(end);
    }
}

/// How many of the first tokens are a piece of documentation: `#[doc = …]`, also inside of a file or block.
fn length_of_documentation(trees: &[TokenTree]) -> usize {
    let is = |tree: Option<&TokenTree>, mark: char| matches!(tree, Some(TokenTree::Punct(it)) if it.as_char() == mark);
    if !is(trees.first(), '#') {
        return 0;
    }
    let length = if is(trees.get(1), '!') { 3 } else { 2 };
    let Some(TokenTree::Group(group)) = trees.get(length - 1) else { return 0 };
    let mut inside = group.stream().into_iter();
    let named = matches!(inside.next(), Some(TokenTree::Ident(name)) if name == "doc");
    if group.delimiter() == Delimiter::Bracket && named && is(inside.next().as_ref(), '=') {
        length
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::same_but_for_documentation as same;

    #[test]
    fn documentation_and_white_space_may_differ() {
        let code = "#!/bin/x\n//! In.\nfn f(a: u8, b: Vec<Vec<u8>>) -> u8 { a /* c */ >> 1 }\n";
        let other = "#!/bin/x\n#![doc = \"x\"]\n/** A. */ fn f(\n  /// B.\r\n  a: u8,b:Vec<Vec<u8>>)->u8{\n a /* c */ >> 1 }";
        assert!(same(code, other));
    }

    #[test]
    fn anything_else_may_not() {
        for (one, other) in [
            ("fn f() {}", "#[doc(hidden)] fn f() {}"),
            ("fn f() { \"a\" }", "fn f() { \"a \" }"),
            ("fn f() { // a\n }", "fn f() { // b\n }"),
            ("fn f() { /* a */ }", "fn f() { }"),
            ("fn f() { a >> b }", "fn f() { a > > b }"),
            ("#!/bin/x\nfn f() {}", "fn f() {}"),
            ("fn f() {", "fn f() {"),
        ] {
            assert!(!same(one, other), "{one}");
        }
    }
}
