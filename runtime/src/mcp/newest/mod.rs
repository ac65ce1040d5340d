//! The newest revision of the protocol over HTTP.
//!
//! It keeps no connection: every request says who asks and what it can do, and is answered by itself, as on
//! `POST /cmd`. It is read in one pass, and a call that need not wait is answered without further ado.

mod asking;
mod call;
mod events;
mod headers;
mod listen;
mod lists;
mod message;
mod messages;
mod refusal;
mod request_state;
mod rounds;
#[cfg(feature = "jobs")]
mod tasks;

use std::{mem, pin::Pin, sync::Arc, task};

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use serde_json::{Map, Value};

use self::{
    asking::{Asking, Target},
    call::{Asked, Tool},
    headers::BodyHeaders,
    message::{Envelope, Message, Meta, Params, text},
    refusal::Answer,
};
use super::{McpServer, PreparedView};
use crate::{Caller, context::Origin, jsonrpc::readable};

pub(super) use self::{
    headers::VERSION as VERSION_HEADER,
    lists::{PreparedLists, PreparedServer, supported_versions},
    message::arguments,
    refusal::Refusal,
    request_state::StateSeal,
};
#[cfg(feature = "mcp-sessions")]
pub(super) use self::{
    request_state::{Answers, Binding, NOT_OURS},
    rounds::Rounds,
};

/// The newest revision.
pub(super) const REVISION: &str = "2026-07-28";

/// Revisions whose requests say nothing of themselves in `_meta`.
const OLDER: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// Whether a header names one of them.
pub(super) fn is_older(version: &HeaderValue) -> bool {
    OLDER.iter().any(|older| version == older)
}

/// What became of a request so far.
pub(super) enum Begun<'a> {
    Answered(Answer),
    /// A notification, which has no answer.
    Accepted,
    Waiting(Pin<Box<dyn Future<Output = Answer> + Send + 'a>>),
    /// It is answered by a stream; see [`stream_call`].
    Streaming,
    /// It is answered by this stream.
    Opened(Box<Response>),
    /// It is of an older revision.
    Older,
}

/// Reads a request, and answers it if it need not wait.
pub(super) fn begin<'a>(
    server: &'a McpServer,
    view: &'a PreparedView,
    headers: &HeaderMap,
    content: &'a [u8],
    origin: &'a Origin,
    task: &mut task::Context<'_>,
) -> Begun<'a> {
    let content = match readable(server.dispatcher(), content) {
        Ok(content) => content,
        Err(error) => return Begun::Answered(Refusal::of_request(&error).answer("null")),
    };
    let said = BodyHeaders::of(headers);
    let is_newest = said.is_newest();
    let mut message = Message::default();
    match message::read(server, view, content, &mut message) {
        Ok(()) => {}
        Err(error) if error.is_data() && !is_newest => return Begun::Older,
        Err(error) => return Begun::Answered(unreadable(content, &error)),
    }
    let Message { envelope, params } = &mut message;
    let says_version = params.meta.is_some_and(|it| it.version.is_some());
    if !says_version && !is_newest {
        return Begun::Older;
    }
    let id = envelope.id.filter(|id| envelope.repeated.is_none() && is_id(id)).unwrap_or("null");
    match check(envelope, params, &said) {
        Ok(Checked::Notification) => Begun::Accepted,
        Ok(Checked::Request { method, name }) => {
            let asked = Asked { server, view, id, caller: &origin.caller };
            let accepts_events = || accepts_events(headers);
            dispatch(asked, &method, name, params, accepts_events, origin, task)
                .unwrap_or_else(|refusal| Begun::Answered(refusal.answer(id)))
        }
        Err(refusal) => Begun::Answered(refusal.answer(id)),
    }
}

/// Answers a call by a stream, on which its messages are sent before the answer.
pub(super) async fn stream_call(
    server: McpServer,
    view: Arc<PreparedView>,
    caller: Caller,
    content: Bytes,
) -> Response {
    let (messages, received) = messages::channel();
    let call = Box::pin(async move {
        // The request is read a second time, now by the one that keeps what is read for as long as the stream is open.
        let content = str::from_utf8(&content).unwrap_or_default();
        let mut message = Message::default();
        if message::read(&server, &view, content, &mut message).is_err() {
            return Refusal::invalid_request("The body is no request.").answer("null");
        }
        let Message { envelope, params } = message;
        let id = envelope.id.unwrap_or("null");
        let asked = Asked { server: &server, view: &view, id, caller: &caller };
        let asking = named(&envelope, &params).and_then(|(method, name)| {
            let name = name.unwrap_or_default();
            asking(asked, &method, name, params)
        });
        match asking {
            Ok(asking) => asking.answer(Some(messages)).await,
            Err(refusal) => refusal.answer(asked.id),
        }
    });
    events::respond(call, received).await
}

