//! One table of calls through every surface: what one of them says, all of them say.

mod commands;
mod table;

use std::sync::atomic::AtomicU32;

use commandry::{
    Dispatcher, Registry,
    prelude::*,
    testing::{Outcome, Surface, TestApp},
};
use serde_json::{Value, json};

use self::{
    commands::{count, count_calls, dispatcher},
    table::{
        Expected::{Fails, Gives},
        table,
    },
};

#[tokio::test]
async fn all_surfaces_agree() {
    let app = TestApp::new(dispatcher()).await.unwrap();
    let mut faults = Vec::new();
    for (name, params, expected) in table() {
        let outcomes = app.call(name, params.clone()).await;
        assert_eq!(
            outcomes.iter().count(),
            6,
            "dispatcher, two of HTTP, WebSocket, MCP and the command line"
        );
        match (outcomes.agree(), &expected) {
            (Ok(Outcome::Done(result)), Gives(value)) if result == value => {}
            (Ok(Outcome::Failed(failure)), Fails(code, kind))
                if (failure.code(), failure.kind()) == (Some(*code), *kind) => {}
            (Ok(outcome), expected) => {
                faults.push(format!("{name} {params}: {outcome:?} instead of {expected:?}"));
            }
            (Err(disagreement), _) => faults.push(disagreement.to_string()),
        }
        let told = format!("{outcomes:?}");
        assert!(!told.contains("inside of the server") && !told.contains("password"), "{told}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(app.dispatcher().running_calls(), 0);
}

#[tokio::test]
async fn a_stream_that_fails_fails_wherever_it_is_collected_that_far() {
    let registry = Registry::new().with::<count>();
    let app = TestApp::new(Dispatcher::builder(registry).build().unwrap()).await.unwrap();
    let outcomes = app.call("count", json!({"to": 9})).await;
    assert_eq!(outcomes.agreed().failure().kind(), "unknown_article");
}

#[tokio::test]
async fn a_stream_that_takes_too_long_is_cut_wherever_it_is_collected() {
    let app = TestApp::new(dispatcher()).await.unwrap();
    for surface in [Surface::Dispatcher, Surface::JsonRpc, Surface::NamedRoute, Surface::Mcp] {
        let outcome = app.call_on(surface, "count_too_slowly", &json!({})).await;
        assert_eq!(outcome.result(), &json!({"items": [1], "complete": false}), "{surface:?}");
    }
}

#[tokio::test]
async fn what_is_nested_too_deep_is_refused_wherever_text_is_read() {
    let app = TestApp::new(dispatcher()).await.unwrap();
    let nested = (0..100).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
    let params = json!({"text": "a", "whole": 1, "anything": nested});
    for surface in app.surfaces("echo").into_iter().filter(|it| *it != Surface::Dispatcher) {
        let outcome = app.call_on(surface, "echo", &params).await;
        assert_eq!(outcome.failure().kind(), "too_deep", "{surface:?}");
    }
}

#[tokio::test]
async fn a_further_name_of_a_command_is_no_tool() {
    let app = TestApp::new(dispatcher()).await.unwrap();
    let outcomes = app.call("nothing", json!({})).await;
    assert!(outcomes.on(Surface::Mcp).is_none());
    assert_eq!(outcomes.agreed().result(), &Value::Null);
}

#[tokio::test]
async fn what_every_service_has_is_no_tool() {
    let app = TestApp::of(App::new("agreement", "1.0.0").state(AtomicU32::new(0))).await.unwrap();
    let outcomes = app.call("help", json!({"cmdname": "help"})).await;
    assert!(outcomes.on(Surface::Mcp).is_none());
    assert_eq!(outcomes.agreed().result()["cmdname"], "help");
}

#[tokio::test]
async fn surfaces_that_differ_are_told_apart() {
    let registry = Registry::new().with::<count_calls>();
    let dispatcher = Dispatcher::builder(registry).state(AtomicU32::new(0)).build().unwrap();
    let app = TestApp::new(dispatcher).await.unwrap();
    let disagreement = app.call("count_calls", json!({})).await.agree().unwrap_err().to_string();
    for line in
        ["  Dispatcher: Done(Number(0))", "! JsonRpc: Done(Number(1))", "! CommandLine: Done(Number(5))"]
    {
        assert!(disagreement.contains(line), "{disagreement}");
    }
}
