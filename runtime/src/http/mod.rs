//! The commands over HTTP: JSON-RPC on `POST /cmd`, a route for each command, REST routes, and the documents.

mod body;
mod cmd;
mod compat;
mod documents;
mod query;
mod refusal;
mod rest;
mod server;

use axum::{
    Router,
    routing::{get, post},
};

#[cfg(feature = "cli")]
pub(crate) use self::refusal::not_found;
pub use self::server::serve;
use crate::Dispatcher;

/// The paths that are served besides the REST routes of commands.
const OWN_PATHS: [&str; 19] = [
    "/cmd",
    "/cmd/{}",
    "/cmd/catalog.txt",
    "/catalog.json",
    "/health",
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
];

/// All routes of a service, to be served or merged into another router.
///
/// | route | what it does |
/// |---|---|
/// | `POST /cmd` | JSON-RPC 2.0: one request or a batch |
/// | `POST /cmd/{name}` | one command, its parameters as the body, its result as the answer |
/// | the routes of `rest = "…"` | one command in the manner of REST |
/// | `GET /openapi.json` | OpenAPI; `?level=envelope\|commands\|expanded` and `?group=NAME` |
/// | `GET /openrpc.json`, `/commands.d.ts`, `/cmd/catalog.txt`, `/catalog.json` | the same commands for other readers |
/// | `GET /health` | whether the service takes calls |
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
    let routes = Router::new()
        .route("/cmd", post(cmd::json_rpc))
        .route("/cmd/catalog.txt", get(documents::text_catalog))
        .route("/cmd/{name}", post(cmd::by_name))
        .route("/health", get(documents::health))
        .route("/catalog.json", get(documents::catalog))
        .route("/openapi.json", get(documents::openapi))
        .route("/openrpc.json", get(documents::openrpc))
        .route("/commands.d.ts", get(documents::typescript))
        .merge(compat::routes());
    let routes = rest::add_routes(routes, &dispatcher)?;
    Ok(routes.method_not_allowed_fallback(refusal::method_not_allowed).with_state(dispatcher))
}
