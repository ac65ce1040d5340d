//! From a request to a connection.

use std::sync::Arc;

use axum::{
    Router,
    extract::{FromRequestParts, RawQuery, Request, State, WebSocketUpgrade},
    http::{HeaderValue, header},
    response::Response,
    routing::get,
};

use super::{WebSocketOptions, origins, session};
use crate::{
    CallError, Dispatcher,
    ask::Abilities,
    codes,
    http::{caller, query, refusal},
};

/// Bytes that a connection reads and writes at once. Each connection keeps twice as much.
const BUFFER: usize = 16 * 1024;

/// The route of connections.
pub(crate) fn route(options: WebSocketOptions) -> Router<Dispatcher> {
    let options = Arc::new(options);
    let handler = move |State(dispatcher): State<Dispatcher>, RawQuery(query): RawQuery, request: Request| {
        let options = Arc::clone(&options);
        async move {
            let opened = open(dispatcher, &options, query.as_deref(), request).await;
            opened.unwrap_or_else(|error| refuse(&error))
        }
    };
    Router::new().route("/ws", get(handler))
}

async fn open(
    dispatcher: Dispatcher,
    options: &Arc<WebSocketOptions>,
    query: Option<&str>,
    request: Request,
) -> Result<Response, CallError> {
    origins::check(request.headers(), options)?;
    let askable = askable(query.unwrap_or_default())?;
    dispatcher.accepts()?;
    let connections = dispatcher.connections();
    if connections.count() >= options.connections {
        return Err(CallError::new(
            codes::OVERLOADED,
            "overloaded",
            format!("The server already has {} connections, which is its limit.", options.connections),
        ));
    }
    let (mut parts, _) = request.into_parts();
    let caller = caller::caller(&parts.extensions);
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await.map_err(|rejection| {
        let reason = format!("This path takes WebSocket connections only: {rejection}.");
        CallError::new(codes::INVALID_REQUEST, "upgrade_required", reason).status(426)
    })?;
    let place = connections.add();
    let options = Arc::clone(options);
    let longest = dispatcher.limits().body_bytes;
    Ok(upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(longest)
        .max_frame_size(longest)
        .on_upgrade(move |socket| session::run(socket, dispatcher, options, caller, askable, place)))
}

fn refuse(error: &CallError) -> Response {
    let mut response = refusal::error(error);
    if error.http_status() == 426 {
        response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    }
    response
}

/// Reads what a client can be asked: `?ask=form,sample,roots`. One that does not know of questions would leave them open.
fn askable(query: &str) -> Result<Abilities, CallError> {
    let mut abilities = Abilities::default();
    for (name, value) in query::pairs(query)? {
        if name != "ask" {
            return Err(refused(&format!("there is no query parameter `{name}`; use `ask`")));
        }
        for word in value.split(',') {
            match word {
                "form" => abilities.forms = true,
                "sample" => abilities.samples = true,
                "roots" => abilities.roots = true,
                other => {
                    let reason = format!("`ask` lists form, sample and roots, and not `{other}`");
                    return Err(refused(&reason));
                }
            }
        }
    }
    Ok(abilities)
}

fn refused(reason: &str) -> CallError {
    CallError::new(codes::INVALID_PARAMS, "invalid_params", format!("Invalid query: {reason}."))
}
