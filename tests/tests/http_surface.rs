//! Every route: statuses, headers, and how paths, queries and bodies become parameters.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::Body,
    extract,
    http::{Method, Request},
    routing::get,
};
use commandry::{Dispatcher, Registry, http, prelude::*};
use commandry_tests::{RunningServer, Site, status_of};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Adds two numbers.
///
/// # Returns
/// The sum.
///
/// # Examples
/// One and two:
/// ```json
/// {"a": 1, "b": 2}
/// ```
/// ```json
/// 3.0
/// ```
#[command(group = "arithmetic", read_only, aliases("plus"))]
fn add(
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
) -> f64 {
    a + b
}

/// Does nothing.
#[command(group = "arithmetic")]
fn do_nothing() {}

/// What a part is made of.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Material {
    Steel,
    StainlessSteel,
}

/// Lowest and highest.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Bounds {
    lowest: u32,
    highest: u32,
}

/// Searches parts; answers with what it understood.
#[command(group = "parts", read_only, rest = "GET /parts/{shelf}/search")]
#[allow(clippy::too_many_arguments, reason = "a caller sends them by name")]
fn search_parts(
    /// The shelf.
    shelf: String,
    /// Words to look for.
    words: Option<Vec<String>>,
    /// Sizes to look for.
    sizes: Option<Vec<u8>>,
    /// What the part is made of.
    material: Option<Material>,
    /// Lowest and highest price.
    price: Option<Bounds>,
    /// Whether it must be in stock.
    #[param(default = false)]
    in_stock: bool,
    /// Most results.
    #[param(default = 10, range(min = 1, max = 100))]
    limit: u8,
    /// Where to go on.
    after: Option<String>,
) -> Value {
    json!({
        "shelf": shelf, "words": words, "sizes": sizes, "material": material, "price": price, "in_stock": in_stock,
        "limit": limit, "after": after,
    })
}

/// Why a part cannot be changed.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum PartError {
    /// There is no such part.
    #[error("no part {number}")]
    #[command_error(code = 1404, status = 404)]
    NoSuchPart { number: u32 },
}

/// Changes a part.
#[command(group = "parts", rest = "PUT /parts/{shelf}/{number}")]
fn change_part(
    /// The shelf.
    shelf: String,
    /// The number on it.
    number: u32,
    /// New labels.
    labels: BTreeMap<String, String>,
) -> Result<Value, PartError> {
    if number == 404 {
        return Err(PartError::NoSuchPart { number });
    }
    Ok(json!({"shelf": shelf, "number": number, "labels": labels}))
}

/// Takes a part away.
#[command(group = "parts", destructive, rest = "DELETE /parts/{place}/{number}")]
fn remove_part(
    /// The shelf.
    place: String,
    /// The number on it.
    number: u32,
    /// Why.
    reason: Option<String>,
) -> Value {
    json!([place, number, reason])
}

/// Adds a part.
#[command(group = "parts", rest = "POST /parts")]
fn add_part(
    /// The shelf.
    shelf: String,
) -> String {
    shelf
}

/// Corrects a part.
#[command(group = "parts", rest = "PATCH /parts/{number}")]
fn correct_part(
    /// The number.
    number: i64,
    /// What is new.
    news: Option<Value>,
) -> Value {
    json!([number, news])
}

fn registry() -> Registry {
    Registry::new()
        .with::<add>()
        .with::<do_nothing>()
        .with::<search_parts>()
        .with::<change_part>()
        .with::<remove_part>()
        .with::<add_part>()
        .with::<correct_part>()
        .with_built_in()
        .titled("parts", "1.2.3")
        .described("Keeps parts.")
}

fn dispatcher() -> Dispatcher {
    Dispatcher::builder(registry()).build().unwrap()
}

fn site() -> Site {
    Site::new(&dispatcher())
}

