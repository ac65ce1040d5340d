//! Commands whose every run leaves a trace.

use std::{fs::OpenOptions, io::Write, time::Duration};

use commandry::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

/// What a run of `count` gives: its number, and what no other run gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counted {
    /// The number that was sent.
    pub number: u32,
    /// A name of this run.
    pub run: String,
}

/// Gives a number back after a while.
///
/// # Returns
/// The number and the name of the run.
#[command(group = "tests", read_only = false, job)]
pub async fn count(
    /// The number.
    number: u32,
    /// How long it takes, in milliseconds.
    #[param(default = 10)]
    milliseconds: u64,
) -> Counted {
    let run = trace("count", &number.to_string());
    sleep(Duration::from_millis(milliseconds)).await;
    Counted { number, run }
}

/// Fails, or gives the number of its runs once there were enough of them.
///
/// # Returns
/// How often it was run.
///
/// # Errors
/// Fails in the runs before.
#[command(group = "tests", read_only = false, job(attempts = 3))]
pub async fn fail(
    /// The run that succeeds.
    successful_run: usize,
) -> Result<usize, std::io::Error> {
    trace("fail", "");
    let runs = traces().lines().filter(|line| line.starts_with("fail ")).count();
    if runs >= successful_run { Ok(runs) } else { Err(std::io::Error::other("not yet")) }
}

/// Why `refuse` fails.
#[derive(Debug, thiserror::Error, commandry::CommandErrors)]
pub enum Refusal {
    /// It always refuses.
    #[error("no")]
    #[command_error(code = 1001)]
    Refused,
}

/// Refuses for good.
///
/// # Errors
/// Fails always.
#[command(group = "tests", read_only = false, job)]
pub async fn refuse() -> Result<(), Refusal> {
    trace("refuse", "");
    Err(Refusal::Refused)
}

/// Goes on in steps, and ends early when it is told to.
///
/// # Returns
/// How many steps were done.
///
/// # Errors
/// Fails when it is told to stop.
#[command(group = "tests", read_only = false, job)]
pub async fn hold(
    #[inject] progress: Progress,
    #[inject] cancellation: CancellationToken,
    /// How many steps of 50 milliseconds to do.
    steps: u32,
) -> Result<u32, std::io::Error> {
    trace("hold", "");
    for step in 1..=steps {
        sleep(Duration::from_millis(50)).await;
        if cancellation.is_cancelled() {
            return Err(std::io::Error::other("told to stop"));
        }
        progress.report(step.into(), Some(steps.into()), "holding");
    }
    Ok(steps)
}

/// Goes on for a minute, whatever it is told.
#[command(group = "tests", read_only = false, job(queue = "long"))]
pub async fn stubborn() {
    trace("stubborn", "");
    sleep(Duration::from_mins(1)).await;
}

/// Runs once at a time for the same parameter.
///
/// # Returns
/// The parameter.
#[command(group = "tests", read_only = false, job(unique))]
pub async fn once(
    /// What tells jobs apart.
    key: String,
) -> String {
    trace("once", &key);
    key
}

/// Waits for its turn.
#[command(group = "tests", read_only = false, job)]
pub async fn plain(
    /// What tells jobs apart.
    key: String,
) {
    trace("plain", &key);
}

/// Goes before others.
#[command(group = "tests", read_only = false, job(priority = 10))]
pub async fn urgent(
    /// What tells jobs apart.
    key: String,
) {
    trace("urgent", &key);
}

/// Runs by itself every minute.
#[command(group = "tests", read_only = false, job(schedule = "* * * * *"))]
pub async fn tick() {
    trace("tick", "");
}

/// Notes a run; gives it a name.
fn trace(command: &str, what: &str) -> String {
    let run = format!("{:032x}", fastrand::u128(..));
    let path = std::env::var_os(crate::TRACES).expect("a test says where traces go");
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("traces can be written");
    // One short write at the end of a file is not mixed with that of another process.
    file.write_all(format!("{command} {what} {run}\n").as_bytes()).expect("traces can be written");
    run
}

fn traces() -> String {
    let path = std::env::var_os(crate::TRACES).expect("a test says where traces go");
    std::fs::read_to_string(path).expect("traces can be read")
}
