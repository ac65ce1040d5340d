//! Looking at calls from outside: what metrics and traces are made of.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    time::{Duration, Instant},
};

use tracing::Span;

use super::{Dispatcher, Entry, Reply, Started};
use crate::codes;

/// Is told of every call; it must be quick, since calls wait for it.
pub(crate) trait CallObserver: Send + Sync {
    /// The dispatcher whose calls it is told of is there.
    fn attached(&self, dispatcher: &Dispatcher) {
        let _ = dispatcher;
    }

    /// A call is about to be checked and run; it runs within what is given back.
    fn begun(&self, entry: &Entry) -> CallScope {
        let _ = entry;
        CallScope::default()
    }

    /// A call could not be read in the quick way; it is begun again, and this first attempt does not count.
    fn begun_in_vain(&self, span: &Span) {
        let _ = span;
    }

    /// A call was answered or given up; it ran within the scope.
    fn ended(&self, ended: &EndedCall<'_>, scope: &mut CallScope);

    /// Something was called that does not exist; the name is whatever a caller has sent.
    fn unknown(&self);
}

/// What a call runs within, from its begin to what is told of its end.
pub(crate) struct CallScope {
    pub(crate) span: Span,
    /// How lines of the log name it.
    #[cfg(feature = "logging")]
    pub(crate) call: Option<crate::observe::CurrentCall>,
}

impl Default for CallScope {
    fn default() -> Self {
        Self {
            span: Span::none(),
            #[cfg(feature = "logging")]
            call: None,
        }
    }
}

impl CallScope {
    /// Runs a function as a part of the call.
    pub(crate) fn run<T>(&mut self, function: impl FnOnce() -> T) -> T {
        let function = || self.span.in_scope(function);
        #[cfg(feature = "logging")]
        return crate::observe::CurrentCall::within(&mut self.call, function);
        #[cfg(not(feature = "logging"))]
        function()
    }
}

/// A call that was answered or given up.
#[cfg_attr(
    not(all(feature = "logging", feature = "metrics")),
    allow(dead_code, reason = "each part that is told of calls reads some of it")
)]
pub(crate) struct EndedCall<'a> {
    pub(crate) entry: &'a Entry,
    /// The code of the error; `None` when the call succeeded.
    pub(crate) code: Option<i64>,
    /// From the time it was received to its answer.
    pub(crate) took: Duration,
}

/// Starts a call and watches it, if anybody wants to know of it.
#[inline]
pub(super) fn watched<'a>(
    dispatcher: &'a Dispatcher,
    entry: &'a Entry,
    start: impl FnOnce() -> Started<'a>,
) -> Started<'a> {
    match dispatcher.observer() {
        None => start(),
        Some(observer) => {
            let began = Instant::now();
            let scope = observer.begun(entry);
            let mut watch = Watch { observer, entry, scope, began, told: false };
            let started = watch.scope.run(start);
            watch.over(started)
        }
    }
}

/// Watches one call.
struct Watch<'a> {
    observer: &'a dyn CallObserver,
    entry: &'a Entry,
    scope: CallScope,
    began: Instant,
    told: bool,
}

impl<'a> Watch<'a> {
    /// Goes on watching what was started.
    fn over(mut self, started: Started<'a>) -> Started<'a> {
        match started {
            Started::Done(reply) => {
                self.tell(&reply);
                Started::Done(reply)
            }
            Started::Unreadable => {
                self.told = true;
                self.observer.begun_in_vain(&self.scope.span);
                Started::Unreadable
            }
            started => Started::Intercepted(Box::pin(async move {
                let reply = {
                    let mut running = pin!(started.open());
                    poll_fn(|task| self.scope.run(|| running.as_mut().poll(task))).await
                };
                self.tell(&reply);
                reply
            })),
        }
    }

    fn tell(&mut self, reply: &Reply) {
        self.end(reply.error().map(crate::CallError::code));
    }

    fn end(&mut self, code: Option<i64>) {
        if !self.told {
            self.told = true;
            let took = self.began.elapsed();
            self.observer.ended(&EndedCall { entry: self.entry, code, took }, &mut self.scope);
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        // Whoever waited has gone away.
        self.end(Some(codes::CANCELLED));
    }
}
