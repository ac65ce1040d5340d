//! The command `job_watch`.

use std::time::Duration;

use futures_util::stream;
use tokio::time::sleep;

use super::{answers::JobEvent, errors::JobError, sight::Sight};
use crate::{Caller, Items, Progress, State, builtin::Published, command, jobs::Jobs};

/// How often the store is asked.
const PAUSE: Duration = Duration::from_millis(200);

/// Follows a job to its end.
///
/// # Returns
/// Status and progress of the job as it is, and again whenever one of them has changed; the last item is its end.
///
/// # Errors
/// Fails when there is no such job.
///
/// # Examples
/// ```json
/// {"job_id": "0f6c1d3a9b5e47c28a4d7e10b2c3f495"}
/// ```
#[command(group = "jobs", read_only, idempotent)]
pub(crate) async fn job_watch(
    #[inject] jobs: State<Jobs>,
    #[inject] published: State<Published>,
    #[inject] caller: Caller,
    #[inject] progress: Progress,
    /// Name of the job, from the answer of the call that queued it, or from `job_list`.
    #[param(example = "0f6c1d3a9b5e47c28a4d7e10b2c3f495", length(max = 64))]
    job_id: String,
) -> Result<Items<JobEvent>, JobError> {
    let first = Sight::new(&jobs, &published, &caller).find(&job_id).await?;
    let watch =
        Watch { jobs, published, caller, progress, job_id, last: None, first: Some(JobEvent::of(&first)) };
    Ok(Items::fallible(stream::try_unfold(watch, |mut watch| async move {
        Ok::<_, JobError>(watch.next().await?.map(|event| (event, watch)))
    })))
}

struct Watch {
    jobs: State<Jobs>,
    published: State<Published>,
    caller: Caller,
    progress: Progress,
    job_id: String,
    first: Option<JobEvent>,
    last: Option<JobEvent>,
}

impl Watch {
    /// Waits for the next change; `None` after the end of the job.
    async fn next(&mut self) -> Result<Option<JobEvent>, JobError> {
        if self.last.as_ref().is_some_and(|event| event.status.is_final()) {
            return Ok(None);
        }
        let mut event = self.first.take();
        loop {
            if let Some(event) = event.take().filter(|event| self.last.as_ref() != Some(event)) {
                if let Some(progress) = &event.progress {
                    let report = progress.report();
                    let message = report.message.as_deref().unwrap_or_default();
                    self.progress.report(report.done, report.total, message);
                }
                self.last = Some(event.clone());
                return Ok(Some(event));
            }
            sleep(PAUSE).await;
            let sight = Sight::new(&self.jobs, &self.published, &self.caller);
            event = Some(JobEvent::of(&sight.find(&self.job_id).await?));
        }
    }
}
