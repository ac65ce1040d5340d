//! Changes as text for people, JSON for programs, annotations for GitHub, and a changelog.

use serde_json::{Value, json};

use super::{
    change::{Change, Changes, Level},
    version::VersionVerdict,
};

impl Changes {
    /// The changes for people at a terminal, the heaviest first.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for change in &self.changes {
            let Change { id, level, command, message, .. } = change;
            text.push_str(&format!(
                "{}[{id}]: {command}{}: {message}\n",
                level.as_str(),
                change.place_text()
            ));
        }
        for ignored in &self.ignored {
            let Change { id, command, .. } = &ignored.change;
            let place = ignored.change.place_text();
            text.push_str(&format!("accepted[{id}]: {command}{place}: {}\n", ignored.reason));
        }
        for unused in &self.unused_ignores {
            text.push_str(&format!(
                "warning[ignore-unused]: {}: no change `{}` is there to be accepted; remove the entry\n",
                unused.command, unused.id
            ));
        }
        text.push_str(&format!(
            "{} errors, {} warnings, {} infos, {} accepted\n{}\n",
            self.count(Level::Error),
            self.count(Level::Warning),
            self.count(Level::Info),
            self.ignored.len(),
            self.version_text()
        ));
        text
    }

    /// The changes for programs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (is_sufficient, needed) = match self.version_verdict() {
            VersionVerdict::Sufficient => (Some(true), None),
            VersionVerdict::TooSmall { needed } => (Some(false), Some(needed)),
            VersionVerdict::Unreadable { .. } => (None, None),
        };
        json!({
            "compatible": self.is_compatible(),
            "errors": self.count(Level::Error),
            "warnings": self.count(Level::Warning),
            "infos": self.count(Level::Info),
            "changes": self.changes.iter().map(Change::to_json).collect::<Vec<_>>(),
            "ignored": self.ignored.iter().map(|ignored| {
                let mut change = ignored.change.to_json();
                change["reason"] = ignored.reason.as_str().into();
                change
            }).collect::<Vec<_>>(),
            "unusedIgnores": self.unused_ignores.iter().map(|unused| {
                json!({"id": unused.id, "command": unused.command})
            }).collect::<Vec<_>>(),
            "version": {
                "base": self.base_version,
                "new": self.new_version,
                "neededBump": self.needed_bump().as_str(),
                "sufficient": is_sufficient,
                "smallestSufficient": needed,
            },
        })
    }

    /// The changes as workflow commands of GitHub, which shows them at the changed lines.
    #[must_use]
    pub fn to_github(&self) -> String {
        let mut text = String::new();
        for change in &self.changes {
            let word = match change.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Info => "notice",
            };
            let mut properties = Vec::new();
            if let Some(source) = &change.source {
                properties.push(format!("file={}", property(&source.file)));
                properties.push(format!("line={}", source.line));
            }
            properties.push(format!("title={}", property(change.id)));
            let place = change.place_text();
            let message = data(&format!("{}{place}: {}", change.command, change.message));
            text.push_str(&format!("::{word} {}::{message}\n", properties.join(",")));
        }
        for unused in &self.unused_ignores {
            let message = format!("{}: no change `{}` is there to be accepted", unused.command, unused.id);
            text.push_str(&format!("::warning title=ignore-unused::{}\n", data(&message)));
        }
        if let VersionVerdict::TooSmall { .. } = self.version_verdict() {
            text.push_str(&format!("::error title=version-too-small::{}\n", data(&self.version_text())));
        }
        text
    }

    /// The changes as a section of a changelog.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut text = format!("## Changes from {} to {}\n", self.base_version, self.new_version);
        for (level, title) in
            [(Level::Error, "Breaking"), (Level::Warning, "Worth a look"), (Level::Info, "Compatible")]
        {
            let lines: Vec<String> = self
                .changes
                .iter()
                .filter(|change| change.level == level)
                .map(|change| {
                    let place =
                        if change.place.is_empty() { String::new() } else { format!(" `{}`", change.place) };
                    format!("- **{}**{place}: {} ({})\n", change.command, change.message, change.id)
                })
                .collect();
            if !lines.is_empty() {
                text.push_str(&format!("\n### {title}\n\n{}", lines.concat()));
            }
        }
        if !self.ignored.is_empty() {
            text.push_str("\n### Accepted\n\n");
            for ignored in &self.ignored {
                let Change { id, command, .. } = &ignored.change;
                text.push_str(&format!("- **{command}**: {id}, because {}\n", ignored.reason));
            }
        }
        if self.changes.is_empty() && self.ignored.is_empty() {
            text.push_str("\nNothing that callers notice changed.\n");
        }
        text
    }

    /// What is to be said of the version, in a sentence.
    fn version_text(&self) -> String {
        let Self { base_version, new_version, .. } = self;
        let bump = self.needed_bump().as_str();
        match self.version_verdict() {
            VersionVerdict::Sufficient => {
                format!("version {base_version} -> {new_version}: large enough (needed: {bump})")
            }
            VersionVerdict::TooSmall { needed } => {
                format!(
                    "version {base_version} -> {new_version}: too small, at least {needed} is needed ({bump})"
                )
            }
            VersionVerdict::Unreadable { version } => {
                format!(
                    "version {base_version} -> {new_version}: not judged, `{version}` is no semantic version"
                )
            }
        }
    }
}

impl Change {
    fn place_text(&self) -> String {
        if self.place.is_empty() { String::new() } else { format!(" {}", self.place) }
    }

    fn to_json(&self) -> Value {
        let mut change = json!({
            "id": self.id,
            "level": self.level.as_str(),
            "class": self.class.as_str(),
            "command": self.command,
            "place": self.place,
            "message": self.message,
        });
        if let Some(source) = &self.source {
            change["source"] = json!({"file": source.file, "line": source.line});
        }
        change
    }
}

/// A text as the message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
