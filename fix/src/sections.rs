//! The sections of a function's documentation.

use std::ops::Range;

use crate::documentation::{Documentation, Line};

/// A part of the documentation.
pub(crate) struct Section {
    pub(crate) kind: Kind,
    /// The index of the line with the heading; the first part has none.
    pub(crate) heading: Option<usize>,
    /// The indices of the lines after the heading.
    pub(crate) lines: Range<usize>,
}

/// What a part of the documentation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Description,
    Returns,
    Errors,
    Examples,
    Parameters,
}

impl Kind {
    fn of_heading(heading: &str) -> Option<Self> {
        match heading.trim_end_matches(':').to_ascii_lowercase().as_str() {
            "return" | "returns" => Some(Self::Returns),
            "error" | "errors" => Some(Self::Errors),
            "example" | "examples" => Some(Self::Examples),
            "parameter" | "parameters" | "argument" | "arguments" => Some(Self::Parameters),
            _ => None,
        }
    }
}

/// The sections, in the order of the documentation, and whether the last of them ends inside of a block of code.
///
/// A heading that has a meaning begins a section, and one of the same or a higher level ends it.
pub(crate) fn sections(documentation: &Documentation) -> (Vec<Section>, bool) {
    let mut sections = vec![Section { kind: Kind::Description, heading: None, lines: 0..0 }];
    let mut level_of_section = 0;
    let mut fence = Fence::default();
    for (index, Line { text, .. }) in documentation.lines.iter().enumerate() {
        if !fence.covers(text)
            && let Some((level, heading)) = heading(text)
        {
            if let Some(kind) = Kind::of_heading(heading) {
                sections.push(Section { kind, heading: Some(index), lines: index + 1..index + 1 });
                level_of_section = level;
                continue;
            }
            if level <= level_of_section {
                sections.push(Section { kind: Kind::Description, heading: None, lines: index..index });
                level_of_section = 0;
            }
        }
        if let Some(section) = sections.last_mut() {
            section.lines.end = index + 1;
        }
    }
    (sections, fence.open.is_some())
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| (level, text.trim()))
}

/// Follows blocks of code, in which a `#` begins no heading.
#[derive(Default)]
pub(crate) struct Fence {
    open: Option<String>,
}

impl Fence {
    /// Whether the last line was inside of a block of code, or opened one.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Takes the next line, and tells whether it belongs to a block of code.
    pub(crate) fn covers(&mut self, line: &str) -> bool {
        let text = line.trim();
        if let Some(open) = &self.open {
            if text.starts_with(open.as_str()) && text.chars().all(|it| open.starts_with(it)) {
                self.open = None;
            }
            return true;
        }
        let mark = if text.starts_with("```") { '`' } else { '~' };
        let language = text.trim_start_matches(mark);
        let length = text.len() - language.len();
        let opens = length >= 3 && !language.contains('`');
        if opens {
            self.open = Some(text[..length].to_owned());
        }
        opens
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, sections};
    use crate::{documentation::Documentation, text::Text};

    #[test]
    fn headings_inside_of_code_begin_nothing() {
        let code = "/// S.\n/// ```\n/// # Returns\n/// ```\n/// # Returns\n/// A.\n/// ## More\n/// B.\n/// # Panics\n\
                    /// C.\n/// # Arguments:\n/// ~~~\nfn f() {}";
        let function = syn::parse_str::<syn::ItemFn>(code).unwrap();
        let documentation = Documentation::read(&function.attrs, Text::new(code));
        let (sections, open) = sections(&documentation);
        let found: Vec<_> = sections.iter().map(|it| (it.kind, it.heading, it.lines.clone())).collect();
        let expected = [
            (Kind::Description, None, 0..4),
            (Kind::Returns, Some(4), 5..8),
            (Kind::Description, None, 8..10),
            (Kind::Parameters, Some(10), 11..12),
        ];
        assert_eq!(found, expected);
        assert!(open);
    }
}
