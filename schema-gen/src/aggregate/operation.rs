//! An operation of an OpenAPI document as a command.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::import::{Imported, ImportedCommand};
use super::types::Types;
use super::{AggregateError, access, behaviour, names, parameters, pointer, words};
use crate::canonical::sorted_members;
use crate::catalog::{Command, ErrorKind, Errors, Example, Parameter, RestRoute, ResultInfo};
use crate::lifecycle;

/// Where an operation stands.
pub(super) struct Place<'a, 'b> {
    pub(super) path: &'b str,
    /// In capitals.
    pub(super) method: &'b str,
    /// The path item that the operation is part of.
    pub(super) item: &'a Value,
    /// Pointer of the operation.
    pub(super) at: &'b str,
}

/// Parameters of the frame of HTTP, which OpenAPI says to ignore.
const FRAME: [&str; 3] = ["accept", "authorization", "content-type"];

pub(super) fn import_operation<'a>(
    types: &mut Types<'a>,
    place: &Place<'a, '_>,
    operation: &'a Value,
    imported: &mut Imported,
) -> Result<ImportedCommand, AggregateError> {
    let text = |member: &str| operation.get(member).and_then(Value::as_str);
    let original = match text("operationId") {
        Some(id) if !id.trim().is_empty() => id.to_owned(),
        _ => format!("{} {}", place.method, place.path),
    };
    let (summary, description) = words::summary_and_description(text("summary"), text("description"));
    let mut taken = Taken::default();
    for (parameter, at) in declared(types, place, operation)? {
        add_parameter(types, parameter, &at, &mut taken, imported)?;
    }
    let body_example = match operation.get("requestBody") {
        Some(body) => add_body(types, body, &format!("{}/requestBody", place.at), &mut taken, imported)?,
        None => None,
    };
    let mut command = Command {
        name: name(&original, place),
        group: operation.pointer("/tags/0").and_then(Value::as_str).map(names::snake_case),
        summary,
        description,
        behaviour: behaviour::of_method(place.method),
        access: access::of_operation(types.document(), operation),
        rest: Some(RestRoute { method: place.method.to_owned(), path: place.path.to_owned() }),
        deprecated: lifecycle::deprecation(operation),
        stability: lifecycle::stability(operation),
        ..Command::default()
    };
    command.examples = taken.example(body_example);
    command.parameters = taken.parameters;
    command.parameters.sort_by_key(|parameter| !parameter.required);
    (command.result, command.errors) = answers(types, operation, place.at, imported)?;
    Ok(ImportedCommand { command, original, pointer: place.at.to_owned() })
}

/// The name of a command: the identifier of its operation, or else its method and path in words.
fn name(original: &str, place: &Place<'_, '_>) -> String {
    if original.starts_with(&format!("{} /", place.method)) {
        let path = place.path.replace('{', "by_").replace('}', "");
        return names::snake_case(&format!("{} {path}", place.method.to_lowercase()));
    }
    names::snake_case(original)
}

/// Parameters by name, and what is known of their examples.
#[derive(Default)]
struct Taken {
    parameters: Vec<Parameter>,
    examples: Map<String, Value>,
}

impl Taken {
    /// Adds a parameter; when its name is taken, with its place behind the name.
    fn add(&mut self, mut parameter: Parameter, place: &str, at: &str, imported: &mut Imported) {
        if self.parameters.iter().any(|other| other.name == parameter.name) {
            let name = format!("{}_{place}", parameter.name);
            let text = format!("the parameter `{}` of the {place} is called `{name}`", parameter.name);
            imported.omit(at, &text);
            parameter.name = name;
        }
        self.parameters.push(parameter);
    }

    /// A call with the examples of the parameters, when none that is required lacks one.
    fn example(&self, body: Option<Value>) -> Vec<Example> {
        let mut params = self.examples.clone();
        if let Some(Value::Object(members)) = body {
            for (name, value) in members {
                if self.parameters.iter().any(|parameter| parameter.name == name) {
                    params.entry(name).or_insert(value);
                }
            }
        }
        let lacks = |parameter: &Parameter| parameter.required && !params.contains_key(&parameter.name);
        if params.is_empty() || self.parameters.iter().any(lacks) {
            return Vec::new();
        }
        vec![Example { params: Value::Object(params), ..Example::default() }]
    }
}

/// The parameters of an operation with their pointers: its own, and those of its path that it does not replace.
fn declared<'a>(
    types: &Types<'a>,
    place: &Place<'a, '_>,
    operation: &'a Value,
) -> Result<Vec<(&'a Value, String)>, AggregateError> {
    let path_at = place.at.rsplit_once('/').map_or("", |(path, _)| path);
    let mut found: Vec<(&Value, String)> = Vec::new();
    for (owner, at) in [(place.item, path_at), (operation, place.at)] {
        let list = owner.get("parameters").and_then(Value::as_array);
        for (index, parameter) in list.into_iter().flatten().enumerate() {
            let at = format!("{at}/parameters/{index}");
            let (parameter, at) = types.resolve(parameter, &at)?;
            let same = |other: &Value| {
                ["name", "in"].iter().all(|member| other.get(member) == parameter.get(member))
            };
            found.retain(|(other, _)| !same(other));
            found.push((parameter, at));
        }
    }
    Ok(found)
}

