//! A text that must not be seen.

use std::{borrow::Cow, fmt, fs::File, io::Read};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// What stands in the place of a secret wherever it is shown.
pub(crate) const MASK: &str = "(secret)";
/// What a value begins with that names a file to read the secret from.
pub(crate) const FILE: &str = "file:";
/// A longer file holds something else than a secret, or never ends.
const MOST_BYTES: u64 = 64 * 1024;

/// A password, key or token in the settings of an application, which shows itself only where it is asked to.
///
/// [`Debug`](fmt::Debug) and serialization give `(secret)`, or an empty text where nothing was set. A value
/// `file:/run/secrets/name` is read from that file, as containers hand over secrets; one line end at its end does not
/// count. A value that says `(secret)` is refused: it comes out of a listing of the settings and is no secret.
///
/// # Examples
///
/// ```
/// use commandry::config::Secret;
///
/// let secret: Secret = serde_json::from_str("\"tea for two\"")?;
/// assert_eq!(format!("{secret:?}"), "(secret)");
/// assert_eq!(serde_json::to_string(&secret)?, "\"(secret)\"");
/// assert_eq!(secret.expose(), "tea for two");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text to itself.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn shown(&self) -> &'static str {
        if self.0.is_empty() { "" } else { MASK }
    }
}

/// What a value stands for: itself, or the contents of the file that it names.
pub(crate) fn read(text: &str) -> Result<Cow<'_, str>, String> {
    if text == MASK {
        return Err(format!(
            "`{MASK}` only stands for a secret where settings are listed; give the secret itself"
        ));
    }
    let Some(path) = text.strip_prefix(FILE) else { return Ok(Cow::Borrowed(text)) };
    let mut secret = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut secret))
        .map_err(|error| format!("the file {path} of the secret cannot be read: {error}"))?;
    if secret.len() as u64 > MOST_BYTES {
        return Err(format!("the file {path} is too long for a secret; at most {MOST_BYTES} bytes are read"));
    }
    let mut secret = String::from_utf8(secret)
        .map_err(|_| format!("the file {path} of the secret is not a text in UTF-8"))?;
    if secret.ends_with('\n') {
        secret.pop();
        if secret.ends_with('\r') {
            secret.pop();
        }
    }
    Ok(Cow::Owned(secret))
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.shown())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.shown())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        read(&text).map(|secret| Self(secret.into_owned())).map_err(D::Error::custom)
    }
}

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "password", "writeOnly": true})
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Secret;

    fn from_text(text: &str) -> Result<Secret, String> {
        serde_json::from_value(text.into()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_secret_shows_itself_nowhere() {
        let secret = Secret::from("tea for two");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "(secret) Some((secret))");
        assert_eq!(serde_json::to_string(&[&secret, &Secret::default()]).unwrap(), "[\"(secret)\",\"\"]");
        assert_eq!(secret.expose(), "tea for two");
    }

    #[test]
    fn a_secret_may_be_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        for (contents, secret) in [("tea\n", "tea"), ("tea\r\n", "tea"), ("tea\n\n", "tea\n"), ("", "")] {
            fs::write(&path, contents).unwrap();
            assert_eq!(from_text(&format!("file:{}", path.display())).unwrap().expose(), secret);
        }
    }

    #[test]
    fn a_file_that_holds_no_secret_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        let value = format!("file:{}", path.display());
        assert!(from_text(&value).unwrap_err().contains("password of the secret cannot be read: "));
        fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(from_text(&value).unwrap_err().contains("password of the secret is not a text in UTF-8"));
        fs::write(&path, vec![b'a'; 70_000]).unwrap();
        assert!(from_text(&value).unwrap_err().contains("is too long for a secret; at most 65536 bytes"));
    }

    #[test]
    fn the_mask_is_no_secret() {
        assert!(from_text("(secret)").unwrap_err().contains("give the secret itself"));
    }
}
