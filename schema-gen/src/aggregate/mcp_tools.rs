//! The tools of an MCP server.

use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::import::{Imported, ImportedCommand};
use super::join::{Part, join_types};
use super::types::Types;
use super::{AggregateError, behaviour, names, parameters, pointer, words};
use crate::catalog::{Command, Example, Parameter, Service};
use crate::references::Schemas;

/// The list of tools in an answer, or in what is kept of one, with its pointer.
pub(super) fn tools_of(document: &Value) -> Option<(&[Value], &'static str)> {
    if let Some(tools) = document.get("tools").and_then(Value::as_array) {
        return Some((tools, "/tools"));
    }
    Some((document.get("result")?.get("tools")?.as_array()?, "/result/tools"))
}

pub(super) fn import(
    prefix: &str,
    document: &Value,
    (tools, at): (&[Value], &str),
) -> Result<Imported, AggregateError> {
    let mut imported = Imported::new(prefix, service(document));
    let mut parts = Vec::new();
    for (index, tool) in tools.iter().enumerate() {
        let pointer = pointer::step(at, &index.to_string());
        let Some(original) = tool.get("name").and_then(Value::as_str) else {
            return Err(AggregateError::new(&pointer::place(prefix, &pointer), "is a tool without a `name`"));
        };
        let label = names::snake_case(original);
        // Each schema of a tool is a document of its own: a type may mean one thing here and another there.
        let input = format!("{pointer}/inputSchema");
        let (takes, schemas) = input_half(tool, &input, &mut imported)?;
        parts.push(Part::new(&label, &pointer::place(prefix, &input), vec![takes], schemas));
        let output = format!("{pointer}/outputSchema");
        let (gives, schemas) = output_half(tool, &output, prefix)?;
        let label = format!("{label}_result");
        parts.push(Part::new(&label, &pointer::place(prefix, &output), vec![gives], schemas));
        imported.commands.push(ImportedCommand {
            command: Command::default(),
            original: original.to_owned(),
            pointer,
        });
    }
    let (commands, schemas) = join_types(parts, &mut imported.conflicts);
    imported.schemas = schemas;
    let mut halves = commands.into_iter().flatten();
    for entry in &mut imported.commands {
        if let (Some(takes), Some(gives)) = (halves.next(), halves.next()) {
            entry.command =
                Command { name: names::snake_case(&entry.original), result: gives.result, ..takes };
        }
    }
    Ok(imported)
}

/// What the answer to `initialize` or `server/discover` says, where it is kept beside the tools.
fn service(document: &Value) -> Service {
    let text = |pointer: &str| {
        document.pointer(pointer).and_then(Value::as_str).filter(|it| !it.is_empty()).map(str::to_owned)
    };
    Service {
        title: text("/serverInfo/title").or_else(|| text("/serverInfo/name")).unwrap_or_default(),
        version: text("/serverInfo/version").unwrap_or_default(),
        description: text("/instructions").unwrap_or_default(),
        ..Service::default()
    }
}

/// What a tool is for and takes.
fn input_half(tool: &Value, at: &str, imported: &mut Imported) -> Result<(Command, Schemas), AggregateError> {
    let nothing = json!({});
    let root = tool.get("inputSchema").unwrap_or(&nothing);
    let prefix = imported.prefix.clone();
    let mut types = Types::new(&prefix, root, at, Dialect::JsonSchema);
    let text = tool.get("description").and_then(Value::as_str).unwrap_or_default();
    let title = ["/title", "/annotations/title"].iter().find_map(|it| tool.pointer(it)?.as_str());
    let (summary, description) =
        words::apart(if text.trim().is_empty() { title.unwrap_or_default() } else { text });
    let parameters = parameters::of_object(&mut types, root, "", imported, at)?;
    let command = Command {
        summary,
        description,
        behaviour: behaviour::of_annotations(tool),
        examples: examples(&parameters),
        parameters,
        ..Command::default()
    };
    Ok((command, types.finish()?))
}

/// A call with the examples of the parameters, when none that is required lacks one.
fn examples(parameters: &[Parameter]) -> Vec<Example> {
    let mut params = Map::new();
    for parameter in parameters {
        match parameter.schema.pointer("/examples/0").or_else(|| parameter.schema.get("example")) {
            Some(example) => drop(params.insert(parameter.name.clone(), example.clone())),
            None if parameter.required => return Vec::new(),
            None => {}
        }
    }
    if params.is_empty() {
        return Vec::new();
    }
    vec![Example { params: Value::Object(params), ..Example::default() }]
}

/// What a tool answers. Without a schema it answers with text and the like, of which nothing is promised.
fn output_half(tool: &Value, at: &str, prefix: &str) -> Result<(Command, Schemas), AggregateError> {
    let mut command = Command::default();
    let Some(root) = tool.get("outputSchema") else { return Ok((command, Schemas::new())) };
    let mut types = Types::new(prefix, root, at, Dialect::JsonSchema);
    command.result.schema = types.schema(root, "")?;
    if let Some(description) = root.get("description").and_then(Value::as_str) {
        description.clone_into(&mut command.result.description);
    }
    Ok((command, types.finish()?))
}
