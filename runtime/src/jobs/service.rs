//! The store of an application's jobs, opened when it is first needed.

use std::{fmt, sync::Arc};

use tokio::sync::{Notify, OnceCell};

use super::{JobSettings, StoreError, store, store::Store};
use crate::{CallError, codes};

/// Where an application keeps its jobs.
///
/// A program that only prints its documents never opens the store.
#[derive(Clone)]
pub(crate) struct Jobs(Arc<Inner>);

struct Inner {
    settings: JobSettings,
    store: OnceCell<Box<dyn Store>>,
    queued: Notify,
    #[cfg(feature = "metrics")]
    lengths: super::lengths::Lengths,
}

impl Jobs {
    pub(crate) fn new(settings: JobSettings) -> Self {
        Self(Arc::new(Inner {
            settings,
            store: OnceCell::new(),
            queued: Notify::new(),
            #[cfg(feature = "metrics")]
            lengths: super::lengths::Lengths::default(),
        }))
    }

    pub(crate) fn settings(&self) -> &JobSettings {
        &self.0.settings
    }

    /// The store, opened by whoever comes first.
    pub(super) async fn store(&self) -> Result<&dyn Store, StoreError> {
        let store = self.0.store.get_or_try_init(|| store::open(self.settings())).await?;
        Ok(&**store)
    }

    /// What is known of the lengths of the queues.
    #[cfg(feature = "metrics")]
    pub(super) fn lengths(&self) -> &super::lengths::Lengths {
        &self.0.lengths
    }

    /// Tells the worker of this process that there is something to do.
    pub(super) fn wake(&self) {
        self.0.queued.notify_one();
    }

    /// Waits until a job is queued in this process.
    pub(super) async fn queued(&self) {
        self.0.queued.notified().await;
    }
}

/// What callers are told when the store does not answer; the cause is for the log.
pub(super) fn unavailable(error: &StoreError) -> CallError {
    tracing::error!(%error, "the store of jobs failed");
    let message = "Jobs cannot be reached at the moment; try again.";
    CallError::new(codes::FAILED, "jobs_unavailable", message).status(503)
}

impl fmt::Debug for Jobs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Jobs").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}