fn add_parameter<'a>(
    types: &mut Types<'a>,
    parameter: &'a Value,
    at: &str,
    taken: &mut Taken,
    imported: &mut Imported,
) -> Result<(), AggregateError> {
    let text = |member: &str| parameter.get(member).and_then(Value::as_str);
    let (Some(name), Some(place)) = (text("name"), text("in")) else {
        return Err(types.error(at, "is a parameter without `name` or `in`"));
    };
    if place == "header" && FRAME.contains(&name.to_lowercase().as_str()) {
        return Ok(());
    }
    let mut schema = match (parameter.get("schema"), parameter.get("content").and_then(json_content)) {
        (Some(schema), _) => types.schema(schema, &format!("{at}/schema"))?,
        (None, Some((media, content))) => {
            let at = format!("{}/schema", pointer::step(&format!("{at}/content"), media));
            content.get("schema").map_or_else(|| Ok(json!({})), |schema| types.schema(schema, &at))?
        }
        (None, None) => json!({}),
    };
    let mut description = words::one_line(text("description").unwrap_or_default());
    if description.is_empty() {
        schema.get("description").and_then(Value::as_str).unwrap_or_default().clone_into(&mut description);
    }
    if matches!(place, "header" | "cookie") {
        let sentence = format!("Sent as the {place} `{name}`.");
        description = if description.is_empty() { sentence } else { format!("{description} {sentence}") };
    }
    if let Value::Object(members) = &mut schema {
        if !description.is_empty() {
            members.insert("description".into(), description.as_str().into());
        }
        if parameter.get("deprecated") == Some(&Value::Bool(true)) {
            members.insert("deprecated".into(), true.into());
        }
    }
    let required = place == "path" || parameter.get("required") == Some(&Value::Bool(true));
    let example = example_of(types, parameter, at)?
        .or_else(|| schema.get("examples")?.get(0).cloned())
        .or_else(|| schema.get("default").cloned().filter(|_| required));
    if let Some(example) = example {
        taken.examples.insert(name.to_owned(), example);
    }
    let parameter = Parameter { description, ..parameters::of_schema(schema, name, required) };
    taken.add(parameter, place, at, imported);
    Ok(())
}

/// Adds the members of a JSON body as parameters, or the body as one when it is no plain object.
fn add_body<'a>(
    types: &mut Types<'a>,
    body: &'a Value,
    at: &str,
    taken: &mut Taken,
    imported: &mut Imported,
) -> Result<Option<Value>, AggregateError> {
    let (body, at) = types.resolve(body, at)?;
    let Some((media, content)) = body.get("content").and_then(json_content) else {
        let media: Vec<&str> = body
            .get("content")
            .and_then(Value::as_object)
            .map(|content| sorted_members(content).into_iter().map(|(media, _)| media.as_str()).collect())
            .unwrap_or_default();
        imported.omit(&at, &format!("the body is left out, since it is no JSON but {}", media.join(", ")));
        return Ok(None);
    };
    let is_required = body.get("required") == Some(&Value::Bool(true));
    let at = pointer::step(&format!("{at}/content"), media);
    let example = example_of(types, content, &at)?;
    let Some(schema) = content.get("schema") else { return Ok(example) };
    let at = format!("{at}/schema");
    let (target, _) = types.resolve(schema, &at)?;
    if is_plain_object(target) {
        let mut examples = Map::new();
        let read_only = |name: &str| {
            target.pointer(&format!("/properties{}/readOnly", pointer::step("", name)))
                == Some(&Value::Bool(true))
        };
        for mut parameter in parameters::of_object(types, schema, &at, imported, "")? {
            // The service sets these itself.
            if read_only(&parameter.name) {
                continue;
            }
            parameter.required &= is_required;
            if let Some(example) = parameter.schema.get("examples").and_then(|it| it.get(0)).cloned() {
                examples.insert(parameter.name.clone(), example);
            }
            taken.add(parameter, "body", &at, imported);
        }
        return Ok(example.or(Some(Value::Object(examples))));
    }
    let mut parameter = parameters::of_schema(types.schema(schema, &at)?, "body", is_required);
    if let Some(description) = body.get("description").and_then(Value::as_str) {
        parameter.description = words::one_line(description);
        if let Value::Object(members) = &mut parameter.schema {
            members.insert("description".into(), parameter.description.as_str().into());
        }
    }
    taken.add(parameter, "body", &at, imported);
    Ok(example.map(|example| json!({ "body": example })))
}

