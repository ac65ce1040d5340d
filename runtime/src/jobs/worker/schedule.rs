//! Queueing jobs at the times that their schedules name.

use std::{str::FromStr, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use croner::Cron;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::Worker;
use crate::jobs::{enqueue::new_job, entries::JobEntry};

/// Longest sleep, so that a clock that was set is noticed.
const NAP: Duration = Duration::from_secs(30);
/// How often the job of a tick is tried to be queued before it is passed over.
const TRIES: usize = 60;

/// Reads a schedule: minute, hour, day of the month, month, day of the week.
pub(in crate::jobs) fn read(text: &str) -> Result<Cron, String> {
    Cron::from_str(text).map_err(|error| error.to_string())
}

/// Queues what is due until told to stop. All workers do so, and the store lets one job through for each tick.
pub(super) async fn follow(worker: Arc<Worker>, stop: CancellationToken) {
    let mut plans: Vec<Plan<'_>> = worker
        .dispatcher
        .jobs()
        .iter()
        .filter(|(_, entry)| worker.queues.iter().any(|queue| queue == entry.queue))
        .filter_map(|(name, entry)| Plan::new(name, entry))
        .collect();
    while let Some(next) = plans.iter_mut().min_by_key(|plan| plan.next) {
        let now = Utc::now();
        if next.next > now {
            let wait = (next.next - now).to_std().unwrap_or_default().min(NAP);
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep(wait) => {}
            }
            continue;
        }
        queue(&worker, next, &stop).await;
        if !next.advance() {
            let name = next.command;
            plans.retain(|plan| plan.command != name);
        }
        if stop.is_cancelled() {
            return;
        }
    }
}

/// The schedule of one command.
struct Plan<'a> {
    command: &'static str,
    entry: &'a JobEntry,
    cron: Cron,
    next: DateTime<Utc>,
}

impl<'a> Plan<'a> {
    fn new(command: &'static str, entry: &'a JobEntry) -> Option<Self> {
        let cron = read(entry.schedule?).ok()?;
        let next = cron.find_next_occurrence(&Utc::now(), false).ok()?;
        Some(Self { command, entry, cron, next })
    }

    /// Goes on to the tick that follows; `false` when there is none. Ticks that were slept through are passed over, all
    /// but the last minute's.
    fn advance(&mut self) -> bool {
        let from = self.next.max(Utc::now() - chrono::Duration::seconds(60));
        let Ok(next) = self.cron.find_next_occurrence(&from, false) else { return false };
        self.next = next;
        true
    }
}

async fn queue(worker: &Worker, plan: &Plan<'_>, stop: &CancellationToken) {
    let time = plan.next.timestamp_millis();
    let Ok(job) = new_job(plan.entry, plan.command, "{}".to_owned(), None) else { return };
    for _ in 0..TRIES {
        let queued = match worker.jobs.store().await {
            Ok(store) => store.tick(&job, time).await,
            Err(error) => Err(error),
        };
        match queued {
            Ok(is_first) => {
                if is_first {
                    tracing::info!(command = plan.command, tick = %plan.next, "the job of a schedule is queued");
                    worker.jobs.wake();
                }
                return;
            }
            Err(error) => {
                tracing::warn!(%error, command = plan.command, "the job of a schedule cannot be queued");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(Duration::from_secs(1)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::read;

    #[test]
    fn schedules_of_five_fields_are_read_in_utc() {
        let from: DateTime<Utc> = "2026-02-28T23:59:30Z".parse().unwrap();
        for (schedule, next) in [
            ("* * * * *", "2026-03-01T00:00:00Z"),
            ("0 3 * * *", "2026-03-01T03:00:00Z"),
            ("*/15 8-18 * * MON-FRI", "2026-03-02T08:00:00Z"),
            ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
        ] {
            let found = read(schedule).unwrap().find_next_occurrence(&from, false).unwrap();
            assert_eq!(found, next.parse::<DateTime<Utc>>().unwrap(), "{schedule}");
        }
        for wrong in ["61 * * * *", "* * * *", "a b c d e"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
