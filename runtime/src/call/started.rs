//! A call between its start and its answer.

use std::{
    any::Any,
    future::Future,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{self, Poll},
    time::Duration,
};

use super::{Entry, Limits, Reply, RunningCommand, permit::Permit};
use crate::{CallError, codes, context::Context, deadline::within, declaration::data::CommandData};

/// A call that was started.
pub(crate) enum Started<'a> {
    /// It is done.
    Done(Reply),
    /// Its arguments were not read as JSON beforehand, and could not be decoded; the command has not run.
    Unreadable,
    /// Its command runs.
    Running(RunningCall<'a>),
    /// It is with the interceptors.
    Intercepted(Pin<Box<dyn Future<Output = Reply> + Send + 'a>>),
}

/// What is said of arguments that are no JSON where nobody reads them again.
#[cold]
fn unreadable() -> Reply {
    Reply::from_error(CallError::new(codes::PARSE_ERROR, "parse_error", "The parameters are not JSON."))
}

impl Started<'_> {
    /// A call that failed before its command ran.
    pub(crate) fn failed(error: CallError) -> Self {
        Self::Done(Reply::from_error(error))
    }

    /// Waits for the answer, which may be a stream.
    pub(crate) async fn open(self) -> Reply {
        match self {
            Self::Done(reply) => reply,
            Self::Unreadable => unreadable(),
            Self::Running(call) => call.finish().await,
            Self::Intercepted(call) => call.await,
        }
    }

    /// Waits for the answer; the items of a stream are collected.
    pub(crate) async fn finish(self, limits: &Limits, entry: &Entry) -> Reply {
        let mut reply = self.open().await;
        match reply.take_items() {
            Some(items) => Box::pin(items.collect(limits, entry.time_limit(limits), reply)).await,
            None => reply,
        }
    }

    /// Lets the call go on until it has to wait; most calls are answered by then. The others go on in
    /// [`finish`](Self::finish).
    pub(crate) fn poll(&mut self, task: &mut task::Context<'_>) -> Poll<Reply> {
        let polled = match self {
            Self::Done(reply) => Poll::Ready(mem::take(reply)),
            Self::Unreadable => Poll::Ready(unreadable()),
            Self::Running(call) => call.poll(task),
            Self::Intercepted(call) => call.as_mut().poll(task),
        };
        match polled {
            Poll::Ready(reply) if reply.is_stream() => {
                *self = Self::Done(reply);
                Poll::Pending
            }
            polled => polled,
        }
    }
}

/// A command that runs, with everything that must happen when it ends or is given up.
pub(crate) struct RunningCall<'a> {
    contained: Contained,
    command: &'static CommandData,
    limit: Duration,
    cancel: CancelOnDrop,
    permit: Permit<'a>,
}

impl<'a> RunningCall<'a> {
    pub(super) fn new(
        running: Pin<Box<dyn RunningCommand>>,
        reply: Reply,
        command: &'static CommandData,
        limit: Duration,
        context: Option<Context>,
        permit: Permit<'a>,
    ) -> Self {
        Self {
            contained: Contained { running, reply },
            command,
            limit,
            cancel: CancelOnDrop(context),
            permit,
        }
    }

    fn poll(&mut self, task: &mut task::Context<'_>) -> Poll<Reply> {
        let command = self.command;
        let Poll::Ready(outcome) = Pin::new(&mut self.contained).poll(task) else { return Poll::Pending };
        let mut reply = settled(outcome, command);
        if reply.is_stream() {
            let cancel = mem::replace(&mut self.cancel, CancelOnDrop(None));
            reply = kept_open(reply, command, cancel, &self.permit);
        }
        Poll::Ready(reply)
    }

    async fn finish(self) -> Reply {
        let Self { mut contained, command, limit, cancel, permit } = self;
        let outcome = within(limit, &mut contained).await;
        if outcome.is_none() {
            give_up(contained, command);
        }
        match outcome {
            Some(outcome) => kept_open(settled(outcome, command), command, cancel, &permit),
            None => Reply::from_error(timed_out(limit)),
        }
    }
}

/// Keeps a call whose answer is a stream open until the stream ends; another call ends here.
pub(super) fn kept_open(
    mut reply: Reply,
    command: &'static CommandData,
    cancel: CancelOnDrop,
    permit: &Permit<'_>,
) -> Reply {
    if let Some(mut items) = reply.take_items() {
        items.keep_open(command, cancel, permit.lasting());
        reply.give_items(items);
    }
    reply
}

/// A command that runs, the reply that it writes into, and an end to its panics.
struct Contained {
    running: Pin<Box<dyn RunningCommand>>,
    reply: Reply,
}

impl Future for Contained {
    type Output = Result<Reply, Box<dyn Any + Send>>;

    fn poll(mut self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<Self::Output> {
        let Self { running, reply } = &mut *self;
        match catch_unwind(AssertUnwindSafe(|| running.as_mut().poll_answer(task, reply))) {
            Ok(Poll::Ready(())) => Poll::Ready(Ok(mem::take(&mut self.reply))),
            Ok(Poll::Pending) => Poll::Pending,
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}

fn settled(outcome: Result<Reply, Box<dyn Any + Send>>, command: &CommandData) -> Reply {
    outcome.unwrap_or_else(|panic| Reply::from_error(panicked("the command", command.name, &*panic)))
}

/// Tells a command that nobody waits for it any more, also when its caller's connection is gone.
pub(super) struct CancelOnDrop(pub(super) Option<Context>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if let Some(context) = &self.0 {
            context.cancel();
        }
    }
}

#[cold]
fn timed_out(limit: Duration) -> CallError {
    CallError::new(
        codes::TIMED_OUT,
        "timed_out",
        format!("The command did not finish within {} seconds and was given up.", limit.as_secs_f64()),
    )
}

/// Drops a command that takes too long. The ends of its values are its own code, and may panic as it may.
#[cold]
fn give_up(running: impl Future, command: &CommandData) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(running))) {
        // The caller hears that time ran out; that the end failed as well is for the log alone.
        panicked("the command, while it was given up,", command.name, &*panic);
    }
}

#[cold]
pub(super) fn panicked(who: &str, command: &str, panic: &(dyn Any + Send)) -> CallError {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    CallError::internal(&format!("{who} panicked: {text}"), command)
}
