//! What commands exist, as owned data.
//!
//! A [`Catalog`] is all that the generators and lints of this crate ever see. An application builds one from its
//! annotated functions; a gateway reads one from JSON. Both are served by the same code.

mod resources;

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::resources::{Prompt, Resource};

/// Where the named schemas of a catalog live; every `$ref` in a catalog starts with this.
pub const DEFINITIONS: &str = "#/components/schemas/";

/// The commands of one service, sorted by name, with the schemas they share.
///
/// # Examples
///
/// A catalog is plain data and survives the way through JSON unchanged:
///
/// ```
/// use commandry_schema::Catalog;
///
/// let catalog: Catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "ping", "summary": "Answers at once."}]
/// }"#)?;
/// assert_eq!(catalog.command("ping").unwrap().summary, "Answers at once.");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// The service that offers the commands.
    pub service: Service,
    /// The commands, sorted by name.
    pub commands: Vec<Command>,
    /// What can be read by its address, sorted by address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
    /// What people begin conversations with, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prompts: Vec<Prompt>,
    /// The schemas that commands refer to as `#/components/schemas/{name}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub schemas: BTreeMap<String, Value>,
}

impl Catalog {
    /// Finds a command by its name; aliases are not considered.
    pub fn command(&self, name: &str) -> Option<&Command> {
        self.commands.iter().find(|command| command.name == name)
    }

    /// The names of the groups that commands belong to, sorted, each once.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> =
            self.commands.iter().filter_map(|command| command.group.as_deref()).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The catalog of one group: its commands, resources and prompts, and only the schemas they reach.
    #[must_use]
    pub fn group(&self, group: &str) -> Self {
        let commands: Vec<Command> =
            self.commands.iter().filter(|command| command.group.as_deref() == Some(group)).cloned().collect();
        let resources: Vec<Resource> =
            self.resources.iter().filter(|it| it.group.as_deref() == Some(group)).cloned().collect();
        let prompts: Vec<Prompt> =
            self.prompts.iter().filter(|it| it.group.as_deref() == Some(group)).cloned().collect();
        let mut schemas = crate::references::reachable(&commands, &self.schemas);
        let parameters =
            resources.iter().map(|it| &it.parameters).chain(prompts.iter().map(|it| &it.parameters));
        for parameter in parameters.flatten() {
            crate::references::collect(&parameter.schema, &self.schemas, &mut schemas);
        }
        Self { service: self.service.clone(), commands, resources, prompts, schemas }
    }
}

/// The service that offers the commands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Name of the service, as a title of its documents.
    pub title: String,
    /// Version of the service's interface, as semantic version.
    pub version: String,
    /// What the service is for, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What each group of commands is for, by the name of the group; groups without an entry are allowed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub group_descriptions: BTreeMap<String, String>,
    /// Whom to ask about the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Under which terms the interface may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<License>,
}

/// Whom to ask about a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name of the person or team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Page to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Address to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// Under which terms an interface may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct License {
    /// Name of the licence, such as `Apache 2.0`.
    pub name: String,
    /// SPDX expression, such as `MIT OR Apache-2.0`; documents show it in preference to the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Page with the text of the licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// One command: what it is called, what it takes, what it gives and how it behaves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Name by which callers reach it: `^[a-z][a-z0-9_]*$`, at most 48 characters.
    pub name: String,
    /// Group it is listed under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// One sentence that says what it does; empty when undocumented.
    #[serde(default)]
    pub summary: String,
    /// Further documentation in Markdown, without the summary and the sections that have a field of their own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What callers send, in the order of the signature.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// What callers get.
    #[serde(default)]
    pub result: ResultInfo,
    /// The ways in which it fails, by stable kind.
    #[serde(default, skip_serializing_if = "Errors::is_default")]
    pub errors: Errors,
    /// Calls that work, with their results where given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// What a caller may assume about effects.
    #[serde(default, skip_serializing_if = "Behaviour::is_default")]
    pub behaviour: Behaviour,
    /// The REST route that reaches it besides `POST /cmd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<RestRoute>,
    /// Further names that reach it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Set when callers should move away from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecation>,
    /// How much callers may rely on it; [`Stability::Stable`] where the author did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stability: Option<Stability>,
    /// How long a call may take, in milliseconds, where the command says so itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_milliseconds: Option<u64>,
    /// How it runs in the background, if it does; a call is then answered with the ticket of a job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<Job>,
    /// Whether it has a way to tell its caller how far it has come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reports_progress: bool,
    /// Who may call it, where the service says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Whether models see it as a tool of its own even where there are too many commands to show all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// Whether models see the schema of its parameters exactly as it is, and not made portable.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub raw_schema: bool,
    /// Lints that its author switched off, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_lints: Vec<AllowedLint>,
    /// Where it is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Command {
    /// The schema of the parameters as one object, as `POST /cmd` takes them in `params`.
    ///
    /// Unknown members are refused; members are required unless they have a default or accept their absence.
    pub fn parameters_schema(&self) -> Value {
        let mut properties = serde_json::Map::new();
        let mut required = Vec::new();
        for parameter in &self.parameters {
            properties.insert(parameter.name.clone(), parameter.schema.clone());
            if parameter.required {
                required.push(Value::from(parameter.name.as_str()));
            }
        }
        let mut schema = serde_json::Map::new();
        schema.insert("type".into(), "object".into());
        schema.insert("properties".into(), Value::Object(properties));
        if !required.is_empty() {
            schema.insert("required".into(), Value::Array(required));
        }
        schema.insert("additionalProperties".into(), Value::Bool(false));
        Value::Object(schema)
    }
}

