//! `run_readonly` and `run`: calls of commands by name.

use commandry_schema::{
    catalog::Command,
    search_mode::{Tool, select},
    signature::signature,
};
use serde_json::{Map, Value};

use super::{
    super::{McpServer, tool_result::explanation},
    arguments::{self, RunArguments, misfit},
    find,
    outcome::{Outcome, capped, content},
    steps,
};
use crate::{
    CallError,
    call::{Arguments, Entry, Reply},
    codes,
    context::Origin,
};

/// A command that may be called by the tool that was chosen.
#[derive(Clone, Copy)]
pub(super) struct Callable<'a> {
    pub(super) entry: &'a Entry,
    pub(super) command: &'a Command,
}

/// Calls one command, or several in order.
///
/// # Errors
///
/// Fails with words for the model: what is wrong first, then what helps to repair it.
pub(super) async fn run(
    server: &McpServer,
    tool: Tool,
    arguments: &str,
    origin: &Origin,
) -> Result<Outcome, String> {
    let RunArguments { command, params, steps, select } = arguments::read(tool, arguments)?;
    if let Some(pointer) = select.iter().find(|pointer| !pointer.is_empty() && !pointer.starts_with('/')) {
        let shown: String = pointer.chars().take(64).collect();
        return Err(misfit(
            tool,
            &format!("`{shown}` in `select` is no JSON Pointer: it must begin with `/`"),
        ));
    }
    match (command, steps) {
        (Some(name), None) => {
            let callable = callable(server, tool, &name)?;
            let params = params.map_or("{}", |params| params.get());
            let result = call(server, callable, params, origin).await.map_err(|error| explanation(&error))?;
            finished(server, callable, result, &select)
        }
        (None, Some(steps)) if params.is_none() => steps::run(server, tool, &steps, &select, origin).await,
        (None, Some(_)) => Err(misfit(tool, "with `steps`, each step has its own `params`")),
        (Some(_), Some(_)) => Err(misfit(tool, "give either `command` or `steps`")),
        (None, None) => Err(misfit(tool, "`command` is missing")),
    }
}

/// The command of a name, if the tool may call it.
pub(super) fn callable<'a>(server: &'a McpServer, tool: Tool, name: &str) -> Result<Callable<'a>, String> {
    let (entry, command) = find(server, name)?;
    if tool == Tool::RunReadonly && command.behaviour.read_only != Some(true) {
        return Err(format!(
            "`{}` may change something, and run_readonly calls only what changes nothing. Call it with run.\n\
             Signature: {}",
            command.name,
            signature(command, &server.catalog().schemas)
        ));
    }
    Ok(Callable { entry, command })
}

/// Calls a command like any other surface; gives the JSON text of its result.
pub(super) async fn call(
    server: &McpServer,
    callable: Callable<'_>,
    params: &str,
    origin: &Origin,
) -> Result<Vec<u8>, CallError> {
    let entry = callable.entry;
    let arguments = Arguments::from_json(entry.command, params).map_err(|error| {
        CallError::new(codes::PARSE_ERROR, "parse_error", format!("`params` cannot be read: {error}."))
    })?;
    server.dispatcher().run(entry, arguments, origin, Reply::default()).await.into_result()
}

/// The answer to a call of one command.
fn finished(
    server: &McpServer,
    callable: Callable<'_>,
    result: Vec<u8>,
    pointers: &[String],
) -> Result<Outcome, String> {
    if pointers.is_empty() {
        return Ok(whole(server, callable, result));
    }
    let value: Value = serde_json::from_slice(&result)
        .map_err(|_| format!("The result of `{}` cannot be read back.", callable.command.name))?;
    let selected =
        selected(&value, pointers).map_err(|fault| format!("{fault}{}", done(&[&callable.command.name])))?;
    Ok(capped(selected, callable.command, server.options().result_tokens))
}

/// A result as it is.
pub(super) fn whole(server: &McpServer, callable: Callable<'_>, result: Vec<u8>) -> Outcome {
    if callable.command.result.content {
        return content(result);
    }
    // Results are written by serde_json, which writes UTF-8 only.
    let text = String::from_utf8(result).unwrap_or_default();
    capped(text, callable.command, server.options().result_tokens)
}

/// The values that pointers lead to, by pointer, as JSON text.
pub(super) fn selected(value: &Value, pointers: &[String]) -> Result<String, String> {
    let mut found = Map::new();
    for pointer in pointers {
        let value = select(value, pointer).map_err(|error| format!("`select` failed: {error}."))?;
        found.insert(pointer.clone(), value);
    }
    Ok(Value::Object(found).to_string())
}

/// What a model has to know of calls that were made before something failed.
pub(super) fn done(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        names => {
            format!("\nDone before that: `{}`. Do not repeat what changes something.", names.join("`, `"))
        }
    }
}
