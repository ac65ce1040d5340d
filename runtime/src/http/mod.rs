//! The commands over HTTP: JSON-RPC on `POST /cmd`, a route for each command, REST routes, and the documents.

mod body;
pub(crate) mod caller;
mod cmd;
mod compat;
#[cfg(feature = "docs-page")]
mod docs_page;
#[cfg(feature = "documents")]
mod documents;
pub(crate) mod entity_tag;
mod events;
mod health;
#[cfg(feature = "http-layers")]
mod layers;
mod options;
pub(crate) mod query;
pub(crate) mod refusal;
mod rest;
mod server;
mod service;
#[cfg(any(feature = "docs-page", feature = "swagger-ui"))]
mod static_file;
#[cfg(feature = "swagger-ui")]
mod swagger_ui;

use axum::{
    Router,
    routing::{get, post},
};

#[cfg(feature = "mcp")]
pub(crate) use self::body::{read as read_body, require_json};
#[cfg(feature = "docs-page")]
pub use self::docs_page::docs_page;
#[cfg(all(feature = "cli", feature = "http-layers"))]
pub(crate) use self::layers::stack;
#[cfg(feature = "http-layers")]
pub use self::layers::{
    CompressionSettings, ConcurrencySettings, CorsSettings, Guarded, GuardedFuture, HttpSettings,
    HttpSettingsError, RateLimitSettings, Scheme, SecurityHeadersSettings, layers, layers_with,
};
#[cfg(feature = "metrics")]
pub(crate) use self::refusal::error as error_response;
#[cfg(any(feature = "auth", feature = "health-checks", feature = "mcp"))]
pub(crate) use self::refusal::json as json_response;
#[cfg(any(feature = "cli", feature = "metrics"))]
pub(crate) use self::refusal::not_found;
#[cfg(any(feature = "auth", feature = "mcp"))]
pub(crate) use self::refusal::rpc_error;
#[cfg(feature = "cli")]
pub(crate) use self::server::serve_service;
#[cfg(feature = "tls")]
pub(crate) use self::server::{Accepted, Acceptor, listen};
#[cfg(any(feature = "cli", feature = "tls"))]
pub(crate) use self::service::HttpService;
#[cfg(feature = "swagger-ui")]
pub use self::swagger_ui::swagger_ui;
pub use self::{
    options::RouterOptions,
    server::{ServeOptions, serve, serve_with},
};
use crate::Dispatcher;
#[cfg(feature = "websocket")]
pub use crate::websocket::WebSocketOptions;

/// The paths that are served besides the REST routes of commands.
const OWN_PATHS: [&str; 28] = [
    "/ws",
    "/cmd",
    "/cmd/{}",
    "/cmd/catalog.txt",
    "/catalog.json",
    "/health",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/openapi.json",
    "/openrpc.json",
    "/commands.d.ts",
    "/api/cmd",
    "/api/jsonrpc",
    "/api/jsonrpc/batch",
    "/api/command/{}",
    "/api/commands",
    "/api/commands/{}",
    "/api/tools/{}",
    "/commands",
    "/heartbeat",
    "/tools/{}",
    "/docs",
    "/docs/{}",
    "/docs/swagger",
    "/docs/swagger/{}",
    "/mcp",
    "/mcp/{}",
];

/// All routes of a service, to be served or merged into another router.
///
/// | route | what it does |
/// |---|---|
/// | `POST /cmd` | JSON-RPC 2.0: one request or a batch |
/// | `POST /cmd/{name}` | one command, its parameters as the body, its result as the answer |
/// | the same with `Accept: text/event-stream` | the items of a command that gives a stream, as server-sent events |
/// | the routes of `rest = "…"` | one command in the manner of REST |
/// | `GET /ws` | JSON-RPC both ways on a WebSocket (feature `websocket`) |
/// | `GET /openapi.json` | OpenAPI; `?level=envelope\|commands\|expanded` and `?group=NAME` |
/// | `GET /openrpc.json`, `/commands.d.ts`, `/cmd/catalog.txt`, `/catalog.json` | the same commands for other readers |
/// | `GET /docs` | a page for people that documents and calls every command (feature `docs-page`) |
/// | `GET /docs/swagger` | Swagger UI with the document (feature `swagger-ui`) |
/// | `GET /health` | whether the service takes calls |
/// | `GET /health/live`, `/health/ready` | whether the process answers, and whether all that it needs is well (feature `health-checks`) |
/// | `GET /metrics` | what is measured, for Prometheus (feature `metrics`) |
///
/// The documents are there with the feature `documents`.
///
/// # Errors
///
/// Fails when the REST routes of two commands are the same, or one is the same as a route of the table.
///
/// # Examples
///
/// ```
/// use commandry::{http, prelude::*, Dispatcher, Registry};
///
/// /// Answers at once.
/// #[command(group = "demo", read_only)]
/// fn ping() -> bool {
///     true
/// }
///
/// let dispatcher = Dispatcher::builder(Registry::new().with::<ping>()).build()?;
/// let router: axum::Router = http::router(dispatcher)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn router(dispatcher: Dispatcher) -> Result<Router, crate::RegistryError> {
    router_with(dispatcher, &RouterOptions::default())
}

/// All routes of a service but those that the options switch off.
///
/// # Errors
///
/// Fails as [`router`] does, whatever is switched off.
pub fn router_with(dispatcher: Dispatcher, options: &RouterOptions) -> Result<Router, crate::RegistryError> {
    let routes = Router::new()
        .route("/cmd", post(cmd::JsonRpc))
        .route("/cmd/{name}", post(cmd::by_name))
        .route("/health", get(health::health))
        .merge(compat::routes());
    #[cfg(feature = "documents")]
    let routes = routes.merge(documents::routes());
    #[cfg(feature = "health-checks")]
    let routes = routes.merge(crate::observe::health_routes());
    #[cfg(feature = "metrics")]
    let routes = routes.merge(crate::observe::metrics_route(&dispatcher));
    #[cfg(feature = "websocket")]
    let routes = match &options.websocket {
        Some(options) => routes.merge(crate::websocket::route(options.clone())),
        None => routes,
    };
    let routes = if options.docs_page { routes.merge(pages(&dispatcher)) } else { routes };
    let routes = rest::add_routes(routes, &dispatcher)?;
    Ok(routes.method_not_allowed_fallback(refusal::method_not_allowed).with_state(dispatcher))
}

/// The pages for people.
#[cfg_attr(
    not(feature = "docs-page"),
    expect(unused_variables, reason = "only the page of the commands needs them")
)]
fn pages(dispatcher: &Dispatcher) -> Router<Dispatcher> {
    let pages = Router::new();
    #[cfg(feature = "docs-page")]
    let pages = pages.merge(docs_page::of_dispatcher(dispatcher.clone()));
    #[cfg(feature = "swagger-ui")]
    let pages = pages.merge(swagger_ui());
    pages
}
