//! `GET /docs` and Swagger UI as a server sends them: files, headers, caching, and how they are switched off.

use axum::{Router, body::Body, http::Request};
use commandry::{
    Dispatcher, Registry,
    http::{self, RouterOptions},
    prelude::*,
};
use commandry_tests::{Answer, Site, generated_catalog};
use serde_json::Value;

/// Adds two numbers.
#[command(group = "arithmetic", read_only)]
fn add(
    /// First summand.
    a: i64,
    /// Second summand.
    b: i64,
) -> i64 {
    a + b
}

/// Shows a document.
#[command(group = "documents", read_only, rest = "GET /docs/{name}")]
fn show_document(
    /// Name of the document.
    name: String,
) -> String {
    name
}

fn dispatcher() -> Dispatcher {
    Dispatcher::builder(Registry::new().with::<add>().titled("sums", "1.0.0")).build().unwrap()
}

async fn get_if_none_match(site: &Site, path: &str, tag: &str) -> Answer {
    site.send(Request::get(path).header("if-none-match", tag).body(Body::empty()).unwrap()).await
}

fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).unwrap()
}

#[tokio::test]
async fn every_file_that_the_page_names_is_there_with_its_type_and_a_strict_policy() {
    let site = Site::new(&dispatcher());
    let page = site.get("/docs").await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let mut named: Vec<&str> = text(&page).split(['"']).filter(|it| it.starts_with("docs/")).collect();
    named.dedup();
    assert!(named.len() > 5, "{named:?}");
    named.push("docs/catalog.json");
    for path in named {
        let answer = site.get(&format!("/{path}")).await;
        assert_eq!(answer.status, 200, "{path}");
        let kind = match path.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            _ => "application/json",
        };
        assert_eq!(answer.headers["content-type"], kind, "{path}");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer", "{path}");
    }
    // A module that is imported and not preloaded would still work, only later; one that is preloaded must be imported.
    let script = site.get("/docs/main.js").await;
    assert!(text(&script).contains(r#"from "./search.js""#));
    assert_eq!(site.get("/docs/nothing.js").await.status, 404);
    assert_eq!(site.get("/docs/").await.headers["location"], "../docs");
}

#[tokio::test]
async fn a_browser_that_has_a_file_is_told_so() {
    let site = Site::new(&dispatcher());
    for path in ["/docs", "/docs/page.css", "/docs/catalog.json"] {
        let first = site.get(path).await;
        let tag = first.headers["etag"].to_str().unwrap();
        let again = get_if_none_match(&site, path, tag).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path}");
        assert_eq!(again.headers["etag"], tag);
        assert!(again.headers.contains_key("content-security-policy"));
        assert_eq!(get_if_none_match(&site, path, "\"other\"").await.body, first.body, "{path}");
    }
    let [page, style] = ["/docs", "/docs/page.css"].map(|path| site.get(path));
    assert_ne!(page.await.headers["etag"], style.await.headers["etag"]);
}

#[tokio::test]
async fn the_data_is_the_catalog_with_signatures_and_without_places_in_the_source() {
    let site = Site::new(&dispatcher());
    let data: Value = serde_json::from_slice(&site.get("/docs/catalog.json").await.body).unwrap();
    assert_eq!(data["service"]["title"], "sums");
    let command = &data["commands"][0];
    assert_eq!(command["signature"], "add(a: int, b: int) -> int");
    assert_eq!(command["parameters"][0]["description"], "First summand.");
    assert_eq!(command["parameters"][0]["schema"].get("description"), None);
    assert_eq!(command.get("source"), None);
}

#[tokio::test]
async fn the_page_can_be_switched_off() {
    let options = RouterOptions::default().docs_page(false);
    let site = Site::of(http::router_with(dispatcher(), &options).unwrap());
    for path in ["/docs", "/docs/main.js", "/docs/catalog.json", "/docs/swagger/"] {
        assert_eq!(site.get(path).await.status, 404, "{path}");
    }
    assert_eq!(site.get("/openapi.json").await.status, 200);
}

#[test]
fn a_rest_route_in_the_place_of_the_page_is_refused_with_the_reason() {
    let dispatcher = Dispatcher::builder(Registry::new().with::<show_document>()).build().unwrap();
    let error = http::router(dispatcher).unwrap_err().to_string();
    assert!(error.contains("`GET /docs/{name}`") && error.contains("is one of the server itself"), "{error}");
}

#[tokio::test]
async fn commands_that_are_only_data_have_the_page_as_well() {
    let site = Site::of(Router::new().nest("/shop", http::docs_page(generated_catalog(2000))));
    assert_eq!(site.get("/shop/docs").await.status, 200);
    let data: Value = serde_json::from_slice(&site.get("/shop/docs/catalog.json").await.body).unwrap();
    let commands = data["commands"].as_array().unwrap();
    assert_eq!(commands.len(), 2000);
    assert!(commands.windows(2).all(|pair| pair[0]["name"].as_str() < pair[1]["name"].as_str()));
}

#[tokio::test]
async fn swagger_ui_is_served_from_the_program() {
    let site = Site::new(&dispatcher());
    assert_eq!(site.get("/docs/swagger").await.headers["location"], "swagger/");
    let page = site.get("/docs/swagger/").await;
    assert!(text(&page).contains("swagger-ui-bundle.js"));
    assert!(!text(&page).contains("http"), "something is loaded from elsewhere: {}", text(&page));
    let script = site.get("/docs/swagger/swagger-ui-bundle.js").await;
    assert!(
        script.body.len() > 500_000
            && script.headers["content-type"].to_str().unwrap().contains("javascript")
    );
    let settings = site.get("/docs/swagger/swagger-initializer.js").await;
    assert!(text(&settings).contains("../../openapi.json"), "{}", text(&settings));
    assert_eq!(site.get("/docs/swagger/nothing").await.status, 404);
    let tag = script.headers["etag"].to_str().unwrap();
    assert_eq!(get_if_none_match(&site, "/docs/swagger/swagger-ui-bundle.js", tag).await.status, 304);
}
