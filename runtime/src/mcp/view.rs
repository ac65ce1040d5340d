//! Which tools a caller sees, made once and kept.

use std::{collections::HashMap, sync::Arc};

use commandry_schema::{
    Catalog, canonical,
    mcp_tools::{McpResult, McpTool},
};
use serde_json::Value;

use super::newest::PreparedLists;

/// Which tools a caller chose to see, by the address it uses and never by its connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// All commands while there are few, else the tools of search mode: `/mcp`.
    Auto,
    /// All commands: `/mcp/all`.
    All,
    /// The commands of one group: `/mcp/{group}`.
    Group(String),
}

/// The tools of a view, ready to be listed and called.
#[derive(Debug)]
pub(crate) struct PreparedView {
    /// The list of tools as it is sent: a JSON array.
    pub(crate) tools_json: Vec<u8>,
    /// The same, tool by tool.
    pub(crate) tools: Vec<Value>,
    /// What a model should know of the service before it chooses a tool; may be empty.
    pub(crate) instructions: String,
    /// The commands among the tools, and how their results are given.
    commands: HashMap<String, McpResult, foldhash::fast::FixedState>,
    /// Whether the view has the tools of search mode.
    pub(crate) is_search_mode: bool,
    /// Results of the newest revision.
    pub(super) lists: PreparedLists,
}

impl PreparedView {
    /// A view in which every one of these commands is a tool.
    pub(super) fn direct(catalog: &Catalog, tools: Vec<McpTool>) -> Self {
        let commands = tools.iter().map(|tool| (tool.name.clone(), tool.result)).collect();
        let tools = tools.into_iter().map(|tool| tool.definition).collect();
        Self::new(tools, commands, catalog.service.description.clone(), false)
    }

    pub(super) fn new(
        tools: Vec<Value>,
        commands: HashMap<String, McpResult, foldhash::fast::FixedState>,
        instructions: String,
        is_search_mode: bool,
    ) -> Self {
        let texts: Vec<String> = tools.iter().map(canonical::to_string).collect();
        let tools_json = format!("[{}]", texts.join(",")).into_bytes();
        Self { tools_json, tools, instructions, commands, is_search_mode, lists: PreparedLists::default() }
    }

    /// How the result of a command is given, or `None` when it is no tool of this view.
    pub(crate) fn command(&self, name: &str) -> Option<McpResult> {
        self.commands.get(name).copied()
    }

    /// Whether a tool is, if anything, one of those that search mode has besides commands.
    pub(crate) fn is_other_tool(&self, name: &str) -> bool {
        self.is_search_mode && self.command(name).is_none()
    }

    /// The names of all tools, sorted.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.tools.iter().filter_map(|tool| tool.get("name").and_then(Value::as_str)).collect();
        names.sort_unstable();
        names
    }
}

/// A view that many requests share.
pub(super) type SharedView = Arc<PreparedView>;
