//! Changes that were accepted beforehand.

use serde::Deserialize;

use super::{Changes, change::Change};

/// A list of changes that are accepted, each with its reason.
///
/// The file is a JSON list:
///
/// ```
/// use commandry_schema::diff::Ignores;
///
/// let ignores = Ignores::read(r#"[
///     {"id": "param-removed", "command": "place_order", "reason": "nobody ever sent `colour`"}
/// ]"#)?;
/// assert!(Ignores::read(r#"[{"id": "param-removed", "command": "x", "reason": " "}]"#).is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ignores {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    command: String,
    /// Where in the command; anywhere when it is left out.
    place: Option<String>,
    reason: String,
}

impl Entry {
    fn accepts(&self, change: &Change) -> bool {
        self.id == change.id
            && self.command == change.command
            && self.place.as_ref().is_none_or(|place| *place == change.place)
    }
}

/// A change that was accepted beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredChange {
    /// The change.
    pub change: Change,
    /// Why it is accepted.
    pub reason: String,
}

/// An entry that no change needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedIgnore {
    /// Identifier of the rule.
    pub id: String,
    /// Name of the command.
    pub command: String,
}

impl Ignores {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// Fails when the text is no such list, when a rule is unknown, or when a reason is missing.
    pub fn read(text: &str) -> Result<Self, String> {
        let entries: Vec<Entry> = serde_json::from_str(text)
            .map_err(|error| format!("expected a list of {{\"id\", \"command\", \"reason\"}}: {error}"))?;
        for Entry { id, command, reason, .. } in &entries {
            if !super::rules().any(|rule| rule.id == id) {
                return Err(format!("there is no rule `{id}`; `{command}` names it"));
            }
            if reason.trim().is_empty() {
                return Err(format!("the entry `{id}` of `{command}` needs a reason"));
            }
        }
        Ok(Self { entries })
    }
}

impl Changes {
    /// Takes out the changes that a list accepts.
    #[must_use]
    pub fn without(mut self, ignores: &Ignores) -> Self {
        let mut is_used = vec![false; ignores.entries.len()];
        for change in std::mem::take(&mut self.changes) {
            let mut reason = None;
            for (entry, is_used) in ignores.entries.iter().zip(&mut is_used) {
                if entry.accepts(&change) {
                    *is_used = true;
                    reason.get_or_insert(&entry.reason);
                }
            }
            match reason {
                Some(reason) => self.ignored.push(IgnoredChange { change, reason: reason.clone() }),
                None => self.changes.push(change),
            }
        }
        let unused = ignores.entries.iter().zip(is_used).filter(|(_, is_used)| !is_used);
        self.unused_ignores.extend(
            unused.map(|(entry, _)| UnusedIgnore { id: entry.id.clone(), command: entry.command.clone() }),
        );
        self
    }
}
