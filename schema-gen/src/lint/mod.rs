//! Faults in how commands are named, documented and typed.
//!
//! Each lint has a stable identifier in kebab-case, says what to do, and can be switched off on a command with a
//! reason. One file holds one family; a new lint is a function and an entry in the list of its family.

mod allow;
pub mod baseline;
mod behaviour;
mod budget;
#[cfg(test)]
mod cases;
mod context;
mod discoverability;
pub mod drift;
mod errors;
mod examples;
mod github;
mod groups;
mod markup;
mod names;
mod parameters;
mod remedy;
mod report;
mod rest;
mod results;
mod sarif;
mod schemas;
mod secrets;
mod shapes;
mod summaries;
mod text;
mod texts;
mod units;
mod validate;
mod words;

use context::{Context, Subject};
pub use report::{CommandReport, Finding, Level, Report};

use crate::catalog::{Catalog, Command};

/// The families, in the order in which their lints are listed.
const FAMILIES: [&[Lint]; 18] = [
    names::LINTS,
    groups::LINTS,
    summaries::LINTS,
    text::LINTS,
    markup::LINTS,
    parameters::LINTS,
    units::LINTS,
    errors::LINTS,
    examples::LINTS,
    schemas::LINTS,
    shapes::LINTS,
    results::LINTS,
    behaviour::LINTS,
    budget::LINTS,
    discoverability::LINTS,
    rest::LINTS,
    drift::LINTS,
    allow::LINTS,
];

/// A rule that commands are held against.
#[derive(Debug)]
pub struct Lint {
    /// Stable identifier in kebab-case.
    pub id: &'static str,
    /// How much a breach weighs.
    pub severity: Severity,
    /// Why the rule exists and how to follow it.
    pub explanation: &'static str,
    check: Check,
}

/// How much a breach of a lint weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The command fails.
    Error,
    /// The command fails in strict mode, else it is warned of.
    Strict,
    /// The command is warned of.
    Warning,
}

/// How strictly to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LintOptions {
    /// Whether lints of the severity [`Severity::Strict`] make a command fail.
    pub strict: bool,
}

/// Holds every command of a catalog against every lint.
///
/// ```
/// use commandry_schema::{Catalog, lint::{LintOptions, lint}};
///
/// let catalog: Catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "Ping", "summary": "Answers at once."}]
/// }"#)?;
/// let report = lint(&catalog, &LintOptions::default());
/// assert_eq!(report.failed(), 1);
/// assert!(report.to_text().contains("error[command-name-format]"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn lint(catalog: &Catalog, options: &LintOptions) -> Report {
    let mut catalog = catalog.clone();
    catalog.commands.sort_by(|one, other| one.name.cmp(&other.name));
    let mut reports: Vec<CommandReport> = catalog.commands.iter().map(CommandReport::new).collect();
    let context = Context::new(&catalog);
    let subjects: Vec<Subject<'_>> =
        catalog.commands.iter().map(|command| Subject::new(command, &context)).collect();
    for lint in lints() {
        let mut faults = Faults::new(lint.severity);
        match lint.check {
            Check::Command(check) => {
                for (index, subject) in subjects.iter().enumerate() {
                    faults.command = index;
                    check(subject, &mut faults);
                }
            }
            Check::Catalog(check) => check(&context, &mut faults),
            Check::Elsewhere => {}
        }
        for fault in faults.found {
            let command = &catalog.commands[fault.command];
            if lint.is_allowed_on(command) {
                continue;
            }
            let level = match fault.severity {
                Severity::Error => Level::Error,
                Severity::Strict if options.strict => Level::Error,
                Severity::Strict | Severity::Warning => Level::Warning,
            };
            reports[fault.command].findings.push(Finding { lint: lint.id, level, message: fault.message });
        }
    }
    Report::new(reports)
}

/// All lints, by family.
pub fn lints() -> impl Iterator<Item = &'static Lint> {
    FAMILIES.into_iter().flatten()
}

/// Why a lint exists and how to follow it, as text; `None` when there is no lint of this identifier.
///
/// ```
/// assert!(commandry_schema::lint::explain("summary-missing").unwrap().starts_with("summary-missing (error)"));
/// ```
#[must_use]
pub fn explain(id: &str) -> Option<String> {
    let lint = lints().find(|lint| lint.id == id)?;
    Some(format!("{id} ({})\n\n{}\n", lint.severity.as_str(), lint.explanation))
}

impl Severity {
    /// The words that lists of lints use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Strict => "error with --strict, else warning",
            Self::Warning => "warning",
        }
    }
}

impl Lint {
    /// The first sentence of the explanation, which stands for it in lists.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.explanation.split_once(". ").map_or(self.explanation.trim_end_matches('.'), |(first, _)| first)
    }

    /// Whether the lint looks at commands; the others compare with files and other crates, as [`drift`] says.
    #[must_use]
    pub fn is_on_commands(&self) -> bool {
        !matches!(self.check, Check::Elsewhere)
    }

    /// Whether the author of a command switched this lint off; lints on switching off cannot be.
    fn is_allowed_on(&self, command: &Command) -> bool {
        !self.id.starts_with("allowed-lint-") && command.allowed_lints.iter().any(|it| it.lint == self.id)
    }
}

/// What a lint looks at.
#[derive(Debug)]
enum Check {
    /// One command at a time.
    Command(fn(&Subject<'_>, &mut Faults)),
    /// All commands beside each other.
    Catalog(fn(&Context<'_>, &mut Faults)),
    /// Nothing in a catalog; see [`drift`].
    Elsewhere,
}

/// The breaches of one lint.
struct Faults {
    found: Vec<Fault>,
    severity: Severity,
    /// Index of the command that is looked at.
    command: usize,
}

struct Fault {
    command: usize,
    severity: Severity,
    message: String,
}

impl Faults {
    fn new(severity: Severity) -> Self {
        Self { found: Vec::new(), severity, command: 0 }
    }

    /// Adds a fault of the command that is looked at.
    fn add(&mut self, message: impl Into<String>) {
        self.add_to(self.command, message);
    }

    /// Adds a fault of the command that is looked at, as a mere warning.
    fn warn(&mut self, message: impl Into<String>) {
        self.found.push(Fault {
            command: self.command,
            severity: Severity::Warning,
            message: message.into(),
        });
    }

    /// Adds a fault of the command at this index of the catalog.
    fn add_to(&mut self, command: usize, message: impl Into<String>) {
        self.found.push(Fault { command, severity: self.severity, message: message.into() });
    }
}
