//! Settings in TOML.

use serde_json::Value;

use super::{Given, Shown, comments, head, key};
use crate::config::secret::MASK;

pub(super) fn show(given: &Given, origins: bool) -> String {
    let mut text = String::new();
    let settings = given.schemas.settings();
    for setting in &settings {
        if setting.is_section {
            if !setting.is_optional || given.has(&setting.path) {
                section(&setting.path, &mut text);
            }
            continue;
        }
        let shown = given.look(setting);
        let name = key(setting.path.last().map_or("", |name| name));
        let origin = if origins { format!(" # {}", given.origins(&shown)) } else { String::new() };
        match shown.value.as_ref().and_then(value_text) {
            Some(value) => text.push_str(&format!("{name} = {value}{origin}\n")),
            None if setting.is_optional && !given.has(&setting.path) => {}
            None => text.push_str(&format!("# {name} is not set\n")),
        }
    }
    text
}

pub(super) fn file(given: &Given, title: &str, prefix: &str) -> String {
    let mut text = head(title, prefix);
    let settings = given.schemas.settings();
    for setting in &settings {
        if setting.is_section {
            text.push('\n');
            text.push_str(&comments(setting.description, ""));
            let path = path_text(&setting.path);
            // A section that may be missing counts as given once it is named.
            let hidden = if setting.is_optional { "# " } else { "" };
            text.push_str(&format!("{hidden}[{path}]\n"));
            continue;
        }
        text.push('\n');
        let shown = given.look(setting);
        text.push_str(&comments(setting.description, ""));
        text.push_str(&line(&shown));
    }
    text
}

fn line(shown: &Shown<'_>) -> String {
    let name = key(shown.setting.path.last().map_or("", |name| name));
    let value = shown.value.as_ref().filter(|value| **value != MASK);
    match value.and_then(value_text) {
        Some(value) if shown.setting.is_optional => format!("# {name} = {value}\n"),
        Some(value) => format!("{name} = {value}\n"),
        None => {
            let required = if shown.setting.is_required { "# It is required.\n" } else { "" };
            format!("{required}# {name} = {}\n", value_text(&shown.example).unwrap_or_default())
        }
    }
}

fn section(path: &[String], text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&format!("[{}]\n", path_text(path)));
}

fn path_text(path: &[String]) -> String {
    path.iter().map(|name| key(name)).collect::<Vec<_>>().join(".")
}

/// A value on one line; nothing where TOML cannot say it.
fn value_text(value: &Value) -> Option<String> {
    match toml_value(value)? {
        // The usual writer spreads a text with line ends over several lines, where no comment may follow.
        toml::Value::String(text) if text.contains(['\n', '\r']) => {
            Some(Value::from(text).to_string().replace('\u{7f}', "\\u007f"))
        }
        value => Some(value.to_string()),
    }
}

fn toml_value(value: &Value) -> Option<toml::Value> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => toml::Value::Boolean(*value),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => toml::Value::Integer(whole),
            None => toml::Value::Float(number.as_f64()?),
        },
        Value::String(text) => toml::Value::String(text.clone()),
        Value::Array(items) => toml::Value::Array(items.iter().filter_map(toml_value).collect()),
        Value::Object(members) => toml::Value::Table(
            members.iter().filter_map(|(name, member)| Some((name.clone(), toml_value(member)?))).collect(),
        ),
    })
}
