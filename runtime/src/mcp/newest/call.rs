//! `tools/call`: the way of a call that most are, which is done when it is first looked at.

use std::{
    borrow::Cow,
    mem,
    task::{self, Poll},
};

use axum::http::StatusCode;

use super::super::{
    McpServer, PreparedView,
    tool_result::{self, ResultForm},
};
#[cfg(feature = "jobs")]
use super::tasks;
use super::{
    Begun,
    asking::{Asking, Target},
    message::{Params, ToolArguments, arguments},
    refusal::{Answer, Refusal},
};
use crate::{
    Caller,
    call::{Arguments, Entry, Reply},
    context::Origin,
};

/// A request on its way: who asked what of whom.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) server: &'a McpServer,
    pub(super) view: &'a PreparedView,
    /// The id as it stands in the request.
    pub(super) id: &'a str,
    pub(super) caller: &'a Caller,
}

/// A tool with its arguments.
pub(super) enum Tool<'a> {
    Command(&'a Entry, ResultForm, Arguments<'a>),
    /// A tool that is no command, with the text of its arguments.
    Other(&'a str),
}

/// Finds the tool of a call and sorts its arguments.
pub(super) fn tool<'a>(
    asked: Asked<'a>,
    name: &str,
    given: Option<ToolArguments<'a>>,
) -> Result<Tool<'a>, Refusal> {
    let Asked { server, view, .. } = asked;
    if let Some(ToolArguments::Sorted(entry, form, arguments)) = given {
        return Ok(Tool::Command(entry, form, arguments));
    }
    let raw = match given {
        Some(ToolArguments::Raw(text)) => Some(text),
        _ => None,
    };
    if view.is_other_tool(name) {
        return Ok(Tool::Other(raw.unwrap_or("{}")));
    }
    let (entry, form) = server.tool(view, name).map_err(|error| Refusal::of_call(&error))?;
    let arguments = match raw {
        Some(text) => arguments(entry.command, text)
            .map_err(|_| Refusal::invalid_params("`arguments` must be an object."))?,
        None => Arguments::none(entry.command),
    };
    Ok(Tool::Command(entry, form, arguments))
}

/// Starts a call, and answers it if it need not wait.
///
/// A command that takes nothing from its context asks nothing and tells nothing, so that its caller need not be
/// looked at.
pub(super) fn begin<'a>(
    asked: Asked<'a>,
    name: Cow<'a, str>,
    params: &mut Params<'a>,
    accepts_events: impl FnOnce() -> bool,
    origin: &'a Origin,
    task: &mut task::Context<'_>,
) -> Result<Begun<'a>, Refusal> {
    let (entry, form, arguments) = match tool(asked, &name, params.arguments.take())? {
        #[cfg(feature = "jobs")]
        Tool::Command(entry, form, arguments) if tasks::takes(asked.server, entry, params) => {
            return Ok(Begun::Waiting(Box::pin(tasks::create(asked, entry, form, arguments, origin))));
        }
        Tool::Command(entry, form, arguments) if entry.command.injections().is_empty() => {
            (entry, form, arguments)
        }
        _ if wants_messages(params) && accepts_events() => return Ok(Begun::Streaming),
        tool => {
            let target = match tool {
                Tool::Command(entry, form, arguments) => Target::Command(entry, form, arguments),
                Tool::Other(arguments) => Target::OtherTool(name, arguments),
            };
            let asking = Asking { asked, target, params: mem::take(params) };
            return Ok(Begun::Waiting(Box::pin(asking.answer(None))));
        }
    };
    let mut head = Vec::with_capacity(2 * entry.usual_answer() + 256);
    write_before(asked.id, &mut head);
    let before = head.len();
    tool_result::write_head(form, &mut head);
    let dispatcher = asked.server.dispatcher();
    let mut started = dispatcher.begin(entry, arguments, origin, Reply::behind(head));
    match started.poll(task) {
        Poll::Ready(reply) => Ok(Begun::Answered(answer(asked, entry, form, before, reply))),
        Poll::Pending => Ok(Begun::Waiting(Box::pin(async move {
            let reply = started.finish(dispatcher.limits(), entry).await;
            answer(asked, entry, form, before, reply)
        }))),
    }
}

/// Whether a request asks for messages while it is being answered.
pub(super) fn wants_messages(params: &Params<'_>) -> bool {
    params.meta.is_some_and(|meta| meta.progress_token.is_some() || meta.log_level.is_some())
}

/// Writes an answer up to the members of the result that depend on the tool.
pub(super) fn write_before(id: &str, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(b"{\"jsonrpc\":\"2.0\",\"id\":");
    bytes.extend_from_slice(id.as_bytes());
    bytes.extend_from_slice(b",\"result\":{\"resultType\":\"complete\",");
}

/// Closes the answer that [`write_before`] began.
pub(super) fn answer(
    asked: Asked<'_>,
    entry: &Entry,
    form: ResultForm,
    before: usize,
    reply: Reply,
) -> Answer {
    let write_before = |bytes: &mut Vec<u8>| write_before(asked.id, bytes);
    let mut body = tool_result::finish(form, before, write_before, entry, reply);
    body.extend_from_slice(b"}}");
    Answer { status: StatusCode::OK, body }
}
