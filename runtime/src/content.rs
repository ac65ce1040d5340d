//! Results that are not data: text for people, pictures, sound, documents.

use std::borrow::Cow;

use base64::{Engine, prelude::BASE64_STANDARD};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

/// A piece of a result that is shown or heard rather than computed with.
///
/// A command returns one of them, or a `Vec` of several. Models that call it over MCP get them as they are. Everybody
/// else gets the same as JSON: an object with `type`, and with `text`, or with `data` in Base64 and its `mimeType`,
/// or with `resource`.
///
/// # Examples
///
/// ```
/// use commandry::{prelude::*, Content};
///
/// /// Draws a black dot.
/// ///
/// /// # Returns
/// /// A bitmap of one pixel, and what it shows.
/// #[command(group = "drawing", read_only)]
/// fn draw_dot() -> Vec<Content> {
///     vec![Content::image("image/x-portable-bitmap", "P1 1 1 1"), Content::text("A dot.")]
/// }
///
/// let drawn = serde_json::to_value(draw_dot()).unwrap();
/// assert_eq!(drawn[0]["data"], "UDEgMSAxIDE=");
/// assert_eq!(drawn[1], serde_json::json!({"type": "text", "text": "A dot."}));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Text(String),
    Image(Media),
    Audio(Media),
    Document { uri: String, mime_type: String, body: Body },
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Media {
    mime_type: String,
    bytes: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Body {
    Text(String),
    Bytes(Vec<u8>),
}

impl Content {
    /// Text for people.
    pub fn text(text: impl Into<String>) -> Self {
        Self(Kind::Text(text.into()))
    }

    /// A picture, with its media type such as `image/png`.
    pub fn image(mime_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self(Kind::Image(Media { mime_type: mime_type.into(), bytes: bytes.into() }))
    }

    /// A recording, with its media type such as `audio/wav`.
    pub fn audio(mime_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self(Kind::Audio(Media { mime_type: mime_type.into(), bytes: bytes.into() }))
    }

    /// A document of text that is sent along, with the address it is known by and its media type.
    pub fn document(uri: impl Into<String>, mime_type: impl Into<String>, text: impl Into<String>) -> Self {
        Self(Kind::Document { uri: uri.into(), mime_type: mime_type.into(), body: Body::Text(text.into()) })
    }

    /// A document of bytes that is sent along, with the address it is known by and its media type.
    pub fn binary_document(
        uri: impl Into<String>,
        mime_type: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        Self(Kind::Document { uri: uri.into(), mime_type: mime_type.into(), body: Body::Bytes(bytes.into()) })
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.0 {
            Kind::Text(text) => {
                map.serialize_entry("type", "text")?;
                map.serialize_entry("text", text)?;
            }
            Kind::Image(media) => media.write("image", &mut map)?,
            Kind::Audio(media) => media.write("audio", &mut map)?,
            Kind::Document { uri, mime_type, body } => {
                map.serialize_entry("type", "resource")?;
                map.serialize_entry("resource", &Document { uri, mime_type, body })?;
            }
        }
        map.end()
    }
}

impl Media {
    fn write<M: SerializeMap>(&self, kind: &str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("type", kind)?;
        map.serialize_entry("data", &BASE64_STANDARD.encode(&self.bytes))?;
        map.serialize_entry("mimeType", &self.mime_type)
    }
}

struct Document<'a> {
    uri: &'a str,
    mime_type: &'a str,
    body: &'a Body,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("uri", self.uri)?;
        map.serialize_entry("mimeType", self.mime_type)?;
        match self.body {
            Body::Text(text) => map.serialize_entry("text", text)?,
            Body::Bytes(bytes) => map.serialize_entry("blob", &BASE64_STANDARD.encode(bytes))?,
        }
        map.end()
    }
}

impl JsonSchema for Content {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Content")
    }

    fn schema_id() -> Cow<'static, str> {
        Cow::Borrowed("commandry::Content")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        published_schema()
    }
}

impl Content {
    /// Whether a schema is that of content.
    pub(crate) fn is_described_by(schema: &Value) -> bool {
        schema["description"] == "A text, a picture, a recording or a document."
            && schema == published_schema().as_value()
    }
}

fn published_schema() -> Schema {
    serde_json::from_str(SCHEMA).unwrap_or_default()
}

/// A text, since every program has it, and building it would be five times the code.
const SCHEMA: &str = r#"{
    "type": "object",
    "description": "A text, a picture, a recording or a document.",
    "properties": {
        "type": {
            "description": "Which of them it is; `resource` is a document.",
            "type": "string",
            "enum": ["text", "image", "audio", "resource"]
        },
        "text": {"description": "The text, of a text.", "type": "string"},
        "data": {"description": "The bytes in Base64, of a picture or a recording.", "type": "string"},
        "mimeType": {"description": "Media type of the bytes.", "type": "string"},
        "resource": {
            "description": "The document.",
            "type": "object",
            "properties": {
                "uri": {"description": "Address that it is known by.", "type": "string"},
                "mimeType": {"description": "Media type.", "type": "string"},
                "text": {"description": "The document, if it is text.", "type": "string"},
                "blob": {"description": "The document in Base64, if it is not.", "type": "string"}
            },
            "required": ["uri", "mimeType"]
        }
    },
    "required": ["type"]
}"#;

#[cfg(test)]
mod tests {
    use schemars::{JsonSchema, SchemaGenerator};
    use serde_json::json;

    use super::Content;

    #[test]
    fn its_schema_is_known_again() {
        let schema = Content::json_schema(&mut SchemaGenerator::default());
        assert!(schema.as_value()["properties"].is_object(), "{schema:?}");
        assert!(Content::is_described_by(schema.as_value()));
        let mut other = schema.clone();
        other.insert("required".to_owned(), json!([]));
        assert!(!Content::is_described_by(other.as_value()));
    }

    #[test]
    fn every_kind_has_its_form() {
        let all = [
            Content::text("hello"),
            Content::image("image/png", [1, 2]),
            Content::audio("audio/wav", [3]),
            Content::document("shop://terms", "text/plain", "All sales are final."),
            Content::binary_document("shop://logo", "image/png", [4]),
        ];
        assert_eq!(
            serde_json::to_value(all).unwrap(),
            json!([
                {"type": "text", "text": "hello"},
                {"type": "image", "data": "AQI=", "mimeType": "image/png"},
                {"type": "audio", "data": "Aw==", "mimeType": "audio/wav"},
                {"type": "resource", "resource":
                    {"uri": "shop://terms", "mimeType": "text/plain", "text": "All sales are final."}},
                {"type": "resource", "resource": {"uri": "shop://logo", "mimeType": "image/png", "blob": "BA=="}},
            ])
        );
    }
}
