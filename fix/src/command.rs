//! The repair of one command: what is known of it, and how lines get into its documentation and out of it.

use std::{collections::BTreeSet, ops::Range};

use syn::ext::IdentExt;

use crate::{
    documentation::{Documentation, Line},
    edit::Edits,
    functions::Function,
    imports::Annotation,
    sections::{self, Kind, Section},
    signature::{self, Parameter},
    source::Remark,
    text::Text,
    types::KnownTypes,
    wording,
};

/// A command whose documentation is being repaired.
pub(crate) struct Repair<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) types: &'a KnownTypes,
    pub(crate) function: &'a Function<'a>,
    pub(crate) name: String,
    pub(crate) documentation: Documentation,
    pub(crate) sections: Vec<Section>,
    pub(crate) parameters: Vec<Parameter>,
    /// Whether nothing can be added at the end, because it would be code.
    ends_in_code: bool,
    /// Lines to stand before all that is there.
    pub(crate) prepended: Vec<String>,
    /// Lines to stand after all that is there.
    appended: Vec<String>,
    /// The indices of lines that are taken out.
    removed: BTreeSet<usize>,
    pub(crate) edits: &'a mut Edits,
    changes: &'a mut Vec<Remark>,
    left: &'a mut Vec<Remark>,
}

/// Where the outcome of repairs is collected.
pub(crate) struct Outcome<'a> {
    pub(crate) edits: &'a mut Edits,
    pub(crate) changes: &'a mut Vec<Remark>,
    pub(crate) left: &'a mut Vec<Remark>,
}

/// Repairs the documentation of one command.
pub(crate) fn repair(text: Text<'_>, function: &Function<'_>, types: &KnownTypes, outcome: Outcome<'_>) {
    let documentation = Documentation::read(function.attributes, text);
    if documentation.is_hidden {
        leave_hidden(text, function, types, documentation, outcome);
        return;
    }
    let mut repair = Repair::new(text, function, types, documentation, outcome);
    repair.run();
}

/// Says of documentation that cannot all be seen whether there is anything to do.
fn leave_hidden(
    text: Text<'_>,
    function: &Function<'_>,
    types: &KnownTypes,
    documentation: Documentation,
    outcome: Outcome<'_>,
) {
    let (mut edits, mut changes, mut left) = (Edits::default(), Vec::new(), Vec::new());
    let unused = Outcome { edits: &mut edits, changes: &mut changes, left: &mut left };
    Repair::new(text, function, types, documentation, unused).run();
    if let Some(mut remark) = changes.into_iter().chain(left).next() {
        "some of its documentation comes from another file or depends on a condition; see to it by hand"
            .clone_into(&mut remark.message);
        outcome.left.push(remark);
    }
}

impl<'a> Repair<'a> {
    fn new(
        text: Text<'a>,
        function: &'a Function<'a>,
        types: &'a KnownTypes,
        documentation: Documentation,
        outcome: Outcome<'a>,
    ) -> Self {
        let (sections, ends_in_code) = sections::sections(&documentation);
        Self {
            text,
            types,
            function,
            name: function.signature.ident.unraw().to_string(),
            documentation,
            sections,
            parameters: signature::parameters(function.signature, text, types),
            prepended: Vec::new(),
            appended: Vec::new(),
            removed: BTreeSet::new(),
            ends_in_code,
            edits: outcome.edits,
            changes: outcome.changes,
            left: outcome.left,
        }
    }

    fn run(&mut self) {
        if self.ends_in_code {
            self.left("a block of code in its documentation is never closed");
            return;
        }
        // In the order of the text: what is inserted at one place stays in the order in which it was asked for.
        self.summary();
        self.write_before();
        self.documented_parameters();
        self.returns();
        self.examples();
        self.write_after();
    }
}

