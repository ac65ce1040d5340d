//! What every store promises, in small steps. Real servers and processes are the matter of the tests in `tests/jobs`.
//!
//! `COMMANDRY_JOB_STORE=redis://127.0.0.1/0 cargo test -p commandry --features jobs-redis jobs::store` asks another one.

use std::time::Duration;

use super::{Store, open};
use crate::{
    JobStatus,
    jobs::{
        JobSettings,
        enqueue::random_id,
        record::{Ending, Filter, Job, NewJob, Release, Revived},
    },
};

const LONG: Duration = Duration::from_secs(60);

/// An empty store.
async fn store() -> Box<dyn Store> {
    let url = std::env::var("COMMANDRY_JOB_STORE").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let namespace = format!("t{}", &random_id().unwrap()[..16]);
    open(&JobSettings { url: url.into(), namespace, ..JobSettings::default() }).await.unwrap()
}

fn job(command: &str) -> NewJob {
    NewJob {
        id: random_id().unwrap(),
        command: command.to_owned(),
        queue: "default".to_owned(),
        params: "{}".to_owned(),
        owner: Some("ann".to_owned()),
        roles: r#"["clerk"]"#.to_owned(),
        scheduled: false,
        priority: 0,
        max_attempts: 3,
        unique_key: None,
        keep: 60_000,
    }
}

fn finished(result: &str) -> Ending {
    Ending { status: JobStatus::Finished, result: Some(result.to_owned()), error: None }
}

async fn claim(store: &dyn Store, lease: Duration) -> Vec<Job> {
    store.claim("default", "worker", lease, 10).await.unwrap()
}

