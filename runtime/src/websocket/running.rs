//! The calls of one connection that run, so that they can be cancelled.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tokio_util::sync::CancellationToken;

/// Calls that run, by their id as written.
#[derive(Default)]
pub(super) struct RunningCalls(Mutex<HashMap<Box<str>, CancellationToken>>);

/// A call that can be cancelled as long as this lives.
pub(super) struct Cancellable<'a> {
    calls: &'a RunningCalls,
    id: Option<&'a str>,
    token: CancellationToken,
}

impl RunningCalls {
    /// Whether a call with this id runs.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.with(|calls| calls.contains_key(id))
    }

    /// Makes a call known; one without an id cannot be cancelled.
    pub(super) fn add<'a>(&'a self, id: Option<&'a str>) -> Cancellable<'a> {
        let token = CancellationToken::new();
        if let Some(id) = id {
            self.with(|calls| calls.insert(id.into(), token.clone()));
        }
        Cancellable { calls: self, id, token }
    }

    /// Cancels a call; `false` when none with this id runs.
    pub(super) fn cancel(&self, id: &str) -> bool {
        self.with(|calls| calls.get(id).map(CancellationToken::cancel)).is_some()
    }

    fn with<T>(&self, change: impl FnOnce(&mut HashMap<Box<str>, CancellationToken>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Cancellable<'_> {
    /// Waits until the call is cancelled.
    pub(super) async fn cancelled(&self) {
        self.token.cancelled().await;
    }
}

impl Drop for Cancellable<'_> {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.calls.with(|calls| calls.remove(id));
        }
    }
}
