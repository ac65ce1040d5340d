//! Running one job, and writing what became of it.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::Worker;
use crate::{
    CallError, JobStatus, Origin, Progress, ProgressReport,
    call::{Arguments, Reply},
    codes,
    jobs::{
        entries::JobEntry,
        record::{Ending, Job, Lease, Release},
        retries::{self, Next},
    },
};

/// How long a job waits that this process could not run.
const ELSEWHERE: Duration = Duration::from_secs(5);

/// A job that the worker is known to run, until this is dropped.
pub(super) struct Registered {
    worker: Arc<Worker>,
    lease: Lease,
    cancel: CancellationToken,
    give_up: CancellationToken,
}

impl Registered {
    pub(super) fn new(worker: &Arc<Worker>, job: &Job) -> Self {
        let lease = job.lease();
        let (cancel, give_up) = worker.running().add(lease.clone());
        Self { worker: Arc::clone(worker), lease, cancel, give_up }
    }

    /// The job has ended in the store too, or is another worker's.
    fn end(&self) {
        self.worker.running().remove(&self.lease);
    }
}

/// Runs a job and writes its end; gives it up when its lease is lost.
pub(super) async fn run(worker: &Arc<Worker>, job: Job, registered: Registered) {
    let Some(entry) = worker.dispatcher.jobs().get(&job.command) else {
        // A newer version of the service has queued it, and will run it.
        tracing::warn!(command = %job.command, job = %job.id, "this version has no such command");
        give_back(worker, &registered.lease, ELSEWHERE).await;
        registered.end();
        return;
    };
    let reply = tokio::select! {
        reply = call(worker, entry, &job, &registered) => reply,
        () = registered.give_up.cancelled() => {
            registered.end();
            return;
        }
        () = cancelled_for_too_long(worker, &registered.cancel) => None,
    };
    let progress = worker.running().take_report(&registered.lease);
    if let Some(progress) = progress {
        let lease = &registered.lease;
        write(worker, lease, || async { worker.jobs.store().await?.report(lease, &progress).await }).await;
    }
    settle(worker, &job, &registered, reply).await;
    registered.end();
}

/// Calls the command as its caller would; `None` when it does not end although it was cancelled.
async fn call(worker: &Arc<Worker>, entry: &JobEntry, job: &Job, registered: &Registered) -> Option<Reply> {
    let (listener, lease) = (Arc::clone(worker), registered.lease.clone());
    let progress = Progress::to(move |report| listener.running().report(&lease, progress_text(&report)));
    let origin = Origin {
        caller: job.asked_by(),
        progress,
        cancellation: Some(registered.cancel.clone()),
        ..Origin::default()
    };
    let entry = if job.scheduled { &entry.scheduled } else { &entry.called };
    let arguments = match Arguments::from_json(entry.command, &job.params) {
        Ok(arguments) => arguments,
        Err(error) => {
            let error = CallError::internal(&format!("kept parameters are no JSON: {error}"), &job.command);
            return Some(Reply::from_error(error));
        }
    };
    Some(worker.dispatcher.run(entry, arguments, &origin, Reply::default()).await)
}

async fn cancelled_for_too_long(worker: &Worker, cancel: &CancellationToken) {
    cancel.cancelled().await;
    sleep(worker.jobs.settings().cancel_grace).await;
}

/// Writes what became of a job.
async fn settle(worker: &Worker, job: &Job, registered: &Registered, reply: Option<Reply>) {
    let is_cancelled = registered.cancel.is_cancelled();
    let outcome = match reply {
        Some(reply) => reply.into_result(),
        None => Err(CallError::new(codes::CANCELLED, "cancelled", "The job was cancelled.")),
    };
    let error = match outcome {
        Ok(result) => {
            // Results are written by serde_json, which writes UTF-8 only.
            let result = String::from_utf8_lossy(&result).into_owned();
            return finish(worker, &registered.lease, JobStatus::Finished, Some(result), None).await;
        }
        Err(error) => error,
    };
    if is_cancelled {
        if worker.is_stopping() {
            // It was the worker that was told to end, and perhaps not the job, which the store knows.
            give_back(worker, &registered.lease, Duration::ZERO).await;
        } else {
            finish(worker, &registered.lease, JobStatus::Cancelled, None, error_text(&error)).await;
        }
        return;
    }
    match retries::after(&error) {
        Next::GiveBack => give_back(worker, &registered.lease, ELSEWHERE).await,
        Next::Fail => finish(worker, &registered.lease, JobStatus::Failed, None, error_text(&error)).await,
        Next::Retry if job.attempts >= job.max_attempts => {
            finish(worker, &registered.lease, JobStatus::Dead, None, error_text(&error)).await;
        }
        Next::Retry => {
            let delay = retries::delay(&worker.jobs.settings().backoff, job.attempts, fastrand::f64());
            let release = Release { delay, counts: true, error: error_text(&error) };
            put_back(worker, &registered.lease, &release).await;
        }
    }
}

/// Puts a job back that was not run to its end, as if it had not been begun.
pub(super) async fn give_back(worker: &Worker, lease: &Lease, delay: Duration) {
    put_back(worker, lease, &Release { delay, counts: false, error: None }).await;
}

async fn put_back(worker: &Worker, lease: &Lease, release: &Release) {
    let written =
        write(worker, lease, || async { worker.jobs.store().await?.release(lease, release).await }).await;
    note_lost(lease, written);
}

async fn finish(
    worker: &Worker,
    lease: &Lease,
    status: JobStatus,
    result: Option<String>,
    error: Option<String>,
) {
    let ending = Ending { status, result, error };
    let written =
        write(worker, lease, || async { worker.jobs.store().await?.finish(lease, &ending).await }).await;
    note_lost(lease, written);
}

fn note_lost(lease: &Lease, written: Option<bool>) {
    if written == Some(false) {
        tracing::warn!(job = %lease.id, "another worker has the job by now; what became of it here is dropped");
    }
}

/// Writes until the store takes it, or for as long as the lease may last; after that the job is another's anyway.
async fn write<T, F: Future<Output = Result<T, crate::jobs::StoreError>>>(
    worker: &Worker,
    lease: &Lease,
    mut attempt: impl FnMut() -> F,
) -> Option<T> {
    let end = tokio::time::Instant::now() + worker.jobs.settings().lease * 2;
    loop {
        match attempt().await {
            Ok(written) => return Some(written),
            Err(error) if tokio::time::Instant::now() >= end => {
                tracing::error!(%error, job = %lease.id, "what became of a job cannot be written; it will be run again");
                return None;
            }
            Err(error) => {
                tracing::warn!(%error, job = %lease.id, "what became of a job cannot be written yet");
                sleep(Duration::from_millis(250)).await;
            }
        }
    }
}

fn progress_text(report: &ProgressReport) -> String {
    serde_json::json!({"done": report.done, "total": report.total, "message": report.message}).to_string()
}

fn error_text(error: &CallError) -> Option<String> {
    serde_json::to_string(error).ok()
}
