//! Running jobs until told to stop.

mod claim;
mod keeper;
mod run;
mod schedule;

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokio_util::sync::CancellationToken;

use self::keeper::Running;
pub(super) use self::schedule::read as read_schedule;
use super::{Jobs, StoreError, enqueue::random_id};
use crate::Dispatcher;

/// Which jobs a worker runs.
///
/// # Examples
///
/// ```
/// use commandry::jobs::WorkOptions;
///
/// let options = WorkOptions::default().queue("mail").concurrency(2);
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkOptions {
    queues: Vec<String>,
    concurrency: Option<usize>,
}

impl WorkOptions {
    /// Takes jobs of this queue; of all queues when none is named.
    #[must_use]
    pub fn queue(mut self, name: &str) -> Self {
        self.queues.push(name.to_owned());
        self
    }

    /// Runs this many jobs at the same time at most, instead of what the settings say.
    #[must_use]
    pub fn concurrency(mut self, most: usize) -> Self {
        self.concurrency = Some(most.max(1));
        self
    }
}

/// Runs the jobs of an application until the token is cancelled, and then to the end of its grace.
///
/// A program with a `main` of its own spawns it; `serve` and `worker` do so themselves.
///
/// # Errors
///
/// Fails when the store cannot be opened, when the application keeps no jobs, and when it has no such queue. A store that
/// fails later is asked again until it answers.
pub async fn work(
    dispatcher: &Dispatcher,
    options: WorkOptions,
    stop: CancellationToken,
) -> Result<(), StoreError> {
    let worker = Worker::new(dispatcher, options)?;
    worker.jobs.store().await?;
    worker.work(stop).await;
    Ok(())
}

/// Begins to work beside a server, if the application keeps jobs and its settings say so; the store is opened before.
#[cfg(feature = "cli")]
pub(crate) async fn accompany(
    dispatcher: &Dispatcher,
    stop: CancellationToken,
) -> Result<Option<tokio::task::JoinHandle<()>>, StoreError> {
    let Some(jobs) = dispatcher.job_service() else { return Ok(None) };
    if dispatcher.jobs().queues().is_empty() {
        return Ok(None);
    }
    jobs.store().await?;
    if !jobs.settings().work {
        return Ok(None);
    }
    let worker = Worker::new(dispatcher, WorkOptions::default())?;
    Ok(Some(tokio::spawn(async move { worker.work(stop).await })))
}

/// What all parts of a worker share.
pub(super) struct Worker {
    dispatcher: Dispatcher,
    jobs: Jobs,
    /// A name that no other worker has, not even this process after its next start.
    name: String,
    queues: Vec<String>,
    concurrency: usize,
    running: Mutex<Running>,
    /// Whether its grace is over.
    stopping: AtomicBool,
}

impl Worker {
    fn new(dispatcher: &Dispatcher, options: WorkOptions) -> Result<Arc<Self>, StoreError> {
        let jobs = dispatcher.job_service();
        let jobs =
            jobs.ok_or_else(|| StoreError::new("the application keeps no jobs; say where by `App::jobs`"))?;
        let known = dispatcher.jobs().queues();
        let WorkOptions { mut queues, concurrency } = options;
        if let Some(unknown) = queues.iter().find(|name| !known.contains(&name.as_str())) {
            return Err(StoreError::new(format!(
                "no command waits in the queue `{unknown}`; there are {}",
                known.join(", ")
            )));
        }
        if queues.is_empty() {
            queues = known.into_iter().map(str::to_owned).collect();
        }
        queues.dedup();
        Ok(Arc::new(Self {
            dispatcher: dispatcher.clone(),
            name: random_id().ok_or_else(|| StoreError::new("the system gives no random numbers"))?,
            queues,
            concurrency: concurrency.unwrap_or(jobs.settings().concurrency),
            running: Mutex::default(),
            stopping: AtomicBool::new(false),
            jobs,
        }))
    }

    async fn work(self: &Arc<Self>, stop: CancellationToken) {
        tracing::info!(queues = %self.queues.join(", "), concurrency = self.concurrency, "the worker takes jobs");
        // What goes beside the jobs ends after the last of them, since leases have to be renewed until then.
        let ended = CancellationToken::new();
        let keeping = tokio::spawn(keeper::keep(Arc::clone(self), ended.clone()));
        let ticking = tokio::spawn(schedule::follow(Arc::clone(self), stop.clone()));
        claim::claim(self, &stop).await;
        ended.cancel();
        let _ = tokio::join!(keeping, ticking);
        tracing::info!("the worker has stopped");
    }

    /// A panic while the list was held has left it whole: every change of it is one step.
    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells all jobs to end, because the worker does.
    fn stop_jobs(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.running().stop_all();
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}
