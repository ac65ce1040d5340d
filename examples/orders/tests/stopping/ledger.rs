//! What became of the calls.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What callers were told, all of them together.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    answered: Mutex<BTreeSet<String>>,
    unserved: AtomicUsize,
}

impl Ledger {
    /// The call with this mark was answered with its result.
    pub(crate) fn answer(&self, mark: &str) {
        assert!(self.lock().insert(mark.to_owned()), "{mark} was answered twice");
    }

    /// So many calls got no answer at all, since the connection was closed before, or were told that the service stops.
    pub(crate) fn refuse(&self, count: usize) {
        self.unserved.fetch_add(count, Ordering::SeqCst);
    }

    /// The marks of calls that were answered with a result.
    pub(crate) fn answered(&self) -> BTreeSet<String> {
        self.lock().clone()
    }

    /// How many were.
    pub(crate) fn answered_count(&self) -> usize {
        self.lock().len()
    }

    /// How many were not served.
    pub(crate) fn unserved(&self) -> usize {
        self.unserved.load(Ordering::SeqCst)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.answered.lock().expect("no caller panics with it")
    }
}
