//! What a call of a job command is answered with.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a call of a command with `#[command(job)]` is answered with, before the command has run.
///
/// # Examples
///
/// ```
/// use commandry::{JobStatus, JobTicket};
///
/// let ticket: JobTicket = serde_json::from_str(r#"{"job_id": "5f0c", "status": "queued"}"#)?;
/// assert_eq!(ticket.status, JobStatus::Queued);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JobTicket {
    /// Name of the job, for `job_status`, `job_result`, `job_watch` and `job_cancel`.
    pub job_id: String,
    /// How far the job is; `queued` unless the call met an unfinished job of the same parameters.
    pub status: JobStatus,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// It waits for a worker, for the first time or for a further attempt.
    Queued,
    /// A worker runs it.
    Running,
    /// It has a result.
    Finished,
    /// The command refused; trying again would not change that.
    Failed,
    /// It was tried as often as it may be, and failed every time.
    Dead,
    /// It was cancelled before it had a result.
    Cancelled,
}

impl JobStatus {
    /// The word that answers and stores use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more will happen unless somebody asks for it.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }

    /// The status of a word, as [`as_str`](Self::as_str) gives it.
    #[cfg(feature = "jobs")]
    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Finished, Self::Failed, Self::Dead, Self::Cancelled]
            .into_iter()
            .find(|status| status.as_str() == word)
    }
}

impl fmt::Display for JobStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
