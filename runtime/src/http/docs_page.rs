//! `GET /docs`: a page for people, with every command, its documentation, and a form that calls it.

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Request, State},
    http::HeaderMap,
    response::{Redirect, Response},
    routing::get,
};
use commandry_schema::{Catalog, docs_page};

use super::{caller, refusal, static_file::StaticFile};
use crate::Dispatcher;

/// What the page may do: run its own scripts, use its own styles, and ask its own host. Nothing can be loaded from
/// elsewhere, no text can become markup or a script, and no other page can frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json";

/// The files of the page by the last part of their path; the first is the page itself.
const FILES: [(&str, &str, &str); 13] = [
    ("", HTML, include_str!("docs_page/page.html")),
    ("page.css", STYLE, include_str!("docs_page/page.css")),
    ("main.js", SCRIPT, include_str!("docs_page/main.js")),
    ("answer.js", SCRIPT, include_str!("docs_page/answer.js")),
    ("command_list.js", SCRIPT, include_str!("docs_page/command_list.js")),
    ("command_view.js", SCRIPT, include_str!("docs_page/command_view.js")),
    ("dom.js", SCRIPT, include_str!("docs_page/dom.js")),
    ("form.js", SCRIPT, include_str!("docs_page/form.js")),
    ("json_text.js", SCRIPT, include_str!("docs_page/json_text.js")),
    ("markdown.js", SCRIPT, include_str!("docs_page/markdown.js")),
    ("schema.js", SCRIPT, include_str!("docs_page/schema.js")),
    ("search.js", SCRIPT, include_str!("docs_page/search.js")),
    ("snippets.js", SCRIPT, include_str!("docs_page/snippets.js")),
];

/// The documentation page of commands that are known only as data, as a gateway knows those of its servers.
///
/// It serves `/docs`; calls go to `/cmd` beside it, which whoever merges this router has to serve.
///
/// # Examples
///
/// ```
/// use commandry::http;
///
/// # let catalog: commandry_schema::Catalog = serde_json::from_str(r#"{
/// #     "service": {"title": "shop", "version": "1.0.0"}, "commands": [{"name": "ping"}]
/// # }"#)?;
/// let router: axum::Router = http::docs_page(catalog);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn docs_page(catalog: Catalog) -> Router {
    routes(Source::Catalog(Box::new(catalog)))
}

/// The page of all commands of a service.
pub(super) fn of_dispatcher(dispatcher: Dispatcher) -> Router<Dispatcher> {
    routes(Source::Dispatcher(dispatcher))
}

/// Where the commands come from.
enum Source {
    Dispatcher(Dispatcher),
    Catalog(Box<Catalog>),
}

/// The files of the page, and its data once it was asked for.
struct Page {
    files: Vec<(&'static str, StaticFile)>,
    source: Source,
    data: OnceLock<StaticFile>,
}

fn routes<S: Clone + Send + Sync + 'static>(source: Source) -> Router<S> {
    let files = FILES
        .iter()
        .map(|(name, content_type, content)| {
            (*name, StaticFile::new(Bytes::from_static(content.as_bytes()), content_type, POLICY))
        })
        .collect();
    let page = Page { files, source, data: OnceLock::new() };
    Router::new()
        .route("/docs", get(html))
        // The files are named relative to a path without a slash at its end.
        .route("/docs/", get(|| async { Redirect::permanent("../docs") }))
        .route("/docs/catalog.json", get(data))
        .route("/docs/{file}", get(file))
        .with_state(Arc::new(page))
}

async fn html(State(page): State<Arc<Page>>, headers: HeaderMap) -> Response {
    page.files[0].1.respond(&headers)
}

async fn file(State(page): State<Arc<Page>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    match page.files.iter().find(|(it, _)| *it == name) {
        Some((_, file)) => file.respond(&headers),
        None => refusal::nothing_here(),
    }
}

async fn data(State(page): State<Arc<Page>>, request: Request) -> Response {
    let headers = request.headers();
    if let Source::Dispatcher(dispatcher) = &page.source
        && let Some(audience) = dispatcher.audience(&caller::caller(request.extensions()))
    {
        let data = docs_page::data(&dispatcher.catalog_for(Some(&audience)));
        return StaticFile::new(Bytes::from(data), JSON, POLICY).private(true).respond(headers);
    }
    let file = page.data.get_or_init(|| {
        let (data, private) = match &page.source {
            Source::Dispatcher(dispatcher) => {
                (docs_page::data(dispatcher.catalog()), dispatcher.asks_callers())
            }
            Source::Catalog(catalog) => (docs_page::data(catalog), false),
        };
        StaticFile::new(Bytes::from(data), JSON, POLICY).private(private)
    });
    file.respond(headers)
}
