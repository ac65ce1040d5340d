//! Tools that ask before they answer, for revisions in which a question ends the call and an answer starts it anew.

use commandry::{Answer, Ask, CallError, Content, SampleRequest, prelude::*};
use serde_json::{Value, json};

/// Asks for a name.
#[command(group = "rounds", read_only)]
async fn test_input_required_result_elicitation(#[inject] ask: Ask) -> Result<Content, CallError> {
    let form = filled(ask.form("user_name", "What is your name?", &one("name", "string")).await?)?;
    Ok(Content::text(format!("Hello, {}!", text(&form, "name"))))
}

/// Asks the caller's model.
#[command(group = "rounds", read_only)]
async fn test_input_required_result_sampling(#[inject] ask: Ask) -> Result<Content, CallError> {
    let request = sample("What is the capital of France?", 100);
    Ok(Content::text(ask.sample("capital_question", request).await?))
}

/// Asks for the caller's folders.
#[command(group = "rounds", read_only)]
async fn test_input_required_result_list_roots(#[inject] ask: Ask) -> Result<Content, CallError> {
    Ok(Content::text(format!("The folders are {}.", roots(&ask).await?)))
}

/// Asks for a confirmation.
#[command(group = "rounds", read_only)]
async fn test_input_required_result_request_state(#[inject] ask: Ask) -> Result<Content, CallError> {
    confirm(&ask).await
}

/// Asks for a confirmation, which nobody may forge.
#[command(group = "rounds", read_only)]
async fn test_input_required_result_tampered_state(#[inject] ask: Ask) -> Result<Content, CallError> {
    confirm(&ask).await
}

/// Asks a person, a model and for folders at once.
#[command(group = "rounds", read_only)]
async fn test_input_required_result_multiple_inputs(#[inject] ask: Ask) -> Result<Content, CallError> {
    let schema = one("name", "string");
    let (form, greeting, roots) = tokio::join!(
        ask.form("user_name", "What is your name?", &schema),
        ask.sample("greeting", sample("Write a greeting.", 50)),
        roots(&ask),
    );
    let form = filled(form?)?;
    Ok(Content::text(format!("{}: {} ({})", text(&form, "name"), greeting?, roots?)))
}

/// Asks for a name, and then for a colour.
#[command(group = "rounds", read_only)]
async fn test_input_required_result_multi_round(#[inject] ask: Ask) -> Result<Content, CallError> {
    let name = filled(ask.form("step1", "What is your name?", &one("name", "string")).await?)?;
    let colour = filled(ask.form("step2", "Which colour do you like?", &one("color", "string")).await?)?;
    Ok(Content::text(format!("{} likes {}.", text(&name, "name"), text(&colour, "color"))))
}

/// Asks for what the caller can answer, and for nothing else.
#[command(group = "rounds", read_only)]
async fn test_input_required_result_capabilities(#[inject] ask: Ask) -> Result<Content, CallError> {
    let able = ask.abilities();
    let mut answers = Vec::new();
    if able.forms {
        let form = filled(ask.form("user_name", "What is your name?", &one("name", "string")).await?)?;
        answers.push(text(&form, "name").to_owned());
    }
    if able.samples {
        answers.push(ask.sample("greeting", sample("Write a greeting.", 50)).await?);
    }
    if able.roots {
        answers.push(roots(&ask).await?);
    }
    Ok(Content::text(answers.join(", ")))
}

async fn confirm(ask: &Ask) -> Result<Content, CallError> {
    let form = filled(ask.form("confirm", "Is all of this right?", &one("ok", "boolean")).await?)?;
    Ok(Content::text(format!("state-ok: {}", form["ok"])))
}

async fn roots(ask: &Ask) -> Result<String, CallError> {
    let roots = ask.roots("client_roots").await?;
    Ok(roots.into_iter().map(|root| root.uri).collect::<Vec<_>>().join(", "))
}

fn sample(prompt: &str, max_tokens: u32) -> SampleRequest {
    SampleRequest { prompt: prompt.to_owned(), system_prompt: None, max_tokens }
}

/// A form with one member, which must be filled in.
fn one(name: &str, kind: &str) -> Value {
    json!({"type": "object", "properties": {name: {"type": kind}}, "required": [name]})
}

fn filled(answer: Answer) -> Result<Value, CallError> {
    match answer {
        Answer::Accepted(form) => Ok(form),
        Answer::Declined | Answer::Dismissed => {
            Err(CallError::new(1000, "declined", "The tool needs an answer to go on."))
        }
    }
}

fn text<'a>(form: &'a Value, name: &str) -> &'a str {
    form.get(name).and_then(Value::as_str).unwrap_or_default()
}
