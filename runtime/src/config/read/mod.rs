//! Files of settings, read with the line of every value.

mod json;
mod toml;
mod yaml;

use std::{fs::File, io::Read, path::Path, sync::Arc};

use super::{ConfigFault, ConfigOrigin, node::Node};

/// A longer file is no file of settings, or never ends.
pub(super) const MOST_BYTES: u64 = 1024 * 1024;

/// How settings are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Toml,
    Yaml,
    Json,
}

impl Format {
    /// The format that the ending of a file's name says.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "toml" => Some(Self::Toml),
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// The format of a name on the command line.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "yaml" => Self::Yaml,
            "json" => Self::Json,
            _ => Self::Toml,
        }
    }
}

/// Reads a file of settings.
pub(super) fn file(path: &Path) -> Result<Node, Vec<ConfigFault>> {
    let name: Arc<str> = path.display().to_string().into();
    let fault =
        |message: String| vec![ConfigFault::new("", ConfigOrigin::Default, format!("{name} {message}"))];
    let Some(format) = Format::of(path) else {
        return Err(fault(
            "is no file of settings: its name must end with .toml, .yaml, .yml or .json".to_owned(),
        ));
    };
    let bytes = bytes_of(path).map_err(fault)?;
    let text = str::from_utf8(&bytes).map_err(|error| {
        let line = 1 + line_ends(&bytes[..error.valid_up_to()]).len();
        let origin = ConfigOrigin::File { path: Arc::clone(&name), line };
        vec![ConfigFault::new("", origin, "is not UTF-8 from here on")]
    })?;
    text_of(format, &name, text)
}

/// The bytes of a file that is not too long; what is wrong with it otherwise, to stand behind its name.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!("is too long; at most {MOST_BYTES} bytes are read"));
    }
    Ok(bytes)
}

/// Reads settings that a file holds.
pub(super) fn text_of(format: Format, name: &Arc<str>, text: &str) -> Result<Node, Vec<ConfigFault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let place = Place { name: Arc::clone(name), line_ends: line_ends(text.as_bytes()) };
    let mut node = match format {
        Format::Toml => toml::read(text, &place),
        Format::Yaml => yaml::read(text, &place),
        Format::Json => json::read(text, &place),
    }?;
    if node.members().is_none() {
        let fault =
            ConfigFault::new("", node.origin, "holds no sections; `config init` writes a file that does");
        return Err(vec![fault]);
    }
    // Editors find the schema of a file by this member.
    if let super::node::Content::Table(members) = &mut node.content {
        members.remove("$schema");
    }
    Ok(node)
}

/// A file and where its lines end.
struct Place {
    name: Arc<str>,
    line_ends: Vec<usize>,
}

impl Place {
    fn line(&self, line: usize) -> ConfigOrigin {
        ConfigOrigin::File { path: Arc::clone(&self.name), line }
    }

    /// The line of the byte at an offset.
    fn offset(&self, offset: usize) -> ConfigOrigin {
        self.line(1 + self.line_ends.partition_point(|end| *end < offset))
    }

    fn fault(&self, line: usize, message: impl Into<String>) -> Vec<ConfigFault> {
        vec![ConfigFault::new("", self.line(line), message)]
    }
}

fn line_ends(text: &[u8]) -> Vec<usize> {
    memchr::memchr_iter(b'\n', text).collect()
}
