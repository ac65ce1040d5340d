//! Prompts.

use commandry::{Answer, Ask, CallError, Content, PromptMessage, prompt};
use serde_json::json;

use crate::PIXEL;

/// One message.
#[prompt]
fn test_simple_prompt() -> &'static str {
    "This is a simple prompt for testing."
}

/// One message with two arguments in it.
#[prompt]
fn test_prompt_with_arguments(
    /// First argument.
    arg1: String,
    /// Second argument.
    arg2: String,
) -> String {
    format!("Prompt with arguments: arg1='{arg1}', arg2='{arg2}'")
}

/// A document and what to do with it.
#[prompt]
fn test_prompt_with_embedded_resource(
    /// Address of the document.
    #[param(rename = "resourceUri")]
    resource_uri: String,
) -> Vec<PromptMessage> {
    let document = Content::document(resource_uri, "text/plain", "Embedded resource content for testing.");
    vec![PromptMessage::user(document), PromptMessage::user("Please process the embedded resource above.")]
}

/// A picture and what to do with it.
#[prompt]
fn test_prompt_with_image() -> Vec<PromptMessage> {
    let picture = Content::image("image/png", PIXEL);
    vec![PromptMessage::user(picture), PromptMessage::user("Please analyze the image above.")]
}

/// A message that a question comes before.
#[prompt]
async fn test_input_required_result_prompt(#[inject] ask: Ask) -> Result<String, CallError> {
    let schema = json!({
        "type": "object",
        "properties": {"context": {"type": "string"}},
        "required": ["context"],
    });
    match ask.form("user_context", "What is this about?", &schema).await? {
        Answer::Accepted(form) => Ok(format!("Think about {}.", form["context"])),
        Answer::Declined | Answer::Dismissed => Ok("Think about anything.".to_owned()),
    }
}
