//! What a session lists, made once for each view and shared by its sessions.

use std::sync::Arc;

use rmcp::model::{Implementation, Prompt, Resource, ResourceTemplate, ServerConfig, Tool};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::mcp::{McpServer, PreparedView};

/// The lists of a view as rmcp sends them.
pub(crate) struct Lists {
    pub(super) view: Arc<PreparedView>,
    pub(super) tools: Vec<Tool>,
    pub(super) resources: Vec<Resource>,
    pub(super) resource_templates: Vec<ResourceTemplate>,
    pub(super) prompts: Vec<Prompt>,
    /// What the server says of itself when a session begins.
    pub(super) info: ServerConfig,
}

impl Lists {
    pub(super) fn new(server: &McpServer, view: Arc<PreparedView>) -> Self {
        let service = &server.catalog().service;
        let mut implementation = Implementation::new(&service.title, &service.version);
        if !service.description.is_empty() {
            implementation = implementation.with_description(&service.description);
        }
        let capabilities = serde_json::from_value(server.capabilities()).unwrap_or_default();
        let mut info = ServerConfig::new(capabilities).with_server_info(implementation);
        if !view.instructions.is_empty() {
            info = info.with_instructions(&view.instructions);
        }
        Self {
            tools: typed("tool", &view.tools),
            resources: typed("resource", server.resources()),
            resource_templates: typed("resource template", server.resource_templates()),
            prompts: typed("prompt", server.prompts()),
            info,
            view,
        }
    }
}

/// Prepared values in the form of rmcp. One that rmcp cannot represent is left out and logged: the others still work.
fn typed<T: DeserializeOwned>(what: &str, values: &[Value]) -> Vec<T> {
    let entry = |value: &Value| match serde_json::from_value(value.clone()) {
        Ok(entry) => Some(entry),
        Err(error) => {
            let name = value.get("name").and_then(Value::as_str).unwrap_or_default();
            tracing::error!(%error, name, "a {what} cannot be listed for older revisions");
            None
        }
    };
    values.iter().filter_map(entry).collect()
}
