//! REST routes: how paths, queries and bodies become parameters.

use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::json;

use crate::service::site;

/// A path that is no UTF-8 is refused like any other, in JSON.
#[tokio::test]
async fn a_path_that_is_not_utf8_is_refused_in_json() {
    let site = site();
    for (method, path) in [
        (Method::POST, "/cmd/%FF"),
        (Method::GET, "/parts/%FF/search"),
        (Method::PUT, "/parts/%C3%28/1"),
        (Method::GET, "/api/commands/%FF"),
        (Method::GET, "/parts/a/search?after=%FF"),
    ] {
        let response = site.json(method, path, "{}").await;
        assert_eq!(response.status, 400, "{path}");
        assert!(
            response.json()["error"]["message"].as_str().unwrap().contains("UTF-8"),
            "{path}: {}",
            response.text()
        );
    }
}

/// Paths and queries, and the parameters they become; others are at their defaults.
#[tokio::test]
async fn queries_become_parameters() {
    let site = site();
    let cases = [
        ("/parts/A/search", json!({"shelf": "A"})),
        ("/parts/A%20b%2Fc+d/search", json!({"shelf": "A b/c+d"})),
        ("/parts/%C3%A4%F0%9F%A6%80/search", json!({"shelf": "ä🦀"})),
        ("/parts/12/search", json!({"shelf": "12"})),
        ("/parts/null/search", json!({"shelf": "null"})),
        ("/parts/true/search", json!({"shelf": "true"})),
        ("/parts/%22quoted%22/search", json!({"shelf": "\"quoted\""})),
        ("/parts/A/search?words=one", json!({"shelf": "A", "words": ["one"]})),
        ("/parts/A/search?words=one&words=two", json!({"shelf": "A", "words": ["one", "two"]})),
        ("/parts/A/search?words=5&words=null", json!({"shelf": "A", "words": ["5", "null"]})),
        ("/parts/A/search?words=", json!({"shelf": "A", "words": [""]})),
        ("/parts/A/search?words=a,b", json!({"shelf": "A", "words": ["a,b"]})),
        ("/parts/A/search?words=%5B%22x%22,%22y%22%5D", json!({"shelf": "A", "words": ["x", "y"]})),
        ("/parts/A/search?sizes=1&sizes=2&sizes=3", json!({"shelf": "A", "sizes": [1, 2, 3]})),
        ("/parts/A/search?material=stainless_steel", json!({"shelf": "A", "material": "stainless_steel"})),
        (
            "/parts/A/search?price=%7B%22lowest%22:1,%22highest%22:2%7D",
            json!({"shelf": "A", "price": {"lowest": 1, "highest": 2}}),
        ),
        ("/parts/A/search?in_stock=true&limit=5", json!({"shelf": "A", "in_stock": true, "limit": 5})),
        ("/parts/A/search?limit=5.0", json!({"shelf": "A", "limit": 5})),
        ("/parts/A/search?after=a+b%2Bc%26d%3De", json!({"shelf": "A", "after": "a b+c&d=e"})),
        ("/parts/A/search?after=a=b", json!({"shelf": "A", "after": "a=b"})),
        ("/parts/A/search?after", json!({"shelf": "A", "after": ""})),
        ("/parts/A/search?&limit=1&", json!({"shelf": "A", "limit": 1})),
        ("/parts/A/search?l%69mit=1", json!({"shelf": "A", "limit": 1})),
    ];
    for (path, given) in cases {
        let response = site.get(path).await;
        let mut expected = json!({
            "shelf": null, "words": null, "sizes": null, "material": null, "price": null, "in_stock": false,
            "limit": 10, "after": null,
        });
        for (name, value) in given.as_object().unwrap() {
            expected[name] = value.clone();
        }
        assert_eq!((response.status.as_u16(), response.json()), (200, expected), "{path}");
    }
}

