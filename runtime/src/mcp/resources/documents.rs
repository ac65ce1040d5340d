//! The documents of the service as resources, and one page for each command.

use serde_json::{Value, json};

#[cfg(feature = "documents")]
use crate::documents::{Document, Level};
use crate::{Caller, Dispatcher, builtin, call::template_values};

/// The template of the pages of commands.
pub(in crate::mcp) const PAGE: &str = "commandry://commands/{name}";
/// What all addresses of pages begin with.
const PAGES: &str = "commandry://commands/";

/// A document as a resource.
struct Listed {
    uri: &'static str,
    name: &'static str,
    title: &'static str,
    description: &'static str,
    mime_type: &'static str,
    #[cfg(feature = "documents")]
    document: Document,
}

#[cfg(feature = "documents")]
const DOCUMENTS: &[Listed] = &[
    Listed {
        uri: "commandry://openapi.json",
        name: "openapi.json",
        title: "OpenAPI document",
        description: "All commands with the types of their parameters and results, as OpenAPI 3.1.",
        mime_type: "application/json",
        document: Document::OpenApi(Level::Commands),
    },
    Listed {
        uri: "commandry://catalog.txt",
        name: "catalog.txt",
        title: "List of commands",
        description: "All commands, each with its signature and summary on one line.",
        mime_type: "text/plain",
        document: Document::Text,
    },
];
#[cfg(not(feature = "documents"))]
const DOCUMENTS: &[Listed] = &[];

/// The documents as they are listed.
pub(super) fn listed() -> impl Iterator<Item = Value> {
    DOCUMENTS.iter().map(|it| {
        json!({"uri": it.uri, "name": it.name, "title": it.title, "description": it.description,
            "mimeType": it.mime_type})
    })
}

/// The pages of commands as they are listed.
pub(super) fn listed_pages() -> Value {
    json!({
        "uriTemplate": PAGE,
        "name": "command",
        "title": "Page of a command",
        "description": "Everything that is known of one command: parameters, result, errors and examples.",
        "mimeType": "application/json",
    })
}

/// The addresses of the documents.
pub(super) fn uris() -> impl Iterator<Item = &'static str> {
    DOCUMENTS.iter().map(|it| it.uri)
}

/// The contents of a document or of a page; `None` where the address is of neither.
pub(super) fn read(dispatcher: &Dispatcher, caller: &Caller, uri: &str) -> Option<Value> {
    if let Some(listed) = DOCUMENTS.iter().find(|it| it.uri == uri) {
        return text(listed, dispatcher, caller).map(|text| contents(uri, listed.mime_type, &text));
    }
    let values = template_values(PAGE, uri)?;
    let (_, name) = values.first()?;
    let page = builtin::page(dispatcher, caller, name)?;
    Some(contents(uri, "application/json", &page))
}

#[cfg(feature = "documents")]
fn text(listed: &Listed, dispatcher: &Dispatcher, caller: &Caller) -> Option<std::sync::Arc<str>> {
    dispatcher.documents().get(dispatcher, caller, listed.document, None)
}

#[cfg(not(feature = "documents"))]
fn text(_: &Listed, _: &Dispatcher, _: &Caller) -> Option<String> {
    None
}

fn contents(uri: &str, mime_type: &str, text: &str) -> Value {
    json!([{"uri": uri, "mimeType": mime_type, "text": text}])
}

/// The names of the commands that have a page and begin in some way.
pub(in crate::mcp) fn pages_of_commands(
    dispatcher: &Dispatcher,
    caller: &Caller,
    start: &str,
) -> Vec<String> {
    let start = start.to_lowercase();
    let names = dispatcher.commands_for(caller).map(|it| it.name);
    names.filter(|name| name.starts_with(&start)).map(str::to_owned).collect()
}

/// The addresses of pages that an address may have meant.
pub(super) fn pages_near(dispatcher: &Dispatcher, caller: &Caller, uri: &str) -> Vec<String> {
    if !uri.starts_with("commandry:") {
        return Vec::new();
    }
    dispatcher.commands_for(caller).map(|it| format!("{PAGES}{}", it.name)).collect()
}
