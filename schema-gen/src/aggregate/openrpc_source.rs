//! The OpenRPC document of a service.

use serde_json::{Value, json};

use super::dialect::Dialect;
use super::import::{Imported, ImportedCommand};
use super::types::Types;
use super::{AggregateError, names, openapi_source, parameters, words};
use crate::catalog::{Command, ErrorKind, Errors, Example, Parameter, ResultInfo};
use crate::lifecycle;

pub(super) fn import(prefix: &str, document: &Value) -> Result<Imported, AggregateError> {
    let mut types = Types::new(prefix, document, "", Dialect::JsonSchema);
    let mut imported = Imported::new(prefix, openapi_source::service(document));
    let Some(methods) = document.get("methods").and_then(Value::as_array) else {
        return Err(types.error("/methods", "must be a list"));
    };
    for (index, method) in methods.iter().enumerate() {
        let (method, at) = types.resolve(method, &format!("/methods/{index}"))?;
        let Some(original) = method.get("name").and_then(Value::as_str) else {
            return Err(types.error(&at, "is a method without a `name`"));
        };
        let command = command(&mut types, method, original, &at, &mut imported)?;
        imported.commands.push(ImportedCommand { command, original: original.to_owned(), pointer: at });
    }
    imported.schemas = types.finish()?;
    Ok(imported)
}

fn command<'a>(
    types: &mut Types<'a>,
    method: &'a Value,
    original: &str,
    at: &str,
    imported: &mut Imported,
) -> Result<Command, AggregateError> {
    let text = |member: &str| method.get(member).and_then(Value::as_str);
    let (summary, description) = words::summary_and_description(text("summary"), text("description"));
    let mut command = Command {
        name: names::snake_case(original),
        summary,
        description,
        deprecated: lifecycle::deprecation(method),
        stability: lifecycle::stability(method),
        ..Command::default()
    };
    if let Some(tag) = method.pointer("/tags/0") {
        let (tag, _) = types.resolve(tag, &format!("{at}/tags/0"))?;
        let group = tag.get("name").and_then(Value::as_str).map(names::snake_case);
        if let (Some(group), Some(text)) = (&group, tag.get("description").and_then(Value::as_str)) {
            imported.service.group_descriptions.insert(group.clone(), words::one_line(text));
        }
        command.group = group;
    }
    for (index, content) in list(method, "params").iter().enumerate() {
        let (content, at) = types.resolve(content, &format!("{at}/params/{index}"))?;
        let Some(name) = content.get("name").and_then(Value::as_str) else {
            return Err(types.error(&at, "is a parameter without a `name`"));
        };
        let (schema, description) = described(types, content, &at)?;
        let required = content.get("required") == Some(&Value::Bool(true));
        command.parameters.push(Parameter { description, ..parameters::of_schema(schema, name, required) });
    }
    if let Some(result) = method.get("result") {
        let (content, at) = types.resolve(result, &format!("{at}/result"))?;
        let (schema, description) = described(types, content, &at)?;
        command.result = ResultInfo { description, schema, ..ResultInfo::default() };
    }
    command.errors = errors(types, method, at)?;
    command.examples = examples(types, method, at)?;
    Ok(command)
}

fn list<'a>(owner: &'a Value, member: &str) -> &'a [Value] {
    owner.get(member).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The schema of a content descriptor, and what is said on it.
fn described(types: &mut Types<'_>, content: &Value, at: &str) -> Result<(Value, String), AggregateError> {
    let mut schema = content
        .get("schema")
        .map_or_else(|| Ok(json!({})), |schema| types.schema(schema, &format!("{at}/schema")))?;
    let text = ["description", "summary"].iter().find_map(|member| content.get(*member)?.as_str());
    let own = schema.get("description").and_then(Value::as_str);
    let description = text.or(own).unwrap_or_default().to_owned();
    if let Value::Object(members) = &mut schema
        && !description.is_empty()
    {
        members.insert("description".into(), description.as_str().into());
    }
    Ok((schema, description))
}

fn errors<'a>(types: &mut Types<'a>, method: &'a Value, at: &str) -> Result<Errors, AggregateError> {
    let mut kinds: Vec<ErrorKind> = Vec::new();
    for (index, error) in list(method, "errors").iter().enumerate() {
        let (error, at) = types.resolve(error, &format!("{at}/errors/{index}"))?;
        let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
        let kind = error.pointer("/data/kind").and_then(Value::as_str);
        let kind = kind.map_or_else(|| names::shortened(&names::snake_case(message)), str::to_owned);
        if kinds.iter().any(|other| other.kind == kind) {
            continue;
        }
        let details = match error.pointer("/data/details") {
            Some(details) => Some(types.schema(details, &format!("{at}/data/details"))?),
            None => None,
        };
        kinds.push(ErrorKind {
            kind,
            code: error.get("code").and_then(Value::as_i64).unwrap_or(-32_000),
            status: 500,
            description: message.to_owned(),
            details,
        });
    }
    Ok(Errors { fallible: !kinds.is_empty(), declared: !kinds.is_empty(), kinds, ..Errors::default() })
}

fn examples<'a>(types: &Types<'a>, method: &'a Value, at: &str) -> Result<Vec<Example>, AggregateError> {
    let mut examples = Vec::new();
    for (index, pairing) in list(method, "examples").iter().enumerate() {
        let (pairing, at) = types.resolve(pairing, &format!("{at}/examples/{index}"))?;
        let mut params = serde_json::Map::new();
        for (index, example) in list(pairing, "params").iter().enumerate() {
            let (example, _) = types.resolve(example, &format!("{at}/params/{index}"))?;
            if let (Some(name), Some(value)) =
                (example.get("name").and_then(Value::as_str), example.get("value"))
            {
                params.insert(name.to_owned(), value.clone());
            }
        }
        let result = match pairing.get("result") {
            Some(result) => types.resolve(result, &format!("{at}/result"))?.0.get("value").cloned(),
            None => None,
        };
        let name = pairing.get("name").and_then(Value::as_str).unwrap_or_default();
        let summary = if name.starts_with("Example ") { String::new() } else { name.to_owned() };
        examples.push(Example { summary, params: Value::Object(params), result });
    }
    Ok(examples)
}
