//! The routes of the protocol over HTTP.

use std::{
    future::{Future, poll_fn, ready},
    pin::Pin,
    sync::Arc,
    task::Poll,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    handler::Handler,
    http::{Method, StatusCode, request::Parts},
    response::Response,
    routing::{self, MethodRouter},
};
use percent_encoding::percent_decode_str;

use super::{McpOptions, McpServer, PreparedView, View, guard, legacy, newest};
use crate::{
    CallError, Caller, Dispatcher, codes,
    context::Origin,
    http::{caller, read_body, require_json, rpc_error},
};

/// The commands as tools of AI hosts, to be served or merged into another router.
///
/// | route | tools |
/// |---|---|
/// | `/mcp` | all commands, or search mode where they are too many for a model to read |
/// | `/mcp/all` | all commands |
/// | `/mcp/{group}` | the commands of one group |
///
/// [`App`](crate::App) serves them by itself while the feature `mcp` is on.
///
/// # Examples
///
/// ```
/// use commandry::{http, mcp::{self, McpOptions}, prelude::*, Dispatcher, Registry};
///
/// /// Answers at once.
/// #[command(group = "demo", read_only)]
/// fn ping() -> bool {
///     true
/// }
///
/// let dispatcher = Dispatcher::builder(Registry::new().with::<ping>()).build()?;
/// let tools = mcp::router(dispatcher.clone(), McpOptions::default().allow_host("demo.example.com"));
/// let router: axum::Router = http::router(dispatcher)?.merge(tools);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn router(dispatcher: Dispatcher, options: McpOptions) -> Router {
    Router::new()
        .route("/mcp", at(Endpoint::Auto))
        .route("/mcp/all", at(Endpoint::All))
        .route("/mcp/{group}", at(Endpoint::Group))
        .with_state(McpServer::new(dispatcher, &options))
}

/// One of the addresses, for every method of HTTP; `POST` is found first.
fn at(endpoint: Endpoint) -> MethodRouter<McpServer> {
    routing::post(endpoint).fallback(endpoint)
}

/// One of the addresses.
#[derive(Clone, Copy)]
enum Endpoint {
    Auto,
    All,
    Group,
}

type Responding = Pin<Box<dyn Future<Output = Response> + Send>>;

impl Handler<(), McpServer> for Endpoint {
    type Future = Responding;

    fn call(self, request: Request, server: McpServer) -> Responding {
        if let Err(refused) = guard::check(server.options(), request.headers(), request.uri()) {
            return Box::pin(ready(rpc_error(&refused)));
        }
        let view = match self {
            Self::Auto => View::Auto,
            Self::All => View::All,
            Self::Group => View::Group(last_segment(request.uri().path())),
        };
        let caller = caller::caller(request.extensions());
        let server = server.for_caller(&caller);
        if server.is_closed_to(&caller) {
            return Box::pin(ready(rpc_error(&unauthenticated())));
        }
        let Some(prepared) = server.prepared_view(&view).cloned() else {
            return Box::pin(ready(no_group(&server)));
        };
        if *request.method() == Method::POST {
            return match require_json(request.headers()).and_then(|()| server.dispatcher().accepts()) {
                Ok(()) => post(server, view, prepared, caller, request),
                Err(error) => Box::pin(ready(rpc_error(&error))),
            };
        }
        let is_older = request.headers().get(&newest::VERSION_HEADER).is_none_or(newest::is_older);
        if is_older {
            return Box::pin(async move { legacy::answer(&server, &view, request).await });
        }
        Box::pin(ready(newest::not_allowed()))
    }
}

/// Answers a message.
///
/// Of the request, the headers and the body are kept, so that the future is small; nothing else says anything.
fn post(
    server: McpServer,
    view: View,
    prepared: Arc<PreparedView>,
    caller: Caller,
    request: Request,
) -> Responding {
    let (Parts { headers, .. }, body) = request.into_parts();
    Box::pin(async move {
        let content = match read_body(server.dispatcher().limits(), body).await {
            Ok(content) => content,
            Err(error) => return rpc_error(&error),
        };
        let origin = Origin { caller, ..Origin::default() };
        let begun =
            poll_fn(|task| Poll::Ready(newest::begin(&server, &prepared, &headers, &content, &origin, task)));
        match begun.await {
            newest::Begun::Answered(answer) => answer.respond(),
            newest::Begun::Waiting(answer) => answer.await.respond(),
            newest::Begun::Streaming => {
                let (server, prepared) = (server.clone(), Arc::clone(&prepared));
                let streaming: Responding =
                    Box::pin(newest::stream_call(server, prepared, origin.caller.clone(), content.clone()));
                streaming.await
            }
            newest::Begun::Opened(response) => *response,
            newest::Begun::Accepted => {
                let mut response = Response::default();
                *response.status_mut() = StatusCode::ACCEPTED;
                response
            }
            newest::Begun::Older => {
                let mut request = Request::new(Body::from(content.clone()));
                *request.method_mut() = Method::POST;
                *request.headers_mut() = headers.clone();
                request.extensions_mut().insert(origin.caller.clone());
                Box::pin(legacy::answer(&server, &view, request)).await
            }
        }
    })
}

/// The last part of a path, decoded.
fn last_segment(path: &str) -> String {
    let segment = path.rsplit('/').next().unwrap_or_default();
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

#[cold]
fn unauthenticated() -> CallError {
    let message = "Say who you are: there is nothing here for those who do not.";
    CallError::new(codes::UNAUTHENTICATED, "unauthenticated", message)
}

#[cold]
fn no_group(server: &McpServer) -> Response {
    let groups = server.catalog().groups().join(", ");
    let message = format!("There is no such group of tools; there are {groups}, and `all`.");
    rpc_error(&CallError::new(codes::METHOD_NOT_FOUND, "group_not_found", message))
}
