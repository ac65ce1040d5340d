//! What documentation comments say: summary, description and the sections that documents are made of.

use proc_macro2::Span;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, spanned::Spanned};

use crate::{errors::Errors, json_text::is_json};

/// The documentation of a command.
#[derive(Default)]
pub(crate) struct Docs {
    /// The first paragraph on one line.
    pub(crate) summary: String,
    /// Everything else that is not in one of the sections below.
    pub(crate) description: String,
    /// The section `# Returns`.
    pub(crate) returns: String,
    /// The section `# Errors`.
    pub(crate) errors: String,
    /// The calls in the section `# Examples`.
    pub(crate) examples: Vec<DocumentedExample>,
    /// The list in the section `# Parameters`.
    pub(crate) parameters: Vec<DocumentedParameter>,
}

/// A call in the section `# Examples`.
#[derive(Default)]
pub(crate) struct DocumentedExample {
    pub(crate) summary: String,
    pub(crate) params: String,
    pub(crate) result: Option<String>,
}

/// An item of the list in the section `# Parameters`.
pub(crate) struct DocumentedParameter {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A line of documentation without its indentation.
pub(crate) struct Line {
    text: String,
    span: Span,
}

#[derive(Clone, Copy, PartialEq)]
enum Section {
    Description,
    Returns,
    Errors,
    Examples,
    Parameters,
}

impl Section {
    fn named(heading: &str) -> Option<Self> {
        match heading.trim_end_matches(':').to_ascii_lowercase().as_str() {
            "return" | "returns" => Some(Self::Returns),
            "error" | "errors" => Some(Self::Errors),
            "example" | "examples" => Some(Self::Examples),
            "parameter" | "parameters" | "argument" | "arguments" => Some(Self::Parameters),
            _ => None,
        }
    }
}

/// Reads the documentation of a command.
pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Docs {
    read_sections(attributes, &|_| true, errors)
}

/// Reads the documentation of a function that is no command: all of it is description, but for its parameters.
pub(crate) fn read_text(attributes: &[Attribute], errors: &mut Errors) -> Docs {
    read_sections(attributes, &|section| section == Section::Parameters, errors)
}

fn read_sections(attributes: &[Attribute], is_known: &dyn Fn(Section) -> bool, errors: &mut Errors) -> Docs {
    let lines = lines(attributes);
    let mut docs = Docs::default();
    for (position, (section, lines)) in sections(&lines, is_known).into_iter().enumerate() {
        match section {
            Section::Description if position == 0 => {
                let (first, rest) = split_paragraph(&lines);
                docs.summary = one_line(first);
                docs.description = joined(rest);
            }
            Section::Description => append(&mut docs.description, &joined(&lines)),
            Section::Returns => append(&mut docs.returns, &joined(&lines)),
            Section::Errors => append(&mut docs.errors, &joined(&lines)),
            Section::Examples => docs.examples.extend(examples(&lines, errors)),
            Section::Parameters => docs.parameters.extend(parameters(&lines, errors)),
        }
    }
    docs
}

/// The first paragraph, and what follows it.
fn split_paragraph<'a, 'l>(lines: &'a [&'l Line]) -> (&'a [&'l Line], &'a [&'l Line]) {
    let start = lines.iter().position(|line| !line.text.is_empty()).unwrap_or_default();
    let length = lines[start..].iter().position(|line| line.text.is_empty()).unwrap_or(lines.len() - start);
    lines.split_at(start + length)
}

/// The documentation of a parameter or of a variant: one text, with its line breaks.
pub(crate) fn text(attributes: &[Attribute]) -> String {
    joined(&lines(attributes).iter().collect::<Vec<_>>())
}

/// The literal text of `#[doc = "…"]` and of documentation comments; `None` for other attributes and expressions.
pub(crate) fn literal(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    if !pair.path.is_ident("doc") {
        return None;
    }
    let mut value = &pair.value;
    // A text that came through the fragment of a declarative macro is wrapped in an invisible group.
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

fn lines(attributes: &[Attribute]) -> Vec<Line> {
    let mut lines = Vec::new();
    for attribute in attributes {
        let Some(text) = literal(attribute) else { continue };
        let span = attribute.span();
        let raw: Vec<&str> = text.lines().collect();
        // The lines of a block comment often begin with a star.
        let starred = raw.len() > 1
            && raw[1..].iter().all(|it| it.trim().is_empty() || it.trim_start().starts_with('*'));
        for (index, line) in raw.iter().enumerate() {
            let line = if starred && index > 0 {
                line.trim_start().strip_prefix('*').unwrap_or_default()
            } else {
                line
            };
            let line = line.strip_prefix(' ').unwrap_or(line);
            lines.push(Line { text: line.trim_end().to_owned(), span });
        }
        if raw.is_empty() {
            lines.push(Line { text: String::new(), span });
        }
    }
    remove_common_indentation(&mut lines);
    lines
}

fn remove_common_indentation(lines: &mut [Line]) {
    let indentation = |line: &Line| line.text.len() - line.text.trim_start_matches(' ').len();
    let common = lines.iter().filter(|line| !line.text.is_empty()).map(indentation).min().unwrap_or_default();
    for line in lines {
        if !line.text.is_empty() {
            line.text.drain(..common);
        }
    }
}

/// Splits at the headings that have a meaning; a heading of the same or a higher level ends a section.
fn sections<'a>(lines: &'a [Line], is_known: &dyn Fn(Section) -> bool) -> Vec<(Section, Vec<&'a Line>)> {
    let mut sections = vec![(Section::Description, Vec::new())];
    let mut level_of_section = 0;
    let mut fence = Fence::default();
    for line in lines {
        let in_code = fence.passes(&line.text);
        if !in_code && let Some((level, heading)) = heading(&line.text) {
            if let Some(section) = Section::named(heading).filter(|it| is_known(*it)) {
                sections.push((section, Vec::new()));
                level_of_section = level;
                continue;
            }
            if level <= level_of_section {
                sections.push((Section::Description, Vec::new()));
                level_of_section = 0;
            }
        }
        if let Some((_, lines)) = sections.last_mut() {
            lines.push(line);
        }
    }
    sections
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| (level, text.trim()))
}

