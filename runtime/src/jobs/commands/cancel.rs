//! The command `job_cancel`.

use super::{answers::JobState, errors::JobError, sight::Sight};
use crate::{Caller, State, builtin::Published, command, jobs::Jobs};

/// Stops work in the background, whether it waits or runs.
///
/// One that waits is cancelled at once. One that runs is told to stop, and is ended after a while if it does not; should
/// it have a result by then, it is finished all the same. One that has ended stays as it is.
///
/// # Returns
/// The job after that.
///
/// # Errors
/// Fails when there is no such job.
///
/// # Examples
/// ```json
/// {"job_id": "0f6c1d3a9b5e47c28a4d7e10b2c3f495"}
/// ```
#[command(group = "jobs", read_only = false, destructive, idempotent)]
pub(crate) async fn job_cancel(
    #[inject] jobs: State<Jobs>,
    #[inject] published: State<Published>,
    #[inject] caller: Caller,
    /// Name of the job, from the answer of the call that queued it, or from `job_list`.
    #[param(example = "0f6c1d3a9b5e47c28a4d7e10b2c3f495", length(max = 64))]
    job_id: String,
) -> Result<JobState, JobError> {
    let sight = Sight::new(&jobs, &published, &caller);
    sight.find(&job_id).await?;
    jobs.store().await?.cancel(&job_id).await?;
    Ok(JobState::new(sight.find(&job_id).await?, sight.sees_all()))
}
