//! A command that was started.

use std::{future::Future, pin::Pin};

use super::Reply;

/// What a handler gives: the answer, or the promise of one, or nothing because the parameters did not fit.
pub enum Running {
    /// The command was synchronous and is done.
    Done(Reply),
    /// The command runs.
    Later(Pin<Box<dyn Future<Output = Reply> + Send>>),
    /// The command was not started.
    Refused,
}

/// Runs a function on a thread where blocking harms nobody.
pub(crate) fn on_blocking_thread(
    function: Box<dyn FnOnce() -> Reply + Send>,
) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
    Box::pin(async move {
        match tokio::task::spawn_blocking(function).await {
            Ok(reply) => reply,
            Err(error) => match error.try_into_panic() {
                // The panic goes on here, where every command's panics are caught.
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Reply::from_error(crate::CallError::new(
                    crate::codes::SHUTTING_DOWN,
                    "shutting_down",
                    "The server stops and no longer runs this command.",
                )),
            },
        }
    })
}
