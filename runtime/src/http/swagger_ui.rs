//! `GET /docs/swagger`: Swagger UI from files within the program, showing `/openapi.json`.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::{Redirect, Response},
    routing::get,
};
use utoipa_swagger_ui::{Config, Url, serve};

use super::{refusal, static_file::StaticFile};

/// What Swagger UI may do: it writes styles into its elements and has pictures in its texts, and asks its own host.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// Swagger UI at `/docs/swagger`, with files that are part of the program.
///
/// It shows `/openapi.json` beside it, which whoever merges this router has to serve; with `?level=expanded` that is a
/// path for each command, which Swagger UI offers as a second document.
///
/// # Examples
///
/// ```
/// let router: axum::Router = commandry::http::swagger_ui();
/// ```
pub fn swagger_ui<S: Clone + Send + Sync + 'static>() -> Router<S> {
    // Relative, so that it works wherever the router is nested.
    let documents = [
        Url::with_primary("one endpoint and its commands", "../../openapi.json", true),
        Url::new("a path for each command", "../../openapi.json?level=expanded"),
    ];
    let config = Config::new(documents).deep_linking(true).validator_url("none");
    Router::new()
        .route("/docs/swagger", get(|| async { Redirect::permanent("swagger/") }))
        .route("/docs/swagger/", get(page))
        .route("/docs/swagger/{file}", get(file))
        .with_state(Arc::new(config))
}

type Configuration = State<Arc<Config<'static>>>;

async fn page(State(config): Configuration, headers: HeaderMap) -> Response {
    respond("index.html", config, &headers)
}

async fn file(State(config): Configuration, Path(name): Path<String>, headers: HeaderMap) -> Response {
    respond(&name, config, &headers)
}

fn respond(name: &str, config: Arc<Config<'static>>, headers: &HeaderMap) -> Response {
    match load(name, config) {
        Some(file) => file.respond(headers),
        None => refusal::nothing_here(),
    }
}

fn load(name: &str, config: Arc<Config<'static>>) -> Option<StaticFile> {
    match serve(name, config) {
        Ok(file) => {
            file.map(|file| StaticFile::new(Bytes::from(file.bytes.into_owned()), &file.content_type, POLICY))
        }
        Err(error) => {
            tracing::error!(%error, file = name, "a file of Swagger UI cannot be served");
            None
        }
    }
}
