//! The command `job_list`.

use super::{
    answers::{JobPage, JobState, count},
    errors::JobError,
    sight::Sight,
};
use crate::{
    Caller, JobStatus, State,
    builtin::Published,
    command,
    jobs::{Jobs, record::Filter},
};

/// Lists jobs, the newest first.
///
/// # Returns
/// One page of the jobs that the caller may see, and how many there are.
///
/// # Errors
/// Fails when the store of jobs does not answer.
///
/// # Examples
/// The jobs that were given up:
/// ```json
/// {"status": "dead"}
/// ```
#[command(group = "jobs", read_only, idempotent)]
pub(crate) async fn job_list(
    #[inject] jobs: State<Jobs>,
    #[inject] published: State<Published>,
    #[inject] caller: Caller,
    /// Only jobs of this status.
    status: Option<JobStatus>,
    /// Only jobs of this command.
    #[param(length(max = 64))]
    command: Option<String>,
    /// Which page, from 1 on.
    #[param(default = 1, range(min = 1, max = 1_000_000))]
    page: u32,
    /// How many jobs a page has.
    #[param(default = 50, range(min = 1, max = 200))]
    page_size: u32,
) -> Result<JobPage, JobError> {
    let sight = Sight::new(&jobs, &published, &caller);
    let Ok(owner) = sight.listed() else { return Ok(JobPage { jobs: Vec::new(), total: 0 }) };
    let filter = Filter {
        status,
        command,
        owner,
        offset: i64::from(page - 1) * i64::from(page_size),
        limit: page_size.into(),
    };
    let (found, total) = jobs.store().await?.list(&filter).await?;
    let jobs = found.into_iter().map(|job| JobState::new(job, sight.sees_all())).collect();
    Ok(JobPage { jobs, total: count(total) })
}
