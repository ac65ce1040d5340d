//! Where jobs are kept.
//!
//! The three kinds of stores behave alike: what one of them does in one statement, the others do in one too, and all
//! times are those of the store's own clock, so that the clocks of workers do not matter.

#[cfg(feature = "jobs-redis")]
mod redis;
mod sql;
#[cfg(test)]
mod tests;

use std::{error::Error, fmt, future::Future, pin::Pin, time::Duration};

#[cfg(feature = "metrics")]
use super::record::QueueLength;
use super::{
    record::{Ending, Filter, Held, Job, Lease, NewJob, Release, Revived},
    settings::JobSettings,
};
use crate::{JobStatus, JobTicket};

/// What a store answers, later.
pub(super) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps jobs.
pub(super) trait Store: Send + Sync {
    /// Queues a job, unless an unfinished one has the same unique key: then the answer speaks of that one.
    fn push<'a>(&'a self, job: &'a NewJob) -> Answer<'a, JobTicket>;

    /// Queues the job of one tick of a schedule, unless that tick or a later one has had its job.
    fn tick<'a>(&'a self, job: &'a NewJob, time: i64) -> Answer<'a, bool>;

    /// Gives the next jobs of a queue to a worker, the most urgent first.
    fn claim<'a>(
        &'a self,
        queue: &'a str,
        worker: &'a str,
        lease: Duration,
        most: usize,
    ) -> Answer<'a, Vec<Job>>;

    /// Renews leases that a worker knows to have, and tells which of them it still has. Others end by themselves: a job
    /// whose worker has never heard that it was given to it must not be kept from the rest.
    fn renew<'a>(&'a self, worker: &'a str, known: &'a [Lease], lease: Duration) -> Answer<'a, Vec<Held>>;

    /// Notes how far a job has come.
    fn report<'a>(&'a self, lease: &'a Lease, progress: &'a str) -> Answer<'a, ()>;

    /// Ends a job; `false` when the lease is another worker's by now, and nothing was written.
    fn finish<'a>(&'a self, lease: &'a Lease, ending: &'a Ending) -> Answer<'a, bool>;

    /// Puts a job back into its queue, or ends it if it was cancelled; `false` as with [`finish`](Self::finish).
    fn release<'a>(&'a self, lease: &'a Lease, release: &'a Release) -> Answer<'a, bool>;

    /// Puts the jobs of dead workers back into their queues, and gives up those which have lost too many workers.
    fn recover(&self, most_losses: i64) -> Answer<'_, u64>;

    /// Finds a job.
    fn find<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Job>>;

    /// Lists jobs, the newest first, and tells how many there are.
    fn list<'a>(&'a self, filter: &'a Filter) -> Answer<'a, (Vec<Job>, i64)>;

    /// Cancels a job that is queued, and asks its worker to where it runs; gives the status after that.
    fn cancel<'a>(&'a self, id: &'a str) -> Answer<'a, Option<JobStatus>>;

    /// Queues a job again that failed, died or was cancelled.
    fn revive<'a>(&'a self, id: &'a str) -> Answer<'a, Revived>;

    /// Removes jobs whose time is over; tells how many.
    fn clean(&self) -> Answer<'_, u64>;

    /// Counts the unfinished jobs of each of these queues, in their order.
    #[cfg(feature = "metrics")]
    fn count<'a>(&'a self, queues: &'a [&'a str]) -> Answer<'a, Vec<QueueLength>>;
}

/// Opens the store that the settings name.
pub(super) async fn open(settings: &JobSettings) -> Result<Box<dyn Store>, StoreError> {
    let url = settings.store();
    match url.split(':').next().unwrap_or_default() {
        "sqlite" => Ok(Box::new(sql::SqlStore::open_sqlite(url, &settings.namespace).await?)),
        #[cfg(feature = "jobs-postgres")]
        "postgres" | "postgresql" => {
            Ok(Box::new(sql::SqlStore::open_postgres(url, &settings.namespace, settings.concurrency).await?))
        }
        #[cfg(feature = "jobs-redis")]
        "redis" | "rediss" => Ok(Box::new(redis::RedisStore::open(url, &settings.namespace).await?)),
        scheme => Err(StoreError(format!(
            "jobs cannot be kept in `{scheme}:`; there are {}",
            [
                "sqlite:",
                if cfg!(feature = "jobs-postgres") {
                    "postgres:"
                } else {
                    "postgres: with the feature `jobs-postgres`"
                },
                if cfg!(feature = "jobs-redis") { "redis:" } else { "redis: with the feature `jobs-redis`" },
            ]
            .join(", ")
        ))),
    }
}

/// Why a store did not do what it was asked for.
#[derive(Debug)]
pub struct StoreError(String);

impl StoreError {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the store of jobs: {}", self.0)
    }
}

impl Error for StoreError {}

/// A duration in whole milliseconds.
pub(super) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}

/// What is kept as the error of a job that has lost too many workers.
const LOST: &str = "{\"code\":-32603,\"message\":\"The workers that ran the job have died.\",\
                    \"data\":{\"kind\":\"worker_lost\"}}";
