//! The routes themselves: their methods, how they go together with others, and which clash.

use axum::{Router, extract, http::Method, routing::get};
use commandry::{Dispatcher, http, prelude::*};
use commandry_tests::Site;
use serde_json::json;

use crate::service::{dispatcher, registry, site};

/// A path asked with a method that it does not have tells which ones it has.
#[tokio::test]
async fn wrong_methods_are_told_the_right_ones() {
    let site = site();
    let cases = [
        (Method::GET, "/cmd", "POST"),
        (Method::PUT, "/cmd", "POST"),
        (Method::HEAD, "/cmd", "POST"),
        (Method::OPTIONS, "/cmd", "POST"),
        (Method::GET, "/cmd/add", "POST"),
        (Method::POST, "/health", "GET,HEAD"),
        (Method::DELETE, "/openapi.json", "GET,HEAD"),
        (Method::POST, "/cmd/catalog.txt", "GET,HEAD"),
        (Method::GET, "/parts", "POST"),
        (Method::GET, "/parts/A/7", "PUT,DELETE"),
    ];
    for (method, path, allowed) in cases {
        let response = site.json(method.clone(), path, "{}").await;
        assert_eq!(response.status, 405, "{method} {path}");
        let sorted = |list: &str| {
            let mut names: Vec<String> = list.split(',').map(|name| name.trim().to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(sorted(response.header("allow")), sorted(allowed), "{method} {path}");
        if method != Method::HEAD {
            let answer = response.json();
            assert_eq!(
                (&answer["jsonrpc"], &answer["error"]["code"]),
                (&json!("2.0"), &json!(-32600)),
                "{answer}"
            );
        }
    }
}

#[tokio::test]
async fn heads_are_answered_without_a_body() {
    let site = site();
    for path in
        ["/health", "/openapi.json", "/openrpc.json", "/commands.d.ts", "/cmd/catalog.txt", "/parts/A/search"]
    {
        let full = site.get(path).await;
        let head = site.bare(Method::HEAD, path).await;
        assert_eq!((full.status, head.status), (200.try_into().unwrap(), 200.try_into().unwrap()), "{path}");
        assert!(!full.body.is_empty() && head.body.is_empty(), "{path}");
        assert_eq!(full.header("content-type"), head.header("content-type"), "{path}");
    }
}

#[derive(Clone)]
struct Greeting(&'static str);

/// The routes are an ordinary router: they merge and nest beside the routes of an application with a state of its own.
#[tokio::test]
async fn the_router_merges_into_another() {
    async fn greet(extract::State(greeting): extract::State<Greeting>) -> &'static str {
        greeting.0
    }
    let own = Router::new()
        .route("/greeting", get(greet))
        .fallback(async || "nothing here")
        .with_state(Greeting("hello"));
    let merged = Site::of(own.clone().merge(http::router(dispatcher()).unwrap()));
    assert_eq!(merged.get("/greeting").await.text(), "hello");
    assert_eq!(merged.get("/elsewhere").await.text(), "nothing here");
    assert_eq!(merged.post("/cmd/add", "[1,2]").await.json(), json!(3.0));
    assert_eq!(merged.get("/cmd").await.status, 405);
    let nested = Site::of(own.nest("/v1", http::router(dispatcher()).unwrap()));
    assert_eq!(nested.post("/v1/cmd/add", "[1,2]").await.json(), json!(3.0));
    assert_eq!(nested.get("/v1/parts/A/search").await.status, 200);
}

/// Says the same as another route.
#[command(rest = "GET /parts/{place}/search")]
fn search_again(
    /// The shelf.
    place: String,
) -> String {
    place
}

/// Wants a path that the server needs.
#[command(rest = "GET /health")]
fn own_health() -> bool {
    true
}

#[test]
fn routes_that_clash_are_refused_with_file_and_line() {
    let dispatcher =
        Dispatcher::builder(registry().with::<search_again>().with::<own_health>()).build().unwrap();
    let error = http::router(dispatcher).unwrap_err();
    assert_eq!(error.reasons().len(), 2, "{error}");
    let expected = [
        ["`GET /health`", "`own_health`", "the server itself", "http_surface/routes.rs:"],
        ["`GET /parts/{shelf}/search`", "`search_parts`", "`search_again` (", "http_surface/service.rs:"],
    ];
    for (reason, parts) in error.reasons().iter().zip(expected) {
        assert!(parts.iter().all(|part| reason.contains(part)), "{reason} should tell {parts:?}");
    }
}
