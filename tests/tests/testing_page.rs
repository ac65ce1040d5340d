//! `docs/testing.md` tells the truth: all code of the page stands here, word for word, and runs.

#![allow(clippy::float_cmp, reason = "the quotients of the page are exact")]

use std::sync::atomic::{AtomicU32, Ordering};

use commandry::{Origin, prelude::*};
use serde_json::json;

/// Divides a number.
#[command(group = "arithmetic", read_only)]
fn divide(
    /// The number.
    number: f64,
    /// What to divide it by.
    by: f64,
) -> Result<f64, CallError> {
    if by == 0.0 {
        return Err(CallError::new(1001, "division_by_zero", "nothing divides by zero"));
    }
    Ok(number / by)
}

#[test]
fn a_command_is_a_function() {
    assert_eq!(divide(3.0, 2.0).unwrap(), 1.5);
}

/// Counts its calls.
#[command(group = "arithmetic", read_only = false)]
fn count_calls(#[inject] calls: State<AtomicU32>) -> u32 {
    calls.fetch_add(1, Ordering::SeqCst)
}

fn calculator() -> App {
    App::new("calculator", "1.0.0").state(AtomicU32::new(0))
}

#[tokio::test]
async fn parameters_are_checked() {
    let dispatcher = calculator().build().await.unwrap();
    assert_eq!(dispatcher.call::<divide>((3.0, 2.0)).await.unwrap(), 1.5);
    let params = json!({"number": 3, "by": "two"});
    let refused = dispatcher.call_by_name("divide", &params, &Origin::default()).await.unwrap_err();
    assert_eq!(refused.kind(), "invalid_params");
}

use commandry::testing::TestApp;

#[tokio::test]
async fn every_caller_hears_the_same() {
    let app = TestApp::of(calculator()).await.unwrap();

    let outcomes = app.call("divide", json!({"number": 3, "by": 2})).await;
    assert_eq!(outcomes.agreed().result(), 1.5);

    let outcomes = app.call("divide", json!({"number": 3, "by": 0})).await;
    assert_eq!(outcomes.agreed().failure().kind(), "division_by_zero");
}

#[tokio::test]
async fn the_first_call_is_number_zero_for_every_caller() {
    for surface in TestApp::of(calculator()).await.unwrap().surfaces("count_calls") {
        let app = TestApp::of(calculator()).await.unwrap();
        let outcome = app.call_on(surface, "count_calls", &json!({})).await;
        assert_eq!(outcome.result(), 0, "{surface:?}");
    }
}

const PAGE: &str = include_str!("../../docs/testing.md");

/// The blocks of the page in one language.
fn blocks(language: &str) -> impl Iterator<Item = &'static str> {
    let fence = format!("```{language}\n");
    let starts: Vec<_> = PAGE.match_indices(&fence).map(|(start, _)| start + fence.len()).collect();
    starts.into_iter().map(|start| PAGE[start..].split("```").next().unwrap_or_default())
}

#[test]
fn all_code_of_the_page_runs_here() {
    let here = include_str!("testing_page.rs");
    assert_eq!(blocks("rust").count(), 4);
    for block in blocks("rust") {
        assert!(here.contains(block), "this stands on the page and not in its test:\n{block}");
    }
}

#[tokio::test]
async fn a_disagreement_reads_as_the_page_shows() {
    let app = TestApp::of(calculator()).await.unwrap();
    let disagreement = app.call("count_calls", json!({})).await.agree().unwrap_err();
    assert_eq!(blocks("text").collect::<Vec<_>>(), [format!("{disagreement}\n")]);
}
