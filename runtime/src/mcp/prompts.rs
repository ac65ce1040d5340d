//! Prompts: messages that a person chooses to start with, and completions of arguments.

use serde_json::{Map, Value};

use super::McpServer;
use crate::{CallError, codes, context::Origin};

impl McpServer {
    /// The prompts as they are listed.
    pub(crate) fn prompts(&self) -> &[Value] {
        &[]
    }

    /// A prompt with its arguments filled in: an object with `messages`.
    ///
    /// # Errors
    ///
    /// Fails with the code of invalid parameters when there is no such prompt, and as the function behind it fails.
    pub(crate) async fn get_prompt(
        &self,
        name: &str,
        arguments: &Map<String, Value>,
        origin: &Origin,
    ) -> Result<Value, CallError> {
        let _ = (arguments, origin);
        let shown: String = name.chars().take(64).collect();
        Err(CallError::new(
            codes::INVALID_PARAMS,
            "prompt_not_found",
            format!("There is no prompt `{shown}`; `prompts/list` tells those there are."),
        ))
    }

    /// Values that an argument of a prompt or a resource template may have, given how it begins.
    pub(crate) async fn complete(&self, reference: &Value, argument: &str, value: &str) -> Vec<String> {
        let _ = (reference, argument, value);
        Vec::new()
    }
}
