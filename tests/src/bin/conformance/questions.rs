//! Tools that ask their caller.

use commandry::{Answer, Ask, CallError, Content, SampleRequest, prelude::*};
use serde_json::{Value, json};

/// Asks the caller's model.
#[command(group = "questions", read_only)]
async fn test_sampling(
    #[inject] ask: Ask,
    /// What the model is asked.
    prompt: String,
) -> Result<Content, CallError> {
    let request = SampleRequest { prompt, system_prompt: None, max_tokens: 100 };
    let answer = ask.sample("answer", request).await?;
    Ok(Content::text(format!("LLM response: {answer}")))
}

/// Asks a person who they are.
#[command(group = "questions", read_only)]
async fn test_elicitation(
    #[inject] ask: Ask,
    /// What the person reads.
    message: String,
) -> Result<Content, CallError> {
    let schema = json!({
        "type": "object",
        "properties": {
            "username": {"type": "string", "description": "What you are called."},
            "email": {"type": "string", "description": "Where you get mail."},
        },
        "required": ["username", "email"],
    });
    let answer = ask.form("person", &message, &schema).await?;
    Ok(Content::text(format!("User response: {}", told(&answer))))
}

/// Asks with a form that is filled in already.
#[command(group = "questions", read_only)]
async fn test_elicitation_sep1034_defaults(#[inject] ask: Ask) -> Result<Content, CallError> {
    let schema = json!({
        "type": "object",
        "properties": {
            "name": {"type": "string", "default": "John Doe"},
            "age": {"type": "integer", "default": 30},
            "score": {"type": "number", "default": 95.5},
            "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
            "verified": {"type": "boolean", "default": true},
        },
    });
    completed(&ask, &schema).await
}

/// Asks with every kind of choice.
#[command(group = "questions", read_only)]
async fn test_elicitation_sep1330_enums(#[inject] ask: Ask) -> Result<Content, CallError> {
    let options = json!(["option1", "option2", "option3"]);
    let titled = |noun: &str| {
        json!([
            {"const": "value1", "title": format!("First {noun}")},
            {"const": "value2", "title": format!("Second {noun}")},
            {"const": "value3", "title": format!("Third {noun}")},
        ])
    };
    let schema = json!({
        "type": "object",
        "properties": {
            "untitledSingle": {"type": "string", "enum": options},
            "titledSingle": {"type": "string", "oneOf": titled("Option")},
            "legacyEnum": {
                "type": "string",
                "enum": ["opt1", "opt2", "opt3"],
                "enumNames": ["Option One", "Option Two", "Option Three"],
            },
            "untitledMulti": {"type": "array", "items": {"type": "string", "enum": options}},
            "titledMulti": {"type": "array", "items": {"anyOf": titled("Choice")}},
        },
    });
    completed(&ask, &schema).await
}

/// Needs a caller with a model.
#[command(group = "questions", read_only)]
async fn test_missing_capability(#[inject] ask: Ask) -> Result<Content, CallError> {
    let request = SampleRequest { prompt: "Are you there?".into(), system_prompt: None, max_tokens: 10 };
    Ok(Content::text(ask.sample("presence", request).await?))
}

/// Asks while its answer could be a stream.
#[command(group = "questions", read_only)]
async fn test_streaming_elicitation(#[inject] ask: Ask) -> Result<Content, CallError> {
    let schema = json!({"type": "object", "properties": {"name": {"type": "string"}}});
    completed(&ask, &schema).await
}

async fn completed(ask: &Ask, schema: &Value) -> Result<Content, CallError> {
    let answer = ask.form("form", "Please look through this form.", schema).await?;
    Ok(Content::text(format!("Elicitation completed: {}", told(&answer))))
}

fn told(answer: &Answer) -> String {
    let (action, content) = match answer {
        Answer::Accepted(content) => ("accept", content),
        Answer::Declined => ("decline", &Value::Null),
        Answer::Dismissed => ("cancel", &Value::Null),
    };
    format!("action={action}, content={content}")
}
