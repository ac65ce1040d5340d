//! What the lints found, as text for people and as JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::catalog::{Command, Source};

/// What the lints found in a catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Every command, sorted by name, with what was found on it.
    pub commands: Vec<CommandReport>,
}

/// What the lints found on one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandReport {
    /// Name of the command.
    pub name: String,
    /// Where it is declared.
    pub source: Option<Source>,
    /// The faults; errors before warnings.
    pub findings: Vec<Finding>,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Identifier of the lint.
    pub lint: &'static str,
    /// Whether the command fails by it.
    pub level: Level,
    /// What is wrong and what to do.
    pub message: String,
}

/// Whether a command fails by a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

impl Level {
    /// The word that reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl CommandReport {
    pub(super) fn new(command: &Command) -> Self {
        Self { name: command.name.clone(), source: command.source.clone(), findings: Vec::new() }
    }

    /// Whether any fault makes the command fail.
    #[must_use]
    pub fn is_failed(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }
}

impl Report {
    pub(super) fn new(mut commands: Vec<CommandReport>) -> Self {
        for command in &mut commands {
            command.findings.sort_by_key(|finding| finding.level);
        }
        Self { commands }
    }

    /// The number of commands.
    #[must_use]
    pub fn total(&self) -> usize {
        self.commands.len()
    }

    /// The number of commands with an error; warnings do not count.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.commands.iter().filter(|command| command.is_failed()).count()
    }

    /// The number of commands without an error.
    #[must_use]
    pub fn successful(&self) -> usize {
        self.total() - self.failed()
    }

    /// The report for people: the three numbers, then each command with its faults, the failed ones first.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "Total commands: {}\nSuccessful: {}\nFailed: {}\n",
            self.total(),
            self.successful(),
            self.failed()
        );
        for command in self.with_findings() {
            let place =
                command.source.as_ref().map_or_else(String::new, |it| format!(" ({}:{})", it.file, it.line));
            let _ = writeln!(text, "\n{}{place}", command.name);
            for Finding { lint, level, message } in &command.findings {
                // A message of several lines stays under its command.
                let message = message.replace('\n', "\n    ");
                let _ = writeln!(text, "  {}[{lint}]: {message}", level.as_str());
            }
        }
        text
    }

    /// The report for programs: the three numbers, and each command that has faults.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let commands: Vec<Value> = self
            .with_findings()
            .map(|command| {
                let findings: Vec<Value> = command
                    .findings
                    .iter()
                    .map(|it| json!({"lint": it.lint, "level": it.level.as_str(), "message": it.message}))
                    .collect();
                let mut report = json!({"name": command.name, "findings": findings});
                if let Some(source) = &command.source {
                    report["source"] = json!({"file": source.file, "line": source.line});
                }
                report
            })
            .collect();
        json!({
            "total": self.total(),
            "successful": self.successful(),
            "failed": self.failed(),
            "commands": commands,
        })
    }

    pub(super) fn with_findings(&self) -> impl Iterator<Item = &CommandReport> {
        let failed = self.commands.iter().filter(|command| command.is_failed());
        let warned =
            self.commands.iter().filter(|command| !command.is_failed() && !command.findings.is_empty());
        failed.chain(warned)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CommandReport, Finding, Level, Report};
    use crate::catalog::Source;

    fn report() -> Report {
        let finding = |lint, level| Finding { lint, level, message: "Do it.".into() };
        let source = Some(Source { file: "src/stock.rs".into(), line: 12 });
        Report::new(vec![
            CommandReport { name: "fine".into(), source: None, findings: vec![] },
            CommandReport {
                name: "so_so".into(),
                source: None,
                findings: vec![finding("b", Level::Warning)],
            },
            CommandReport {
                name: "wrong".into(),
                source,
                findings: vec![finding("b", Level::Warning), finding("a", Level::Error)],
            },
        ])
    }

    #[test]
    fn text_has_the_numbers_first_and_then_the_failed_commands() {
        assert_eq!(
            report().to_text(),
            "Total commands: 3\nSuccessful: 2\nFailed: 1\n\n\
             wrong (src/stock.rs:12)\n  error[a]: Do it.\n  warning[b]: Do it.\n\n\
             so_so\n  warning[b]: Do it.\n"
        );
    }

    #[test]
    fn json_has_the_same() {
        let json = report().to_json();
        assert_eq!((&json["total"], &json["successful"], &json["failed"]), (&json!(3), &json!(2), &json!(1)));
        assert_eq!(
            json["commands"][0],
            json!({
                "name": "wrong",
                "source": {"file": "src/stock.rs", "line": 12},
                "findings": [
                    {"lint": "a", "level": "error", "message": "Do it."},
                    {"lint": "b", "level": "warning", "message": "Do it."},
                ],
            })
        );
    }
}