#[tokio::test]
async fn one_call_and_a_batch_over_http() {
    let site = site();
    let response = site.post("/cmd", r#"{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]}"#).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.json(), json!({"jsonrpc": "2.0", "id": 1, "result": 3.0}));
    let failed = site.post("/cmd", r#"{"jsonrpc":"2.0","id":1,"method":"add","params":[1]}"#).await;
    assert_eq!(failed.status, 200, "a failed call is a successful request");
    assert_eq!(failed.json()["error"]["code"], -32602);
    let notified = site.post("/cmd", r#"{"jsonrpc":"2.0","method":"add","params":[1,2]}"#).await;
    assert_eq!((notified.status.as_u16(), notified.text().as_str()), (202, ""));
    let batch = r#"[{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]},{"jsonrpc":"2.0","method":"add","params":[1,2]}]"#;
    let response = site.post("/cmd", batch).await;
    assert_eq!(response.json(), json!([{"jsonrpc": "2.0", "id": 1, "result": 3.0}]));
    let silent = site.post("/cmd", r#"[{"jsonrpc":"2.0","method":"add","params":[1,2]}]"#).await;
    assert_eq!((silent.status.as_u16(), silent.text().as_str()), (202, ""));
}

#[tokio::test]
async fn a_command_by_its_path() {
    let site = site();
    for (path, body) in [
        ("/cmd/add", r#"{"a":1,"b":2}"#),
        ("/cmd/add", "[1,2]"),
        ("/cmd/plus", r#"{"a":1,"b":2}"#),
        ("/cmd/%61dd", r#"{"a":1,"b":2}"#),
        ("/api/command/add", r#"{"a":1,"b":2}"#),
        ("/api/tools/add", r#"{"a":1,"b":2}"#),
        ("/tools/add", r#"{"a":1,"b":2}"#),
    ] {
        let response = site.post(path, body).await;
        assert_eq!((response.status.as_u16(), response.json()), (200, json!(3.0)), "{path} {body}");
    }
    for body in ["", "{}", "[]"] {
        let response = site.post("/cmd/do_nothing", body).await;
        assert_eq!((response.status.as_u16(), response.json()), (200, Value::Null), "`{body}`");
    }
    let cases = [
        ("/cmd/ad", r#"{"a":1,"b":2}"#, 404, -32601),
        ("/cmd/add", r#"{"a":1}"#, 400, -32602),
        ("/cmd/add", "", 400, -32602),
        ("/cmd/add", "null", 400, -32602),
        ("/cmd/add", "7", 400, -32602),
        ("/cmd/add", r#"{"a":1"#, 400, -32700),
        ("/cmd/add", r#"{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]}"#, 400, -32602),
        ("/cmd/rpc.discover", r#"{"x":1}"#, 400, -32602),
    ];
    for (path, body, status, code) in cases {
        let response = site.post(path, body).await;
        assert_eq!(response.status, status, "{path} {body}: {}", response.text());
        let answer = response.json();
        assert_eq!(answer["error"]["code"], code, "{path} {body}: {answer}");
        assert_eq!(answer.as_object().unwrap().len(), 1, "nothing but the error: {answer}");
    }
    assert_eq!(site.post("/cmd/ad", "{}").await.json()["error"]["data"]["did_you_mean"], "add");
}

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
    let broken = site.json(Method::PUT, "/parts/A/7", "{").await;
    assert_eq!((broken.status.as_u16(), broken.json()["error"]["code"].clone()), (400, json!(-32700)));
}

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

/// The body of the original's generation B: no `jsonrpc`, no `id`, an answer with `result` or `error` alone.
#[tokio::test]
async fn the_command_form_of_the_original() {
    let site = site();
    for path in ["/cmd", "/api/cmd", "/api/jsonrpc"] {
        let ok = site.post(path, r#"{"command":"add","params":{"a":1,"b":2}}"#).await;
        assert_eq!((ok.status.as_u16(), ok.json()), (200, json!({"result": 3.0})), "{path}");
        let ok = site.post(path, r#"{"params":[1,2],"command":"add"}"#).await;
        assert_eq!(ok.json(), json!({"result": 3.0}), "{path}");
        let ok = site.post(path, r#"{"command":"do_nothing"}"#).await;
        assert_eq!(ok.json(), json!({"result": null}), "{path}");
        let unknown = site.post(path, r#"{"command":"subtract"}"#).await.json();
        assert_eq!(unknown["error"]["code"], -32601, "{unknown}");
        assert_eq!(unknown.as_object().unwrap().len(), 1, "{unknown}");
        let unfit = site.post(path, r#"{"command":"add","params":{"a":1}}"#).await.json();
        assert_eq!(unfit["error"]["code"], -32602, "{unfit}");
        let no_object = site.post(path, r#"{"command":"add","params":"1"}"#).await.json();
        assert_eq!(no_object["error"]["code"], -32600, "{no_object}");
        let no_text = site.post(path, r#"{"command":5}"#).await.json();
        assert_eq!(no_text["error"]["code"], -32600, "{no_text}");
        let both =
            site.post(path, r#"{"jsonrpc":"2.0","method":"add","command":"do_nothing","id":1}"#).await.json();
        assert_eq!(both["error"]["code"], -32600, "{both}");
        let both = site.post(path, r#"{"method":"add","command":"do_nothing"}"#).await.json();
        assert_eq!(both["error"]["code"], -32600, "{both}");
        let neither = site.post(path, "{}").await.json();
        assert_eq!(neither["error"]["code"], -32600, "{neither}");
    }
    let batch =
        r#"[{"command":"add","params":[1,2]},{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]}]"#;
    let answers = site.post("/api/jsonrpc/batch", batch).await.json();
    assert_eq!(answers, json!([{"result": 3.0}, {"jsonrpc": "2.0", "id": 1, "result": 3.0}]));
}

/// The lists of commands that clients of the original ask for.
#[tokio::test]
async fn the_lists_of_the_original() {
    let site = site();
    for path in ["/commands", "/api/commands"] {
        let list = site.get(path).await.json();
        let commands = list["commands"].as_object().unwrap();
        let mut names: Vec<&str> = commands.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "add",
                "add_part",
                "change_part",
                "correct_part",
                "do_nothing",
                "health",
                "help",
                "remove_part",
                "search_parts"
            ]
        );
        assert_eq!(commands["add"]["name"], "add");
        assert_eq!(commands["add"]["description"], "Adds two numbers.");
        assert_eq!(commands["add"]["schema"]["required"], json!(["a", "b"]));
    }
    for path in ["/api/commands/add", "/tools/add", "/api/tools/add"] {
        assert_eq!(site.get(path).await.json()["schema"]["required"], json!(["a", "b"]), "{path}");
    }
    assert_eq!(site.get("/api/commands/none").await.status, 404);
    assert_eq!(site.get("/heartbeat").await.json()["status"], "ok");
}

#[tokio::test]
async fn documents_are_served() {
    let site = site();
    let openapi = site.get("/openapi.json").await.json();
    assert!(openapi["openapi"].as_str().unwrap().starts_with("3.1"), "{}", openapi["openapi"]);
    assert_eq!(openapi["info"]["title"], "parts");
    assert!(openapi["paths"]["/cmd"]["post"].is_object());
    assert!(openapi["paths"]["/parts/{shelf}/search"]["get"].is_object(), "{}", openapi["paths"]);
    let expanded = site.get("/openapi.json?level=expanded").await.json();
    assert!(expanded["paths"]["/cmd/add"]["post"].is_object());
    let envelope = site.get("/openapi.json?level=envelope").await;
    assert!(envelope.body.len() < site.get("/openapi.json").await.body.len());
    let group = site.get("/openapi.json?level=expanded&group=arithmetic").await.json();
    assert!(group["paths"]["/cmd/add"].is_object() && group["paths"]["/cmd/add_part"].is_null());
    for (path, status) in [
        ("/openapi.json?level=all", 400),
        ("/openapi.json?levle=commands", 400),
        ("/openapi.json?group=nothing", 404),
        ("/cmd/catalog.txt?group=nothing", 404),
    ] {
        let response = site.get(path).await;
        assert_eq!(response.status, status, "{path}");
        assert!(response.json()["error"]["message"].is_string(), "{path}");
    }
    assert_eq!(site.get("/openrpc.json").await.json()["info"]["version"], "1.2.3");
    let types = site.get("/commands.d.ts").await;
    assert!(
        types.header("content-type").starts_with("text/") && types.text().contains("search_parts"),
        "{types:?}"
    );
    let text = site.get("/cmd/catalog.txt?group=arithmetic").await.text();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.starts_with("add(a:number, b:number) -> number - Adds two numbers.\n"), "{text}");
    assert_eq!(site.get("/openapi.json").await.body, site.get("/openapi.json").await.body);
}

#[tokio::test]
async fn health_and_help() {
    let site = site();
    let health = site.get("/health").await.json();
    assert_eq!(health["status"], "ok");
    let health = site.post("/cmd", r#"{"jsonrpc":"2.0","id":1,"method":"health"}"#).await.json();
    let data = &health["result"]["data"];
    assert_eq!((&data["status"], &data["version"]), (&json!("ok"), &json!("1.2.3")), "{health}");
    assert!(data["uptime"].as_f64().is_some_and(|uptime| (0.0..60.0).contains(&uptime)), "{health}");
    let components = &data["components"];
    assert_eq!(components["commands"]["registered_count"], 9, "{health}");
    assert_eq!(components["process"]["pid"], std::process::id(), "{health}");
    assert!(components["system"]["cpu_count"].as_u64().is_some_and(|count| count > 0), "{health}");
    let registration = &components["proxy_registration"];
    assert_eq!(
        (&registration["enabled"], &registration["registered"]),
        (&json!(false), &json!(false)),
        "{health}"
    );

    let list = site.post("/cmd/help", "").await.json();
    assert_eq!(
        list["tool_info"],
        json!({"name": "parts", "description": "Keeps parts.", "version": "1.2.3"})
    );
    assert_eq!(list["total"], 9);
    assert_eq!(
        list["commands"]["add"],
        json!({"summary": "Adds two numbers.", "group": "arithmetic", "params_count": 2})
    );
    let one = site.post("/cmd/help", r#"{"cmdname":"add"}"#).await.json();
    assert_eq!(one["signature"], "add(a: number, b: number) -> number");
    assert_eq!(one["params"]["a"]["description"], "First summand.");
    assert_eq!(one["result"]["description"], "The sum.");
    assert_eq!(
        one["examples"],
        json!([{"summary": "One and two", "params": {"a": 1, "b": 2}, "result": 3.0}])
    );
    let errors = site.post("/cmd/help", r#"{"cmdname":"change_part"}"#).await.json()["errors"].clone();
    assert_eq!(
        errors,
        json!([{"kind": "no_such_part", "code": 1404, "description": "There is no such part."}])
    );
    let none = site.post("/cmd/help", r#"{"cmdname":"adr"}"#).await;
    assert_eq!(
        (none.status.as_u16(), none.json()["error"]["data"]["did_you_mean"].clone()),
        (404, json!("add"))
    );
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
        ["`GET /health`", "`own_health`", "the server itself", "http_surface.rs:"],
        ["`GET /parts/{shelf}/search`", "`search_parts`", "`search_again` (", "http_surface.rs:"],
    ];
    for (reason, parts) in error.reasons().iter().zip(expected) {
        assert!(parts.iter().all(|part| reason.contains(part)), "{reason} should tell {parts:?}");
    }
}

/// Over a real socket: a head in lower case, a kept connection, an answer with its length.
#[tokio::test]
async fn answers_over_a_socket_say_their_length() {
    let server = RunningServer::start(dispatcher()).await;
    let response = server.post_cmd(br#"{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]}"#).await;
    assert_eq!(status_of(&response), 200);
    assert!(response.to_lowercase().contains("content-length: 37\r\n"), "{response}");
    assert!(response.ends_with(r#"{"jsonrpc":"2.0","id":1,"result":3.0}"#), "{response}");
    let notified = server.post_cmd(br#"{"jsonrpc":"2.0","method":"add","params":[1,2]}"#).await;
    assert_eq!(status_of(&notified), 202);
    assert!(notified.ends_with("\r\n\r\n"), "no body: {notified}");
    let nothing = server.exchange(b"GET /nothing HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await;
    assert_eq!(status_of(&nothing), 404);
    server.stop().await;
}

/// A request for a path with a body on a method that has none is answered all the same.
#[tokio::test]
async fn a_body_where_none_is_expected_is_ignored() {
    let request =
        Request::builder().method(Method::GET).uri("/parts/A/search").body(Body::from("{")).unwrap();
    assert_eq!(site().send(request).await.status, 200);
}
