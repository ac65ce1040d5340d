//! The documents of a service, made when they are first asked for.

use axum::{
    Router,
    extract::{RawQuery, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
    routing::get,
};

use super::{caller, entity_tag::tagged, query, refusal};
use crate::{
    CallError, Dispatcher, codes,
    documents::{Document, Level},
};

pub(super) fn routes() -> Router<Dispatcher> {
    Router::new()
        .route("/catalog.json", get(catalog))
        .route("/openapi.json", get(openapi))
        .route("/openrpc.json", get(openrpc))
        .route("/commands.d.ts", get(typescript))
        .route("/cmd/catalog.txt", get(text_catalog))
}

/// `GET /openapi.json`, with `?level=` and `?group=`.
async fn openapi(
    State(dispatcher): State<Dispatcher>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let mut level = Level::default();
    let mut group = None;
    let parsed = query::pairs(query.as_deref().unwrap_or_default()).and_then(|pairs| {
        for (name, value) in pairs {
            match name.as_str() {
                "level" => level = value.parse().map_err(|reason: String| refused(&reason))?,
                "group" => group = Some(value),
                other => {
                    return Err(refused(&format!(
                        "there is no query parameter `{other}`; use `level` or `group`"
                    )));
                }
            }
        }
        Ok(())
    });
    if let Err(error) = parsed {
        return refusal::error(&error);
    }
    document(&dispatcher, &request, Document::OpenApi(level), group.as_deref())
}

/// `GET /openrpc.json`.
async fn openrpc(State(dispatcher): State<Dispatcher>, request: Request) -> Response {
    document(&dispatcher, &request, Document::OpenRpc, None)
}

/// `GET /commands.d.ts`.
async fn typescript(State(dispatcher): State<Dispatcher>, request: Request) -> Response {
    document(&dispatcher, &request, Document::TypeScript, None)
}

/// `GET /catalog.json`.
async fn catalog(State(dispatcher): State<Dispatcher>, request: Request) -> Response {
    document(&dispatcher, &request, Document::Catalog, None)
}

/// `GET /cmd/catalog.txt`, with `?group=`.
async fn text_catalog(
    State(dispatcher): State<Dispatcher>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let group = match query::pairs(query.as_deref().unwrap_or_default()) {
        Ok(pairs) => pairs.into_iter().find(|(name, _)| name == "group").map(|(_, value)| value),
        Err(error) => return refusal::error(&error),
    };
    document(&dispatcher, &request, Document::Text, group.as_deref())
}

fn document(dispatcher: &Dispatcher, request: &Request, document: Document, group: Option<&str>) -> Response {
    let headers = request.headers();
    let caller = caller::caller(request.extensions());
    match dispatcher.documents().made(dispatcher, &caller, document, group) {
        Some(made) => {
            let mut response = refusal::json(StatusCode::OK, made.text.as_bytes().to_vec());
            let content_type = HeaderValue::from_static(document.content_type());
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
            tagged(response, headers, made.tag, 0, dispatcher.asks_callers())
        }
        None => {
            let catalog = dispatcher.catalog_for(dispatcher.audience(&caller).as_deref());
            let groups = catalog.groups().join(", ");
            refusal::error(
                &refused(&format!("there is no group `{}`; there are {groups}", group.unwrap_or_default()))
                    .status(404),
            )
        }
    }
}

fn refused(reason: &str) -> CallError {
    CallError::new(codes::INVALID_PARAMS, "invalid_params", format!("Invalid query: {reason}."))
}
