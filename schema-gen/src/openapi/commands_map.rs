//! The map from each command to its types.
//!
//! It is never sent. Client code looks the types of a call up in it by the name of the method, which every
//! generator can express, whereas unions over all methods break most of them.

use serde_json::{Map, Value, json};

use crate::catalog::{Command, ResultInfo};
use crate::{lifecycle, text};

/// The schema `Commands`: one property for each command.
pub(super) fn commands_map(commands: &[Command]) -> Value {
    let properties: Map<String, Value> =
        commands.iter().map(|command| (command.name.clone(), entry(command))).collect();
    let required: Vec<&str> = commands.iter().map(|command| command.name.as_str()).collect();
    json!({
        "type": "object",
        "description": "Types of the commands by name; never sent itself.",
        "properties": properties,
        "required": required,
    })
}

fn entry(command: &Command) -> Value {
    let mut properties = Map::new();
    let mut required = vec!["params", "result"];
    properties.insert("params".into(), command.parameters_schema());
    properties.insert("result".into(), result_schema(&command.result));
    if let Some(job) = &command.job {
        properties.insert("job_result".into(), result_schema(&job.result));
        required.push("job_result");
    }
    if !command.errors.kinds.is_empty() {
        let kinds: Vec<&str> = command.errors.kinds.iter().map(|kind| kind.kind.as_str()).collect();
        properties.insert("errors".into(), json!({"type": "string", "enum": kinds}));
        required.push("errors");
    }
    let mut entry = json!({"type": "object", "properties": properties, "required": required});
    let description: Vec<String> = [command.summary.clone(), text::full_description(command)]
        .into_iter()
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    if !description.is_empty() {
        entry["description"] = description.join("\n\n").into();
    }
    if command.result.stream {
        entry["x-stream"] = true.into();
    }
    if command.job.is_some() {
        entry["x-job"] = true.into();
    }
    if command.deprecated.is_some() {
        entry["deprecated"] = true.into();
    }
    for (name, word) in lifecycle::extensions(command) {
        entry[name] = word.into();
    }
    entry
}

/// The schema of the result with what its author says on it.
fn result_schema(result: &ResultInfo) -> Value {
    let mut schema = result.schema.clone();
    if let Value::Object(members) = &mut schema
        && !result.description.is_empty()
    {
        members.insert("description".into(), result.description.as_str().into());
    }
    schema
}