/// One value that callers send.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name in the `params` object.
    pub name: String,
    /// What it means, in Markdown; empty when undocumented. Also in the schema as `description`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether a call without it is refused.
    #[serde(default)]
    pub required: bool,
    /// JSON Schema (2020-12) of its value, with description, default, example and constraints.
    pub schema: Value,
    /// Whether the value must never be shown or logged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// What callers get.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultInfo {
    /// What the value means, in Markdown; empty when undocumented.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// JSON Schema (2020-12) of the value. That of a stream is `{"items": […], "complete": …}`, the answer where its
    /// items are collected.
    pub schema: Value,
    /// Whether the value comes item by item where the caller can take it so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stream: bool,
    /// Whether the value is text, pictures, sound or documents to be shown, in the form of MCP's content.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub content: bool,
}

impl ResultInfo {
    /// The schema of the items of a stream, or `None` for a single value.
    pub fn item_schema(&self) -> Option<&Value> {
        if self.stream { self.schema.pointer("/properties/items/items") } else { None }
    }
}

impl Default for ResultInfo {
    /// No documentation, and the schema that every value fits.
    fn default() -> Self {
        let schema = Value::Object(serde_json::Map::new());
        Self { description: String::new(), schema, stream: false, content: false }
    }
}

/// How a command runs in the background.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// What the command gives, which is not what its call is answered with: `job_result` tells it.
    pub result: ResultInfo,
    /// When it is run by itself, as a cron expression of five fields in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
}

/// The ways in which a command fails.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// The author's words on failure, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether the command can fail by itself, apart from refused parameters.
    #[serde(default)]
    pub fallible: bool,
    /// Whether the error type declares its kinds; an undeclared error reaches callers as a generic failure.
    #[serde(default)]
    pub declared: bool,
    /// The declared kinds, in the order of declaration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<ErrorKind>,
}

impl Errors {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// One declared way to fail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorKind {
    /// Stable name, found in `error.data.kind`.
    pub kind: String,
    /// JSON-RPC error code, found in `error.code`.
    pub code: i64,
    /// HTTP status of `POST /cmd/{name}` and REST routes.
    pub status: u16,
    /// When it happens and what to do, in Markdown; empty when undocumented.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// JSON Schema of `error.data.details`, where the kind carries any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
}

/// A call that works.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What the example shows; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Parameters of the call, as the author wrote them; a JSON object unless the author erred.
    pub params: Value,
    /// Result of the call, where given; `Some(Value::Null)` says that the call gives null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub result: Option<Value>,
}

/// Reads a member that is there; without this, `null` would be taken for absence.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// What a caller may assume about effects; `None` where the author did not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// Changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    /// May remove or overwrite what cannot be brought back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destructive: Option<bool>,
    /// A repeated call with the same parameters changes nothing more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotent: Option<bool>,
}

impl Behaviour {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How much callers may rely on a command; the later, the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stability {
    /// Being designed; anything about it may change from day to day.
    Draft,
    /// To be tried out; it may still change in any way.
    Alpha,
    /// To be built on; a change that breaks callers is announced.
    Beta,
    /// To be relied on; it changes compatibly or not at all.
    Stable,
}

impl Stability {
    /// The word that attributes, catalogs and command lines use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Alpha => "alpha",
            Self::Beta => "beta",
            Self::Stable => "stable",
        }
    }
}

/// The level of a word, as [`Stability::as_str`] gives it.
impl FromStr for Stability {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Draft, Self::Alpha, Self::Beta, Self::Stable]
            .into_iter()
            .find(|level| level.as_str() == word)
            .ok_or_else(|| format!("`{word}` is no level of stability; there are draft, alpha, beta, stable"))
    }
}

/// Who may call a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Only callers who prove who they are.
    Protected,
    /// Everybody, and its author says that this is meant.
    Public,
    /// Everybody: the service can ask callers who they are, but does not for this command, and nothing says that this
    /// is meant.
    Unprotected,
}

/// The REST route of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestRoute {
    /// HTTP method in capitals: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// Path with parameters in braces, such as `/stock/{sku}`.
    pub path: String,
}

impl RestRoute {
    /// The names between the braces of the path, in order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
    }

    /// Whether parameters outside the path travel in the query instead of a JSON body.
    pub fn uses_query(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "DELETE")
    }
}

/// Why and until when a deprecated command stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deprecation {
    /// Version of the service that deprecated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Command to use instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<String>,
    /// Day from which it may be gone, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sunset: Option<String>,
}

/// A lint that the author of a command switched off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowedLint {
    /// Identifier of the lint, such as `summary-too-long`.
    pub lint: String,
    /// Why it does not apply.
    pub reason: String,
}

/// Where a command is declared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Path of the file, as the compiler was given it.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
}

#[cfg(test)]
mod tests {
    use super::Example;

    #[test]
    fn a_result_of_null_is_not_the_absence_of_a_result() {
        for text in [r#"{"params":{},"result":null}"#, r#"{"params":{}}"#] {
            let example: Example = serde_json::from_str(text).unwrap();
            assert_eq!(example.result.is_some(), text.contains("null"));
            assert_eq!(serde_json::to_string(&example).unwrap(), text);
        }
    }
}
