//! Renewing leases, writing progress, and hearing of cancelled jobs.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::time::{Instant, interval};
use tokio_util::sync::CancellationToken;

use super::Worker;
use crate::jobs::{StoreError, record::Lease};

/// How often progress is written.
const STEP: Duration = Duration::from_millis(250);
/// How often cancelled jobs are asked for, at least.
const LOOK: Duration = Duration::from_secs(1);
/// How often the whole store is tidied up: jobs of dead workers, and jobs whose time is over.
const TIDY: Duration = Duration::from_secs(1);
/// How often ended jobs are removed.
const CLEAN: Duration = Duration::from_secs(60);

/// The jobs that a worker runs.
#[derive(Default)]
pub(super) struct Running(HashMap<Lease, Job>);

/// A job that runs.
#[derive(Default)]
struct Job {
    /// Cancelled when somebody cancels the job.
    cancel: CancellationToken,
    /// Cancelled when its lease is lost, or the worker ends.
    give_up: CancellationToken,
    /// A report that was not written yet.
    progress: Option<String>,
}

impl Running {
    /// Takes a job in; gives the tokens of its cancellation and of its end.
    pub(super) fn add(&mut self, lease: Lease) -> (CancellationToken, CancellationToken) {
        let job = self.0.entry(lease).or_default();
        (job.cancel.clone(), job.give_up.clone())
    }

    pub(super) fn remove(&mut self, lease: &Lease) {
        self.0.remove(lease);
    }

    /// The last report, where it was not written yet.
    pub(super) fn take_report(&mut self, lease: &Lease) -> Option<String> {
        self.0.get_mut(lease)?.progress.take()
    }

    pub(super) fn report(&mut self, lease: &Lease, progress: String) {
        if let Some(job) = self.0.get_mut(lease) {
            job.progress = Some(progress);
        }
    }

    pub(super) fn leases(&self) -> Vec<Lease> {
        self.0.keys().cloned().collect()
    }

    /// Tells all jobs to end.
    pub(super) fn stop_all(&self) {
        self.0.values().for_each(|job| job.cancel.cancel());
    }

    fn take_progress(&mut self) -> Vec<(Lease, String)> {
        let unwritten = |(lease, job): (&Lease, &mut Job)| Some((lease.clone(), job.progress.take()?));
        self.0.iter_mut().filter_map(unwritten).collect()
    }
}

/// Keeps what runs until nothing does.
pub(super) async fn keep(worker: Arc<Worker>, ended: CancellationToken) {
    let settings = worker.jobs.settings();
    let renewal = LOOK.min(settings.lease / 3);
    let (mut renewed, mut tidied, mut cleaned) = (Instant::now(), None::<Instant>, None::<Instant>);
    let mut steps = interval(STEP);
    loop {
        tokio::select! {
            () = ended.cancelled() => return,
            _ = steps.tick() => {}
        }
        let is_due = |last: Option<Instant>, every| last.is_none_or(|last| last.elapsed() >= every);
        if let Err(error) = write_progress(&worker).await {
            tracing::warn!(%error, "the progress of jobs cannot be written");
        }
        if renewed.elapsed() >= renewal {
            match renew(&worker).await {
                Ok(()) => renewed = Instant::now(),
                Err(error) => tracing::warn!(%error, "the leases of jobs cannot be renewed"),
            }
        }
        if is_due(tidied, TIDY.min(settings.lease / 2)) {
            tidied = Some(Instant::now());
            if let Err(error) = recover(&worker).await {
                tracing::warn!(%error, "the jobs of dead workers cannot be looked for");
            }
        }
        if is_due(cleaned, CLEAN) {
            cleaned = Some(Instant::now());
            if let Err(error) = clean(&worker).await {
                tracing::warn!(%error, "jobs whose time is over cannot be removed");
            }
        }
    }
}

async fn write_progress(worker: &Worker) -> Result<(), StoreError> {
    let unwritten = worker.running().take_progress();
    if unwritten.is_empty() {
        return Ok(());
    }
    let store = worker.jobs.store().await?;
    for (lease, progress) in unwritten {
        store.report(&lease, &progress).await?;
    }
    Ok(())
}

/// Renews all leases; a job whose lease is another's by now is given up, and a cancelled one is told.
async fn renew(worker: &Worker) -> Result<(), StoreError> {
    let before = worker.running().leases();
    if before.is_empty() {
        return Ok(());
    }
    let store = worker.jobs.store().await?;
    let held: HashMap<Lease, bool> = store
        .renew(&worker.name, &before, worker.jobs.settings().lease)
        .await?
        .into_iter()
        .map(|held| (held.lease, held.cancelled))
        .collect();
    let running = worker.running();
    for lease in before {
        let Some(job) = running.0.get(&lease) else { continue };
        match held.get(&lease) {
            Some(true) => job.cancel.cancel(),
            Some(false) => {}
            None => {
                tracing::warn!(job = %lease.id, "another worker has the job by now; it is given up here");
                job.give_up.cancel();
            }
        }
    }
    Ok(())
}

async fn recover(worker: &Worker) -> Result<(), StoreError> {
    let store = worker.jobs.store().await?;
    let orphans = store.recover(i64::from(worker.jobs.settings().losses)).await?;
    if orphans > 0 {
        tracing::warn!(jobs = orphans, "the workers of jobs have died; the jobs are queued again");
        worker.jobs.wake();
    }
    Ok(())
}

async fn clean(worker: &Worker) -> Result<(), StoreError> {
    worker.jobs.store().await?.clean().await?;
    Ok(())
}
