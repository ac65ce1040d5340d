//! `POST /cmd` and `POST /cmd/{name}`.

use std::{future::ready, pin::Pin};

use axum::{
    body::Body,
    extract::{Path, Request, State, rejection::PathRejection},
    handler::Handler,
    http::StatusCode,
    response::Response,
};

use super::{
    body, caller,
    events::{self, Accepts},
    query, refusal,
};
use crate::{
    CallError, Dispatcher,
    call::{Arguments, Entry, Reply},
    codes,
    context::Origin,
    jsonrpc,
};

/// One JSON-RPC request or a batch.
///
/// It is not an `async fn`, since the future of one keeps the whole request: what is made here for every call is a
/// tenth as large, and is found in the processor's nearest cache.
#[derive(Clone, Copy)]
pub(super) struct JsonRpc;

impl Handler<(), Dispatcher> for JsonRpc {
    type Future = Pin<Box<dyn Future<Output = Response> + Send>>;

    fn call(self, request: Request, dispatcher: Dispatcher) -> Self::Future {
        match body::require_json(request.headers()).and_then(|()| dispatcher.accepts()) {
            Ok(()) => {
                let origin = caller::origin(request.extensions());
                Box::pin(json_rpc(dispatcher, origin, request.into_body()))
            }
            Err(error) => Box::pin(ready(refusal::rpc_error(&error))),
        }
    }
}

async fn json_rpc(dispatcher: Dispatcher, origin: Origin, body: Body) -> Response {
    let content = match body::read(dispatcher.limits(), body).await {
        Ok(content) => content,
        Err(error) => return refusal::rpc_error(&error),
    };
    let jsonrpc::Answer { bytes, code } = jsonrpc::respond(&dispatcher, &content, &origin).await;
    let mut response = match bytes {
        Some(answer) => refusal::json(StatusCode::OK, answer),
        None => {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::ACCEPTED;
            response
        }
    };
    if matches!(code, codes::UNAUTHENTICATED | codes::FORBIDDEN) && dispatcher.asks_callers() {
        caller::refuse(&mut response, code);
    }
    response
}

/// One command: its parameters are the body, its result is the answer.
pub(super) async fn by_name(
    State(dispatcher): State<Dispatcher>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let answer = async {
        let Path(name) = name.map_err(|_| query::path_not_utf8())?;
        let entry = dispatcher.find(&name).ok_or_else(|| dispatcher.refuse_unknown(&name))?;
        body::require_json(request.headers())?;
        let accepts = Accepts::of(request.headers());
        let origin = caller::origin(request.extensions());
        let content = body::read(dispatcher.limits(), request.into_body()).await?;
        let arguments = arguments(&dispatcher, entry, &content)?;
        Ok(events::run(&dispatcher, entry, arguments, &origin, accepts).await)
    };
    answer.await.unwrap_or_else(|error| refusal::error(&error))
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