/// Whether a schema is an object with members and demands nothing else.
fn is_plain_object(schema: &Value) -> bool {
    schema.get("properties").is_some_and(|it| it.as_object().is_some_and(|members| !members.is_empty()))
        && schema.get("type").is_none_or(|kind| kind == "object")
        && schema.get("nullable") != Some(&Value::Bool(true))
        && !["allOf", "anyOf", "oneOf", "not", "if", "patternProperties", "$ref"]
            .iter()
            .any(|keyword| schema.get(*keyword).is_some())
        && schema.get("additionalProperties").is_none_or(|it| it.is_boolean() || *it == json!({}))
}

/// The first example of a parameter or content.
fn example_of<'a>(types: &Types<'a>, owner: &'a Value, at: &str) -> Result<Option<Value>, AggregateError> {
    if let Some(example) = owner.get("example") {
        return Ok(Some(example.clone()));
    }
    let Some(examples) = owner.get("examples").and_then(Value::as_object) else { return Ok(None) };
    let Some((name, example)) = sorted_members(examples).into_iter().next() else { return Ok(None) };
    let (example, _) = types.resolve(example, &pointer::step(&format!("{at}/examples"), name))?;
    Ok(example.get("value").cloned())
}

/// What is said on JSON among the media types of a body, with the name of its type.
fn json_content(content: &Value) -> Option<(&String, &Value)> {
    let content = content.as_object()?;
    let is_json = |media: &str| {
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        media == "application/json" || media.ends_with("+json")
    };
    let members = sorted_members(content);
    let found = members.iter().find(|(media, _)| is_json(media));
    found.or_else(|| members.iter().find(|(media, _)| media.as_str() == "*/*")).copied()
}

/// The result of an operation and the ways in which it fails.
fn answers<'a>(
    types: &mut Types<'a>,
    operation: &'a Value,
    at: &str,
    imported: &mut Imported,
) -> Result<(ResultInfo, Errors), AggregateError> {
    let mut result: Option<ResultInfo> = None;
    let mut without_content: Option<ResultInfo> = None;
    let mut by_status: BTreeMap<u16, ErrorKind> = BTreeMap::new();
    let responses = operation.get("responses").and_then(Value::as_object);
    for (status, response) in responses.map(sorted_members).unwrap_or_default() {
        let at = pointer::step(&format!("{at}/responses"), status);
        let (response, at) = types.resolve(response, &at)?;
        let description =
            words::one_line(response.get("description").and_then(Value::as_str).unwrap_or_default());
        let content = response.get("content").and_then(json_content);
        let schema = match content.and_then(|(media, content)| Some((media, content.get("schema")?))) {
            Some((media, schema)) => {
                let at = format!("{}/schema", pointer::step(&format!("{at}/content"), media));
                Some(types.schema(schema, &at)?)
            }
            None => None,
        };
        if status.starts_with('2') {
            match schema {
                Some(schema) if result.is_none() => {
                    result = Some(ResultInfo { description, schema, ..ResultInfo::default() });
                }
                Some(_) => {}
                None => {
                    if response.get("content").and_then(Value::as_object).is_some_and(|it| !it.is_empty())
                        && content.is_none()
                    {
                        imported.omit(&at, "the answer is left out, since it is no JSON");
                    }
                    // What is said on an answer without a body is no word on a value.
                    let schema = json!({"type": "null"});
                    without_content.get_or_insert(ResultInfo { schema, ..ResultInfo::default() });
                }
            }
        } else if let Some(kind) = error_kind(status, description, schema) {
            by_status.insert(kind.status, kind);
        }
    }
    let kinds: Vec<ErrorKind> = by_status.into_values().collect();
    let errors =
        Errors { fallible: !kinds.is_empty(), declared: !kinds.is_empty(), kinds, ..Errors::default() };
    Ok((result.or(without_content).unwrap_or_default(), errors))
}

/// A status of 4xx or 5xx as a kind of failure.
fn error_kind(status: &str, description: String, details: Option<Value>) -> Option<ErrorKind> {
    let (kind, status): (&str, u16) = match status {
        "4XX" | "4xx" => ("refused", 400),
        "5XX" | "5xx" | "default" => ("failed", 500),
        number => match number.parse() {
            Ok(number) if (400..600).contains(&number) => (kind_of_status(number), number),
            _ => return None,
        },
    };
    let kind = if kind.is_empty() { format!("status_{status}") } else { kind.to_owned() };
    Some(ErrorKind { kind, code: 1000 + i64::from(status), status, description, details })
}

fn kind_of_status(status: u16) -> &'static str {
    match status {
        400 => "bad_request",
        401 => "unauthenticated",
        402 => "payment_required",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        406 => "not_acceptable",
        408 => "request_timed_out",
        409 => "conflict",
        410 => "gone",
        412 => "precondition_failed",
        413 => "too_large",
        415 => "unsupported_media_type",
        422 => "unprocessable",
        423 => "locked",
        429 => "rate_limited",
        500 => "internal_error",
        501 => "not_implemented",
        502 => "bad_gateway",
        503 => "unavailable",
        504 => "gateway_timed_out",
        _ => "",
    }
}