/// Answers a request of an older revision where none is served.
pub(super) async fn refuse_older(request: Request) -> Response {
    if request.method() != Method::POST {
        return not_allowed();
    }
    // It was read before, within the limits.
    let content = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap_or_default();
    let message: Value = serde_json::from_slice(&content).unwrap_or_default();
    let id = message.get("id").cloned().unwrap_or_default().to_string();
    let refusal = if message.get("method").is_some_and(|it| it == "initialize") {
        let requested = message.pointer("/params/protocolVersion").and_then(Value::as_str);
        Refusal::unsupported_version(&supported_versions(), requested.unwrap_or_default())
    } else {
        Refusal::invalid_params(format!(
            "`io.modelcontextprotocol/protocolVersion` is missing in `params._meta`; \
             this server speaks the revision {REVISION} of the protocol."
        ))
    };
    refusal.answer(&id).respond()
}

/// The answer to other methods of HTTP than `POST`.
pub(super) fn not_allowed() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}

/// What a message that is well formed asks for.
enum Checked<'a> {
    Notification,
    Request { method: Text<'a>, name: Option<Text<'a>> },
}

type Text<'a> = std::borrow::Cow<'a, str>;

/// Checks everything that is the same for all methods.
fn check<'a>(
    message: &Envelope<'a>,
    params: &Params<'a>,
    headers: &BodyHeaders<'_>,
) -> Result<Checked<'a>, Refusal> {
    if let Some(name) = message.repeated {
        return Err(Refusal::invalid_request(format!("The member `{name}` is repeated.")));
    }
    if message.is_response {
        return Err(Refusal::invalid_request("A host sends no responses in this revision."));
    }
    if message.version.and_then(text).as_deref() != Some("2.0") {
        return Err(Refusal::invalid_request("`jsonrpc` must be \"2.0\"."));
    }
    match message.id {
        None if message.method.is_some() => return Ok(Checked::Notification),
        Some(id) if is_id(id) => {}
        _ => return Err(Refusal::invalid_request("`id` must be a string or a number.")),
    }
    let (method, name) = named(message, params)?;
    let version = params.meta.map_or_else(|| Err(missing("_meta")), of_meta)?;
    headers.check_version(&version)?;
    if version != REVISION {
        return Err(Refusal::unsupported_version(&supported_versions(), &version));
    }
    headers.check_names(&method, name.as_deref())?;
    Ok(Checked::Request { method, name })
}

/// The method, and the name or address that it is about, where it is about one.
fn named<'a>(message: &Envelope<'a>, params: &Params<'a>) -> Result<(Text<'a>, Option<Text<'a>>), Refusal> {
    let method = message.method.and_then(text);
    let method = method.ok_or_else(|| Refusal::invalid_request("`method` must be a string."))?;
    let (name, member) = match &*method {
        "tools/call" | "prompts/get" => (params.name, "name"),
        "resources/read" => (params.uri, "uri"),
        #[cfg(feature = "jobs")]
        "tasks/get" | "tasks/update" | "tasks/cancel" => (params.task_id, "taskId"),
        _ => return Ok((method, None)),
    };
    match name.and_then(text) {
        Some(name) => Ok((method, Some(name))),
        None => Err(missing(member)),
    }
}

/// The revision that a request is of.
fn of_meta(meta: Meta<'_>) -> Result<Text<'_>, Refusal> {
    let version = meta.version.and_then(text);
    let version = version.ok_or_else(|| missing("_meta/io.modelcontextprotocol/protocolVersion"))?;
    match meta.capabilities {
        Some(capabilities) if capabilities.starts_with('{') => Ok(version),
        _ => Err(missing("_meta/io.modelcontextprotocol/clientCapabilities")),
    }
}

fn missing(member: &str) -> Refusal {
    Refusal::invalid_params(format!("`params/{member}` is missing or of a wrong type."))
}

fn is_id(text: &str) -> bool {
    text.starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit())
}

/// Whether the host reads streams; it always should.
fn accepts_events(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().filter_map(|it| it.to_str().ok()).any(|accept| {
        let accept = accept.to_ascii_lowercase();
        ["text/event-stream", "text/*", "*/*"].iter().any(|it| accept.contains(it))
    })
}

