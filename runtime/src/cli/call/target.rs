//! The command that is called, with all that is published of it.

use std::collections::BTreeMap;

use commandry_schema::{catalog::Command, repair::repair_command};
use serde_json::Value;

use super::console::Console;
use crate::{App, RegistryError, builtin, call::Entry, declaration::data::CommandData};

/// The command that is called.
pub(super) struct Target {
    pub(super) data: &'static CommandData,
    pub(super) command: Command,
    pub(super) schemas: BTreeMap<String, Value>,
}

impl Target {
    /// Finds a command by name or alias; nothing is set up for this.
    pub(super) fn find(app: &App, name: &str) -> Result<Option<Self>, RegistryError> {
        let registry = app.titled_registry()?;
        registry.check()?;
        let (commands, ..) = registry.into_parts();
        let found = commands
            .iter()
            .chain(builtin::unlisted())
            .copied()
            .find(|command| command.name == name || command.aliases().contains(&name));
        Ok(found.map(|data| {
            let entry = Entry::new(data, None);
            let described = entry.described();
            let mut command = described.command.clone();
            if app.repairs_documentation() {
                repair_command(&mut command, &described.schemas, &mut Vec::new());
            }
            Self { data, command, schemas: described.schemas.clone() }
        }))
    }

    /// Says that the command should no longer be used, and what to use instead.
    pub(super) fn warn_if_deprecated(&self, console: &Console) {
        let Some(deprecation) = &self.command.deprecated else { return };
        let mut text = format!("`{}` is deprecated", self.command.name);
        if let Some(replacement) = &deprecation.replacement {
            text.push_str(&format!("; use `{replacement}`"));
        }
        if let Some(sunset) = &deprecation.sunset {
            text.push_str(&format!("; it may be gone from {sunset} on"));
        }
        console.warn(text);
    }
}
