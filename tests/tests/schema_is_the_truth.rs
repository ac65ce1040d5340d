//! The server accepts exactly what the published schema accepts, and answers only what the published schema says.
//!
//! For every type of `commandry_echo`, values near its schema are made, judged by an independent validator with the published
//! document, and sent. Both must agree.

use std::{cell::Cell, fmt::Write, sync::Arc};

use commandry::Dispatcher;
use commandry_echo::judge;
use commandry_tests::{Instances, Tape, call};
use jsonschema::Validator;
use proptest::{
    collection,
    prelude::any,
    test_runner::{Config, TestCaseError, TestError, TestRunner},
};
use serde_json::{Value, json};

/// One command with what is published of it.
struct Subject {
    name: String,
    parameters: Value,
    accepts: Validator,
    answers: Validator,
}

/// How many values are tried for each type; the environment variable `SCHEMA_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("SCHEMA_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(400)
}

/// Whether server and schema disagree about a call, and how.
fn disagreement(subject: &Subject, params: &Value, answer: &Value) -> Option<String> {
    let published = subject.accepts.is_valid(params);
    let accepted = match (&answer["result"], &answer["error"]["code"]) {
        (_, code) if *code == -32602 => false,
        (_, Value::Null) => true,
        (_, _) => return Some(format!("a failure: {answer}")),
    };
    if accepted != published {
        return Some(if accepted {
            let reasons: Vec<String> = subject.accepts.iter_errors(params).map(|it| it.to_string()).collect();
            format!("the server accepts what the schema refuses ({})", reasons.join("; "))
        } else {
            format!("the server refuses what the schema accepts: {}", answer["error"])
        });
    }
    if accepted && !subject.answers.is_valid(&answer["result"]) {
        return Some(format!("the answer does not fit its schema: {}", answer["result"]));
    }
    if !accepted && answer["error"]["data"]["errors"].as_array().is_none_or(Vec::is_empty) {
        return Some(format!("a refusal without a reason: {answer}"));
    }
    None
}

#[test]
fn the_published_schema_is_the_truth() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let dispatcher = Dispatcher::builder(commandry_echo::commands()).build().unwrap();
    let catalog = Arc::new(dispatcher.catalog().clone());
    let instances = Instances::new(&catalog.schemas);
    let mut report = String::new();
    let (accepted, refused) = (Cell::new(0_u32), Cell::new(0_u32));
    for command in &catalog.commands {
        let parameters = command.parameters_schema();
        let subject = Subject {
            name: command.name.clone(),
            accepts: judge(&parameters, &catalog.schemas),
            answers: judge(&command.result.schema, &catalog.schemas),
            parameters,
        };
        let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(&collection::vec(any::<u32>(), 0..80), |choices| {
            let params = instances.near(&subject.parameters, &mut Tape::new(&choices));
            let answer = runtime.block_on(call(&dispatcher, &subject.name, &params));
            if !params.is_object() {
                return Ok(());
            }
            match disagreement(&subject, &params, &answer) {
                None if answer["error"].is_null() => accepted.set(accepted.get() + 1),
                None => refused.set(refused.get() + 1),
                Some(reason) => return Err(TestCaseError::fail(format!("{params}: {reason}"))),
            }
            Ok(())
        });
        if let Err(TestError::Fail(reason, _)) = outcome {
            let _ = writeln!(
                report,
                "{}: {reason}\n  schema: {}",
                subject.name, subject.parameters["properties"]
            );
        }
    }
    assert!(report.is_empty(), "server and schema disagree:\n{report}");
    // Values must miss their schema often enough, and not always, for this test to say anything.
    let (accepted, refused) = (accepted.get(), refused.get());
    let share = f64::from(accepted) / f64::from(accepted + refused);
    assert!((0.2..0.8).contains(&share), "{accepted} values were accepted and {refused} refused");
}

/// What is written of the largest number of 32 bits is a little more than it is. A caller can send back what it got,
/// whether the number is decoded straight from the text or out of a buffer, and the schemas say so.
#[tokio::test]
async fn the_largest_float_can_be_sent_back() {
    let dispatcher = Dispatcher::builder(commandry_echo::commands()).build().unwrap();
    let catalog = dispatcher.catalog().clone();
    for (name, place) in
        [("echo_f32", "/value"), ("echo_numbers", "/value"), ("echo_map_of_numbers", "/value/key")]
    {
        let command = catalog.command(name).unwrap();
        let published =
            commandry_schema::validation::Validator::new(&command.parameters_schema(), &catalog.schemas)
                .unwrap();
        for (number, taken) in [(json!(3.402_823_5e38), true), (json!(3.402_823_6e38), false)] {
            let value = if place == "/value" { number } else { json!({ "key": number }) };
            let params = json!({ "value": value });
            let answer = call(&dispatcher, name, &params).await;
            assert_eq!(answer.get("result"), taken.then_some(&value), "{name}: {answer}");
            assert_eq!(published.is_valid(&params), taken, "{name}: {params}");
        }
    }
}
