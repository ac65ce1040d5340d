//! Calls on the command line, within this process.

use std::ffi::OsString;

use serde_json::{Value, json};

use super::{Failure, Outcome};
use crate::{
    App, Dispatcher, Registry,
    cli::{Written, call_in_process},
};

/// Exit code of a call whose command does not exist, which is told to people only.
const NOT_FOUND: u8 = 3;

/// Calls a command as `call NAME --json PARAMS --output json`.
pub(super) async fn call(dispatcher: &Dispatcher, name: &str, params: &Value) -> Outcome {
    let service = dispatcher.service();
    let registry = Registry::of(dispatcher.commands());
    let app = App::new(&service.title, &service.version).registry(registry);
    let params = params.to_string();
    let words = ["call", "--output", "json", "--json", &params, name].map(OsString::from);
    let Written { code, results, messages } = call_in_process(&app, dispatcher, &words).await;
    if code == 0 {
        return Outcome::Done(result(dispatcher, name, &results));
    }
    // Warnings and messages of the command may stand before.
    let last = messages.lines().last().unwrap_or_default();
    let failure = serde_json::from_str(last).ok().and_then(|error| Failure::read(&error));
    Outcome::Failed(match failure {
        Some(failure) => Failure { status: Some(code.into()), ..failure },
        None if code == NOT_FOUND => Failure {
            code: None,
            kind: "method_not_found".to_owned(),
            message: None,
            data: None,
            status: Some(code.into()),
        },
        None => panic!("the command line ended with {code} and says {messages}"),
    })
}

/// The result that was printed; items of a stream stand on a line each.
fn result(dispatcher: &Dispatcher, name: &str, printed: &str) -> Value {
    let read = |text: &str| -> Value {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("the command line printed {text}: {error}"))
    };
    let is_stream = dispatcher.find(name).is_some_and(|entry| entry.command.returns.stream);
    if !is_stream {
        return read(printed);
    }
    // The command line shows all items; where they are collected there are only so many.
    let most = dispatcher.limits().collected_items;
    let items: Vec<Value> = printed.lines().take(most).map(read).collect();
    json!({"items": items, "complete": printed.lines().count() <= most})
}
