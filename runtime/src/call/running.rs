//! A command that was started.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use super::Reply;

/// What a handler gives: nothing to wait for, or a command that runs.
///
/// The answer is written into the reply of the call, which handlers only borrow: there are many of them, and each
/// would have to move it.
pub enum Running {
    /// The command was synchronous and is done, or the parameters did not fit and it was not started.
    Ended,
    /// The command runs.
    Later(Pin<Box<dyn RunningCommand>>),
}

/// A command that runs, and writes its answer when it ends.
pub trait RunningCommand: Send {
    /// Goes on until the command has to wait, or has written its answer.
    fn poll_answer(self: Pin<&mut Self>, task: &mut Context<'_>, reply: &mut Reply) -> Poll<()>;
}

pin_project! {
    /// A future that gives the whole answer.
    struct GivesReply<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future<Output = Reply> + Send> RunningCommand for GivesReply<F> {
    fn poll_answer(self: Pin<&mut Self>, task: &mut Context<'_>, reply: &mut Reply) -> Poll<()> {
        self.project().future.poll(task).map(|given| *reply = given)
    }
}

/// Waits for a future that gives the whole answer.
#[cfg(feature = "jobs")]
pub(crate) fn running_reply(future: impl Future<Output = Reply> + Send + 'static) -> Running {
    Running::Later(Box::pin(GivesReply { future }))
}

/// Runs a function on a thread where blocking harms nobody.
pub(crate) fn on_blocking_thread(
    function: Box<dyn FnOnce() -> Reply + Send>,
) -> Pin<Box<dyn RunningCommand>> {
    // What is logged there belongs to the call as well.
    #[cfg(feature = "logging")]
    let function = {
        let (span, mut call) = (tracing::Span::current(), crate::observe::CurrentCall::get());
        move || crate::observe::CurrentCall::within(&mut call, || span.in_scope(function))
    };
    let future = async move {
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
    };
    Box::pin(GivesReply { future })
}
