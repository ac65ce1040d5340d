//! Secrets in calls that go wrong in every way.

use std::collections::BTreeMap;

use commandry::{Dispatcher, Registry, prelude::*};
use commandry_tests::{Site, answer, error_of, logged, result_of};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::service::Line;

/// A number that only its owner knows; what is wrong with it is said by code that knows nothing of secrets.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
struct Code(String);

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.chars().all(|it| it.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is no code"))
        }
    }
}

/// Codes by what they are for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Codes {
    door: Option<Code>,
    others: BTreeMap<String, Code>,
}

/// Takes secrets of several shapes.
#[command(read_only)]
fn log_in(
    /// Who logs in.
    user: String,
    /// The pass phrase.
    #[param(secret, length(max = 30))]
    password: String,
    /// A number that only the user knows.
    #[param(secret)]
    pin: Option<u16>,
    /// Anything that proves who it is.
    #[param(secret)]
    proof: Option<Line>,
    /// Codes that nobody else knows.
    #[param(secret)]
    codes: Option<Codes>,
) -> bool {
    assert!(
        codes.is_none_or(|it| it.others.into_values().chain(it.door).all(|code| code.0.len() < 9)),
        "a code is not that long"
    );
    assert!(user != "panic", "this user breaks the server");
    password.len() + proof.map_or(0, |it| it.sku.len()) + usize::from(pin.unwrap_or(0)) > user.len()
}

fn dispatcher() -> Dispatcher {
    Dispatcher::builder(Registry::new().with::<log_in>().titled("hostile", "1.0.0")).build().unwrap()
}

const SECRETS: [&str; 3] = ["hunter2-correct-horse", "hunter2", "51966"];

/// Secrets are neither repeated in answers nor logged, whatever is wrong with them.
#[tokio::test]
async fn secrets_are_not_told() {
    let (log, _guard) = logged();
    let dispatcher = dispatcher();
    let too_long = SECRETS[0].repeat(10);
    let refused = [
        json!({"user": "ann", "password": too_long}),
        json!({"user": "ann", "password": 51966}),
        json!({"user": "ann", "password": ["hunter2"]}),
        json!({"user": "ann", "password": {"hunter2": "hunter2"}}),
        json!({"user": "ann", "password": "a", "pin": "51966"}),
        json!({"user": "ann", "password": "a", "pin": 51966.5}),
        json!({"user": "ann", "password": "a", "pin": 5_196_651_966_u64}),
        json!({"user": "ann", "password": "a", "proof": {"sku": 51966, "quantity": "hunter2"}}),
        json!({"user": "ann", "password": "a", "proof": ["hunter2", 51966]}),
        json!({"user": "ann", "password": "a", "proof": "hunter2"}),
        json!({"user": ["ann"], "password": "hunter2", "pin": 51966}),
        json!({"user": "ann", "password": "a", "codes": {"door": "hunter2", "others": {}}}),
        json!({"user": "ann", "password": "a", "codes": {"others": {"hunter2": "hunter2"}}}),
        json!({"user": "ann", "password": "a", "codes": {"hunter2": "51966"}}),
        json!({"user": "ann", "password": "a", "codes": "hunter2"}),
        json!({"user": "panic", "password": "hunter2", "pin": 51966}),
        json!(["ann", too_long, "51966"]),
    ];
    for params in refused {
        let error = error_of(&dispatcher, "log_in", &params).await;
        let by_name = Site::new(&dispatcher).post("/cmd/log_in", params.to_string()).await.text();
        for secret in SECRETS {
            assert!(!error.to_string().contains(secret), "{params} was answered {error}");
            assert!(!by_name.contains(secret), "{params} was answered {by_name}");
        }
        assert!(error["code"] == -32602 || error["code"] == -32603, "{error}");
    }
    // Repeated members and broken escapes are found before the schema is asked.
    for params in [
        r#"{"user":"ann","password":"hunter2","password":"hunter2"}"#,
        r#"{"user":"ann","password":"hunter2\ud800"}"#,
        r#"{"user":"ann","password":"a","proof":{"sku":"hunter2","sku":"hunter2","quantity":51966}}"#,
        r#"{"user":"ann","password":"a","codes":{"others":{"hunter2":"1","hunter2":"1"}}}"#,
    ] {
        let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"log_in","params":{params}}}"#);
        let answer = answer(&dispatcher, &request).await.to_string();
        assert!(answer.contains("-32602") && !answer.contains("hunter2"), "{params} was answered {answer}");
    }
    assert_eq!(result_of(&dispatcher, "log_in", &json!(["ann", SECRETS[0], 51966])).await, true);
    let log = log.text();
    assert!(log.contains("panicked"), "the log is really collected: {log}");
    for secret in SECRETS {
        assert!(!log.contains(secret), "{log}");
    }
}
