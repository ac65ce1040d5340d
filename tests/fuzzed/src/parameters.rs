//! Values of parameters.

use std::collections::HashMap;

use commandry::{Dispatcher, Origin, jsonrpc};
use commandry_echo::judge;
use commandry_schema::validation;
use jsonschema::Validator;
use serde_json::{Value, value::RawValue};

use crate::{
    answers::{self, shown},
    commands,
    runtime::wait,
    service,
};

struct Subjects {
    quick: Dispatcher,
    seen: Dispatcher,
    published: HashMap<String, Published>,
}

/// What is published of a command.
struct Published {
    /// The check that a server uses where decoding is not enough. It leaves the bounds of formats such as `uint64`, and `ip`,
    /// to the types.
    own: validation::Validator,
    /// An independent one, which is told of these, and takes some texts for dates that are none.
    accepts: Validator,
    answers: Validator,
}

thread_local! {
    static SUBJECTS: Subjects = subjects();
}

fn subjects() -> Subjects {
    let quick = service::quick();
    let catalog = quick.catalog().clone();
    let names = commands::echoing().names();
    // Validators compare numbers of 128 bits as floating-point numbers.
    let judged = |name: &str| names.contains(&name) && !name.ends_with("128");
    let published = catalog.commands.iter().filter(|it| judged(&it.name)).map(|command| {
        let parameters = command.parameters_schema();
        let own = validation::Validator::new(&parameters, &catalog.schemas);
        let published = Published {
            own: own.expect("what is published is a schema"),
            accepts: judge(&parameters, &catalog.schemas),
            answers: judge(&command.result.schema, &catalog.schemas),
        };
        (command.name.clone(), published)
    });
    Subjects { published: published.collect(), quick, seen: service::seen() }
}

/// Calls the command that the first line names with the parameters behind it.
///
/// The values are sent twice: as they are, which must be answered the same both ways through the library, and written
/// anew, when the call must be accepted exactly if two validators accept them by the published schema: that of the library
/// and an independent one.
///
/// # Panics
///
/// Panics when the library does, and when call and schema disagree.
pub fn parameters(input: &[u8]) {
    let Ok(input) = str::from_utf8(input) else { return };
    let Some((name, text)) = input.split_once('\n') else { return };
    SUBJECTS.with(|subjects| {
        let Some(published) = subjects.published.get(name) else { return };
        // What is no JSON would change the request around it.
        let Ok(raw) = serde_json::from_str::<&RawValue>(text) else { return };
        let as_sent = subjects.call(name, raw.get());
        if let Some(result) = as_sent.get("result") {
            assert!(
                published.answers.is_valid(result),
                "{result} does not fit the schema of the result of {name}"
            );
        }
        let Ok(params) = serde_json::from_str::<Value>(text) else { return };
        if !params.is_object() {
            return;
        }
        let answer = subjects.call(name, &params.to_string());
        let accepted = answer.get("result").is_some();
        if !accepted {
            let error = &answer["error"];
            if error["code"] == -32600 {
                assert_eq!(error["data"]["kind"], "too_deep", "{error}");
                return;
            }
            assert_eq!(error["code"], -32602, "{error}");
            assert!(
                error["data"]["errors"].as_array().is_some_and(|it| !it.is_empty()),
                "no reason: {answer}"
            );
        }
        let fits = published.own.is_valid(&params) && published.accepts.is_valid(&params);
        assert!(accepted == fits, "{name} with {params}: {answer}, and the schema says {fits}");
    });
}

impl Subjects {
    /// The answer to a call, which is the same both ways.
    fn call(&self, name: &str, params: &str) -> Value {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{name}","params":{params}}}"#);
        let origin = Origin::default();
        let [one, other] = [&self.quick, &self.seen].map(|dispatcher| {
            wait(jsonrpc::answer(dispatcher, body.as_bytes(), &origin))
                .expect("a call with an id has an answer")
        });
        assert_eq!(shown(&one), shown(&other), "the two ways differ for {body}");
        answers::read(&one)
    }
}
