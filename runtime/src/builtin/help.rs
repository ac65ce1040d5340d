//! The command `help`.

use std::collections::BTreeMap;

use commandry_schema::catalog;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use super::Published;
use crate::{CallError, Caller, State, call::Entry, codes, command};

/// Explains one command, or lists all of them.
///
/// # Returns
/// The list of commands, or everything that is known of one.
///
/// # Errors
/// Fails when there is no command of the given name, and says which is nearest.
///
/// # Examples
/// List all commands:
/// ```json
/// {}
/// ```
/// Explain this one:
/// ```json
/// {"cmdname": "help"}
/// ```
#[command(
    read_only,
    idempotent,
    public,
    allow("group-missing", reason = "it belongs to every service"),
    allow("command-name-collision", reason = "it is the tool of that name"),
    allow("errors-undeclared", reason = "its one error is that of an unknown command")
)]
pub(crate) fn help(
    #[inject] published: State<Published>,
    #[inject] caller: Caller,
    /// Name of the command to explain; all are listed without it.
    cmdname: Option<String>,
) -> Result<Help, CallError> {
    let dispatcher = published.dispatcher().ok_or_else(|| {
        CallError::new(codes::SHUTTING_DOWN, "shutting_down", "The service is being taken down.")
    })?;
    let Some(name) = cmdname else {
        return Ok(Help { list: Some(list(&dispatcher, &caller)), command: None });
    };
    let entry = dispatcher.find_for(&name, &caller).ok_or_else(|| dispatcher.method_not_found(&name))?;
    Ok(explained(&dispatcher, entry))
}

/// What `help` says of a command, as JSON; `None` when there is no such command.
#[cfg(feature = "mcp")]
pub(crate) fn page(dispatcher: &crate::Dispatcher, caller: &Caller, name: &str) -> Option<String> {
    let entry = dispatcher
        .find_for(name, caller)
        .filter(|it| dispatcher.commands().iter().any(|c| std::ptr::eq(*c, it.command)))?;
    serde_json::to_string(&explained(dispatcher, entry)).ok()
}

fn explained(dispatcher: &crate::Dispatcher, entry: &Entry) -> Help {
    let described = entry.described();
    Help {
        list: None,
        command: Some(explain(
            &dispatcher.published(&described.command, &described.schemas),
            described.signature(),
            &described.schemas,
        )),
    }
}

/// The answer of the command `help`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Help {
    #[serde(flatten)]
    list: Option<HelpList>,
    #[serde(flatten)]
    command: Option<CommandHelp>,
}

/// All commands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HelpList {
    /// The service and its version.
    tool_info: ToolInfo,
    /// What each command does, by name.
    #[schemars(schema_with = "map_of::<CommandLine>")]
    commands: BTreeMap<String, CommandLine>,
    /// How many commands there are.
    total: usize,
    /// How to learn more.
    note: String,
}

/// A service.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ToolInfo {
    /// Its name.
    name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// Its version.
    version: String,
}

/// One command in the list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CommandLine {
    /// What it does.
    summary: String,
    /// The group it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    /// How many parameters it has.
    params_count: usize,
}

/// Everything that is known of one command.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CommandHelp {
    /// Its name.
    cmdname: String,
    /// How it is called, on one line.
    signature: String,
    /// What it does.
    summary: String,
    /// More on what it does.
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// What it takes, by name, as JSON Schemas.
    #[schemars(schema_with = "map_of::<ParameterHelp>")]
    params: BTreeMap<String, ParameterHelp>,
    /// What it gives.
    result: ResultHelp,
    /// The ways in which it fails.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ErrorHelp>,
    /// Calls that work.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    examples: Vec<ExampleHelp>,
    /// What its schemas refer to as `#/components/schemas/{name}`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(schema_with = "map_of::<Value>")]
    schemas: BTreeMap<String, Value>,
}

/// One parameter.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ParameterHelp {
    /// What it means.
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// Whether a call without it is refused.
    required: bool,
    /// What values it takes.
    schema: Value,
}

/// A result.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ResultHelp {
    /// What it means.
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// What values it has.
    schema: Value,
}

/// One way to fail.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ErrorHelp {
    /// Its stable name, found in `error.data.kind`.
    kind: String,
    /// Its code.
    #[schemars(range(min = -9_007_199_254_740_991_i64, max = 9_007_199_254_740_991_i64))]
    code: i64,
    /// When it happens.
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
}

/// A call that works.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ExampleHelp {
    /// What it shows.
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    /// The parameters of the call.
    params: Value,
    /// Its result, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Value>,
}

/// The schema of a map from texts. That of schemars considers what keys can be, in 10 KB of code for each type of value,
/// and every program has `help`.
fn map_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = Schema::default();
    schema.insert("type".to_owned(), Value::from("object"));
    schema.insert("additionalProperties".to_owned(), generator.subschema_for::<T>().to_value());
    schema
}

fn list(dispatcher: &crate::Dispatcher, caller: &Caller) -> HelpList {
    let service = dispatcher.service();
    let summaries = dispatcher.summaries();
    let commands: BTreeMap<String, CommandLine> = dispatcher
        .commands_for(caller)
        .map(|command| {
            let line = CommandLine {
                summary: (*summaries.get(command.name).unwrap_or(&command.summary)).to_owned(),
                group: command.home.group.map(str::to_owned),
                params_count: command.parameters.len(),
            };
            (command.name.to_owned(), line)
        })
        .collect();
    HelpList {
        tool_info: ToolInfo {
            name: service.title.clone(),
            description: service.description.clone(),
            version: service.version.clone(),
        },
        total: commands.len(),
        commands,
        note: "Call `help` with `cmdname` to have one command explained.".to_owned(),
    }
}

fn explain(command: &catalog::Command, signature: String, schemas: &BTreeMap<String, Value>) -> CommandHelp {
    CommandHelp {
        cmdname: command.name.clone(),
        signature,
        summary: command.summary.clone(),
        description: command.description.clone(),
        params: command
            .parameters
            .iter()
            .map(|parameter| {
                let help = ParameterHelp {
                    description: parameter.description.clone(),
                    required: parameter.required,
                    schema: parameter.schema.clone(),
                };
                (parameter.name.clone(), help)
            })
            .collect(),
        result: ResultHelp {
            description: command.result.description.clone(),
            schema: command.result.schema.clone(),
        },
        errors: command
            .errors
            .kinds
            .iter()
            .map(|error| ErrorHelp {
                kind: error.kind.clone(),
                code: error.code,
                description: error.description.clone(),
            })
            .collect(),
        examples: command
            .examples
            .iter()
            .map(|example| ExampleHelp {
                summary: example.summary.clone(),
                params: example.params.clone(),
                result: example.result.clone(),
            })
            .collect(),
        schemas: schemas.clone(),
    }
}