#[tokio::test]
async fn what_is_kept_is_what_was_given() {
    let store = store().await;
    let params = r#"{"text":"naïve \" \\ \u0000 🦀","list":[]}"#;
    let new = NewJob { params: params.to_owned(), owner: None, roles: "[]".to_owned(), ..job("a") };
    let ticket = store.push(&new).await.unwrap();
    assert_eq!((ticket.job_id.as_str(), ticket.status), (new.id.as_str(), JobStatus::Queued));
    let kept = store.find(&new.id).await.unwrap().unwrap();
    assert_eq!((kept.params.as_str(), kept.owner, kept.roles.as_str()), (params, None, "[]"));
    assert_eq!((kept.status, kept.attempts, kept.started_at), (JobStatus::Queued, 0, None));
    let claimed = claim(&*store, LONG).await.remove(0);
    assert_eq!((claimed.status, claimed.attempts, claimed.lease), (JobStatus::Running, 1, 1));
    assert!(claimed.started_at.is_some());
    store.report(&claimed.lease(), r#"{"done":1.0}"#).await.unwrap();
    assert!(store.finish(&claimed.lease(), &finished("[1,2]")).await.unwrap());
    let kept = store.find(&new.id).await.unwrap().unwrap();
    assert_eq!((kept.status, kept.result.as_deref()), (JobStatus::Finished, Some("[1,2]")));
    assert_eq!(kept.progress.as_deref(), Some(r#"{"done":1.0}"#));
    assert!(kept.finished_at >= kept.started_at);
    assert!(store.find("unknown").await.unwrap().is_none());
}

#[tokio::test]
async fn an_old_lease_writes_nothing() {
    let store = store().await;
    let new = job("a");
    store.push(&new).await.unwrap();
    let first = claim(&*store, Duration::from_millis(1)).await.remove(0);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(store.recover(10).await.unwrap(), 1);
    // Not even while nobody else has the job.
    assert!(!store.finish(&first.lease(), &finished("1")).await.unwrap());
    let second = claim(&*store, LONG).await.remove(0);
    assert_eq!((second.lease, second.attempts, second.losses), (2, 1, 1), "a lost attempt does not count");
    store.report(&first.lease(), "{}").await.unwrap();
    let release = Release { delay: Duration::ZERO, counts: true, error: None };
    assert!(!store.release(&first.lease(), &release).await.unwrap());
    assert!(!store.finish(&first.lease(), &finished("1")).await.unwrap());
    assert!(store.finish(&second.lease(), &finished("2")).await.unwrap());
    assert!(!store.finish(&second.lease(), &finished("3")).await.unwrap(), "a result is written once");
    let kept = store.find(&new.id).await.unwrap().unwrap();
    assert_eq!((kept.result.as_deref(), kept.progress), (Some("2"), None));
}

#[tokio::test]
async fn a_lease_that_is_renewed_lasts() {
    let store = store().await;
    store.push(&job("a")).await.unwrap();
    let claimed = claim(&*store, Duration::from_millis(200)).await.remove(0);
    let known = [claimed.lease()];
    assert!(
        store.renew("worker", &[], LONG).await.unwrap().is_empty(),
        "what a worker does not know is not renewed"
    );
    let held = store.renew("worker", &known, LONG).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!((held[0].lease.clone(), held[0].cancelled), (claimed.lease(), false));
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(store.recover(10).await.unwrap(), 0);
    assert!(store.renew("other", &known, LONG).await.unwrap().is_empty());
    assert_eq!(store.cancel(&claimed.id).await.unwrap(), Some(JobStatus::Running));
    assert!(store.renew("worker", &known, LONG).await.unwrap()[0].cancelled);
    let release = Release { delay: Duration::ZERO, counts: true, error: None };
    assert!(store.release(&claimed.lease(), &release).await.unwrap());
    let kept = store.find(&claimed.id).await.unwrap().unwrap();
    assert_eq!(kept.status, JobStatus::Cancelled, "what is cancelled is not run again");
    assert!(store.renew("worker", &known, LONG).await.unwrap().is_empty());
    assert_eq!(store.cancel("unknown").await.unwrap(), None);
}

#[tokio::test]
async fn what_kills_its_workers_is_given_up() {
    let store = store().await;
    let new = job("a");
    store.push(&new).await.unwrap();
    for loss in 1..=3 {
        assert_eq!(claim(&*store, Duration::from_millis(1)).await.len(), 1, "{loss}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(store.recover(2).await.unwrap(), 1);
    }
    let kept = store.find(&new.id).await.unwrap().unwrap();
    assert_eq!((kept.status, kept.losses), (JobStatus::Dead, 3));
    assert!(kept.error.unwrap().contains("worker_lost"));
    assert_eq!(store.revive(&new.id).await.unwrap(), Revived::Queued);
    assert_eq!(claim(&*store, LONG).await.len(), 1);
    assert_eq!(store.revive(&new.id).await.unwrap(), Revived::Unsuited);
}

#[tokio::test]
async fn jobs_come_in_their_order_and_time() {
    let store = store().await;
    let ordered = [("low", -100), ("first", 0), ("high", 100), ("second", 0)];
    for (command, priority) in ordered {
        store.push(&NewJob { priority, ..job(command) }).await.unwrap();
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    store.push(&NewJob { queue: "other".to_owned(), ..job("elsewhere") }).await.unwrap();
    let one = store.claim("default", "worker", LONG, 1).await.unwrap().remove(0);
    assert_eq!(one.command, "high");
    let delay = Duration::from_millis(100);
    let release = Release { delay, counts: true, error: Some("{}".to_owned()) };
    assert!(store.release(&one.lease(), &release).await.unwrap());
    let commands: Vec<String> = claim(&*store, LONG).await.into_iter().map(|job| job.command).collect();
    assert_eq!(commands, ["first", "second", "low"]);
    tokio::time::sleep(delay * 2).await;
    let again = claim(&*store, LONG).await.remove(0);
    assert_eq!((again.command.as_str(), again.attempts, again.error.as_deref()), ("high", 2, Some("{}")));
    let release = Release { delay: Duration::ZERO, counts: false, error: None };
    assert!(store.release(&again.lease(), &release).await.unwrap());
    assert_eq!(claim(&*store, LONG).await.remove(0).attempts, 2);
}

#[tokio::test]
async fn one_job_of_a_unique_key_is_unfinished() {
    let store = store().await;
    let unique = || NewJob { unique_key: Some("key".to_owned()), ..job("a") };
    let first = store.push(&unique()).await.unwrap().job_id;
    assert_eq!(store.push(&unique()).await.unwrap().job_id, first);
    let claimed = claim(&*store, LONG).await;
    assert_eq!(claimed.len(), 1);
    let ticket = store.push(&unique()).await.unwrap();
    assert_eq!((ticket.job_id, ticket.status), (first.clone(), JobStatus::Running));
    let ending = Ending { status: JobStatus::Dead, result: None, error: None };
    assert!(store.finish(&claimed[0].lease(), &ending).await.unwrap());
    let second = store.push(&unique()).await.unwrap().job_id;
    assert_ne!(second, first);
    assert_eq!(store.revive(&first).await.unwrap(), Revived::Duplicate);
    assert_eq!(store.cancel(&second).await.unwrap(), Some(JobStatus::Cancelled));
    assert_eq!(store.revive(&first).await.unwrap(), Revived::Queued);
    assert_eq!(store.push(&unique()).await.unwrap().job_id, first);
}

#[tokio::test]
async fn a_tick_has_one_job() {
    let store = store().await;
    let scheduled = || NewJob { scheduled: true, owner: None, ..job("nightly") };
    let ticks = [1_000, 1_000, 2_000, 1_000, 2_000];
    let mut queued = Vec::new();
    for tick in ticks {
        queued.push(store.tick(&scheduled(), tick).await.unwrap());
    }
    assert_eq!(queued, [true, false, true, false, false]);
    assert!(store.tick(&NewJob { command: "hourly".to_owned(), ..scheduled() }, 1_000).await.unwrap());
    let claimed = claim(&*store, LONG).await;
    assert_eq!(claimed.len(), 3);
    assert!(claimed.iter().all(|job| job.scheduled && job.owner.is_none()));
}

#[tokio::test]
async fn jobs_are_listed_and_removed_in_time() {
    let store = store().await;
    let mut ids = Vec::new();
    for (command, caller) in [("a", "ann"), ("b", "bob"), ("a", "bob")] {
        let new = NewJob { owner: Some(caller.to_owned()), keep: 1, ..job(command) };
        ids.push(store.push(&new).await.unwrap().job_id);
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let all = Filter { status: None, command: None, owner: None, offset: 0, limit: 2 };
    let (jobs, total) = store.list(&all).await.unwrap();
    assert_eq!((total, jobs.iter().map(|job| &job.id).collect::<Vec<_>>()), (3, vec![&ids[2], &ids[1]]));
    let (jobs, total) = store.list(&Filter { offset: 2, ..all.clone() }).await.unwrap();
    assert_eq!((total, jobs[0].id.as_str()), (3, ids[0].as_str()));
    let narrow = Filter { command: Some("a".to_owned()), owner: Some("bob".to_owned()), ..all.clone() };
    let (jobs, total) = store.list(&narrow).await.unwrap();
    assert_eq!((total, jobs[0].id.as_str()), (1, ids[2].as_str()));
    store.cancel(&ids[0]).await.unwrap();
    let cancelled = Filter { status: Some(JobStatus::Cancelled), ..all.clone() };
    assert_eq!(store.list(&cancelled).await.unwrap().1, 1);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(store.clean().await.unwrap(), 1);
    assert!(store.find(&ids[0]).await.unwrap().is_none());
    assert_eq!(store.list(&all).await.unwrap().1, 2);
}

#[cfg(feature = "metrics")]
#[tokio::test]
async fn unfinished_jobs_are_counted_by_their_queues() {
    let store = store().await;
    let counted = async || -> Vec<(i64, i64)> {
        let lengths = store.count(&["default", "mail", "empty"]).await.unwrap();
        assert_eq!(
            lengths.iter().map(|it| it.queue.as_str()).collect::<Vec<_>>(),
            ["default", "mail", "empty"]
        );
        lengths.iter().map(|it| (it.waiting, it.running)).collect()
    };
    assert_eq!(counted().await, [(0, 0); 3]);
    for queue in ["default", "mail", "mail", "of another program"] {
        store.push(&NewJob { queue: queue.to_owned(), ..job("a") }).await.unwrap();
    }
    assert_eq!(counted().await, [(1, 0), (2, 0), (0, 0)]);
    let mail = store.claim("mail", "worker", Duration::from_millis(1), 1).await.unwrap().remove(0);
    let claimed = claim(&*store, LONG).await.remove(0);
    assert_eq!(counted().await, [(0, 1), (1, 1), (0, 0)]);
    let release = Release { delay: LONG, counts: true, error: None };
    assert!(store.release(&claimed.lease(), &release).await.unwrap());
    assert_eq!(counted().await, [(1, 0), (1, 1), (0, 0)], "what waits for its next attempt waits");
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(store.recover(10).await.unwrap(), 1);
    assert_eq!(counted().await, [(1, 0), (2, 0), (0, 0)]);
    for job in store.claim("mail", "worker", LONG, 10).await.unwrap() {
        assert!(store.finish(&job.lease(), &finished("1")).await.unwrap());
    }
    store.cancel(&claimed.id).await.unwrap();
    assert_eq!(counted().await, [(0, 0); 3]);
    assert!(store.find(&mail.id).await.unwrap().is_some(), "what has ended is kept and not counted");
}

#[tokio::test]
async fn an_unknown_kind_of_store_is_named() {
    let settings = JobSettings { url: "mysql://host".into(), ..JobSettings::default() };
    let error = open(&settings).await.err().unwrap().to_string();
    assert!(error.contains("`mysql:`") && error.contains("sqlite:"), "{error}");
}
