//! Resources, prompts and completions, as a host sees them.

use commandry::{
    Answer, Ask, CallError, Context, Dispatcher, PromptMessage, Registry, command, mcp::McpOptions, prompt,
    resource,
};
use serde_json::{Value, json};

use super::host::Host;

/// Answers at once.
#[command(group = "notes", read_only)]
fn ping() -> bool {
    true
}

/// All notes.
#[resource("notes://all")]
fn notes() -> Vec<u32> {
    vec![1, 2, 3]
}

/// One note.
#[resource("notes://{id}", mime_type = "text/markdown")]
async fn note(
    /// Number of the note.
    #[param(complete = numbers)]
    id: u32,
) -> Result<String, CallError> {
    tokio::task::yield_now().await;
    if id > 3 {
        Err(CallError::new(1001, "no_such_note", "there are only 3 notes"))
    } else {
        Ok(format!("# {id}"))
    }
}

async fn numbers(_: Context, typed: String) -> Vec<String> {
    tokio::task::yield_now().await;
    (1..=300).map(|it| it.to_string()).filter(|it| it.starts_with(&typed)).collect()
}

/// Asks for a summary of a note.
#[prompt]
async fn summarize(
    /// Number of the note.
    id: u32,
    #[inject] ask: Ask,
) -> Result<Vec<PromptMessage>, CallError> {
    let schema =
        json!({"type": "object", "properties": {"reader": {"type": "string"}}, "required": ["reader"]});
    let reader = match ask.form("reader", "Who reads it?", &schema).await? {
        Answer::Accepted(content) => content["reader"].as_str().unwrap_or_default().to_owned(),
        _ => "anybody".to_owned(),
    };
    Ok(vec![PromptMessage::user(format!("Summarize note {id} for {reader}."))])
}

fn host() -> Host {
    let registry = Registry::new()
        .with::<ping>()
        .with_resource::<notes>()
        .with_resource::<note>()
        .with_prompt::<summarize>()
        .titled("notes", "1.0.0");
    Host::with(Dispatcher::builder(registry).build().unwrap(), McpOptions::default())
}

async fn completed(reference: Value, name: &str, value: &str) -> Value {
    let params = json!({"ref": reference, "argument": {"name": name, "value": value}});
    host().result("completion/complete", params).await["completion"].clone()
}

#[tokio::test]
async fn resources_are_listed_and_read() {
    let host = host();
    let list = host.result("resources/list", json!({})).await;
    assert_eq!(
        list["resources"][0],
        json!({"uri": "notes://all", "name": "notes", "title": "All notes", "description": "All notes.",
            "mimeType": "application/json"})
    );
    let templates = host.result("resources/templates/list", json!({})).await;
    let uris: Vec<&Value> =
        templates["resourceTemplates"].as_array().unwrap().iter().map(|it| &it["uriTemplate"]).collect();
    assert_eq!(uris, ["notes://{id}", "commandry://commands/{name}"]);
    for (uri, mime_type, text) in
        [("notes://all", "application/json", "[1,2,3]"), ("notes://2", "text/markdown", "# 2")]
    {
        let read = host.result("resources/read", json!({"uri": uri})).await;
        assert_eq!(read["contents"], json!([{"uri": uri, "mimeType": mime_type, "text": text}]));
        assert_eq!(read["resultType"], "complete");
        assert!(read["ttlMs"].is_u64() && read["cacheScope"].is_string(), "{read}");
    }
    let page = host.result("resources/read", json!({"uri": "commandry://commands/ping"})).await;
    assert!(page["contents"][0]["text"].as_str().unwrap().contains("Answers at once."), "{page}");
}

#[tokio::test]
async fn readings_fail_with_codes_of_the_protocol() {
    let host = host();
    for (uri, code, kind) in [
        ("notes:/all", -32602, "resource_not_found"),
        ("commandry://commands/pong", -32602, "resource_not_found"),
        ("notes://two", -32602, "invalid_params"),
        ("notes://9", 1001, "no_such_note"),
    ] {
        let (_, answer) = host.answer(&host.draft("resources/read", json!({"uri": uri}))).await;
        assert_eq!(
            (&answer["error"]["code"], &answer["error"]["data"]["kind"]),
            (&json!(code), &json!(kind)),
            "{answer}"
        );
    }
}

/// A prompt may ask before it is made, as a tool may.
#[tokio::test]
async fn prompts_are_listed_and_made_in_rounds() {
    let host = host().able(json!({"elicitation": {}}));
    let list = host.result("prompts/list", json!({})).await;
    assert_eq!(
        list["prompts"],
        json!([{"name": "summarize", "title": "Asks for a summary of a note",
            "description": "Asks for a summary of a note.",
            "arguments": [{"name": "id", "description": "Number of the note.", "required": true}]}])
    );
    let params = json!({"name": "summarize", "arguments": {"id": "2"}});
    let asked = host.result("prompts/get", params.clone()).await;
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    let (key, question) = asked["inputRequests"].as_object().unwrap().iter().next().unwrap();
    assert_eq!(question["method"], "elicitation/create");
    let mut second = params;
    second["requestState"] = asked["requestState"].clone();
    second["inputResponses"] = json!({ key: {"action": "accept", "content": {"reader": "Ada"}} });
    let made = host.result("prompts/get", second).await;
    assert_eq!(
        made["messages"],
        json!([{"role": "user", "content": {"type": "text", "text": "Summarize note 2 for Ada."}}])
    );
    let (_, refused) = host.answer(&host.draft("prompts/get", json!({"name": "sumarize"}))).await;
    assert_eq!(refused["error"]["code"], -32602);
    assert_eq!(refused["error"]["data"]["did_you_mean"][0], "summarize");
}

#[tokio::test]
async fn values_are_completed() {
    let template = json!({"type": "ref/resource", "uri": "notes://{id}"});
    let some = completed(template.clone(), "id", "29").await;
    assert_eq!(some["values"].as_array().unwrap().len(), 11, "29 and 290 to 299: {some}");
    let many = completed(template, "id", "").await;
    assert_eq!(many["values"].as_array().unwrap().len(), 100);
    assert_eq!((&many["total"], &many["hasMore"]), (&json!(300), &json!(true)));
    let page = json!({"type": "ref/resource", "uri": "commandry://commands/{name}"});
    assert_eq!(completed(page, "name", "p").await["values"], json!(["ping"]));
    let prompt = json!({"type": "ref/prompt", "name": "summarize"});
    assert_eq!(completed(prompt, "id", "").await["values"], json!([]));
}
