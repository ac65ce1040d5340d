//! How many calls run at once.

use std::sync::atomic::Ordering;

use super::dispatcher::Dispatcher;

/// The right to run one call.
pub(super) struct Permit<'a>(&'a Dispatcher);

impl<'a> Permit<'a> {
    pub(super) fn take(dispatcher: &'a Dispatcher) -> Option<Self> {
        // The permit exists before the check, so that a refusal gives its place back like every other end.
        let inner = &dispatcher.0;
        let running = inner.running.fetch_add(1, Ordering::Relaxed);
        let permit = Self(dispatcher);
        (running < inner.limits.concurrent_calls && !inner.stopping.load(Ordering::Relaxed)).then_some(permit)
    }
}

impl Permit<'_> {
    /// A permit for the same call that may outlive the borrow.
    pub(super) fn lasting(&self) -> LastingPermit {
        self.0.0.running.fetch_add(1, Ordering::Relaxed);
        LastingPermit(self.0.clone())
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The right to run one call for longer than the one who started it looks at it.
pub(super) struct LastingPermit(Dispatcher);

impl Drop for LastingPermit {
    fn drop(&mut self) {
        self.0.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}
