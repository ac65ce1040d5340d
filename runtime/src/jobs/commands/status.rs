//! The command `job_status`.

use super::{answers::JobState, errors::JobError, sight::Sight};
use crate::{Caller, State, builtin::Published, command, jobs::Jobs};

/// Tells how far a job is.
///
/// # Returns
/// The status of the job and what led to it, without its result.
///
/// # Errors
/// Fails when there is no such job.
///
/// # Examples
/// ```json
/// {"job_id": "0f6c1d3a9b5e47c28a4d7e10b2c3f495"}
/// ```
#[command(group = "jobs", read_only, idempotent, aliases("get_task_status"))]
pub(crate) async fn job_status(
    #[inject] jobs: State<Jobs>,
    #[inject] published: State<Published>,
    #[inject] caller: Caller,
    /// Name of the job, from the answer of the call that queued it, or from `job_list`.
    #[param(example = "0f6c1d3a9b5e47c28a4d7e10b2c3f495", length(max = 64))]
    job_id: String,
) -> Result<JobState, JobError> {
    let sight = Sight::new(&jobs, &published, &caller);
    Ok(JobState::new(sight.find(&job_id).await?, sight.sees_all()))
}
