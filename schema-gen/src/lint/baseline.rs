//! Findings that a project has accepted for now, so that only new ones count.
//!
//! A baseline says how many findings of which lint each command has. It knows neither lines nor messages, so that it
//! holds while code moves and messages are reworded.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Report;
use crate::canonical;

/// The form of baseline files.
const VERSION: u64 = 1;

/// How many findings of which lint are accepted on which command.
///
/// ```
/// use commandry_schema::{Catalog, lint::{LintOptions, baseline::Baseline, lint}};
///
/// let mut catalog: Catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "Ping", "summary": "Answers at once."}]
/// }"#)?;
/// let baseline = Baseline::of(&lint(&catalog, &LintOptions::default()));
/// assert!(baseline.to_json().contains(r#"{"command":"Ping","count":1,"lint":"command-name-format"}"#));
///
/// // What was accepted is silent, what came since is not.
/// catalog.commands[0].summary = "Answers at once".to_owned();
/// let mut report = lint(&catalog, &LintOptions { strict: true });
/// assert!(baseline.apply(&mut report).is_empty());
/// assert!(report.commands[0].findings.iter().any(|finding| finding.lint == "summary-period"));
/// assert!(report.commands[0].findings.iter().all(|finding| finding.lint != "command-name-format"));
///
/// // An accepted finding that is gone leaves an entry behind that can go as well.
/// catalog.commands[0].name = "ping".to_owned();
/// let stale = baseline.apply(&mut lint(&catalog, &LintOptions::default()));
/// assert_eq!((stale[0].command.as_str(), stale[0].accepted, stale[0].found), ("Ping", 1, 0));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Numbers of findings, by command and lint.
    accepted: BTreeMap<(String, String), usize>,
}

/// An entry of a baseline that accepts more than there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleEntry {
    /// Name of the command, which may exist no more.
    pub command: String,
    /// Identifier of the lint.
    pub lint: String,
    /// How many findings the baseline accepts.
    pub accepted: usize,
    /// How many there are.
    pub found: usize,
}

impl Baseline {
    /// The baseline that accepts everything in a report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        Self { accepted: count(report) }
    }

    /// Reads what [`Self::to_json`] gave.
    ///
    /// # Errors
    ///
    /// Fails when the text is no baseline, and says what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        let version = value.get("version").and_then(Value::as_u64);
        if version != Some(VERSION) {
            return Err(format!("its `version` is not {VERSION}; write it anew with `--write-baseline`"));
        }
        let findings = value.get("findings").and_then(Value::as_array);
        let mut accepted = BTreeMap::new();
        for (finding, number) in findings.ok_or("it has no list `findings`")?.iter().zip(1..) {
            let text = |name: &str| finding.get(name).and_then(Value::as_str).map(str::to_owned);
            let count = finding.get("count").and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
            let (Some(command), Some(lint), Some(count)) = (text("command"), text("lint"), count) else {
                return Err(format!("finding {number} lacks `command`, `lint` or `count`"));
            };
            if accepted.insert((command, lint), count).is_some() {
                return Err(format!(
                    "finding {number} has the command and lint of an earlier one; join them"
                ));
            }
        }
        Ok(Self { accepted })
    }

    /// The baseline as JSON, sorted by command and lint, one finding a line, so that changes to it are easy to read.
    #[must_use]
    pub fn to_json(&self) -> String {
        let findings: Vec<String> = self
            .accepted
            .iter()
            .map(|((command, lint), count)| {
                canonical::to_string(&json!({"command": command, "lint": lint, "count": count}))
            })
            .collect();
        let lines = if findings.is_empty() {
            String::new()
        } else {
            format!("\n    {}\n  ", findings.join(",\n    "))
        };
        format!("{{\n  \"version\": {VERSION},\n  \"findings\": [{lines}]\n}}\n")
    }

    /// Takes the accepted findings out of a report, and gives the entries that accept more than there is.
    ///
    /// Where a command has more findings of a lint than accepted, all of them stay, since nobody can tell which one
    /// is new.
    pub fn apply(&self, report: &mut Report) -> Vec<StaleEntry> {
        let found = count(report);
        for command in &mut report.commands {
            command.findings.retain(|finding| {
                let key = (command.name.clone(), finding.lint.to_owned());
                found.get(&key) > self.accepted.get(&key)
            });
        }
        let stale = self.accepted.iter().filter_map(|(key, accepted)| {
            let found = found.get(key).copied().unwrap_or_default();
            let (command, lint) = key.clone();
            (found < *accepted).then_some(StaleEntry { command, lint, accepted: *accepted, found })
        });
        stale.collect()
    }
}

fn count(report: &Report) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for command in &report.commands {
        for finding in &command.findings {
            *counts.entry((command.name.clone(), finding.lint.to_owned())).or_default() += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Baseline, StaleEntry};
    use crate::lint::{LintOptions, Report, lint};

    fn report(summary: &str, parameters: &[&str]) -> Report {
        let parameters: Vec<_> =
            parameters.iter().map(|name| json!({"name": name, "schema": {"type": "string"}})).collect();
        let catalog = json!({
            "service": {"title": "shop", "version": "1.0.0"},
            "commands": [{"name": "book", "summary": summary, "parameters": parameters}],
        });
        lint(&serde_json::from_value(catalog).expect("it is a catalog"), &LintOptions { strict: true })
    }

    fn ids(report: &Report) -> Vec<&str> {
        report.commands[0].findings.iter().map(|finding| finding.lint).collect()
    }

    #[test]
    fn what_is_accepted_is_silent_and_what_is_new_is_not() {
        let baseline = Baseline::of(&report("Books units.", &["one"]));
        let baseline = Baseline::from_json(&baseline.to_json()).expect("it reads what it wrote");
        let mut same = report("Books units.", &["one"]);
        assert_eq!(baseline.apply(&mut same), []);
        assert_eq!((ids(&same).len(), same.failed()), (0, 0));
        // Another parameter without text makes both stand out.
        let mut more = report("Books units", &["one", "two"]);
        baseline.apply(&mut more);
        let of = |id| ids(&more).iter().filter(|it| **it == id).count();
        assert_eq!((of("param-undocumented"), of("summary-period")), (2, 1));
        assert!(more.failed() == 1);
    }

    #[test]
    fn entries_without_findings_are_stale() {
        let baseline = Baseline::from_json(
            r#"{"version": 1, "findings": [
                {"command": "book", "lint": "summary-missing", "count": 1},
                {"command": "gone", "lint": "summary-missing", "count": 2}
            ]}"#,
        );
        let stale = baseline.expect("it is a baseline").apply(&mut report("Books units.", &[]));
        let entry = |command: &str, accepted| StaleEntry {
            command: command.into(),
            lint: "summary-missing".into(),
            accepted,
            found: 0,
        };
        assert_eq!(stale, [entry("book", 1), entry("gone", 2)]);
    }

    #[test]
    fn files_are_sorted_and_wrong_ones_refused_with_the_reason() {
        assert_eq!(Baseline::default().to_json(), "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
        for (text, reason) in [
            ("x", "no JSON"),
            ("{}", "version"),
            (r#"{"version": 1}"#, "findings"),
            (r#"{"version": 1, "findings": [{"command": "a"}]}"#, "finding 1 lacks"),
            (
                r#"{"version": 1, "findings": [{"command": "a", "lint": "b", "count": 1}, {"command": "a", "lint": "b", "count": 1}]}"#,
                "earlier",
            ),
        ] {
            let error = Baseline::from_json(text).expect_err(text);
            assert!(error.contains(reason), "{error}");
        }
    }
}
