//! Search mode: the tools `search`, `help`, `run_readonly` and `run` in the place of one tool for each command.
//!
//! Every call of a command ends at the dispatcher like that of any other surface, so that what interceptors permit and
//! refuse, and what is validated, is the same.

mod arguments;
mod outcome;
mod run;
mod steps;

use std::collections::HashMap;

use commandry_schema::{
    catalog::Command,
    mcp_tools::mcp_tools,
    search_mode::{Choice, Tool, choose, help, instructions, tools},
};

use self::{
    arguments::{HelpArguments, SearchArguments},
    outcome::Outcome,
};
use super::{McpServer, PreparedView};
use crate::{call::Entry, context::Origin};

/// The view at `/mcp`: every command as a tool while they are few, else the tools of search mode and pinned commands.
pub(super) fn prepare(server: &McpServer) -> PreparedView {
    let catalog = server.catalog();
    let commands = mcp_tools(catalog);
    let marks = commands.iter().zip(&catalog.commands);
    let marked = marks.map(|(tool, command)| (&tool.definition, command.pinned));
    let Choice::Search { pinned } = choose(marked, server.options().tool_list_tokens) else {
        return PreparedView::direct(catalog, commands);
    };
    let mut listed = tools();
    let mut by_name = HashMap::default();
    for tool in pinned.into_iter().filter_map(|place| commands.get(place)) {
        listed.push(tool.definition.clone());
        by_name.insert(tool.name.clone(), tool.result);
    }
    PreparedView::new(listed, by_name, instructions(catalog), true)
}

/// Calls one of the four tools; gives its result as a JSON object with `content` and `isError`.
///
/// What is wrong with a call is part of the result, so that the model reads it and repairs the call.
pub(super) async fn call(server: &McpServer, tool: Tool, arguments: &str, origin: &Origin) -> Vec<u8> {
    let outcome = match tool {
        Tool::Search => search(server, arguments),
        Tool::Help => explain(server, arguments),
        Tool::RunReadonly | Tool::Run => run::run(server, tool, arguments, origin).await,
    };
    outcome.unwrap_or_else(Outcome::Fault).into_bytes()
}

fn search(server: &McpServer, arguments: &str) -> Result<Outcome, String> {
    let SearchArguments { query, group, limit } = arguments::read(Tool::Search, arguments)?;
    let found = server.finder().search(server.catalog(), &query, group.as_deref(), limit);
    found.map(Outcome::Text).map_err(|error| error.to_string())
}

fn explain(server: &McpServer, arguments: &str) -> Result<Outcome, String> {
    let HelpArguments { names, format } = arguments::read_help(arguments)?;
    let mut commands = Vec::with_capacity(names.len());
    let mut unknown = Vec::new();
    for name in &names {
        match find(server, name) {
            Ok((_, command)) => commands.push(command),
            Err(fault) => unknown.push(fault),
        }
    }
    if commands.is_empty() {
        return Err(unknown.join("\n"));
    }
    let schemas = &server.catalog().schemas;
    let text = help(&commands, schemas, format, server.options().result_tokens);
    unknown.push(text);
    Ok(Outcome::Text(unknown.join("\n\n")))
}

/// The command of a name or alias.
///
/// # Errors
///
/// Fails when there is none, and says which may have been meant.
fn find<'a>(server: &'a McpServer, name: &str) -> Result<(&'a Entry, &'a Command), String> {
    let (catalog, finder) = (server.catalog(), server.finder());
    let entry = server.dispatcher().find(name);
    // Commands that every service has are callable, but are no tools.
    let found = entry.and_then(|entry| Some((entry, finder.command(catalog, entry.command.name)?)));
    found.ok_or_else(|| {
        let shown: String = name.chars().take(64).collect();
        let suggestions = finder.suggestions(catalog, name);
        if suggestions.is_empty() {
            return format!("There is no command `{shown}`. Find commands with search.");
        }
        format!("There is no command `{shown}`. Did you mean:\n{}", suggestions.join("\n"))
    })
}
