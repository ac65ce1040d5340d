//! How these commands fail.

use std::{error::Error, fmt};

use crate::{CommandErrors, jobs::StoreError};

/// Why nothing can be said or done about a job.
#[derive(Debug, CommandErrors)]
pub(crate) enum JobError {
    /// There is no job of that name, or it is somebody else's, or its time is over.
    #[command_error(code = 1404, status = 404)]
    JobNotFound,
    /// The job is not in a status in which this can be done.
    #[command_error(code = 1409, status = 409)]
    JobUnsuited {
        /// The status of the job.
        status: String,
    },
    /// Another unfinished job has the same parameters.
    #[command_error(code = 1410, status = 409)]
    JobDuplicate,
    /// The store of jobs does not answer; try again.
    #[command_error(code = 1503, status = 503)]
    JobsUnavailable,
}

impl fmt::Display for JobError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::JobNotFound => {
                formatter.write_str("There is no such job; it may have been removed after its end.")
            }
            Self::JobUnsuited { status } => {
                write!(
                    formatter,
                    "The job is {status}; only a failed, dead or cancelled job can be run again."
                )
            }
            Self::JobDuplicate => formatter
                .write_str("Another job with the same parameters is not finished yet; wait for that one."),
            Self::JobsUnavailable => formatter.write_str("Jobs cannot be reached at the moment; try again."),
        }
    }
}

impl Error for JobError {}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store of jobs failed");
        Self::JobsUnavailable
    }
}
