//! The command `job_result`.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{
    answers::{JobOutcome, JobProgress},
    errors::JobError,
    sight::Sight,
};
use crate::{Caller, Progress, State, builtin::Published, command, jobs::Jobs};

/// How soon the store is asked again; the pause grows up to the second of these.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));

/// Gives the result of a job, or tells why there is none.
///
/// With `wait`, the answer comes as soon as the job has ended, and the progress of the job is passed on until then.
///
/// # Returns
/// The result of the command, once the job is finished; why it failed, once it has; else the status alone.
///
/// # Errors
/// Fails when there is no such job. That the job has failed is an answer, and no failure.
///
/// # Examples
/// ```json
/// {"job_id": "0f6c1d3a9b5e47c28a4d7e10b2c3f495", "wait": 30}
/// ```
#[command(group = "jobs", read_only, idempotent, timeout = "70s")]
pub(crate) async fn job_result(
    #[inject] jobs: State<Jobs>,
    #[inject] published: State<Published>,
    #[inject] caller: Caller,
    #[inject] progress: Progress,
    /// Name of the job, from the answer of the call that queued it, or from `job_list`.
    #[param(example = "0f6c1d3a9b5e47c28a4d7e10b2c3f495", length(max = 64))]
    job_id: String,
    /// For how many seconds to wait for the end of the job.
    #[param(default = 0, range(min = 0, max = 60))]
    wait: u32,
) -> Result<JobOutcome, JobError> {
    let sight = Sight::new(&jobs, &published, &caller);
    let end = Instant::now() + Duration::from_secs(wait.into());
    let (mut pause, longest) = PAUSES;
    let mut told: Option<JobProgress> = None;
    loop {
        let job = sight.find(&job_id).await?;
        let reported = JobProgress::of(&job);
        if reported != told
            && let Some(reported) = &reported
        {
            let report = reported.report();
            progress.report(report.done, report.total, report.message.as_deref().unwrap_or_default());
        }
        told = reported;
        let left = end.saturating_duration_since(Instant::now());
        if job.status.is_final() || left.is_zero() {
            return Ok(JobOutcome::new(job));
        }
        sleep(pause.min(left)).await;
        pause = (pause * 2).min(longest);
    }
}
