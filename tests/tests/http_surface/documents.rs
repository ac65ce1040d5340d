//! What a service tells about itself: documents, health and help.

use serde_json::json;

use crate::service::site;

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
async fn documents_require_the_body_that_the_service_requires() {
    let site = site();
    let expanded = site.get("/openapi.json?level=expanded").await.json();
    let mut bodies = 0;
    for (path, methods) in expanded["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let takes_body = ["post", "put", "patch"].contains(&method.as_str());
            assert_eq!(operation["requestBody"]["required"] == true, takes_body, "{method} {path}");
            bodies += usize::from(takes_body);
        }
    }
    assert!(bodies > 10, "commands with parameters, without, and with those of the path alone");
    assert_eq!(site.post_as("/cmd/do_nothing", None, "").await.status, 415);
    assert_eq!(site.post("/cmd/do_nothing", "{}").await.status, 200);
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