/// Follows blocks of code, so that a `#` inside of them is no heading.
#[derive(Default)]
struct Fence {
    open: Option<String>,
}

impl Fence {
    /// Takes the next line and tells whether it belongs to a block, its fences included.
    fn passes(&mut self, line: &str) -> bool {
        if let Some(open) = &self.open {
            let text = line.trim();
            if text.starts_with(open.as_str()) && text.chars().all(|it| open.starts_with(it)) {
                self.open = None;
            }
            return true;
        }
        if let Some((fence, _)) = opening_fence(line) {
            self.open = Some(fence.to_owned());
            return true;
        }
        false
    }
}

/// The fence and the language of a line that opens a block of code.
fn opening_fence(line: &str) -> Option<(&str, &str)> {
    let text = line.trim_start();
    let mark = text.chars().next().filter(|it| "`~".contains(*it))?;
    let language = text.trim_start_matches(mark);
    let length = text.len() - language.len();
    (length >= 3 && !language.contains('`')).then(|| (&text[..length], language.trim()))
}

fn examples(lines: &[&Line], errors: &mut Errors) -> Vec<DocumentedExample> {
    let mut examples: Vec<DocumentedExample> = Vec::new();
    let mut before: Vec<&Line> = Vec::new();
    let mut follows_params = false;
    let mut position = 0;
    while let Some(line) = lines.get(position) {
        position += 1;
        let Some((fence, language)) = opening_fence(&line.text) else {
            if !line.text.trim().is_empty() {
                before.push(line);
                follows_params = false;
            }
            continue;
        };
        let mut state = Fence { open: Some(fence.to_owned()) };
        let length =
            lines[position..].iter().take_while(|it| state.passes(&it.text) && state.open.is_some()).count();
        let code = joined(&lines[position..position + length]);
        position += length + 1;
        if language != "json" {
            before.clear();
            follows_params = false;
            continue;
        }
        if !is_json(&code) {
            errors.report_at(line.span, "this example is not valid JSON");
            continue;
        }
        if follows_params && let Some(example) = examples.last_mut() {
            example.result = Some(code);
            follows_params = false;
        } else {
            if !code.starts_with('{') {
                errors.report_at(
                    line.span,
                    "an example shows the parameters as a JSON object, and the result in a block directly after it",
                );
            }
            let summary = one_line(&before).trim_end_matches(':').to_owned();
            examples.push(DocumentedExample { summary, params: code, result: None });
            follows_params = true;
        }
        before.clear();
    }
    examples
}

fn parameters(lines: &[&Line], errors: &mut Errors) -> Vec<DocumentedParameter> {
    let mut parameters: Vec<DocumentedParameter> = Vec::new();
    for line in lines {
        let bullet = line.text.strip_prefix("- ").or_else(|| line.text.strip_prefix("* "));
        if let Some(item) = bullet {
            if let Some((name, text)) = parameter_item(item) {
                parameters.push(DocumentedParameter { name, text, span: line.span });
            } else {
                errors.report_at(line.span, "an item of this list is written ``- `name`: what it means``");
            }
        } else if let Some(parameter) = parameters.last_mut()
            && !line.text.trim().is_empty()
        {
            if !parameter.text.is_empty() {
                parameter.text.push('\n');
            }
            parameter.text.push_str(line.text.trim());
        }
    }
    parameters
}

/// Splits ``` `name`: text ```; the separator may also be a dash, and the backticks may be absent before a colon.
fn parameter_item(item: &str) -> Option<(String, String)> {
    if let Some(rest) = item.trim_start().strip_prefix('`') {
        let (name, text) = rest.split_once('`')?;
        let text = text.trim_start().trim_start_matches([':', '-', '–', '—']).trim();
        return Some((name.to_owned(), text.to_owned()));
    }
    let (name, text) = item.split_once(':')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().all(|it| it.is_ascii_alphanumeric() || "_-.".contains(it));
    is_name.then(|| (name.to_owned(), text.trim().to_owned()))
}

