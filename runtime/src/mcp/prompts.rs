//! Prompts: messages that a person chooses to start with, and completions of arguments.

use serde_json::{Map, Value};

use super::{McpServer, resources};
use crate::{CallError, context::Origin};

impl McpServer {
    /// The prompts as they are listed.
    pub(crate) fn prompts(&self) -> &[Value] {
        self.listed().prompts(&self.seen())
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
        self.dispatcher().get_prompt(name, arguments, origin).await
    }

    /// Values that an argument of a prompt or a resource template may have, given how it begins.
    ///
    /// What cannot be completed has no values: a person who types is not to be disturbed by errors.
    pub(crate) async fn complete(
        &self,
        reference: &Value,
        argument: &str,
        value: &str,
        origin: &Origin,
    ) -> Vec<String> {
        let text = |member: &str| reference.get(member).and_then(Value::as_str).unwrap_or_default();
        let dispatcher = self.dispatcher();
        let outcome = match text("type") {
            "ref/resource" if text("uri") == resources::PAGE => {
                let is_name = argument == "name";
                Ok(if is_name {
                    resources::pages_of_commands(dispatcher, &origin.caller, value)
                } else {
                    Vec::new()
                })
            }
            "ref/resource" => dispatcher.complete_resource(text("uri"), argument, value, origin).await,
            "ref/prompt" => dispatcher.complete_prompt(text("name"), argument, value, origin).await,
            _ => Ok(Vec::new()),
        };
        outcome.unwrap_or_default()
    }
}
