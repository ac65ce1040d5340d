//! The repair of one source file.

use std::{collections::BTreeSet, error::Error, fmt};

use crate::{
    command::{self, Outcome},
    edit::Edits,
    functions, guard,
    text::Text,
    types::KnownTypes,
};

/// What is known of a package before one of its files is repaired.
#[derive(Clone, Debug)]
pub struct Surroundings {
    crates: BTreeSet<String>,
    types: KnownTypes,
}

impl Surroundings {
    /// Knows commandry by its own name, and no types.
    #[must_use]
    pub fn new() -> Self {
        Self { crates: BTreeSet::from(["commandry".to_owned()]), types: KnownTypes::default() }
    }

    /// Adds a name under which the package depends on commandry.
    #[must_use]
    pub fn known_as(mut self, name: &str) -> Self {
        self.crates.insert(name.replace('-', "_"));
        self
    }

    /// Reads the types of a file, whose documentation may stand for that of a result.
    ///
    /// A file that cannot be parsed declares nothing.
    #[must_use]
    pub fn with_types_of(mut self, source: &str) -> Self {
        let text = Text::new(source);
        if let Ok(file) = syn::parse_str(text.code()) {
            self.types.read(&file, text);
        }
        self
    }
}

impl Default for Surroundings {
    fn default() -> Self {
        Self::new()
    }
}

/// A repaired file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The new text; the old one where nothing was changed.
    pub text: String,
    /// What was done.
    pub changes: Vec<Remark>,
    /// What is wrong and was left, since a program cannot repair it.
    pub left: Vec<Remark>,
}

/// A word on one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The line of the command's name before the repair, counted from 1.
    pub line: usize,
    /// Name of the function.
    pub command: String,
    /// What was done, or what is wrong.
    pub message: String,
}

impl fmt::Display for Remark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, command, message } = self;
        write!(formatter, "{line}: `{command}`: {message}")
    }
}

/// Repairs the documentation of every command in a source file; nothing but documentation is changed.
///
/// - A summary begins with a capital and ends with a full stop.
/// - A missing summary, a missing section `# Returns` and a missing description of a parameter are drafted, each
///   marked by [`MARKER`](crate::MARKER), which validation refuses until somebody has finished the text.
/// - Items of the section `# Parameters` follow parameters that were renamed; those of parameters that are gone, or
///   that the server hands in, are removed, and what is documented twice is brought together. The calls in
///   `# Examples` follow as well.
///
/// A second repair changes nothing.
///
/// # Errors
///
/// Fails when the text is no Rust.
///
/// # Examples
///
/// ```
/// use commandry_fix::{Surroundings, repair};
///
/// let source = "/// counts the units\n#[command]\nfn count_units() -> u32 {\n    3\n}\n";
/// let repaired = repair(source, &Surroundings::new())?;
/// assert_eq!(
///     repaired.text,
///     "/// Counts the units.\n///\n/// # Returns\n/// TODO(docs): The number.\n#[command]\nfn count_units() -> u32 {\n    3\n}\n"
/// );
/// # Ok::<(), commandry_fix::Unreadable>(())
/// ```
pub fn repair(source: &str, surroundings: &Surroundings) -> Result<Repaired, Unreadable> {
    let mut repaired = Repaired { text: source.to_owned(), changes: Vec::new(), left: Vec::new() };
    let mut lines = None;
    // What one round writes may make room for something that it could not do yet.
    for _ in 0..MOST_ROUNDS {
        let round = round(&repaired.text, surroundings, &mut lines)?;
        repaired.left = round.left;
        if round.text == repaired.text {
            break;
        }
        if !guard::same_but_for_documentation(source, &round.text) {
            // Code is worth more than its documentation: whatever went wrong here, the file stays as it is.
            repaired.left.extend(round.changes.into_iter().map(|change| Remark {
                message: "its repair would change more than documentation and was not made".to_owned(),
                ..change
            }));
            break;
        }
        repaired.text = round.text;
        repaired.changes.extend(round.changes);
    }
    Ok(repaired)
}

/// More rounds than any repair was ever seen to need.
const MOST_ROUNDS: usize = 8;

/// Repairs all commands once. The lines of their names are those of the first round, which the author knows.
fn round(
    source: &str,
    surroundings: &Surroundings,
    lines: &mut Option<Vec<usize>>,
) -> Result<Repaired, Unreadable> {
    let text = Text::new(source);
    let file = syn::parse_str::<syn::File>(text.code()).map_err(|error| Unreadable {
        line: text.line(text.range(error.span()).start.min(source.len())),
        message: error.to_string(),
    })?;
    let mut functions = functions::functions(&file, text, &surroundings.crates);
    let lines = lines.get_or_insert_with(|| functions.iter().map(|function| function.line).collect());
    let mut edits = Edits::default();
    let (mut changes, mut left) = (Vec::new(), Vec::new());
    for (function, line) in functions.iter_mut().zip(lines) {
        function.line = *line;
        let outcome = Outcome { edits: &mut edits, changes: &mut changes, left: &mut left };
        command::repair(text, function, &surroundings.types, outcome);
    }
    if edits.is_empty() {
        return Ok(Repaired { text: source.to_owned(), changes, left });
    }
    // Changes that overlap were not thought of together; what comes of them is no repair.
    let text = edits.apply(source).unwrap_or_default();
    Ok(Repaired { text, changes, left })
}

/// A file that is no Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where the parser gave up, counted from 1.
    pub line: usize,
    /// What it expected.
    pub message: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: cannot be parsed: {}", self.line, self.message)
    }
}

impl Error for Unreadable {}
