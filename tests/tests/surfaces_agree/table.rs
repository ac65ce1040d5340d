//! The table of calls.

use serde_json::{Value, json};

/// What comes of a call on every surface.
#[derive(Debug)]
pub(crate) enum Expected {
    Gives(Value),
    Fails(i64, &'static str),
}

use Expected::{Fails, Gives};

const INVALID: Expected = Fails(-32602, "invalid_params");

/// A name, parameters, and what comes of them.
type Call = (&'static str, Value, Expected);

/// The calls, and what comes of them.
pub(crate) fn table() -> Vec<Call> {
    [what_fits(), what_is_given_item_by_item(), what_does_not_fit(), what_fails()]
        .into_iter()
        .flatten()
        .collect()
}

/// Parameters of `echo`: those that it needs, and others.
fn echo(changes: &Value) -> Value {
    let mut params = json!({"text": "a", "whole": 1});
    for (name, value) in changes.as_object().unwrap() {
        params[name] = value.clone();
    }
    params
}

/// What `echo` gives back: what was sent, and otherwise its defaults.
fn echoed(changes: &Value) -> Expected {
    let mut whole = json!({
        "text": "a", "whole": 1, "number": null, "code": null, "lines": [], "delivery": null, "payment": null,
        "labels": null, "anything": null, "flag": false,
    });
    for (name, value) in changes.as_object().unwrap() {
        whole[name] = value.clone();
    }
    Gives(whole)
}

fn what_fits() -> Vec<Call> {
    let all = json!({
        "text": "\"ü\\\n😀\u{7f}",
        "whole": 100,
        "number": -0.5e-3,
        "code": "ABC",
        "lines": [{"sku": "MUG", "quantity": u32::MAX}],
        "delivery": "pickup",
        "payment": {"by": "card", "number": "4"},
        "labels": {"a": "b", "": "--c"},
        "anything": [null, {"x": [1.5]}],
        "flag": true,
    });
    vec![
        ("echo", echo(&json!({})), echoed(&json!({}))),
        ("echo", all.clone(), Gives(all)),
        ("echo", echo(&json!({"number": null, "labels": null})), echoed(&json!({}))),
        ("echo", echo(&json!({"whole": 2.0})), echoed(&json!({"whole": 2}))),
        ("echo", echo(&json!({"text": "-x"})), echoed(&json!({"text": "-x"}))),
        ("echo", echo(&json!({"text": ""})), echoed(&json!({"text": ""}))),
        ("echo", echo(&json!({"payment": {"by": "cash"}})), echoed(&json!({"payment": {"by": "cash"}}))),
        ("numbers", json!({}), Gives(json!([0, u32::MAX, 9_007_199_254_740_991_u64, u64::MAX]))),
        ("do_nothing", json!({}), Gives(Value::Null)),
        ("perhaps", json!({"give": true}), Gives(json!(0.1))),
        ("perhaps", json!({"give": false}), Gives(Value::Null)),
        ("take_out", json!({"sku": "TEA"}), Gives(json!(1))),
        ("talk", json!({"fail": false}), Gives(json!(2))),
        ("show_text", json!({}), Gives(json!({"type": "text", "text": "as it is"}))),
        (
            "show_all",
            json!({}),
            Gives(json!([
                {"type": "text", "text": "as it is"},
                {"type": "image", "data": "AQID", "mimeType": "image/png"},
            ])),
        ),
        ("show_perhaps", json!({"fail": false}), Gives(Value::Null)),
    ]
}

fn what_is_given_item_by_item() -> Vec<Call> {
    vec![
        // Nothing, all, more than is collected.
        ("count", json!({"to": 0}), Gives(json!({"items": [], "complete": true}))),
        ("count", json!({"to": 3}), Gives(json!({"items": [1, 2, 3], "complete": true}))),
        ("count", json!({"to": 4}), Gives(json!({"items": [1, 2, 3], "complete": false}))),
        (
            "show_one_by_one",
            json!({}),
            Gives(json!({
                "items": [
                    {"type": "text", "text": "one"},
                    {"type": "audio", "data": "AQ==", "mimeType": "audio/wav"},
                    {"type": "text", "text": "three"},
                ],
                "complete": true,
            })),
        ),
    ]
}

fn what_does_not_fit() -> Vec<Call> {
    let line = json!({"sku": "MUG", "quantity": 1});
    vec![
        ("echo", json!({}), INVALID),
        ("echo", json!({"text": "a"}), INVALID),
        ("echo", echo(&json!({"text": null})), INVALID),
        ("echo", echo(&json!({"text": 7})), INVALID),
        ("echo", echo(&json!({"text": "a".repeat(21)})), INVALID),
        ("echo", echo(&json!({"whole": "1"})), INVALID),
        ("echo", echo(&json!({"whole": 1.5})), INVALID),
        ("echo", echo(&json!({"whole": 101})), INVALID),
        ("echo", echo(&json!({"whole": -1})), INVALID),
        ("echo", echo(&json!({"whole": u64::MAX})), INVALID),
        ("echo", echo(&json!({"number": "much"})), INVALID),
        ("echo", echo(&json!({"number": true})), INVALID),
        ("echo", echo(&json!({"number": []})), INVALID),
        ("echo", echo(&json!({"code": "abc"})), INVALID),
        ("echo", echo(&json!({"code": ["ABC"]})), INVALID),
        ("echo", echo(&json!({"lines": {}})), INVALID),
        ("echo", echo(&json!({"lines": null})), INVALID),
        ("echo", echo(&json!({"lines": [line, line, line]})), INVALID),
        ("echo", echo(&json!({"lines": [{"sku": "MUG"}]})), INVALID),
        ("echo", echo(&json!({"lines": [{"sku": "MUG", "quantity": -1}]})), INVALID),
        ("echo", echo(&json!({"lines": [{"sku": "MUG", "quantity": 1, "extra": 1}]})), INVALID),
        ("echo", echo(&json!({"lines": [["MUG", 1]]})), INVALID),
        ("echo", echo(&json!({"delivery": "drone"})), INVALID),
        ("echo", echo(&json!({"delivery": 0})), INVALID),
        ("echo", echo(&json!({"payment": {"by": "gold"}})), INVALID),
        ("echo", echo(&json!({"payment": {"by": "card"}})), INVALID),
        ("echo", echo(&json!({"payment": {"by": "cash", "number": "4"}})), INVALID),
        ("echo", echo(&json!({"payment": {}})), INVALID),
        ("echo", echo(&json!({"payment": "cash"})), INVALID),
        ("echo", echo(&json!({"labels": {"a": 1}})), INVALID),
        ("echo", echo(&json!({"labels": []})), INVALID),
        ("echo", echo(&json!({"flag": "yes"})), INVALID),
        ("echo", echo(&json!({"flag": null})), INVALID),
        ("echo", echo(&json!({"txt": "a"})), INVALID),
        ("echo", json!({"txt": "a", "whole": "x", "lines": [1, 2], "other": null}), INVALID),
        ("numbers", json!({"surplus": 1}), INVALID),
        ("count", json!({"to": -1}), INVALID),
        ("show_perhaps", json!({"fail": "(kind: failed)\n"}), INVALID),
    ]
}

fn what_fails() -> Vec<Call> {
    vec![
        ("take_out", json!({"sku": "MUG"}), Fails(1409, "out_of_stock")),
        ("take_out", json!({"sku": "x"}), Fails(1000, "unknown_article")),
        ("fail_inside", json!({}), Fails(-32000, "failed")),
        ("talk", json!({"fail": true}), Fails(1000, "unknown_article")),
        ("ask_caller", json!({}), Fails(-32000, "cannot_ask")),
        ("forbid", json!({}), Fails(-32002, "forbidden")),
        ("break_down", json!({"later": false}), Fails(-32603, "internal_error")),
        ("break_down", json!({"later": true}), Fails(-32603, "internal_error")),
        ("break_down_at_once", json!({}), Fails(-32603, "internal_error")),
        ("take_too_long", json!({}), Fails(-32003, "timed_out")),
        ("count", json!({"to": 101}), Fails(1000, "unknown_article")),
        ("count_and_break_down", json!({}), Fails(-32603, "internal_error")),
        ("show_perhaps", json!({"fail": true}), Fails(1000, "unknown_article")),
        ("no_such_command", json!({}), Fails(-32601, "method_not_found")),
    ]
}
