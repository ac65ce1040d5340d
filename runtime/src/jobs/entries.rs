//! The commands of a dispatcher that run as jobs.

use std::{collections::BTreeMap, time::Duration};

use super::{JobSettings, store::milliseconds};
use crate::{
    AccessRules,
    call::{CallKind, Entry},
    declaration::data::CommandData,
};

/// The queue of commands that name none.
const DEFAULT_QUEUE: &str = "default";

/// The commands that run as jobs, by name.
#[derive(Debug, Default)]
pub(crate) struct JobEntries(BTreeMap<&'static str, JobEntry>);

/// One command that runs as a job.
#[derive(Debug)]
pub(crate) struct JobEntry {
    /// Runs it for somebody, who must be allowed to call it.
    pub(crate) called: Entry,
    /// Runs it because its schedule says so; its author has allowed that.
    pub(crate) scheduled: Entry,
    pub(crate) queue: &'static str,
    pub(crate) max_attempts: i64,
    pub(crate) priority: i64,
    pub(crate) schedule: Option<&'static str>,
    pub(crate) unique: bool,
    /// In milliseconds.
    pub(crate) keep: i64,
}

impl JobEntries {
    pub(crate) fn new(
        commands: &[&'static CommandData],
        settings: &JobSettings,
        rules: Option<&AccessRules>,
    ) -> Self {
        let entry = |command: &&'static CommandData| {
            let job = command.job()?;
            let timeout = command.timeout().unwrap_or(settings.timeout);
            let permission = rules.map(|rules| rules.permission(command));
            let keep = job.keep.unwrap_or(settings.keep);
            Some((
                command.name,
                JobEntry {
                    called: Entry::of(CallKind::Job, command, permission).limited(timeout),
                    scheduled: Entry::of(CallKind::Job, command, None).limited(timeout),
                    queue: job.queue.unwrap_or(DEFAULT_QUEUE),
                    max_attempts: i64::from(job.attempts.unwrap_or(settings.attempts)),
                    priority: i64::from(job.priority),
                    schedule: job.schedule,
                    unique: job.unique,
                    // What a schedule has queued is remembered long enough for a late clock to find it.
                    keep: milliseconds(keep.max(Duration::from_secs(1))),
                },
            ))
        };
        Self(commands.iter().filter_map(entry).collect())
    }

    pub(crate) fn get(&self, command: &str) -> Option<&JobEntry> {
        self.0.get(command)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &JobEntry)> {
        self.0.iter().map(|(name, entry)| (*name, entry))
    }

    /// The queues that the commands wait in, sorted.
    pub(crate) fn queues(&self) -> Vec<&'static str> {
        let mut queues: Vec<_> = self.0.values().map(|entry| entry.queue).collect();
        queues.sort_unstable();
        queues.dedup();
        queues
    }
}

/// What keeps commands from running as jobs, each a sentence with file and line.
pub(crate) fn check(commands: &[&'static CommandData], settings: Option<&JobSettings>) -> Vec<String> {
    let mut faults = settings.map(JobSettings::faults).unwrap_or_default();
    for command in commands {
        let Some(job) = command.job() else { continue };
        let place = format!("{}:{}: the command `{}`", command.home.file, command.line, command.name);
        if settings.is_none() {
            faults.push(format!(
                "{place} is a job, and the application keeps none; say where by `App::jobs(JobSettings::default())`"
            ));
        }
        if let Some(Err(error)) = job.schedule.map(super::worker::read_schedule) {
            faults.push(format!("{place} has a schedule that cannot be read: {error}"));
        }
        let required =
            command.parameters.iter().find(|it| it.default().is_none() && (it.of.check)(None).is_err());
        if let (Some(_), Some(parameter)) = (job.schedule, required) {
            faults.push(format!(
                "{place} has a schedule, and so nobody gives it a value for `{}`; give that a default",
                parameter.name
            ));
        }
    }
    faults
}
