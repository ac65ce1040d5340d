//! Whose jobs a caller sees.

use super::errors::JobError;
use crate::{
    Caller, State,
    builtin::Published,
    jobs::{
        Jobs,
        record::{Job, owner},
    },
};

/// What a caller sees: everything where nobody is asked who they are or for an administrator or a trusted caller, else its
/// own jobs.
///
/// Callers who do not say who they are see jobs of such callers if they know their names, which cannot be guessed, and
/// have no list of them.
pub(super) struct Sight<'a> {
    jobs: &'a Jobs,
    caller: &'a Caller,
    sees_all: bool,
}

impl<'a> Sight<'a> {
    pub(super) fn new(jobs: &'a Jobs, published: &State<Published>, caller: &'a Caller) -> Self {
        let asks = published.dispatcher().is_none_or(|it| it.asks_callers());
        let manages = caller.is_trusted() || caller.has_role(&jobs.settings().admin_role);
        Self { jobs, caller, sees_all: !asks || manages }
    }

    /// Finds a job that the caller may see.
    pub(super) async fn find(&self, id: &str) -> Result<Job, JobError> {
        let job = self.jobs.store().await?.find(id).await?;
        job.filter(|job| self.sees(job)).ok_or(JobError::JobNotFound)
    }

    /// Whose jobs to list: those of one caller, of everybody (`Ok(None)`), or of nobody.
    pub(super) fn listed(&self) -> Result<Option<String>, Nobody> {
        if self.sees_all { Ok(None) } else { owner(self.caller).map(Some).ok_or(Nobody) }
    }

    /// Whether the caller sees who asked for a job.
    pub(super) fn sees_all(&self) -> bool {
        self.sees_all
    }

    fn sees(&self, job: &Job) -> bool {
        // What a schedule has asked for is nobody's.
        self.sees_all || (!job.scheduled && job.owner == owner(self.caller))
    }
}

/// There is nobody whose jobs could be listed.
pub(super) struct Nobody;
