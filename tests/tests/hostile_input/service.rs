//! The service that hostile input is sent to.

use std::collections::BTreeMap;

use commandry::{Dispatcher, Limits, Registry, prelude::*};
use commandry_tests::result_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The service within these limits.
pub(crate) fn dispatcher_with(limits: Limits) -> Dispatcher {
    let registry = Registry::new().with::<take>().with::<ping>();
    Dispatcher::builder(registry.titled("hostile", "1.0.0")).limits(limits).build().unwrap()
}

/// The service within the usual limits.
pub(crate) fn dispatcher() -> Dispatcher {
    dispatcher_with(Limits::default())
}

/// A call of `take`.
pub(crate) fn request(params: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"take","params":{params}}}"#)
}

/// What was sent before has harmed nobody.
pub(crate) async fn works(dispatcher: &Dispatcher) {
    assert_eq!(result_of(dispatcher, "ping", &json!({})).await, true, "the server works afterwards");
}

/// A line of an order.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub(crate) struct Line {
    pub(crate) sku: String,
    quantity: u32,
}

/// Takes all sorts of values and tells how it understood them.
#[command(read_only)]
fn take(
    /// A text.
    text: Option<String>,
    /// A whole number.
    whole: Option<i64>,
    /// A number.
    number: Option<f64>,
    /// An object with fixed members.
    line: Option<Line>,
    /// An object with any members.
    labels: Option<BTreeMap<String, String>>,
    /// Anything.
    anything: Option<Value>,
) -> Value {
    json!({"text": text, "whole": whole, "number": number, "line": line, "labels": labels, "anything": anything})
}

/// Answers at once.
#[command(read_only)]
fn ping() -> bool {
    true
}
