//! Calls of tools, by the newest revision of the Model Context Protocol.

use commandry_schema::mcp_tools::McpResult;
use serde_json::{Value, json};

use super::{Failure, Outcome, http::post};
use crate::{
    Dispatcher,
    mcp::{McpOptions, McpServer, View},
};

const REVISION: &str = "2026-07-28";
/// Code of the error that names a capability which the client lacks.
const MISSING_CAPABILITY: i64 = -32021;

/// Calls the tool of a command at `/mcp/all`.
pub(super) async fn call(place: &str, dispatcher: &Dispatcher, name: &str, params: &Value) -> Outcome {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": REVISION,
        "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let params = json!({"_meta": meta, "name": name, "arguments": params});
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let headers = [("mcp-protocol-version", REVISION), ("mcp-method", "tools/call"), ("mcp-name", name)];
    let (_, answer) = post(place, "/mcp/all", &headers, &request).await;
    if let Some(error) = answer.get("error") {
        return refused(error).unwrap_or_else(|| panic!("/mcp/all answered {answer}"));
    }
    let result = &answer["result"];
    if result["isError"] == true {
        return Outcome::Failed(failure(result["content"][0]["text"].as_str().unwrap_or_default()));
    }
    Outcome::Done(value(dispatcher, name, result))
}

/// An error of the protocol, which has ways of its own to say that there is no such tool, and that the command asks for
/// what this client never answers.
fn refused(error: &Value) -> Option<Outcome> {
    let only_kind =
        |kind: &str| Failure { code: None, kind: kind.to_owned(), message: None, data: None, status: None };
    let failure = match (error["code"].as_i64()?, error["data"]["kind"].as_str()) {
        (_, Some("unknown_tool")) => only_kind("method_not_found"),
        (MISSING_CAPABILITY, _) => only_kind("cannot_ask"),
        _ => Failure::read(error)?,
    };
    Some(Outcome::Failed(failure))
}

/// What a model reads of a failure: the message, and behind it the kind, or for wrong parameters the signature.
fn failure(text: &str) -> Failure {
    let (message, kind) = text
        .match_indices(KIND)
        .find_map(|(at, _)| Some((&text[..at], kind(&text[at + KIND.len()..])?)))
        .unwrap_or_else(|| (text.lines().next().unwrap_or_default(), "invalid_params"));
    Failure { code: None, kind: kind.to_owned(), message: Some(message.to_owned()), data: None, status: None }
}

/// What stands between a message and the kind.
const KIND: &str = " (kind: ";

/// The kind at the start of a text, which ends a line; a message may hold the same words somewhere else.
fn kind(text: &str) -> Option<&str> {
    let line = text.lines().next()?.strip_suffix(')')?;
    let is_kind = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_kind.then_some(line)
}

/// The result of the command within that of its tool.
fn value(dispatcher: &Dispatcher, name: &str, result: &Value) -> Value {
    let view = McpServer::new(dispatcher.clone(), &McpOptions::default()).view(&View::All);
    match view.and_then(|view| view.command(name)) {
        Some(McpResult::WrappedIn(member)) => result["structuredContent"][member].clone(),
        Some(McpResult::Content) => content(dispatcher, name, &result["content"]),
        _ => result["structuredContent"].clone(),
    }
}

/// A tool gives a list of what is shown; a command that shows one piece gives the piece.
fn content(dispatcher: &Dispatcher, name: &str, pieces: &Value) -> Value {
    let schema = dispatcher.catalog().command(name).map(|it| &it.result.schema);
    let is_list = schema.is_some_and(|schema| schema["type"] == "array");
    if is_list { pieces.clone() } else { pieces[0].clone() }
}

#[cfg(test)]
mod tests {
    use super::failure;

    #[test]
    fn message_and_kind_are_told_apart() {
        for (text, message, kind) in [
            ("no more (kind: out_of_stock)\nleft: 2", "no more", "out_of_stock"),
            ("two\nlines (kind: failed)", "two\nlines", "failed"),
            ("a (kind: of) tea (kind: unknown)\nname: b (kind: c)", "a (kind: of) tea", "unknown"),
            ("`a` is missing\nSignature: add(a)", "`a` is missing", "invalid_params"),
            ("`a`: got \"x (kind: y)\"\nSignature: add(a)", "`a`: got \"x (kind: y)\"", "invalid_params"),
            ("", "", "invalid_params"),
        ] {
            let failure = failure(text);
            assert_eq!((failure.message(), failure.kind()), (Some(message), kind), "{text}");
        }
    }
}