/// The lines with their breaks, without blank ones at the ends.
fn joined(lines: &[&Line]) -> String {
    let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    text.join("\n").trim_matches('\n').trim_end().to_owned()
}

/// The lines as one.
fn one_line(lines: &[&Line]) -> String {
    let words: Vec<&str> = lines.iter().flat_map(|line| line.text.split_whitespace()).collect();
    words.join(" ")
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::{Attribute, parse::Parser};

    use super::{Docs, parameter_item, read, text};
    use crate::errors::Errors;

    fn attributes(text: &str) -> Vec<Attribute> {
        let lines: Vec<String> = text.lines().map(|line| format!("///{line}")).collect();
        let text = lines.join("\n");
        Attribute::parse_outer.parse_str(&text).expect("documentation comments")
    }

    fn docs(text: &str) -> Docs {
        let mut errors = Errors::new("command `x`");
        let docs = read(&attributes(text), &mut errors);
        assert!(errors.is_empty(), "{}", errors.to_compile_errors());
        docs
    }

    #[test]
    fn the_first_paragraph_is_the_summary() {
        let docs = docs(" Books stock\n for an order.\n\n Further text,\n   indented.\n\n More.");
        assert_eq!(docs.summary, "Books stock for an order.");
        assert_eq!(docs.description, "Further text,\n  indented.\n\nMore.");
    }

    #[test]
    fn sections_end_at_headings_of_their_level() {
        let docs = docs(
            " Summary.\n # Returns\n A value.\n ## Details\n Stay.\n # Panics\n Never.\n ## Errors\n One.\n # errors:\n Two.",
        );
        assert_eq!(docs.returns, "A value.\n## Details\nStay.");
        assert_eq!(docs.description, "# Panics\nNever.");
        assert_eq!(docs.errors, "One.\n\nTwo.");
    }

    #[test]
    fn a_heading_inside_of_code_is_code() {
        let docs = docs(
            " Summary.\n\n ```sh\n # Returns\n ```\n\n # Returns\n ~~~~\n # Errors\n ~~~\n ~~~~\n Last.",
        );
        assert_eq!(docs.description, "```sh\n# Returns\n```");
        assert_eq!(docs.returns, "~~~~\n# Errors\n~~~\n~~~~\nLast.");
        assert_eq!(docs.errors, "");
    }

    #[test]
    fn each_block_of_json_is_a_call_and_the_next_its_result() {
        let docs = docs(
            " Summary.\n # Examples\n One\n unit:\n ```json\n {\"a\": 1}\n ```\n\n ```json\n [\n   2\n ]\n ```\n ```json\n {}\n ```\n \
             From Rust:\n ```\n f();\n ```\n ```json\n {\"b\": 3}\n ```\n Then\n ```json\n {\"c\": 4}",
        );
        let examples: Vec<_> = docs
            .examples
            .iter()
            .map(|it| (it.summary.as_str(), it.params.as_str(), it.result.as_deref()))
            .collect();
        assert_eq!(
            examples,
            [
                ("One unit", "{\"a\": 1}", Some("[\n  2\n]")),
                ("", "{}", None),
                ("", "{\"b\": 3}", None),
                ("Then", "{\"c\": 4}", None),
            ]
        );
    }

    #[test]
    fn broken_examples_are_reported() {
        let mut errors = Errors::new("command `x`");
        read(&attributes(" S.\n # Examples\n ```json\n {\n ```\n ```json\n [1]\n ```"), &mut errors);
        assert_eq!(errors.count(), 2);
    }

    #[test]
    fn lists_of_parameters_go_over_several_lines() {
        let docs = docs(
            " S.\n # Parameters\n - `sku`: Stock\n   keeping unit.\n\n * amount: How many.\n - `x` – Dash.",
        );
        let parameters: Vec<_> =
            docs.parameters.iter().map(|it| (it.name.as_str(), it.text.as_str())).collect();
        assert_eq!(parameters, [("sku", "Stock\nkeeping unit."), ("amount", "How many."), ("x", "Dash.")]);
        assert!(parameter_item("no name at all").is_none());
        assert!(parameter_item("two words: text").is_none());
        assert!(parameter_item("`open").is_none());
    }

    #[test]
    fn every_way_to_write_documentation_is_read() {
        let tokens = quote! {
            #[doc = "First."]
            #[doc = " Second.\n Third."]
            #[doc(hidden)]
            #[doc = include_str!("x")]
            #[other]
        };
        let attributes = Attribute::parse_outer.parse2(tokens).expect("attributes");
        assert_eq!(text(&attributes), "First.\nSecond.\nThird.");
        let block =
            Attribute::parse_outer.parse_str("/**\n * One.\n *\n *  Two.\n */").expect("a block comment");
        assert_eq!(text(&block), "One.\n\n Two.");
        assert_eq!(text(&[]), "");
    }
}
