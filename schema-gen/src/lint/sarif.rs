//! What the lints found, in the format that code scanning services read: SARIF 2.1.0.

use serde_json::{Value, json};

use super::{CommandReport, Finding, Level, Lint, Report, Severity, lints};

/// Where the lints are explained.
const DOCUMENTATION: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/lints.md");

impl Report {
    /// The report as a SARIF 2.1.0 log with one run, all lints as its rules.
    ///
    /// Places are relative to the folder that the compiler ran in, which is the root of the workspace.
    #[must_use]
    pub fn to_sarif(&self) -> Value {
        let rules: Vec<Value> = lints().map(rule).collect();
        let results: Vec<Value> = self
            .with_findings()
            .flat_map(|command| command.findings.iter().map(|finding| result(command, finding)))
            .collect();
        json!({
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "commandry",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                }},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        })
    }
}

fn rule(lint: &Lint) -> Value {
    let level = match lint.severity {
        Severity::Error => Level::Error,
        Severity::Strict | Severity::Warning => Level::Warning,
    };
    json!({
        "id": lint.id,
        "shortDescription": {"text": format!("{}.", lint.summary())},
        "fullDescription": {"text": lint.explanation},
        "helpUri": DOCUMENTATION,
        "defaultConfiguration": {"level": level.as_str()},
    })
}

fn result(command: &CommandReport, finding: &Finding) -> Value {
    let mut location = json!({
        "logicalLocations": [{"name": command.name, "fullyQualifiedName": command.name, "kind": "function"}],
    });
    if let Some(source) = &command.source {
        location["physicalLocation"] = json!({
            "artifactLocation": {"uri": uri(&source.file)},
            // A line is counted from 1; a catalog from elsewhere may not know it.
            "region": {"startLine": source.line.max(1)},
        });
    }
    let rule = lints().position(|lint| lint.id == finding.lint);
    json!({
        "ruleId": finding.lint,
        "ruleIndex": rule,
        "level": finding.level.as_str(),
        "message": {"text": finding.message},
        "locations": [location],
        // What stays the same when lines move, so that a finding is known again.
        "partialFingerprints": {"commandAndLint/v1": format!("{}/{}", command.name, finding.lint)},
    })
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_become_uris() {
        assert_eq!(super::uri("src/Größe 1.rs"), "src/Gr%C3%B6%C3%9Fe%201.rs");
    }
}