impl Repair<'_> {
    /// Notes something that was done.
    pub(crate) fn changed(&mut self, message: &str) {
        let remark = self.remark(message);
        self.changes.push(remark);
    }

    /// Notes something that is wrong and was left as it is.
    pub(crate) fn left(&mut self, message: &str) {
        let remark = self.remark(message);
        self.left.push(remark);
    }

    fn remark(&self, message: &str) -> Remark {
        Remark { line: self.function.line, command: self.name.clone(), message: message.to_owned() }
    }

    /// Whether documentation may stand at parameters: where the attribute is absent from some builds, the compiler
    /// refuses it there.
    pub(crate) fn may_document_parameters(&self) -> bool {
        self.function.annotation == Annotation::Always
    }

    /// Writes a section `# Returns` where the result is a value that nothing is said of.
    fn returns(&mut self) {
        let output = &self.function.signature.output;
        let shape = self.types.returned(output);
        if shape == crate::types::Shape::Nothing || self.types.describes_itself(output) {
            return;
        }
        let is_filled =
            |it: &&Section| it.lines.clone().any(|line| !self.documentation.lines[line].text.is_empty());
        let mut own = self.sections.iter().filter(|it| it.kind == Kind::Returns);
        if own.clone().any(|it| is_filled(&it)) {
            return;
        }
        let draft = wording::returns(&shape);
        match own.next().and_then(|section| section.heading) {
            Some(heading) => {
                if !self.insert_after(heading, &[draft]) {
                    self.left("the section `# Returns` is empty, and shares its line with something else");
                    return;
                }
            }
            None => self.add_section(vec!["# Returns".to_owned(), draft], &[Kind::Errors, Kind::Examples]),
        }
        self.changed("wrote a section `# Returns` to be finished");
    }

    /// Adds a section before the first of these kinds, or else at the end.
    pub(crate) fn add_section(&mut self, mut section: Vec<String>, before: &[Kind]) {
        let heading = self.sections.iter().filter(|it| before.contains(&it.kind)).find_map(|it| it.heading);
        if let Some(heading) = heading
            && let Some((place, beginning)) = self.before(&self.documentation.lines[heading])
        {
            section.push(String::new());
            let follows_text = heading > 0 && !self.documentation.lines[heading - 1].text.is_empty();
            if follows_text {
                section.insert(0, String::new());
            }
            self.edits.insert(place, self.lines(&beginning, &section));
            return;
        }
        let last = (0..self.documentation.lines.len()).rev().find(|line| !self.removed.contains(line));
        let has_text_before = !self.appended.is_empty()
            || last.is_some_and(|line| !self.documentation.lines[line].text.is_empty());
        if has_text_before {
            self.appended.push(String::new());
        }
        self.appended.append(&mut section);
    }

    /// Adds lines after one that is there, and tells whether that could be done.
    pub(crate) fn insert_after(&mut self, line: usize, lines: &[String]) -> bool {
        let line = &self.documentation.lines[line];
        let (Some(next), Some(beginning)) = (line.next, line.beginning.clone()) else { return false };
        let text = self.lines(&beginning, lines);
        self.edits.insert(next, text);
        true
    }

    /// Where a new line before this one begins and what with, where there can be any.
    fn before(&self, line: &Line) -> Option<(usize, String)> {
        let place = line.whole.as_ref().map(|whole| whole.start).filter(|it| self.text.begins_line(*it))?;
        Some((place, line.beginning.clone()?))
    }

    /// Takes lines out, and tells whether that could be done.
    pub(crate) fn remove(&mut self, lines: Range<usize>) -> bool {
        let ranges: Option<Vec<Range<usize>>> =
            self.documentation.lines[lines.clone()].iter().map(|line| line.whole.clone()).collect();
        let Some(ranges) = ranges else { return false };
        if !self.keeps_indentation(&lines) {
            return false;
        }
        for (line, range) in lines.zip(ranges) {
            if self.removed.insert(line) {
                self.edits.remove(range);
            }
        }
        true
    }

    /// Whether the other lines read the same without these: spaces that all lines begin with do not count, and the
    /// lines that are taken out may be the only ones without them.
    fn keeps_indentation(&self, removed: &Range<usize>) -> bool {
        let lines = self.documentation.lines.iter().enumerate();
        let mut kept = lines
            .filter(|(index, line)| {
                !line.text.is_empty() && !removed.contains(index) && !self.is_removed(*index)
            })
            .peekable();
        kept.peek().is_none() || kept.any(|(_, line)| !line.text.starts_with(' '))
    }

    /// Whether a line was taken out.
    pub(crate) fn is_removed(&self, line: usize) -> bool {
        self.removed.contains(&line)
    }

    fn lines(&self, beginning: &str, lines: &[String]) -> String {
        written(beginning, lines, self.text.line_end())
    }

    /// Writes lines before all others: in the same comment if that has lines of their own, or else before it.
    fn write_before(&mut self) {
        let Some(first) = self.documentation.attributes.first().map(|it| it.start) else { return };
        let mut lines = std::mem::take(&mut self.prepended);
        if lines.is_empty() {
            return;
        }
        lines.push(String::new());
        let line = self.documentation.lines.iter().find(|line| has_say(line));
        match line.and_then(|line| self.before(line)) {
            Some((place, beginning)) => self.edits.insert(place, self.lines(&beginning, &lines)),
            None => insert_before(self.text, first, &padded(&lines, &self.documentation.padding), self.edits),
        }
    }

    /// Writes lines after all others: in the same comment if that has lines of their own, or else behind it.
    fn write_after(&mut self) {
        let mut lines = std::mem::take(&mut self.appended);
        let Some(last) = self.documentation.attributes.last().cloned() else {
            // There is no comment yet, and all lines together become one.
            let mut all = std::mem::take(&mut self.prepended);
            if !all.is_empty() && !lines.is_empty() {
                all.push(String::new());
            }
            all.append(&mut lines);
            insert_before(self.text, self.function.start, &all, self.edits);
            return;
        };
        if lines.is_empty() {
            return;
        }
        let line = self.documentation.lines.iter().rfind(|line| has_say(line));
        let place = line.and_then(|line| Some((line.next?, line.beginning.clone()?)));
        match place {
            Some((next, beginning)) => self.edits.insert(next, self.lines(&beginning, &lines)),
            None => insert_behind(self.text, last, &padded(&lines, &self.documentation.padding), self.edits),
        }
    }
}

