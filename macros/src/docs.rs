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

/// Reads the documentation of a function.
pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Docs {
    let lines = lines(attributes);
    let mut docs = Docs::default();
    let mut prose = Vec::new();
    for (section, lines) in sections(&lines) {
        match section {
            Section::Description => prose.extend(lines),
            Section::Returns => append(&mut docs.returns, &joined(&lines)),
            Section::Errors => append(&mut docs.errors, &joined(&lines)),
            Section::Examples => docs.examples.extend(examples(&lines, errors)),
            Section::Parameters => docs.parameters.extend(parameters(&lines, errors)),
        }
    }
    let end = prose.iter().position(|line| !line.text.is_empty()).map_or(0, |start| {
        prose[start..]
            .iter()
            .position(|line| line.text.is_empty())
            .map_or(prose.len(), |length| start + length)
    });
    docs.summary = one_line(&prose[..end]);
    docs.description = joined(&prose[end..]);
    docs
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
fn sections(lines: &[Line]) -> Vec<(Section, Vec<&Line>)> {
    let mut sections = vec![(Section::Description, Vec::new())];
    let mut level_of_section = 0;
    let mut fence = Fence::default();
    for line in lines {
        let in_code = fence.passes(&line.text);
        if !in_code && let Some((level, heading)) = heading(&line.text) {
            if let Some(section) = Section::named(heading) {
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
