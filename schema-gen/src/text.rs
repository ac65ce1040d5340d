//! The whole catalog as text, one line a command: the smallest form that still says how to call everything.

use crate::catalog::{Catalog, Command, Deprecation};
use crate::references::Schemas;
use crate::signature::compact;

/// The catalog as text: for each command its signature and what it does, sorted by name.
///
/// ```
/// let catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "ping", "summary": "Answers at once.", "result": {"schema": {"type": "string"}}}]
/// }"#)?;
/// assert_eq!(commandry_schema::text::text(&catalog), "ping() -> string - Answers at once.\n");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn text(catalog: &Catalog) -> String {
    let mut lines: Vec<String> =
        catalog.commands.iter().map(|command| line(command, &catalog.schemas) + "\n").collect();
    lines.sort_unstable();
    lines.concat()
}

/// One line on a command: its signature, what it does and whether it is deprecated.
#[must_use]
pub fn line(command: &Command, schemas: &Schemas) -> String {
    line_with(compact(command, schemas), command)
}

/// The same with a signature that was written in another way.
pub(crate) fn line_with(signature: String, command: &Command) -> String {
    let mut line = signature;
    if !command.summary.is_empty() {
        line.push_str(" - ");
        // A summary of several lines is a fault that a lint reports; the line stays one line all the same.
        line.push_str(&command.summary.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    if let Some(deprecation) = &command.deprecated {
        line.push_str(" (");
        line.push_str(&deprecation_text(deprecation));
        line.push(')');
    }
    line
}

/// What a caller should know about a deprecation, such as `deprecated since 1.2, use other, gone from 2027-01-31`.
pub(crate) fn deprecation_text(deprecation: &Deprecation) -> String {
    let mut text = String::from("deprecated");
    if let Some(since) = &deprecation.since {
        text.push_str(" since ");
        text.push_str(since);
    }
    if let Some(replacement) = &deprecation.replacement {
        text.push_str(", use `");
        text.push_str(replacement);
        text.push('`');
    }
    if let Some(sunset) = &deprecation.sunset {
        text.push_str(", may be gone from ");
        text.push_str(sunset);
    }
    text
}

/// The description of a command in Markdown, with a last paragraph on its deprecation where there is one.
pub(crate) fn full_description(command: &Command) -> String {
    let mut paragraphs = Vec::new();
    if !command.description.is_empty() {
        paragraphs.push(command.description.clone());
    }
    if let Some(deprecation) = &command.deprecated {
        paragraphs.push(format!("**{}**", capitalised(&deprecation_text(deprecation))));
    }
    paragraphs.join("\n\n")
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Command, Deprecation};

    #[test]
    fn a_deprecated_command_says_so_on_its_line() {
        let command = Command {
            name: "old".into(),
            summary: "Does\nit.".into(),
            deprecated: Some(Deprecation {
                since: Some("1.2".into()),
                replacement: Some("new".into()),
                sunset: Some("2027-01-31".into()),
            }),
            ..Command::default()
        };
        assert_eq!(
            super::line(&command, &std::collections::BTreeMap::default()),
            "old() -> any - Does it. (deprecated since 1.2, use `new`, may be gone from 2027-01-31)"
        );
    }
}