/// Whether a line decides where others go: the blank beginning and end of a block comment do not.
fn has_say(line: &Line) -> bool {
    !line.text.is_empty() || line.beginning.is_some()
}

/// Lines with the spaces that those around them begin with.
pub(crate) fn padded(lines: &[String], padding: &str) -> Vec<String> {
    lines.iter().map(|line| format!("{padding}{line}")).collect()
}

/// Writes comments before something, each on a line of its own.
fn insert_before(text: Text<'_>, place: usize, lines: &[String], edits: &mut Edits) {
    if lines.is_empty() {
        return;
    }
    let (indentation, line_end) = (text.indentation(place), text.line_end());
    if text.begins_line(place) {
        // The mark that a file may begin with stays in front.
        let start = place - indentation_before(text, place).len();
        edits.insert(start, comments(indentation, lines, line_end));
    } else {
        let comments = comments(indentation, lines, line_end);
        let start = place - indentation_before(text, place).len();
        edits.replace(start..place, format!("{line_end}{comments}{indentation}"));
    }
}

/// Writes comments behind an attribute, each on a line of its own.
pub(crate) fn insert_behind(text: Text<'_>, attribute: Range<usize>, lines: &[String], edits: &mut Edits) {
    if lines.is_empty() {
        return;
    }
    let (indentation, line_end) = (text.indentation(attribute.start), text.line_end());
    let comments = comments(indentation, lines, line_end);
    let end = attribute.end;
    if text.ends_line(end) {
        edits.insert(text.start_of_next_line(end), comments);
    } else {
        let rest = &text.as_str()[end..];
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        edits.replace(end..end + spaces, format!("{line_end}{comments}{indentation}"));
    }
}

fn indentation_before(text: Text<'_>, place: usize) -> &str {
    let before = &text.as_str()[..place];
    &before[before.trim_end_matches([' ', '\t']).len()..]
}

fn comments(indentation: &str, lines: &[String], line_end: &str) -> String {
    written(&format!("{indentation}/// "), lines, line_end)
}

/// Lines with what each of them begins and ends with, and without white space at their ends.
fn written(beginning: &str, lines: &[String], line_end: &str) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(beginning);
        text.push_str(line);
        text.truncate(text.trim_end_matches([' ', '\t']).len());
        text.push_str(line_end);
    }
    text
}
