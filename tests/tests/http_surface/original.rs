//! What clients of the original send and ask for.

use serde_json::json;

use crate::service::site;

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
