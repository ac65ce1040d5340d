//! Resources and prompts: what hosts of AI models read or offer to people, besides commands.

use serde::{Deserialize, Serialize};

use super::{Parameter, Source};

/// Something that is read by its address, or by a template of addresses.
///
/// # Examples
///
/// ```
/// use commandry_schema::catalog::Resource;
///
/// let order = Resource { name: "order".into(), uri: "orders://{id}/{part}".into(), ..Resource::default() };
/// assert!(order.is_template());
/// assert_eq!(order.placeholders().collect::<Vec<_>>(), ["id", "part"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Name of the function behind it.
    pub name: String,
    /// Address, or template of addresses with placeholders in braces, as RFC 6570 has them at its first level.
    pub uri: String,
    /// Title for people, where the author gave one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// First paragraph of the documentation, on one line.
    #[serde(default)]
    pub summary: String,
    /// The rest of the documentation, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Group it is listed under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Media type of its contents, such as `application/json`.
    pub mime_type: String,
    /// What its placeholders mean; values are texts within the address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Where it is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Resource {
    /// Whether the address has placeholders.
    pub fn is_template(&self) -> bool {
        self.uri.contains('{')
    }

    /// The names between the braces of the address, in order.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.uri.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
    }
}

/// Messages that a person chooses to begin a conversation with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Name by which it is chosen.
    pub name: String,
    /// Title for people, where the author gave one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// First paragraph of the documentation, on one line.
    #[serde(default)]
    pub summary: String,
    /// The rest of the documentation, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Group it is listed under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What it takes; values are sent as texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Where it is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}
