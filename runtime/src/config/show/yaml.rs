//! Settings in YAML.

use commandry_schema::canonical;

use super::{Given, comments, head, key};
use crate::config::secret::MASK;

pub(super) fn file(given: &Given, title: &str, prefix: &str) -> String {
    let mut text = head(title, prefix);
    let settings = given.schemas.settings();
    for setting in &settings {
        let indentation = "  ".repeat(setting.path.len().saturating_sub(1));
        let name = key(setting.path.last().map_or("", |name| name));
        text.push('\n');
        text.push_str(&comments(setting.description, &indentation));
        // A section that may be missing counts as given once it is named.
        let hidden = if setting.is_optional { "# " } else { "" };
        if setting.is_section {
            text.push_str(&format!("{indentation}{hidden}{name}:\n"));
            continue;
        }
        let shown = given.look(setting);
        // JSON on one line is YAML too.
        match shown.value.as_ref().filter(|value| **value != MASK) {
            Some(value) => {
                text.push_str(&format!("{indentation}{hidden}{name}: {}\n", canonical::to_string(value)));
            }
            None => {
                let required = if setting.is_required {
                    format!("{indentation}# It is required.\n")
                } else {
                    String::new()
                };
                let example = canonical::to_string(&shown.example);
                text.push_str(&format!("{required}{indentation}# {name}: {example}\n"));
            }
        }
    }
    text
}
