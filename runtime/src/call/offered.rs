//! Resources and prompts in a dispatcher: found by address or name, and run as commands are.

use std::{borrow::Cow, cmp::Reverse};

use serde_json::{Map, Value, json};

use super::{
    Arguments, CallKind, Dispatcher, Entry, Reply, from_texts,
    uri_template::{literal_length, values},
};
#[cfg(any(feature = "documents", feature = "http"))]
use crate::Caller;
use crate::{
    AccessRules, CallError,
    access::Permission,
    codes,
    context::Origin,
    declaration::{PromptData, ResourceData, data::CommandData},
};

/// Most names that the refusal of an unknown one suggests.
const MOST_NEAREST: usize = 3;

/// The resources and prompts of a dispatcher.
#[derive(Debug, Default)]
pub(crate) struct Offered {
    /// Addresses first, then templates, those that stand for the fewest addresses first.
    resources: Vec<Resource>,
    prompts: Vec<Prompt>,
}

#[derive(Debug)]
struct Resource {
    data: &'static ResourceData,
    entry: Entry,
    completions: Completions,
}

#[derive(Debug)]
struct Prompt {
    entry: Entry,
    completions: Completions,
}

/// Who completes which parameter.
type Completions = Vec<(&'static str, Entry)>;

impl Offered {
    pub(super) fn new(
        resources: &[&'static ResourceData],
        prompts: &[&'static PromptData],
        rules: Option<&AccessRules>,
    ) -> Self {
        let permission = |function| rules.map(|rules| rules.permission(function));
        let mut resources: Vec<Resource> = resources
            .iter()
            .map(|&data| {
                let permission = permission(&data.function);
                Resource {
                    data,
                    completions: completions(data.completions, permission.as_ref()),
                    entry: Entry::of(CallKind::Resource, &data.function, permission),
                }
            })
            .collect();
        resources
            .sort_by_key(|it| (it.data.uri.contains('{'), Reverse(literal_length(it.data.uri)), it.data.uri));
        let prompts = prompts
            .iter()
            .map(|&data| {
                let permission = permission(&data.function);
                Prompt {
                    completions: completions(data.completions, permission.as_ref()),
                    entry: Entry::of(CallKind::Prompt, &data.function, permission),
                }
            })
            .collect();
        Self { resources, prompts }
    }

    fn resource(&self, uri: &str) -> Option<(&Resource, Vec<(&'static str, String)>)> {
        self.resources.iter().find_map(|resource| Some((resource, values(resource.data.uri, uri)?)))
    }

    fn prompt(&self, name: &str) -> Option<&Prompt> {
        self.prompts.iter().find(|prompt| prompt.entry.command.name == name)
    }

    /// Whether somebody may read a resource, given its address or template.
    #[cfg(any(feature = "documents", feature = "http"))]
    pub(crate) fn is_resource_allowed(&self, uri: &str, caller: &Caller) -> bool {
        self.resources.iter().filter(|it| it.data.uri == uri).all(|it| it.entry.is_allowed(caller))
    }

    /// Whether somebody may use a prompt.
    #[cfg(any(feature = "documents", feature = "http"))]
    pub(crate) fn is_prompt_allowed(&self, name: &str, caller: &Caller) -> bool {
        self.prompts.iter().filter(|it| it.entry.command.name == name).all(|it| it.entry.is_allowed(caller))
    }

    /// The addresses and templates of the resources.
    pub(crate) fn uris(&self) -> impl Iterator<Item = &'static str> {
        self.resources.iter().map(|it| it.data.uri)
    }
}

/// Whoever may use a function may have its arguments completed.
fn completions(data: &'static [(&'static str, CommandData)], permission: Option<&Permission>) -> Completions {
    data.iter()
        .map(|(name, function)| (*name, Entry::of(CallKind::Completion, function, permission.cloned())))
        .collect()
}

impl Dispatcher {
    /// Reads a resource by its address, which may be one that a template stands for.
    ///
    /// The answer has the form of MCP: a list of objects with `uri`, `mimeType`, and `text` or `blob`.
    ///
    /// # Errors
    ///
    /// Fails as its function fails, when there is no such resource, and when a value in the address does not fit.
    pub async fn read_resource(&self, uri: &str, origin: &Origin) -> Result<Value, CallError> {
        match self.try_read_resource(uri, origin).await {
            Some(outcome) => outcome,
            None => Err(not_found("resource", uri, self.offered().uris())),
        }
    }

    /// Reads a resource; `None` when there is none of that address.
    pub(crate) async fn try_read_resource(
        &self,
        uri: &str,
        origin: &Origin,
    ) -> Option<Result<Value, CallError>> {
        let (resource, values) = self.offered().resource(uri)?;
        let outcome = self.run_with_texts(&resource.entry, values, origin).await;
        Some(outcome.map(|mut contents| {
            if let Value::Object(members) = &mut contents {
                members.insert("uri".to_owned(), uri.into());
                members.insert("mimeType".to_owned(), resource.data.mime_type().into());
            }
            Value::Array(vec![contents])
        }))
    }

    /// Makes the messages of a prompt; values that are texts are read as the types of its parameters ask for.
    ///
    /// The answer has the form of MCP: an object with `description` and `messages`.
    ///
    /// # Errors
    ///
    /// Fails as its function fails, when there is no such prompt, and when an argument does not fit.
    pub async fn get_prompt(
        &self,
        name: &str,
        arguments: &Map<String, Value>,
        origin: &Origin,
    ) -> Result<Value, CallError> {
        let Some(prompt) = self.offered().prompt(name) else {
            let names = self.offered().prompts.iter().map(|it| it.entry.command.name);
            return Err(not_found("prompt", name, names));
        };
        let texts = arguments.iter().map(|(name, value)| (name.as_str(), value));
        let messages = self.run_with(&prompt.entry, texts, origin).await?;
        let mut answer = json!({ "messages": messages });
        if !prompt.entry.command.summary.is_empty() {
            answer["description"] = prompt.entry.command.summary.into();
        }
        Ok(answer)
    }

    /// Suggests values for a placeholder of a template, given how the value begins.
    ///
    /// They come from the function named by `#[param(complete = …)]`, or else from the values that the type lists.
    ///
    /// # Errors
    ///
    /// Fails as the function fails, and when there is no such template.
    pub async fn complete_resource(
        &self,
        template: &str,
        placeholder: &str,
        value: &str,
        origin: &Origin,
    ) -> Result<Vec<String>, CallError> {
        let found = self.offered().resources.iter().find(|it| it.data.uri == template);
        let resource = found.ok_or_else(|| not_found("resource", template, self.offered().uris()))?;
        self.complete(&resource.entry, &resource.completions, placeholder, value, origin).await
    }

    /// Suggests values for an argument of a prompt, as [`Dispatcher::complete_resource`] does.
    ///
    /// # Errors
    ///
    /// Fails as the function fails, and when there is no such prompt.
    pub async fn complete_prompt(
        &self,
        name: &str,
        argument: &str,
        value: &str,
        origin: &Origin,
    ) -> Result<Vec<String>, CallError> {
        let prompt = self.offered().prompt(name).ok_or_else(|| {
            not_found("prompt", name, self.offered().prompts.iter().map(|it| it.entry.command.name))
        })?;
        self.complete(&prompt.entry, &prompt.completions, argument, value, origin).await
    }

    async fn complete(
        &self,
        entry: &Entry,
        completions: &Completions,
        parameter: &str,
        value: &str,
        origin: &Origin,
    ) -> Result<Vec<String>, CallError> {
        match completions.iter().find(|(name, _)| *name == parameter) {
            Some((_, completion)) => {
                let typed = Value::from(value);
                let outcome = self.run_with(completion, [("value", &typed)].into_iter(), origin).await?;
                Ok(serde_json::from_value(outcome).unwrap_or_default())
            }
            None => Ok(listed_values(entry, parameter, value)),
        }
    }

    async fn run_with_texts(
        &self,
        entry: &Entry,
        texts: Vec<(&'static str, String)>,
        origin: &Origin,
    ) -> Result<Value, CallError> {
        let values: Vec<(&str, Value)> = texts.into_iter().map(|(name, text)| (name, text.into())).collect();
        self.run_with(entry, values.iter().map(|(name, value)| (*name, value)), origin).await
    }

    async fn run_with<'a>(
        &self,
        entry: &Entry,
        values: impl Iterator<Item = (&'a str, &'a Value)>,
        origin: &Origin,
    ) -> Result<Value, CallError> {
        let texts: Vec<(&str, String)> = values
            .map(|(name, value)| match value {
                Value::String(text) => {
                    (name, from_texts::json(entry.described(), name, std::slice::from_ref(text)))
                }
                other => (name, other.to_string()),
            })
            .collect();
        let mut arguments = Arguments::none(entry.command);
        for (name, text) in &texts {
            arguments.set(entry.command, name, text);
        }
        let result = self.run(entry, arguments, origin, Reply::default()).await.into_result()?;
        // What came back was written by serde, or by an interceptor as JSON.
        serde_json::from_slice(&result).map_err(|error| {
            let what = format!("a result cannot be read back: {error}");
            CallError::internal(&what, entry.command.name)
        })
    }
}

/// The values that the schema of a parameter lists and that begin in some way, in the order of their declaration.
fn listed_values(entry: &Entry, parameter: &str, start: &str) -> Vec<String> {
    let described = entry.described();
    let Some(parameter) = described.command.parameters.iter().find(|it| it.name == parameter) else {
        return Vec::new();
    };
    let mut values = Vec::new();
    collect_values(&parameter.schema, &described.schemas, 0, &mut values);
    let start = start.to_lowercase();
    values.retain(|value| value.to_lowercase().starts_with(&start));
    values
}

fn collect_values(
    schema: &Value,
    schemas: &std::collections::BTreeMap<String, Value>,
    depth: u8,
    values: &mut Vec<String>,
) {
    // Types that refer to themselves list no values at that depth.
    if depth > 16 {
        return;
    }
    let has_boolean = |of: &Value| of.as_array().is_some_and(|types| types.iter().any(|it| it == "boolean"));
    if schema["type"] == "boolean" || has_boolean(&schema["type"]) {
        values.extend(["true".to_owned(), "false".to_owned()]);
    }
    let listed = schema["enum"].as_array().into_iter().flatten().chain(schema.get("const"));
    for value in listed.filter(|value| !value.is_null()) {
        values.push(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    let target =
        schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()).and_then(|name| schemas.get(name));
    let arms = ["anyOf", "oneOf"].into_iter().filter_map(|keyword| schema[keyword].as_array()).flatten();
    for schema in target.into_iter().chain(arms) {
        collect_values(schema, schemas, depth + 1, values);
    }
}

/// The refusal of a resource or prompt that does not exist, with the nearest ones.
#[cold]
pub(crate) fn not_found<'a>(what: &str, wanted: &str, known: impl Iterator<Item = &'a str>) -> CallError {
    let shown: Cow<'_, str> = match wanted.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &wanted[..end]).into(),
        None => wanted.into(),
    };
    let mut nearest: Vec<(f64, &str)> = Vec::new();
    if wanted.len() <= 200 {
        nearest
            .extend(known.map(|it| (strsim::jaro_winkler(wanted, it), it)).filter(|(near, _)| *near > 0.7));
        nearest.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
        nearest.truncate(MOST_NEAREST);
    }
    let nearest: Vec<&str> = nearest.into_iter().map(|(_, it)| it).collect();
    let mut message = format!("There is no {what} `{shown}`; `{what}s/list` tells those there are.");
    if !nearest.is_empty() {
        message.push_str(&format!(" Did you mean `{}`?", nearest.join("`, `")));
    }
    let kind = if what == "prompt" { "prompt_not_found" } else { "resource_not_found" };
    let error = CallError::new(codes::INVALID_PARAMS, kind, message);
    if nearest.is_empty() { error } else { error.with("did_you_mean", nearest) }
}
