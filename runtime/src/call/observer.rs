//! Looking at calls from outside: what metrics and traces are made of.

use std::time::{Duration, Instant};

use tracing::{Instrument, Span};

use super::{Dispatcher, Entry, Reply, Started};
use crate::codes;

/// Is told of every call; it must be quick, since calls wait for it.
pub(crate) trait CallObserver: Send + Sync {
    /// The dispatcher whose calls it is told of is there.
    fn attached(&self, dispatcher: &Dispatcher) {
        let _ = dispatcher;
    }

    /// A call is about to be checked and run; it runs within the span that is given back.
    fn begun(&self, entry: &Entry) -> Span {
        let _ = entry;
        Span::none()
    }

    /// A call could not be read in the quick way; it is begun again, and this first attempt does not count.
    fn begun_in_vain(&self, span: &Span) {
        let _ = span;
    }

    /// A call was answered or given up.
    fn ended(&self, ended: &EndedCall<'_>);

    /// Something was called that does not exist; the name is whatever a caller has sent.
    fn unknown(&self);
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
    /// What it ran in.
    pub(crate) span: &'a Span,
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
            let span = observer.begun(entry);
            let watch = Watch { observer, entry, span, began, told: false };
            let started = watch.span.in_scope(start);
            watch.over(started)
        }
    }
}

/// Watches one call.
struct Watch<'a> {
    observer: &'a dyn CallObserver,
    entry: &'a Entry,
    span: Span,
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
                self.observer.begun_in_vain(&self.span);
                Started::Unreadable
            }
            started => {
                let span = self.span.clone();
                let watching = async move {
                    let reply = started.open().await;
                    self.tell(&reply);
                    reply
                };
                Started::Intercepted(Box::pin(watching.instrument(span)))
            }
        }
    }

    fn tell(&mut self, reply: &Reply) {
        self.end(reply.error().map(crate::CallError::code));
    }

    fn end(&mut self, code: Option<i64>) {
        if !self.told {
            self.told = true;
            let took = self.began.elapsed();
            self.observer.ended(&EndedCall { entry: self.entry, code, took, span: &self.span });
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        // Whoever waited has gone away.
        self.end(Some(codes::CANCELLED));
    }
}
