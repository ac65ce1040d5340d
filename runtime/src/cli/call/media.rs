//! Results that are text, pictures, recordings and documents.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;

use super::console::{Console, visible, visible_line};

/// Most files of one name.
const MOST_OF_A_NAME: u32 = 10_000;

/// One piece of content or several, in the form of MCP.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pieces {
    Several(Vec<Piece>),
    One(Piece),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Piece {
    Text { text: String },
    Image(Media),
    Audio(Media),
    Resource { resource: Document },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Media {
    data: String,
    mime_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    uri: String,
    mime_type: String,
    text: Option<String>,
    blob: Option<String>,
}

fn pieces(json: &str) -> Result<Vec<Piece>, serde_json::Error> {
    Ok(match serde_json::from_str(json)? {
        Pieces::Several(pieces) => pieces,
        Pieces::One(piece) => vec![piece],
    })
}

/// Saves what is no plain text, where a folder is given.
pub(super) struct Saver {
    folder: Option<PathBuf>,
}

impl Saver {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// Saves every picture, recording and document, and gives a path for each piece that was saved.
    pub(super) fn save(&mut self, json: &str) -> Result<Vec<Option<PathBuf>>, String> {
        let pieces = pieces(json).map_err(|error| format!("the content cannot be read: {error}"))?;
        let Some(folder) = &self.folder else { return Ok(pieces.iter().map(|_| None).collect()) };
        fs::create_dir_all(folder)
            .map_err(|error| format!("the folder {} cannot be made: {error}", folder.display()))?;
        pieces.iter().map(|piece| piece.save(folder)).collect()
    }
}

impl Piece {
    fn save(&self, folder: &Path) -> Result<Option<PathBuf>, String> {
        let (name, bytes) = match self {
            Self::Text { .. } => return Ok(None),
            Self::Image(media) => (FileName::of_type("image", &media.mime_type), decoded(&media.data)?),
            Self::Audio(media) => (FileName::of_type("audio", &media.mime_type), decoded(&media.data)?),
            Self::Resource { resource } => {
                let bytes = match (&resource.text, &resource.blob) {
                    (Some(text), _) => text.clone().into_bytes(),
                    (None, Some(blob)) => decoded(blob)?,
                    (None, None) => Vec::new(),
                };
                (FileName::of_document(&resource.uri, &resource.mime_type), bytes)
            }
        };
        let path = name
            .write_new(folder, &bytes)
            .map_err(|error| format!("a file cannot be written into {}: {error}", folder.display()))?;
        Ok(Some(path))
    }

    /// The piece for people: text as it is, everything else in a line.
    fn text(&self, saved: Option<&PathBuf>, console: &Console) -> String {
        let (what, mime_type, bytes) = match self {
            Self::Text { text } => return readable(text, console),
            Self::Image(media) => ("image".to_owned(), &media.mime_type, base64_length(&media.data)),
            Self::Audio(media) => ("audio".to_owned(), &media.mime_type, base64_length(&media.data)),
            Self::Resource { resource } => match &resource.text {
                Some(text) if saved.is_none() => {
                    return format!("{}:\n{}", visible_line(&resource.uri), readable(text, console));
                }
                Some(text) => (visible_line(&resource.uri), &resource.mime_type, text.len()),
                None => {
                    let bytes = resource.blob.as_deref().map_or(0, base64_length);
                    (visible_line(&resource.uri), &resource.mime_type, bytes)
                }
            },
        };
        let place = match saved {
            Some(path) => format!("saved as {}", path.display()),
            None => "not saved; `--save FOLDER` saves it".to_owned(),
        };
        let unit = if bytes == 1 { "byte" } else { "bytes" };
        format!("{what} ({}, {bytes} {unit}): {place}\n", visible_line(mime_type))
    }
}

/// Content for people.
pub(super) fn text(
    json: &str,
    saved: &[Option<PathBuf>],
    console: &Console,
) -> Result<String, serde_json::Error> {
    let pieces = pieces(json)?;
    let paths = saved.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    Ok(pieces.iter().zip(paths).map(|(piece, path)| piece.text(path, console)).collect())
}

fn readable(text: &str, console: &Console) -> String {
    let text = if console.shows_results() { visible(text) } else { text.to_owned() };
    if text.ends_with('\n') { text } else { text + "\n" }
}

/// What a file is called.
struct FileName {
    stem: String,
    extension: String,
}

impl FileName {
    fn of_type(stem: &str, mime_type: &str) -> Self {
        Self { stem: stem.to_owned(), extension: extension(mime_type).to_owned() }
    }

    /// The last part of an address, as far as its characters are harmless in the name of a file.
    fn of_document(uri: &str, mime_type: &str) -> Self {
        let path = uri.split(['?', '#']).next().unwrap_or_default();
        let last = path.rsplit(['/', '\\', ':']).next().unwrap_or_default();
        let kept: String =
            last.chars().filter(|it| it.is_ascii_alphanumeric() || "-_.".contains(*it)).take(80).collect();
        let kept = kept.trim_matches('.');
        match kept.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() && !extension.is_empty() => {
                Self { stem: stem.to_owned(), extension: extension.to_owned() }
            }
            _ if kept.is_empty() => Self::of_type("document", mime_type),
            _ => Self::of_type(kept, mime_type),
        }
    }

    /// Writes a file that was not there; a number is added where the name is taken.
    fn write_new(&self, folder: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
        for number in 1..=MOST_OF_A_NAME {
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            let path = folder.join(format!("{}{number}.{}", self.stem, self.extension));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(mut file) => {
                    file.write_all(bytes)?;
                    return Ok(path);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::new(io::ErrorKind::AlreadyExists, "there are too many files of that name"))
    }
}

/// The usual extension of a media type.
fn extension(mime_type: &str) -> &'static str {
    match mime_type.split(';').next().unwrap_or_default().trim() {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/svg+xml" => "svg",
        "audio/wav" | "audio/x-wav" => "wav",
        "audio/mpeg" => "mp3",
        "audio/ogg" => "ogg",
        "audio/flac" => "flac",
        "application/pdf" => "pdf",
        "application/json" => "json",
        "application/zip" => "zip",
        "text/csv" => "csv",
        "text/html" => "html",
        "text/markdown" => "md",
        "text/plain" => "txt",
        _ => "bin",
    }
}

fn decoded(base64: &str) -> Result<Vec<u8>, String> {
    BASE64_STANDARD.decode(base64).map_err(|error| format!("the content is not Base64: {error}"))
}

/// How many bytes a text in Base64 stands for.
fn base64_length(text: &str) -> usize {
    text.trim_end_matches('=').len() * 3 / 4
}

#[cfg(test)]
mod tests {
    use super::{FileName, base64_length};

    #[test]
    fn names_of_files_stay_in_their_folder() {
        for (uri, expected) in [
            ("shop://logo.png", "logo.png"),
            ("shop://terms", "terms.txt"),
            ("file:///etc/../../passwd", "passwd.txt"),
            ("..", "document.txt"),
            ("shop://a/.hidden", "hidden.txt"),
            ("c:\\boot.ini?x=/y", "boot.ini"),
            ("shop://a/b c\u{1b}.tar.gz", "bc.tar.gz"),
        ] {
            let name = FileName::of_document(uri, "text/plain");
            assert_eq!(format!("{}.{}", name.stem, name.extension), expected, "{uri}");
        }
        assert_eq!([base64_length("AQI="), base64_length("AQID"), base64_length("")], [2, 3, 0]);
    }
}
