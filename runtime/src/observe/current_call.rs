//! Which call a thread runs code for, so that what is logged meanwhile says so.
//!
//! A span would say it too, and costs a call of some microseconds a third of its time, since it is written down whether
//! or not anything is logged.

use std::{
    cell::RefCell,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use super::request::RequestId;

thread_local! {
    static CURRENT: RefCell<Option<CurrentCall>> = const { RefCell::new(None) };
}

/// Runs a future as a part of the call that the caller of this function belongs to, so that what it logs names that call:
/// for tasks that a command spawns.
///
/// # Examples
///
/// ```
/// use commandry::observe::in_current_call;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let task = tokio::spawn(in_current_call(async {
///     tracing::info!("named like the call that spawned it");
///     7
/// }));
/// assert_eq!(task.await.unwrap(), 7);
/// # }
/// ```
pub fn in_current_call<F: Future>(future: F) -> InCurrentCall<F> {
    InCurrentCall { future, call: CurrentCall::get() }
}

pin_project! {
    /// The future that [`in_current_call`] gives.
    #[must_use = "futures do nothing unless they are polled"]
    #[derive(Debug)]
    pub struct InCurrentCall<F> {
        #[pin]
        future: F,
        call: Option<CurrentCall>,
    }
}

impl<F: Future> Future for InCurrentCall<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        CurrentCall::within(this.call, || this.future.poll(task))
    }
}

/// A call as lines of the log name it.
#[derive(Clone, Debug)]
pub(crate) struct CurrentCall {
    request: RequestId,
    command: &'static str,
}

impl CurrentCall {
    pub(super) fn new(request: RequestId, command: &'static str) -> Self {
        Self { request, command }
    }

    /// The call that this thread runs for.
    pub(crate) fn get() -> Option<Self> {
        // A thread that ends may log as well.
        CURRENT.try_with(|current| current.try_borrow().ok()?.clone()).ok().flatten()
    }

    /// Runs a function for a call; for none, whatever this thread runs for goes on.
    pub(crate) fn within<T>(call: &mut Option<Self>, function: impl FnOnce() -> T) -> T {
        if call.is_none() {
            return function();
        }
        let _within = Within { outer: CURRENT.replace(call.take()), call };
        function()
    }

    pub(super) fn request(&self) -> &RequestId {
        &self.request
    }

    pub(super) fn command(&self) -> &'static str {
        self.command
    }
}

/// As the span of the call would be written.
impl fmt::Display for CurrentCall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "call{{request_id={} command={:?}}}", self.request, self.command)
    }
}

/// Gives the call back and lets go on what was before it, also when the function panics.
struct Within<'a> {
    call: &'a mut Option<CurrentCall>,
    outer: Option<CurrentCall>,
}

impl Drop for Within<'_> {
    fn drop(&mut self) {
        *self.call = CURRENT.replace(self.outer.take());
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn named(command: &'static str) -> CurrentCall {
        CurrentCall::new(RequestId::made(), command)
    }

    fn current() -> Option<&'static str> {
        CurrentCall::get().map(|call| call.command())
    }

    #[test]
    fn calls_end_where_they_began_whatever_happens() {
        let (mut outer, mut inner) = (Some(named("outer")), Some(named("inner")));
        CurrentCall::within(&mut outer, || {
            assert_eq!(current(), Some("outer"));
            CurrentCall::within(&mut inner, || assert_eq!(current(), Some("inner")));
            CurrentCall::within(&mut None, || assert_eq!(current(), Some("outer")));
            let panicking =
                AssertUnwindSafe(|| CurrentCall::within(&mut inner, || panic!("as it was told to")));
            assert!(catch_unwind(panicking).is_err());
            assert_eq!(current(), Some("outer"));
        });
        assert_eq!(current(), None);
        assert_eq!(inner.map(|call| call.command()), Some("inner"), "it can go on");
    }

    #[tokio::test]
    async fn a_task_can_belong_to_a_call() {
        let mut call = Some(named("spawns"));
        let (inside, outside) = CurrentCall::within(&mut call, || {
            let tell = async || {
                tokio::task::yield_now().await;
                current()
            };
            (tokio::spawn(in_current_call(tell())), tokio::spawn(tell()))
        });
        assert_eq!((inside.await.unwrap(), outside.await.unwrap()), (Some("spawns"), None));
    }
}