/// Queries that do not fit: the place and what came are told as everywhere.
#[tokio::test]
async fn queries_that_do_not_fit_are_refused() {
    let site = site();
    let cases = [
        ("/parts/A/search?limit=0", "/limit", "0"),
        ("/parts/A/search?limit=ten", "/limit", "\"ten\""),
        ("/parts/A/search?limit=", "/limit", "\"\""),
        ("/parts/A/search?limit=1&limit=2", "/limit", "[\"1\",\"2\"]"),
        ("/parts/A/search?limit=01", "/limit", "\"01\""),
        ("/parts/A/search?in_stock=yes", "/in_stock", "\"yes\""),
        ("/parts/A/search?in_stock", "/in_stock", "\"\""),
        ("/parts/A/search?sizes=1&sizes=256", "/sizes/1", "256"),
        ("/parts/A/search?sizes=one", "/sizes/0", "\"one\""),
        ("/parts/A/search?price=cheap", "/price", "\"cheap\""),
        ("/parts/A/search?price=null", "/price", "\"null\""),
        ("/parts/A/search?price=%7B%22lowest%22:1", "/price", "\"{\\\"lowest\\\":1\""),
        ("/parts/A/search?lmit=1", "/lmit", "an unknown name"),
        ("/parts/A/search?shelf=B", "/shelf", "the member more than once"),
    ];
    for (path, pointer, got) in cases {
        let response = site.get(path).await;
        assert_eq!(response.status, 400, "{path}: {}", response.text());
        let answer = response.json();
        let faults = answer["error"]["data"]["errors"].as_array().unwrap();
        assert!(
            faults.iter().any(|fault| fault["pointer"] == pointer && fault["got"] == got),
            "{path} should tell {pointer} and {got}: {answer}"
        );
    }
    let near = site.get("/parts/A/search?lmit=1").await.json();
    assert_eq!(near["error"]["data"]["errors"][0]["did_you_mean"], "limit");
}

#[tokio::test]
async fn path_query_and_body_go_together() {
    let site = site();
    let response = site.json(Method::PUT, "/parts/A/7", r#"{"labels":{"x":"y"}}"#).await;
    assert_eq!(response.json(), json!({"shelf": "A", "number": 7, "labels": {"x": "y"}}));
    let missing = site.json(Method::PUT, "/parts/A/404", r#"{"labels":{}}"#).await;
    assert_eq!(missing.status, 404);
    assert_eq!(
        missing.json()["error"],
        json!({"code": 1404, "message": "no part 404", "data": {"kind": "no_such_part", "details": {"number": 404}}})
    );
    let twice = site.json(Method::PUT, "/parts/A/7", r#"{"shelf":"B","labels":{}}"#).await;
    assert_eq!(twice.status, 400, "a parameter of the path in the body as well");
    assert_eq!(twice.json()["error"]["data"]["errors"][0]["pointer"], "/shelf");
    let no_number = site.json(Method::PUT, "/parts/A/seven", r#"{"labels":{}}"#).await;
    assert_eq!(no_number.json()["error"]["data"]["errors"][0]["pointer"], "/number");
    let removed = site.bare(Method::DELETE, "/parts/A/7?reason=rust").await;
    assert_eq!(
        (removed.status.as_u16(), removed.json()),
        (200, json!(["A", 7, "rust"])),
        "a second name for the same path"
    );
    let added = site.post("/parts", r#"{"shelf":"B"}"#).await;
    assert_eq!(added.json(), "B");
    let corrected = site.json(Method::PATCH, "/parts/-3", r#"{"news":{"a":[1]}}"#).await;
    assert_eq!(corrected.json(), json!([-3, {"a": [1]}]));
    let unnamed = site.post_as("/parts", None, r#"{"shelf":"B"}"#).await;
    assert_eq!(unnamed.status, 415);
    let by_position = site.post("/parts", r#"["B"]"#).await;
    assert_eq!(by_position.status, 400, "the document of a route offers an object alone");
    assert_eq!(by_position.json()["error"]["data"]["errors"][0]["expected"], "an object");
    let broken = site.json(Method::PUT, "/parts/A/7", "{").await;
    assert_eq!((broken.status.as_u16(), broken.json()["error"]["code"].clone()), (400, json!(-32700)));
}

/// A request for a path with a body on a method that has none is answered all the same.
#[tokio::test]
async fn a_body_where_none_is_expected_is_ignored() {
    let request =
        Request::builder().method(Method::GET).uri("/parts/A/search").body(Body::from("{")).unwrap();
    assert_eq!(site().send(request).await.status, 200);
}