/// Does what a request asks for.
fn dispatch<'a>(
    asked: Asked<'a>,
    method: &str,
    name: Option<Text<'a>>,
    params: &mut Params<'a>,
    accepts_events: impl FnOnce() -> bool,
    origin: &'a Origin,
    task: &mut task::Context<'_>,
) -> Result<Begun<'a>, Refusal> {
    let Asked { server, view, id, .. } = asked;
    let name = name.unwrap_or_default();
    let result = match method {
        "tools/call" => return call::begin(asked, name, params, accepts_events, origin, task),
        "tools/list" => server.tools_list(view),
        "server/discover" => server.discovery(view),
        "resources/list" => server.resources_list(),
        "resources/templates/list" => server.templates_list(),
        "prompts/list" => server.prompts_list(),
        "resources/read" | "prompts/get" => {
            if call::wants_messages(params) && accepts_events() {
                return Ok(Begun::Streaming);
            }
            return Ok(Begun::Waiting(Box::pin(
                asking(asked, method, name, mem::take(params))?.answer(None),
            )));
        }
        "completion/complete" => return Ok(Begun::Waiting(Box::pin(complete(asked, mem::take(params))))),
        #[cfg(feature = "jobs")]
        "tasks/get" | "tasks/update" | "tasks/cancel" if server.offers_tasks() => {
            return tasks::begin(asked, method, name.into_owned(), params);
        }
        "subscriptions/listen" => {
            #[cfg(feature = "jobs")]
            tasks::check_listening(server, params)?;
            return listen::listen(server, id, params.notifications)
                .map(|response| Begun::Opened(Box::new(response)));
        }
        _ => return Err(Refusal::method_not_found(method)),
    };
    if params.cursor.is_some_and(|cursor| cursor != "null") {
        return Err(Refusal::invalid_params(
            "There is no such `cursor`: lists have one page on this server.",
        ));
    }
    Ok(Begun::Answered(completed(id, result)))
}

/// An answer with a result that was made before.
fn completed(id: &str, result: &[u8]) -> Answer {
    let mut body = Vec::with_capacity(result.len() + id.len() + 40);
    body.extend_from_slice(b"{\"jsonrpc\":\"2.0\",\"id\":");
    body.extend_from_slice(id.as_bytes());
    body.extend_from_slice(b",\"result\":");
    body.extend_from_slice(result);
    body.push(b'}');
    Answer { status: StatusCode::OK, body }
}

/// A request that may take several rounds.
fn asking<'a>(
    asked: Asked<'a>,
    method: &str,
    name: Text<'a>,
    mut params: Params<'a>,
) -> Result<Asking<'a>, Refusal> {
    let target = match method {
        "tools/call" => match call::tool(asked, &name, params.arguments.take())? {
            Tool::Command(entry, form, arguments) => Target::Command(entry, form, arguments),
            Tool::Other(arguments) => Target::OtherTool(name, arguments),
        },
        "prompts/get" => {
            let arguments: Option<Map<String, Value>> = match params.arguments.take() {
                Some(message::ToolArguments::Raw(text)) => serde_json::from_str(text)
                    .map_err(|_| Refusal::invalid_params("`arguments` must be an object."))?,
                _ => None,
            };
            Target::Prompt(name, arguments.unwrap_or_default())
        }
        _ => Target::Resource(name),
    };
    Ok(Asking { asked, target, params })
}

/// `completion/complete`.
async fn complete(asked: Asked<'_>, params: Params<'_>) -> Answer {
    let reference: Option<Value> = params.reference.and_then(|it| serde_json::from_str(it).ok());
    let argument: Option<Value> = params.argument.and_then(|it| serde_json::from_str(it).ok());
    let part = |name| argument.as_ref()?.get(name)?.as_str();
    let (Some(reference), Some(name), Some(value)) = (&reference, part("name"), part("value")) else {
        return missing("ref or argument").answer(asked.id);
    };
    let origin = Origin { caller: asked.caller.clone(), ..Origin::default() };
    let mut values = asked.server.complete(reference, name, value, &origin).await;
    let total = values.len();
    values.truncate(MOST_COMPLETIONS);
    let completion =
        serde_json::json!({"values": values, "total": total, "hasMore": total > MOST_COMPLETIONS});
    let result = serde_json::json!({"resultType": "complete", "completion": completion});
    completed(asked.id, result.to_string().as_bytes())
}

/// Most values that a completion may have, by the protocol.
const MOST_COMPLETIONS: usize = 100;

/// The answer to a body that is no message.
#[cold]
fn unreadable(content: &str, error: &serde_json::Error) -> Answer {
    if !error.is_data() {
        return Refusal::no_json(error).answer("null");
    }
    let message: Value = serde_json::from_str(content).unwrap_or_default();
    let id = message.get("id").filter(|id| id.is_string() || id.is_number());
    let id = id.map_or_else(|| "null".to_owned(), Value::to_string);
    // What is wrong is said without the position.
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    match message {
        Value::Array(_) => {
            Refusal::invalid_request("This revision has no batches: send one request at a time.")
        }
        Value::Object(message) if message.contains_key("method") => {
            Refusal::invalid_params(format!("The request is not as it must be: {reason}."))
        }
        _ => Refusal::invalid_request(format!("The body is no request: {reason}.")),
    }
    .answer(&id)
}
