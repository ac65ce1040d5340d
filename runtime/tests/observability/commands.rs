//! The commands that the tests call.

use std::time::Duration;

use commandry::{CallError, Registry, State, client::Client, command};

/// Adds two numbers.
#[command(group = "tests", read_only)]
pub(crate) fn add(
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
) -> f64 {
    a + b
}

/// Logs on the way, in another task's time and on another thread.
#[command(group = "tests", read_only)]
pub(crate) async fn tell(
    /// What is logged.
    text: String,
) -> Result<u32, CallError> {
    tracing::info!(text, "before waiting");
    tokio::time::sleep(Duration::from_millis(5)).await;
    tracing::info!(text, "after waiting");
    Ok(1)
}

/// Logs on a thread where blocking harms nobody.
#[command(group = "tests", read_only, blocking)]
pub(crate) fn tell_blocking(
    /// What is logged.
    text: String,
) -> u32 {
    tracing::warn!(text, "on a thread of its own");
    1
}

/// Fails as its caller wants.
#[command(group = "tests", read_only)]
pub(crate) async fn fail(
    /// The code of the error.
    code: i64,
) -> Result<u32, CallError> {
    Err(CallError::new(code, "as_wanted", "It failed as it was asked to."))
}

/// Panics.
#[command(group = "tests", read_only)]
pub(crate) async fn panics() -> u32 {
    panic!("it was asked to\nand says so on two lines")
}

/// Takes too long.
#[command(group = "tests", read_only, timeout = "50ms")]
pub(crate) async fn waits() -> u32 {
    std::future::pending().await
}

/// Takes a secret, and fails if it is too short.
#[command(group = "tests", read_only = false)]
pub(crate) async fn log_in(
    /// Who logs in.
    name: String,
    /// The password.
    #[param(secret)]
    password: String,
) -> Result<String, CallError> {
    tracing::debug!(name, "somebody logs in");
    tracing::trace!("at the lowest level");
    if password.len() < 8 {
        return Err(CallError::new(1001, "too_short", "The password is too short."));
    }
    Ok(name)
}

/// Adds two numbers at another server.
#[command(group = "tests", read_only)]
pub(crate) async fn add_elsewhere(
    #[inject] elsewhere: State<Client>,
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
) -> Result<f64, CallError> {
    elsewhere.call::<add>((a, b)).await.map_err(|error| CallError::generic(&error))
}

pub(crate) fn registry() -> Registry {
    Registry::new()
        .with::<add>()
        .with::<tell>()
        .with::<tell_blocking>()
        .with::<fail>()
        .with::<panics>()
        .with::<waits>()
        .with::<log_in>()
}
