//! Taking jobs as long as there is room, and giving them back at the end.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{Worker, run};
use crate::jobs::{StoreError, record::Lease};

/// How long to wait before a store that failed is asked again.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a job may take to end when it is told to.
const LAST_WORD: Duration = Duration::from_millis(500);

/// Jobs that run, by their queue.
type Tasks = JoinSet<String>;

/// Takes and runs jobs until told to stop, then waits for those that run.
pub(super) async fn claim(worker: &Arc<Worker>, stop: &CancellationToken) {
    let mut tasks = Tasks::new();
    let mut busy: HashMap<String, usize> = HashMap::new();
    let mut first = 0;
    while !stop.is_cancelled() {
        // Another queue comes first every time, so that none starves.
        first = (first + 1) % worker.queues.len().max(1);
        let claimed = fill(worker, &mut tasks, &mut busy, first).await;
        let pause = match claimed {
            Ok(true) => Duration::ZERO,
            Ok(false) => worker.jobs.settings().poll,
            Err(error) => {
                tracing::warn!(%error, "no jobs can be taken");
                PAUSE
            }
        };
        let is_full = tasks.len() >= worker.concurrency;
        tokio::select! {
            () = stop.cancelled() => {}
            Some(ended) = tasks.join_next() => {
                note_end(ended, &mut busy);
                // What has ended meanwhile makes room for the same look into the store.
                while let Some(ended) = tasks.try_join_next() {
                    note_end(ended, &mut busy);
                }
            }
            () = worker.jobs.queued(), if !is_full => {}
            () = sleep(pause), if !is_full => {}
        }
    }
    drain(worker, tasks).await;
}

/// Begins as many jobs as there is room for; tells whether there may be more.
async fn fill(
    worker: &Arc<Worker>,
    tasks: &mut Tasks,
    busy: &mut HashMap<String, usize>,
    first: usize,
) -> Result<bool, StoreError> {
    let settings = worker.jobs.settings();
    let store = worker.jobs.store().await?;
    let mut more = false;
    for queue in worker.queues.iter().cycle().skip(first).take(worker.queues.len()) {
        let in_queue = busy.get(queue).copied().unwrap_or_default();
        let limit = settings.queues.get(queue).and_then(|it| it.concurrency).unwrap_or(usize::MAX);
        let room = limit.saturating_sub(in_queue).min(worker.concurrency.saturating_sub(tasks.len()));
        if room == 0 {
            continue;
        }
        let jobs = store.claim(queue, &worker.name, settings.lease, room).await?;
        more |= jobs.len() == room && tasks.len() + room < worker.concurrency && in_queue + room < limit;
        for job in jobs {
            *busy.entry(queue.clone()).or_default() += 1;
            let (worker, queue) = (Arc::clone(worker), queue.clone());
            // It is known to be running before its task begins, or its lease would not be renewed.
            let registered = run::Registered::new(&worker, &job);
            tasks.spawn(async move {
                run::run(&worker, job, registered).await;
                queue
            });
        }
    }
    Ok(more)
}

fn note_end(ended: Result<String, tokio::task::JoinError>, busy: &mut HashMap<String, usize>) {
    match ended {
        Ok(queue) => {
            if let Some(count) = busy.get_mut(&queue) {
                *count = count.saturating_sub(1);
            }
        }
        // A task contains the panics of its command, so that this is a fault of the worker itself.
        Err(error) => tracing::error!(%error, "a job ended out of order"),
    }
}

/// Lets jobs go on for the grace, and gives the others back to their queues.
async fn drain(worker: &Arc<Worker>, mut tasks: Tasks) {
    let end = Instant::now() + worker.jobs.settings().grace;
    while let Ok(Some(_)) = timeout_at(end, tasks.join_next()).await {}
    if tasks.is_empty() {
        return;
    }
    let leases: Vec<Lease> = worker.running().leases();
    tracing::warn!(jobs = leases.len(), "jobs that still run are given back to their queues");
    worker.stop_jobs();
    // A job that sees its token may end by itself, and with its result.
    let end = Instant::now() + LAST_WORD;
    while let Ok(Some(_)) = timeout_at(end, tasks.join_next()).await {}
    // A function is dropped where it waits; one that never does goes on until the process ends.
    tasks.abort_all();
    let end = Instant::now() + LAST_WORD;
    while let Ok(Some(_)) = timeout_at(end, tasks.join_next()).await {}
    let given_back = async {
        let leases = worker.running().leases();
        for lease in leases {
            run::give_back(worker, &lease, Duration::ZERO).await;
        }
    };
    if tokio::time::timeout(Duration::from_secs(5), given_back).await.is_err() {
        tracing::warn!("the store does not answer; the jobs are taken by others when their leases end");
    }
}
