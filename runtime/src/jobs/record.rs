//! A job as a store keeps it.

use std::time::Duration;

use crate::{Caller, JobStatus};

/// A job that is about to be kept.
#[derive(Clone, Debug)]
pub(crate) struct NewJob {
    pub(crate) id: String,
    pub(crate) command: String,
    pub(crate) queue: String,
    /// The parameters as one JSON object.
    pub(crate) params: String,
    /// Whose it is, as [`owner`] writes it.
    pub(crate) owner: Option<String>,
    /// The caller's roles as a JSON array.
    pub(crate) roles: String,
    /// Whether its schedule asked for it.
    pub(crate) scheduled: bool,
    pub(crate) priority: i64,
    pub(crate) max_attempts: i64,
    /// The same for jobs of which only one may be unfinished.
    pub(crate) unique_key: Option<String>,
    /// For how long it is kept after its end, in milliseconds.
    pub(crate) keep: i64,
}

/// A job that is kept. Times are milliseconds since 1970 by the clock of the store.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) command: String,
    pub(crate) queue: String,
    pub(crate) params: String,
    pub(crate) owner: Option<String>,
    pub(crate) roles: String,
    pub(crate) scheduled: bool,
    pub(crate) priority: i64,
    pub(crate) max_attempts: i64,
    pub(crate) status: JobStatus,
    /// How often it was begun, apart from attempts whose worker was lost or stopped.
    pub(crate) attempts: i64,
    /// How often its worker was lost.
    pub(crate) losses: i64,
    /// Number of the lease under which it was begun last.
    pub(crate) lease: i64,
    pub(crate) cancelled: bool,
    pub(crate) run_at: i64,
    pub(crate) created_at: i64,
    pub(crate) started_at: Option<i64>,
    pub(crate) finished_at: Option<i64>,
    /// The last report of its progress, as JSON.
    pub(crate) progress: Option<String>,
    /// The result as JSON.
    pub(crate) result: Option<String>,
    /// The last error as JSON.
    pub(crate) error: Option<String>,
}

/// Whose a job is, as it is kept: callers who may call everything have another mark in front of their names than all
/// others, so that nobody becomes one of them by a name. `None` is somebody unknown.
pub(super) fn owner(caller: &Caller) -> Option<String> {
    let mark = if caller.is_trusted() { TRUSTED } else { NAMED };
    Some(format!("{mark}{}", caller.name()?))
}

const TRUSTED: char = '!';
const NAMED: char = '=';

impl Job {
    /// Who asked for it.
    pub(crate) fn asked_by(&self) -> Caller {
        let Some(owner) = &self.owner else { return Caller::anonymous() };
        if let Some(name) = owner.strip_prefix(TRUSTED) {
            return Caller::trusted(name);
        }
        let roles: Vec<String> = serde_json::from_str(&self.roles).unwrap_or_default();
        Caller::named(owner.strip_prefix(NAMED).unwrap_or(owner)).with_roles(roles)
    }

    /// The right to write what became of it.
    pub(crate) fn lease(&self) -> Lease {
        Lease { id: self.id.clone(), number: self.lease }
    }
}

/// The right to write what became of a job; it ends when the job is given to another worker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Lease {
    pub(crate) id: String,
    pub(crate) number: i64,
}

/// A lease that was renewed.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) lease: Lease,
    /// Whether somebody has cancelled the job.
    pub(crate) cancelled: bool,
}

/// How a job ends.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    pub(crate) status: JobStatus,
    pub(crate) result: Option<String>,
    pub(crate) error: Option<String>,
}

/// How a job goes back to its queue.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    pub(crate) delay: Duration,
    /// Whether the attempt counts.
    pub(crate) counts: bool,
    pub(crate) error: Option<String>,
}

/// Which jobs to list.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(crate) status: Option<JobStatus>,
    pub(crate) command: Option<String>,
    /// Only jobs of this owner.
    pub(crate) owner: Option<String>,
    pub(crate) offset: i64,
    pub(crate) limit: i64,
}

/// What became of the wish to run a job again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Revived {
    /// It is queued.
    Queued,
    /// It is queued, running or finished, or there is none.
    Unsuited,
    /// Another unfinished job has the same parameters.
    Duplicate,
}

/// How long a queue is.
#[cfg(feature = "metrics")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueueLength {
    pub(crate) queue: String,
    /// Jobs that wait for a worker, or for the time of their next attempt.
    pub(crate) waiting: i64,
    /// Jobs that a worker has.
    pub(crate) running: i64,
}
