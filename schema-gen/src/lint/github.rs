//! What the lints found, as annotations that GitHub shows beside the changed lines.

use super::Report;

impl Report {
    /// The report as workflow commands of GitHub Actions, one line a finding, and the three numbers as a notice.
    #[must_use]
    pub fn to_github(&self) -> String {
        let mut text = String::new();
        for command in self.with_findings() {
            for finding in &command.findings {
                text.push_str("::");
                text.push_str(finding.level.as_str());
                text.push(' ');
                if let Some(source) = &command.source {
                    text.push_str(&format!("file={},line={},", property(&source.file), source.line));
                }
                text.push_str(&format!("title={}::", property(finding.lint)));
                text.push_str(&data(&format!("{}: {}", command.name, finding.message)));
                text.push('\n');
            }
        }
        text.push_str(&format!(
            "::notice title=commands::{} in all, {} successful, {} failed\n",
            self.total(),
            self.successful(),
            self.failed()
        ));
        text
    }
}

/// A text after the second `::`, where only these characters have a meaning.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text before the second `::`, where commas and colons have a meaning as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Command, Source};
    use crate::lint::{CommandReport, Finding, Level, Report};

    #[test]
    fn places_and_messages_are_escaped() {
        let command = Command {
            name: "book".into(),
            source: Some(Source { file: "src/a,b.rs".into(), line: 7 }),
            ..Command::default()
        };
        let mut report = CommandReport::new(&command);
        let message = "100 %\nand: more, of it".into();
        report.findings.push(Finding { lint: "summary-period", level: Level::Warning, message });
        assert_eq!(
            Report::new(vec![report]).to_github(),
            "::warning file=src/a%2Cb.rs,line=7,title=summary-period::book: 100 %25%0Aand: more, of it\n\
             ::notice title=commands::1 in all, 1 successful, 0 failed\n"
        );
    }
}
