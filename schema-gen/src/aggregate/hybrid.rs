//! The OpenAPI document of a service with commands: one path for all calls, and a map with the types of each.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::dialect::Dialect;
use super::import::{Imported, ImportedCommand};
use super::types::Types;
use super::{AggregateError, behaviour, names, openapi_source, parameters, pointer, words};
use crate::canonical::sorted_members;
use crate::catalog::{Command, ErrorKind, Errors, RestRoute, ResultInfo};
use crate::lifecycle;

/// Where the map of the commands stands.
const MAP: &str = "/components/schemas/Commands/properties";

/// The map of the commands, when the document has one.
pub(super) fn commands_of(document: &Value) -> Option<&Map<String, Value>> {
    let commands = document.pointer(MAP)?.as_object()?;
    let is_command = |entry: &Value| {
        entry.pointer("/properties/params").is_some() && entry.pointer("/properties/result").is_some()
    };
    (commands.values().all(is_command) && takes_calls(document)).then_some(commands)
}

/// Whether one of the operations is the one that takes every call.
fn takes_calls(document: &Value) -> bool {
    document.get("paths").and_then(Value::as_object).is_some_and(|paths| {
        paths.values().any(|item| item.pointer("/post/operationId").is_some_and(|id| id == "call_command"))
    })
}

pub(super) fn import<'a>(
    prefix: &str,
    document: &'a Value,
    commands: &'a Map<String, Value>,
) -> Result<Imported, AggregateError> {
    let mut types = Types::new(prefix, document, "", Dialect::JsonSchema);
    let mut imported = Imported::new(prefix, openapi_source::service(document));
    let routes = routes(document);
    for (original, entry) in sorted_members(commands) {
        let at = pointer::step(MAP, original);
        let mut command = command(&mut types, entry, original, &at, &mut imported)?;
        if let Some(route) = routes.get(original.as_str()) {
            add_route(&mut command, route);
        }
        imported.commands.push(ImportedCommand { command, original: original.clone(), pointer: at });
    }
    // The tag of the service itself is no group.
    imported.service.group_descriptions.remove("service");
    imported.schemas = types.finish()?;
    Ok(imported)
}

fn command<'a>(
    types: &mut Types<'a>,
    entry: &'a Value,
    original: &str,
    at: &str,
    imported: &mut Imported,
) -> Result<Command, AggregateError> {
    let text = entry.get("description").and_then(Value::as_str).unwrap_or_default();
    let (summary, description) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut command = Command {
        name: names::snake_case(original),
        summary: words::one_line(summary),
        description: description.to_owned(),
        deprecated: lifecycle::deprecation(entry),
        stability: lifecycle::stability(entry),
        ..Command::default()
    };
    if let Some(params) = entry.pointer("/properties/params") {
        let place = format!("{at}/properties/params");
        command.parameters = parameters::of_object(types, params, &place, imported, "")?;
    }
    if let Some(result) = entry.pointer("/properties/result") {
        let mut schema = types.schema(result, &format!("{at}/properties/result"))?;
        let description = match &mut schema {
            Value::Object(members) => members.remove("description"),
            _ => None,
        };
        let description = description.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        command.result = ResultInfo { description, schema, ..ResultInfo::default() };
    }
    if let Some(kinds) = entry.pointer("/properties/errors/enum").and_then(Value::as_array) {
        let kind = |kind: &str| ErrorKind {
            kind: kind.to_owned(),
            code: -32_000,
            status: 500,
            ..ErrorKind::default()
        };
        let kinds = kinds.iter().filter_map(Value::as_str).map(kind).collect();
        command.errors = Errors { fallible: true, declared: true, kinds, ..Errors::default() };
    }
    Ok(command)
}

/// The route of a command, with the operation that describes it.
struct Route<'a> {
    method: String,
    path: &'a str,
    operation: &'a Value,
}

/// The routes of commands by the name of the command.
fn routes(document: &Value) -> BTreeMap<&str, Route<'_>> {
    let mut routes = BTreeMap::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
                routes.insert(id, Route { method: method.to_uppercase(), path, operation });
            }
        }
    }
    routes
}

fn add_route(command: &mut Command, route: &Route<'_>) {
    let operation = route.operation;
    command.rest = Some(RestRoute { method: route.method.clone(), path: route.path.to_owned() });
    command.behaviour = behaviour::of_method(&route.method);
    let tag = operation.pointer("/tags/0").and_then(Value::as_str);
    command.group = tag.filter(|tag| *tag != "service").map(str::to_owned);
    let responses = operation.get("responses").and_then(Value::as_object);
    for (status, response) in responses.into_iter().flatten() {
        let (Ok(status), Some(text)) = (status.parse(), response.get("description").and_then(Value::as_str))
        else {
            continue;
        };
        for (kind, code, description) in text.lines().filter_map(kind_line) {
            for known in command.errors.kinds.iter_mut().filter(|known| known.kind == kind) {
                known.code = code;
                known.status = status;
                description.clone_into(&mut known.description);
            }
        }
    }
}

/// A kind of failure as documents list it: ``- `kind` (1001): when it happens``.
fn kind_line(line: &str) -> Option<(&str, i64, &str)> {
    let (kind, rest) = line.strip_prefix("- `")?.split_once("` (")?;
    let (code, description) = rest.split_once(')')?;
    Some((kind, code.parse().ok()?, description.trim_start_matches(':').trim()))
}
