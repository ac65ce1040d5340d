//! Logs as they are found in a file.

use commandry::{
    Dispatcher,
    client::Client,
    testing::{Surface, TestApp},
};
use serde_json::json;

use crate::{commands, service::SERVICE};

#[test]
fn every_line_of_a_call_names_its_request() {
    for (method, lines) in [("tell", 2), ("tell_blocking", 1)] {
        let body =
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":["words of {method}"]}}"#);
        SERVICE.call(&format!("x-request-id: order-4711-{method}\r\n"), &body);
        let log = SERVICE.log_with(&format!("request_id=order-4711-{method} command=\"{method}\"}}: "));
        let log = if lines == 2 { SERVICE.log_with("after waiting text=\"words of tell\"") } else { log };
        let told: Vec<&str> =
            log.lines().filter(|line| line.contains(&format!("words of {method}"))).collect();
        assert_eq!(told.len(), lines, "{told:?}");
        for line in told {
            assert!(line.contains(&format!("request_id=order-4711-{method} ")), "{line}");
        }
    }
}

#[test]
fn failures_name_their_request_and_stay_on_their_line() {
    SERVICE.call("x-request-id: order-4712\r\n", r#"{"jsonrpc":"2.0","id":1,"method":"panics"}"#);
    let log = SERVICE.log_with("it was asked to");
    let line = log.lines().find(|line| line.contains("the command panicked: it was asked to")).unwrap();
    assert!(line.contains(" ERROR call{request_id=order-4712 command=\"panics\""), "{line}");
    assert!(line.contains("it was asked to\\nand says so on two lines"), "{line}");
}

#[test]
fn an_id_that_could_deceive_is_replaced() {
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"tell","params":["an odd id"]}"#;
    SERVICE.call("x-request-id: 1}: forged{x=\r\n", body);
    let log = SERVICE.log_with("an odd id");
    assert!(!log.contains("forged"), "{log}");
}

#[test]
fn secrets_are_never_logged_whatever_the_level_and_the_surface() {
    const SECRET: &str = "correct-horse-battery-staple";
    const SHORT: &str = "Xq7Zt";
    SERVICE.block_on(async {
        let elsewhere = Client::new(&format!("http://{}/cmd", SERVICE.address)).unwrap();
        let dispatcher = Dispatcher::builder(commands::registry().with::<commands::add_elsewhere>())
            .state(elsewhere)
            .traces()
            .build()
            .unwrap();
        let app = TestApp::new(dispatcher).await.unwrap();
        for surface in [
            Surface::Dispatcher,
            Surface::JsonRpc,
            Surface::NamedRoute,
            Surface::WebSocket,
            Surface::Mcp,
            Surface::CommandLine,
        ] {
            assert!(app.surfaces("log_in").contains(&surface), "{surface:?} is there");
        }
        let outcomes = app.call("log_in", json!({"name": "ann", "password": SECRET})).await;
        assert_eq!(outcomes.agreed().result(), "ann");
        let outcomes = app.call("log_in", json!({"name": "ann", "password": SHORT})).await;
        assert_eq!(outcomes.agreed().failure().kind(), "too_short");
        // Parameters that do not fit are explained to the caller; neither is that logged.
        app.call("log_in", json!({"name": 7, "password": SECRET})).await;
        app.call("log_in", json!({"name": "ann", "password": [SECRET]})).await;
        app.call("log_in", json!({"name": "ann", "password": SECRET, "colour": SECRET})).await;
    });
    let batch = format!(
        r#"[{{"jsonrpc":"2.0","id":1,"method":"log_in","params":["ann","{SECRET}"]}},
            {{"jsonrpc":"2.0","id":2,"method":"{SECRET}","params":["{SECRET}"]}},
            {{"jsonrpc":"2.0","id":3,"method":"log_in","params":{{"{SECRET}":"{SECRET}"}}}}]"#
    );
    SERVICE.call("", &batch);
    SERVICE.call("", &format!("{{\"password\": \"{SECRET}\""));
    SERVICE.call(
        "x-request-id: the-last-call\r\n",
        r#"{"jsonrpc":"2.0","id":1,"method":"tell","params":["z"]}"#,
    );
    let log = SERVICE.log_with("request_id=the-last-call");
    assert!(log.contains("somebody logs in name=\"ann\""), "the commands were logged: {log}");
    assert!(log.contains("at the lowest level"), "{log}");
    for secret in [SECRET, SHORT] {
        let found: Vec<&str> = log.lines().filter(|line| line.contains(secret)).collect();
        assert!(found.is_empty(), "{found:#?}");
        for (_, body) in SERVICE.collector.received() {
            assert!(!body.windows(secret.len()).any(|part| part == secret.as_bytes()), "a span holds it");
        }
    }
    assert!(SERVICE.dispatcher.running_calls() < 100);
}
