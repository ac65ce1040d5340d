//! Calls of a command: in an envelope, and by its path.

use commandry_tests::{RunningServer, status_of};
use serde_json::{Value, json};

use crate::service::{dispatcher, site};

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
