//! What these commands answer.

use chrono::{DateTime, SecondsFormat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

use crate::{JobStatus, ProgressReport, jobs::record::Job};

/// What is known of a job.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct JobState {
    /// Name of the job.
    pub(super) job_id: String,
    /// The command that it runs.
    pub(super) command: String,
    /// The queue that it waits in.
    pub(super) queue: String,
    /// How far it is.
    pub(super) status: JobStatus,
    /// Jobs of higher priority are begun first.
    pub(super) priority: i32,
    /// How often it was begun.
    pub(super) attempts: u32,
    /// How often it is tried at most.
    pub(super) max_attempts: u32,
    /// How often the worker that ran it has died.
    pub(super) losses: u32,
    /// Whether somebody has cancelled it; a job that runs may take a while to end.
    pub(super) cancel_requested: bool,
    /// When it was queued.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(super) created_at: String,
    /// When it was begun for the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(super) started_at: Option<String>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(super) finished_at: Option<String>,
    /// When it may be begun again, while it waits for a further attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(super) next_attempt_at: Option<String>,
    /// How far the command has come, as it last said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JobProgress")]
    pub(super) progress: Option<JobProgress>,
    /// Why it failed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JobFailure")]
    pub(super) error: Option<JobFailure>,
    /// Who asked for it, where the caller may see the jobs of everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub(super) caller: Option<String>,
}

impl JobState {
    pub(super) fn new(job: Job, with_caller: bool) -> Self {
        let waits_again = job.status == JobStatus::Queued && job.run_at > job.created_at;
        Self {
            caller: if with_caller { job.asked_by().name().map(str::to_owned) } else { None },
            next_attempt_at: waits_again.then(|| moment(job.run_at)),
            created_at: moment(job.created_at),
            started_at: job.started_at.map(moment),
            finished_at: job.finished_at.map(moment),
            progress: JobProgress::of(&job),
            error: JobFailure::of(&job),
            job_id: job.id,
            command: job.command,
            queue: job.queue,
            status: job.status,
            priority: i32::try_from(job.priority).unwrap_or_default(),
            attempts: count(job.attempts),
            max_attempts: count(job.max_attempts),
            losses: count(job.losses),
            cancel_requested: job.cancelled,
        }
    }
}

/// How far a command has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct JobProgress {
    /// Work done so far, in a unit that the command chooses.
    pub(super) done: f64,
    /// All the work there is in the same unit, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64")]
    pub(super) total: Option<f64>,
    /// What happens at the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub(super) message: Option<String>,
}

impl JobProgress {
    pub(super) fn of(job: &Job) -> Option<Self> {
        serde_json::from_str(job.progress.as_deref()?).ok()
    }

    pub(super) fn report(&self) -> ProgressReport {
        ProgressReport { done: self.done, total: self.total, message: self.message.clone() }
    }
}

/// Why a job failed, as a call of its command would have failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct JobFailure {
    /// The code of the error.
    pub(super) code: i32,
    /// The message for people.
    pub(super) message: String,
    /// What else is known: `kind`, and the details of a declared error.
    #[serde(default)]
    pub(super) data: Value,
}

impl JobFailure {
    pub(super) fn of(job: &Job) -> Option<Self> {
        // What went wrong before does not matter once there is a result.
        let error = job.error.as_deref().filter(|_| job.status != JobStatus::Finished)?;
        serde_json::from_str(error).ok()
    }
}

/// The result of a job, or why there is none.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct JobOutcome {
    /// Name of the job.
    pub(super) job_id: String,
    /// The command that it ran.
    pub(super) command: String,
    /// How far it is; there is a result once it is `finished`.
    pub(super) status: JobStatus,
    /// What the command gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Value")]
    pub(super) result: Option<Box<RawValue>>,
    /// Why the job failed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JobFailure")]
    pub(super) error: Option<JobFailure>,
}

impl JobOutcome {
    pub(super) fn new(job: Job) -> Self {
        Self {
            error: JobFailure::of(&job),
            result: job.result.and_then(|text| RawValue::from_string(text).ok()),
            job_id: job.id,
            command: job.command,
            status: job.status,
        }
    }
}

/// One thing that happened to a job.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct JobEvent {
    /// How far the job is.
    pub(super) status: JobStatus,
    /// How far the command has come, as it last said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JobProgress")]
    pub(super) progress: Option<JobProgress>,
    /// Why the job failed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JobFailure")]
    pub(super) error: Option<JobFailure>,
}

impl JobEvent {
    pub(super) fn of(job: &Job) -> Self {
        Self { status: job.status, progress: JobProgress::of(job), error: JobFailure::of(job) }
    }
}

/// Some of the jobs.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct JobPage {
    /// The jobs, the newest first.
    pub(super) jobs: Vec<JobState>,
    /// How many there are on all pages.
    pub(super) total: u32,
}

/// A count as it is answered: every language can read 32 bits.
pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

/// A time in RFC 3339.
fn moment(milliseconds: i64) -> String {
    let moment = DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}
