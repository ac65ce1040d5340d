//! Looking at calls from outside: what metrics and traces are made of.

use std::time::{Duration, Instant};

use super::{Dispatcher, Entry, Reply, Started};
use crate::{Origin, codes};

/// Is told of every call; it must be quick, since calls wait for it.
pub(crate) trait CallObserver: Send + Sync {
    /// A call is about to be checked and run, in the span of whoever received it.
    fn begun(&self, entry: &Entry, origin: &Origin) {
        let _ = (entry, origin);
    }

    /// A call was answered or given up.
    fn ended(&self, ended: &EndedCall<'_>);

    /// Something was called that does not exist; the name is whatever a caller has sent.
    fn unknown(&self);
}

/// A call that was answered or given up.
pub(crate) struct EndedCall<'a> {
    pub(crate) entry: &'a Entry,
    /// The code of the error; `None` when the call succeeded.
    pub(crate) code: Option<i64>,
    /// From the time it was received to its answer.
    pub(crate) took: Duration,
}

/// Watches one call.
pub(super) struct Watch<'a> {
    observer: &'a dyn CallObserver,
    entry: &'a Entry,
    began: Instant,
    told: bool,
}

impl<'a> Watch<'a> {
    /// Begins to watch, if anybody does.
    pub(super) fn begin(dispatcher: &'a Dispatcher, entry: &'a Entry, origin: &Origin) -> Option<Self> {
        let observer = dispatcher.observer()?;
        observer.begun(entry, origin);
        Some(Self { observer, entry, began: Instant::now(), told: false })
    }

    /// Goes on watching what was started.
    pub(super) fn over(mut self, started: Started<'a>) -> Started<'a> {
        match started {
            Started::Done(reply) => {
                self.tell(&reply);
                Started::Done(reply)
            }
            // It will be begun again.
            Started::Unreadable => {
                self.told = true;
                Started::Unreadable
            }
            started => Started::Intercepted(Box::pin(async move {
                let reply = started.open().await;
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
            self.observer.ended(&EndedCall { entry: self.entry, code, took: self.began.elapsed() });
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        // Whoever waited has gone away.
        self.end(Some(codes::CANCELLED));
    }
}
