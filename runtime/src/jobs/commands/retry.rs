//! The command `job_retry`.

use super::{answers::JobState, errors::JobError, sight::Sight};
use crate::{
    Caller, State,
    builtin::Published,
    command,
    jobs::{Jobs, record::Revived},
};

/// Runs a job again that failed, died or was cancelled, with the parameters and caller that it had.
///
/// # Returns
/// The job, which is queued and has all its attempts again.
///
/// # Errors
/// Fails when there is no such job, when it has not failed, and when another unfinished job has its unique parameters.
///
/// # Examples
/// ```json
/// {"job_id": "0f6c1d3a9b5e47c28a4d7e10b2c3f495"}
/// ```
#[command(group = "jobs", read_only = false, destructive = false, idempotent = false)]
pub(crate) async fn job_retry(
    #[inject] jobs: State<Jobs>,
    #[inject] published: State<Published>,
    #[inject] caller: Caller,
    /// Name of the job, from the answer of the call that queued it, or from `job_list`.
    #[param(example = "0f6c1d3a9b5e47c28a4d7e10b2c3f495", length(max = 64))]
    job_id: String,
) -> Result<JobState, JobError> {
    let sight = Sight::new(&jobs, &published, &caller);
    let before = sight.find(&job_id).await?;
    match jobs.store().await?.revive(&job_id).await? {
        Revived::Queued => jobs.wake(),
        Revived::Unsuited => return Err(JobError::JobUnsuited { status: before.status.to_string() }),
        Revived::Duplicate => return Err(JobError::JobDuplicate),
    }
    Ok(JobState::new(sight.find(&job_id).await?, sight.sees_all()))
}
