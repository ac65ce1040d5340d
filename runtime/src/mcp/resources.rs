//! Resources: what a host can read without calling a tool.

use serde_json::Value;

use super::McpServer;
use crate::{CallError, codes, context::Origin};

impl McpServer {
    /// The resources as they are listed.
    pub(crate) fn resources(&self) -> &[Value] {
        &[]
    }

    /// The templates of resources as they are listed.
    pub(crate) fn resource_templates(&self) -> &[Value] {
        &[]
    }

    /// The contents of a resource, as a JSON array.
    ///
    /// # Errors
    ///
    /// Fails with the code of invalid parameters when there is no such resource, and as the function behind it fails.
    pub(crate) async fn read_resource(&self, uri: &str, origin: &Origin) -> Result<Value, CallError> {
        let _ = origin;
        let shown: String = uri.chars().take(200).collect();
        Err(CallError::new(
            codes::INVALID_PARAMS,
            "resource_not_found",
            format!("There is no resource `{shown}`; `resources/list` tells those there are."),
        ))
    }
}
