//! Questions of commands, which are requests of the server.

use serde_json::json;

use crate::site::{Site, call};

#[tokio::test]
async fn questions_are_requests_of_the_server() {
    let site = Site::start().await;
    let mut socket = site.connect_with("?ask=form,sample,roots").await;
    let answers = [
        ("form", json!({"action": "accept", "content": {"sure": true}}), "{\"sure\":true}"),
        ("form", json!({"action": "decline"}), "declined"),
        ("sample", json!({"role": "assistant", "content": {"type": "text", "text": "4"}}), "4"),
        ("roots", json!({"roots": [{"uri": "file:///a"}]}), "file:///a"),
    ];
    for (what, answer, expected) in answers {
        let question = socket.ask(call(1, "ask_caller", json!({"what": what}))).await;
        assert_eq!(question["method"], "rpc.ask");
        assert_eq!((&question["params"]["id"], &question["params"]["kind"]), (&json!(1), &json!(what)));
        if what == "form" {
            assert_eq!(question["params"]["message"], "Sure?");
            assert_eq!(question["params"]["schema"]["type"], "object");
            assert_eq!(question["params"]["key"], "sure");
        }
        // While a command waits, its connection works.
        assert_eq!(socket.ask(call(2, "add", json!([1, 1]))).await["result"], 2);
        let answer = json!({"jsonrpc": "2.0", "id": question["id"], "result": answer});
        assert_eq!(socket.ask(answer.clone()).await["result"], expected);
        // A second answer belongs to nothing.
        socket.send(answer).await;
    }
    for (error, kind) in [
        (json!({"code": -32601, "message": "?"}), "cannot_ask"),
        (json!({"code": 7, "message": "no"}), "unusable_answer"),
    ] {
        let question = socket.ask(call(1, "ask_caller", json!({"what": "roots"}))).await;
        let answer = socket.ask(json!({"jsonrpc": "2.0", "id": question["id"], "error": error})).await;
        assert_eq!(answer["error"]["data"]["kind"], kind);
    }
    // A question of a call that was cancelled is taken back.
    let question = socket.ask(call(5, "ask_caller", json!({"what": "roots"}))).await;
    socket.send(json!({"jsonrpc": "2.0", "method": "rpc.cancel", "params": {"id": 5}})).await;
    let taken_back = socket.next().await;
    assert_eq!(taken_back["method"], "rpc.cancel");
    assert_eq!(taken_back["params"]["id"], question["id"]);
    assert_eq!(socket.next().await["error"]["code"], -32004);
}

#[tokio::test]
async fn a_client_that_does_not_answer_questions_is_not_asked() {
    let site = Site::start().await;
    let mut socket = site.connect_with("?ask=form").await;
    let answer = socket.ask(call(1, "ask_caller", json!({"what": "roots"}))).await;
    assert_eq!(answer["error"]["data"]["kind"], "cannot_ask");
    assert_eq!(site.refusal("?ask=everything", None).await, 400);
    assert_eq!(site.refusal("?other=1", None).await, 400);
}
