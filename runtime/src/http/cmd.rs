//! `POST /cmd` and `POST /cmd/{name}`.

use axum::{
    extract::{Path, Request, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};

use super::{body, query, refusal};
use crate::{
    CallError, Dispatcher,
    call::{Arguments, Entry, Reply},
    codes,
    context::Origin,
    jsonrpc,
};

/// One JSON-RPC request or a batch.
pub(super) async fn json_rpc(State(dispatcher): State<Dispatcher>, request: Request) -> Response {
    // Nothing of the head is kept while the body is awaited: a request is moved about with all it keeps.
    let content = match body::require_json(request.headers()).and_then(|()| dispatcher.accepts()) {
        Ok(()) => body::read(dispatcher.limits(), request.into_body()).await,
        Err(error) => Err(error),
    };
    let content = match content {
        Ok(content) => content,
        Err(error) => return refusal::rpc_error(&error),
    };
    match jsonrpc::answer(&dispatcher, &content, &Origin::default()).await {
        Some(answer) => refusal::json(StatusCode::OK, answer),
        None => {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::ACCEPTED;
            response
        }
    }
}

/// One command: its parameters are the body, its result is the answer.
pub(super) async fn by_name(
    State(dispatcher): State<Dispatcher>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let answer = async {
        let Path(name) = name.map_err(|_| query::path_not_utf8())?;
        let entry = dispatcher.find(&name).ok_or_else(|| dispatcher.method_not_found(&name))?;
        body::require_json(request.headers())?;
        let content = body::read(dispatcher.limits(), request.into_body()).await?;
        let arguments = arguments(&dispatcher, entry, &content)?;
        Ok(dispatcher.run(entry, arguments, &Origin::default(), Reply::default()).await)
    };
    match answer.await {
        Ok(reply) => respond(reply),
        Err(error) => refusal::error(&error),
    }
}

/// The answer of a command where HTTP speaks for itself.
pub(super) fn respond(reply: Reply) -> Response {
    match reply.into_result() {
        Ok(result) => refusal::json(StatusCode::OK, result),
        Err(error) => refusal::error(&error),
    }
}

/// The parameters in a body; an empty body has none.
pub(super) fn arguments<'a>(
    dispatcher: &Dispatcher,
    entry: &Entry,
    content: &'a [u8],
) -> Result<Arguments<'a>, CallError> {
    if content.is_empty() {
        return Ok(Arguments::none(entry.command));
    }
    let text = jsonrpc::readable(dispatcher, content)?;
    Arguments::from_json(entry.command, text).map_err(|error| {
        CallError::new(codes::PARSE_ERROR, "parse_error", format!("The body is not JSON: {error}."))
    })
}
