//! Listing settings: as they hold, and as a file with every setting that can be given.

mod json;
mod toml;
mod yaml;

use serde_json::Value;

use super::{
    ConfigOrigin, duration,
    load::Given,
    node::{Content, Node},
    read::Format,
    schema::{Setting, is_secret, text, types},
    secret::MASK,
};

/// Longest line of a comment.
const MOST_WIDTH: usize = 100;

/// A setting with what it is set to.
struct Shown<'g> {
    setting: &'g Setting<'g>,
    /// `None` where nothing holds.
    value: Option<Value>,
    origin: ConfigOrigin,
    /// What might be given where nothing holds.
    example: Value,
    /// Whether `null` says that nothing holds.
    takes_null: bool,
}

impl Given {
    /// All settings as they hold, secrets masked; with their origins if asked for.
    pub(crate) fn show(&self, format: Format, origins: bool) -> String {
        match format {
            Format::Json => json::show(self, origins),
            Format::Toml | Format::Yaml => toml::show(self, origins),
        }
    }

    /// A file with every setting and its default; in TOML and YAML, comments say what each means.
    pub(crate) fn file(&self, format: Format, title: &str, prefix: &str) -> String {
        match format {
            Format::Toml => toml::file(self, title, prefix),
            Format::Yaml => yaml::file(self, title, prefix),
            Format::Json => json::file(self),
        }
    }

    /// A JSON Schema of a file of settings, for editors.
    pub(crate) fn schema(&self, title: &str) -> String {
        commandry_schema::canonical::to_string_pretty(&self.schemas.document(title))
    }

    /// Looks at a setting; a table of free names is looked at as a whole.
    fn look<'g>(&'g self, setting: &'g Setting<'g>) -> Shown<'g> {
        let forms = self.schemas.at(&setting.path);
        let types = types(&forms);
        let (value, origin) = match self.node.at(&setting.path) {
            Some(node) => (Some(node.to_value()), node.origin.clone()),
            None => (setting.default.cloned(), ConfigOrigin::Default),
        };
        let mut value = value.filter(|value| !value.is_null());
        if let Some(value) = &mut value {
            self.mask(value, &mut setting.path.clone());
        }
        let example = match () {
            () if setting.is_secret => {
                Value::from(format!("file:/run/secrets/{}", setting.path.last().map_or("", |name| name)))
            }
            () if text(&forms, "format") == duration::FORMAT => Value::from("30s"),
            () if types.contains("string") => Value::from(""),
            () if types.contains("boolean") => Value::from(false),
            () if types.contains("array") => Value::Array(Vec::new()),
            () if types.contains("object") => Value::Object(serde_json::Map::new()),
            () => Value::from(1),
        };
        Shown { setting, value, origin, example, takes_null: types.contains("null") }
    }

    /// Puts a mask in the place of every secret.
    fn mask(&self, value: &mut Value, path: &mut Vec<String>) {
        let inner = |name: String, value: &mut Value, path: &mut Vec<String>| {
            path.push(name);
            self.mask(value, path);
            path.pop();
        };
        match value {
            Value::Object(members) => {
                for (name, value) in members.iter_mut() {
                    inner(name.clone(), value, path);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter_mut().enumerate() {
                    inner(index.to_string(), value, path);
                }
            }
            Value::String(text) if !text.is_empty() && is_secret(&self.schemas.at(path)) => {
                MASK.clone_into(text);
            }
            _ => {}
        }
    }

    /// Whether anything was given in a section.
    fn has(&self, path: &[String]) -> bool {
        self.node.at(path).is_some()
    }

    /// The origins of everything within a value: one where it was given as a whole.
    fn origins(&self, shown: &Shown<'_>) -> String {
        let mut origins = Vec::new();
        match self.node.at(&shown.setting.path) {
            Some(node) => gather_origins(node, &mut origins),
            None => origins.push(shown.origin.to_string()),
        }
        origins.dedup();
        origins.join("; ")
    }
}

fn gather_origins(node: &Node, origins: &mut Vec<String>) {
    match &node.content {
        Content::Table(members) if !members.is_empty() => {
            for member in members.values() {
                gather_origins(member, origins);
            }
        }
        _ => origins.push(node.origin.to_string()),
    }
}

/// A text as comments, each line behind an indentation and `# `.
fn comments(description: &str, indentation: &str) -> String {
    let mut text = String::new();
    for paragraph in description.split("\n\n") {
        if !text.is_empty() {
            text.push_str(&format!("{indentation}#\n"));
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && indentation.len() + 3 + line.len() + word.len() > MOST_WIDTH {
                text.push_str(&format!("{indentation}# {line}\n"));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if !line.is_empty() {
            text.push_str(&format!("{indentation}# {line}\n"));
        }
    }
    text
}

/// What stands at the head of a file.
fn head(title: &str, prefix: &str) -> String {
    let mut text =
        format!("Settings of {title}. Every setting stands here with what holds unless it is changed.");
    if !prefix.is_empty() {
        text.push_str(&format!(
            " Variables of the environment win over this file: {prefix}SERVER__PORT=9000 sets `port` in `server`."
        ));
    }
    comments(&text, "")
}

/// A name as a key of TOML and YAML.
fn key(name: &str) -> String {
    let is_bare = |it: u8| it.is_ascii_alphanumeric() || it == b'_' || it == b'-';
    let is_word = name.bytes().all(is_bare) && name.starts_with(|it: char| it.is_ascii_alphabetic());
    // In YAML, a few words mean something else when they stand alone.
    if is_word && !matches!(name, "true" | "false" | "null" | "y" | "n" | "yes" | "no" | "on" | "off") {
        name.to_owned()
    } else {
        Value::from(name).to_string().replace('\u{7f}', "\\u007f")
    }
}
