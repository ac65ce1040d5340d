//! Messages that a prompt consists of.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::Content;

/// A message of a prompt, as if it had been said in the conversation that it begins.
///
/// # Examples
///
/// ```
/// use commandry::{Content, PromptMessage};
///
/// let picture = PromptMessage::user(Content::image("image/png", [1, 2]));
/// let question = PromptMessage::user("What is on the picture?");
/// assert_eq!(
///     serde_json::to_value([question])?,
///     serde_json::json!([{"role": "user", "content": {"type": "text", "text": "What is on the picture?"}}])
/// );
/// # let _ = picture;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptMessage {
    role: &'static str,
    content: Content,
}

impl PromptMessage {
    /// Something that the user says or shows.
    pub fn user(content: impl Into<Content>) -> Self {
        Self { role: "user", content: content.into() }
    }

    /// Something that the model is taken to have said.
    pub fn assistant(content: impl Into<Content>) -> Self {
        Self { role: "assistant", content: content.into() }
    }
}

impl Serialize for PromptMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("role", self.role)?;
        map.serialize_entry("content", &self.content)?;
        map.end()
    }
}
