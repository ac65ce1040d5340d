//! How long the queues are, for those who watch over a service.

use std::{
    future::Future,
    sync::{Arc, Mutex as Lock, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use super::{Jobs, StoreError, record::QueueLength};
use crate::Dispatcher;

/// For how long an answer of the store is given again, however often somebody asks.
const PAUSE: Duration = Duration::from_secs(2);
/// How long the store may take. Prometheus waits ten seconds for everything that is measured.
const LIMIT: Duration = Duration::from_secs(2);
/// After what time an answer is too old to be shown to somebody who does not ask the store.
const AGE: Duration = Duration::from_secs(10);

/// What the store last said of its queues.
#[derive(Default)]
pub(super) struct Lengths {
    /// Held by the one who asks the store, so that many readers at once ask it once.
    asking: Mutex<()>,
    last: Lock<Option<Answered>>,
}

/// An answer of the store, or that there was none.
struct Answered {
    at: Instant,
    queues: Option<Arc<[QueueLength]>>,
}

/// Asks the store for the lengths of the queues, unless it was asked a moment ago.
///
/// A store that is away or slow is waited for no longer than a scrape can bear; then nothing is known of its queues.
pub(crate) async fn refresh(dispatcher: &Dispatcher) {
    let Some(jobs) = dispatcher.job_service() else { return };
    let queues = dispatcher.jobs().queues();
    if queues.is_empty() {
        return;
    }
    jobs.lengths().refresh(count(&jobs, &queues)).await;
}

/// The lengths of the queues, if the store has told them lately.
pub(crate) fn known(dispatcher: &Dispatcher) -> Option<Arc<[QueueLength]>> {
    dispatcher.job_service()?.lengths().known()
}

async fn count(jobs: &Jobs, queues: &[&str]) -> Result<Vec<QueueLength>, StoreError> {
    jobs.store().await?.count(queues).await
}

impl Lengths {
    async fn refresh(&self, count: impl Future<Output = Result<Vec<QueueLength>, StoreError>>) {
        let asked = async {
            let _asking = self.asking.lock().await;
            if self.last().as_ref().is_some_and(|last| last.at.elapsed() < PAUSE) {
                return;
            }
            let queues = match timeout(LIMIT, count).await {
                Ok(Ok(queues)) => Some(queues.into()),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the queues of jobs cannot be counted");
                    None
                }
                Err(_) => {
                    tracing::warn!("the queues of jobs cannot be counted: the store does not answer");
                    None
                }
            };
            *self.last() = Some(Answered { at: Instant::now(), queues });
        };
        // Whoever waits for another's question waits no longer than for one of their own.
        let _ = timeout(LIMIT * 2, asked).await;
    }

    fn known(&self) -> Option<Arc<[QueueLength]>> {
        self.last().as_ref().filter(|last| last.at.elapsed() < AGE)?.queues.clone()
    }

    /// What is in it is replaced as a whole, so that a panic leaves nothing half done.
    fn last(&self) -> MutexGuard<'_, Option<Answered>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::{Lengths, QueueLength, StoreError};

    fn length(waiting: i64) -> QueueLength {
        QueueLength { queue: "mail".to_owned(), waiting, running: 0 }
    }

    #[tokio::test]
    async fn the_store_is_asked_once_for_many_readers() {
        let (lengths, asked) = (Lengths::default(), AtomicU32::new(0));
        let ask = || async {
            tokio::task::yield_now().await;
            Ok(vec![length(i64::from(asked.fetch_add(1, Ordering::Relaxed)))])
        };
        assert!(lengths.known().is_none(), "nothing is known before somebody asks");
        tokio::join!(lengths.refresh(ask()), lengths.refresh(ask()));
        lengths.refresh(ask()).await;
        assert_eq!((asked.load(Ordering::Relaxed), lengths.known().unwrap()[0].waiting), (1, 0));
    }

    #[tokio::test]
    async fn nothing_is_known_of_a_store_that_fails() {
        let lengths = Lengths::default();
        lengths.refresh(async { Err(StoreError::new("away")) }).await;
        assert!(lengths.known().is_none());
        // It is left alone for a while.
        lengths.refresh(async { Ok(vec![length(1)]) }).await;
        assert!(lengths.known().is_none());
    }
}
