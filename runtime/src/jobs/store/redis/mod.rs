//! Jobs in Redis, by one script: a call of it is one step that nothing comes between.
//!
//! All keys begin with one tag in braces, so that a cluster keeps them on one node.

use std::{collections::HashMap, time::Duration};

use redis::{Client, Script, ScriptInvocation, aio::ConnectionManager};

use super::{Answer, LOST, Store, StoreError, milliseconds};
#[cfg(feature = "metrics")]
use crate::jobs::record::QueueLength;
use crate::{
    JobStatus, JobTicket,
    jobs::record::{Ending, Filter, Held, Job, Lease, NewJob, Release, Revived},
};

/// A store in Redis.
pub(in crate::jobs) struct RedisStore {
    connection: ConnectionManager,
    script: Script,
    prefix: String,
}

impl RedisStore {
    pub(in crate::jobs) async fn open(url: &str, namespace: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(failed)?;
        let connection = ConnectionManager::new(client).await.map_err(failed)?;
        let script = Script::new(include_str!("store.lua"));
        Ok(Self { connection, script, prefix: format!("{{{namespace}_jobs}}") })
    }

    fn operation(&self, name: &str) -> ScriptInvocation<'_> {
        let mut invocation = self.script.key(&self.prefix);
        invocation.arg(name);
        invocation
    }

    async fn run<T: redis::FromRedisValue>(
        &self,
        invocation: &ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        invocation.invoke_async(&mut self.connection.clone()).await.map_err(failed)
    }

    fn pushing(&self, name: &str, job: &NewJob) -> ScriptInvocation<'_> {
        let mut push = self.operation(name);
        for field in [&job.id, &job.command, &job.queue, &job.params, &job.roles] {
            push.arg(field);
        }
        for number in [i64::from(job.scheduled), job.priority, job.max_attempts, job.keep] {
            push.arg(number);
        }
        // What is absent is an empty text here; a name or key is never empty.
        push.arg(job.unique_key.as_deref().unwrap_or_default());
        push.arg(job.owner.as_deref().map(|name| format!("={name}")).unwrap_or_default());
        push
    }
}

impl Store for RedisStore {
    fn push<'a>(&'a self, job: &'a NewJob) -> Answer<'a, JobTicket> {
        Box::pin(async move {
            let (job_id, word): (String, String) = self.run(&self.pushing("push", job)).await?;
            Ok(JobTicket { job_id, status: status(&word)? })
        })
    }

    fn tick<'a>(&'a self, job: &'a NewJob, time: i64) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut tick = self.pushing("tick", job);
            tick.arg(time);
            self.run(&tick).await
        })
    }

    fn claim<'a>(
        &'a self,
        queue: &'a str,
        worker: &'a str,
        lease: Duration,
        most: usize,
    ) -> Answer<'a, Vec<Job>> {
        Box::pin(async move {
            let mut claim = self.operation("claim");
            claim.arg(queue).arg(worker).arg(milliseconds(lease)).arg(most);
            let rows: Vec<HashMap<String, String>> = self.run(&claim).await?;
            rows.into_iter().map(job).collect()
        })
    }

    fn renew<'a>(&'a self, worker: &'a str, known: &'a [Lease], lease: Duration) -> Answer<'a, Vec<Held>> {
        Box::pin(async move {
            let mut renew = self.operation("renew");
            renew.arg(worker).arg(milliseconds(lease));
            for lease in known {
                renew.arg(&lease.id);
            }
            let rows: Vec<(String, i64, i64)> = self.run(&renew).await?;
            let held =
                |(id, number, cancelled)| Held { lease: Lease { id, number }, cancelled: cancelled == 1 };
            Ok(rows.into_iter().map(held).collect())
        })
    }

    fn report<'a>(&'a self, lease: &'a Lease, progress: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut report = self.operation("report");
            report.arg(&lease.id).arg(lease.number).arg(progress);
            self.run(&report).await
        })
    }

    fn finish<'a>(&'a self, lease: &'a Lease, ending: &'a Ending) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut finish = self.operation("finish");
            finish.arg(&lease.id).arg(lease.number).arg(ending.status.as_str());
            finish.arg(ending.result.as_deref().unwrap_or_default());
            finish.arg(ending.error.as_deref().unwrap_or_default());
            self.run(&finish).await
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease, release: &'a Release) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut operation = self.operation("release");
            operation.arg(&lease.id).arg(lease.number).arg(milliseconds(release.delay));
            operation.arg(i64::from(!release.counts)).arg(release.error.as_deref().unwrap_or_default());
            self.run(&operation).await
        })
    }

    fn recover(&self, most_losses: i64) -> Answer<'_, u64> {
        Box::pin(async move {
            let mut recover = self.operation("recover");
            recover.arg(most_losses).arg(LOST);
            self.run(&recover).await
        })
    }

    fn find<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Job>> {
        Box::pin(async move {
            let mut find = self.operation("find");
            find.arg(id);
            let row: HashMap<String, String> = self.run(&find).await?;
            if row.is_empty() { Ok(None) } else { job(row).map(Some) }
        })
    }

    fn list<'a>(&'a self, filter: &'a Filter) -> Answer<'a, (Vec<Job>, i64)> {
        Box::pin(async move {
            let mut list = self.operation("list");
            list.arg(filter.status.map(JobStatus::as_str).unwrap_or_default());
            list.arg(filter.command.as_deref().unwrap_or_default());
            list.arg(filter.owner.as_deref().map(|name| format!("={name}")).unwrap_or_default());
            list.arg(filter.offset).arg(filter.limit);
            let (total, rows): (i64, Vec<HashMap<String, String>>) = self.run(&list).await?;
            Ok((rows.into_iter().map(job).collect::<Result<_, _>>()?, total))
        })
    }

    fn cancel<'a>(&'a self, id: &'a str) -> Answer<'a, Option<JobStatus>> {
        Box::pin(async move {
            let mut cancel = self.operation("cancel");
            cancel.arg(id);
            let word: Option<String> = self.run(&cancel).await?;
            word.as_deref().map(status).transpose()
        })
    }

    fn revive<'a>(&'a self, id: &'a str) -> Answer<'a, Revived> {
        Box::pin(async move {
            let mut revive = self.operation("revive");
            revive.arg(id);
            let word: String = self.run(&revive).await?;
            Ok(match word.as_str() {
                "queued" => Revived::Queued,
                "duplicate" => Revived::Duplicate,
                _ => Revived::Unsuited,
            })
        })
    }

    fn clean(&self) -> Answer<'_, u64> {
        Box::pin(async move { self.run(&self.operation("clean")).await })
    }

    #[cfg(feature = "metrics")]
    fn count<'a>(&'a self, queues: &'a [&'a str]) -> Answer<'a, Vec<QueueLength>> {
        Box::pin(async move {
            let mut count = self.operation("count");
            for queue in queues {
                count.arg(queue);
            }
            let counts: Vec<(i64, i64)> = self.run(&count).await?;
            let length = |(queue, (waiting, running)): (&&str, _)| QueueLength {
                queue: (*queue).to_owned(),
                waiting,
                running,
            };
            Ok(queues.iter().zip(counts).map(length).collect())
        })
    }
}

fn job(mut row: HashMap<String, String>) -> Result<Job, StoreError> {
    let word = row.remove("status").unwrap_or_default();
    let number = |name: &str| row.get(name).and_then(|text| text.parse::<i64>().ok());
    Ok(Job {
        scheduled: number("scheduled") == Some(1),
        priority: number("priority").unwrap_or_default(),
        max_attempts: number("max_attempts").unwrap_or_default(),
        attempts: number("attempts").unwrap_or_default(),
        losses: number("losses").unwrap_or_default(),
        lease: number("lease").unwrap_or_default(),
        cancelled: number("cancelled") == Some(1),
        run_at: number("run_at").unwrap_or_default(),
        created_at: number("created_at").unwrap_or_default(),
        started_at: number("started_at"),
        finished_at: number("finished_at"),
        status: status(&word)?,
        owner: row.remove("caller").and_then(|it| it.strip_prefix('=').map(str::to_owned)),
        progress: row.remove("progress"),
        result: row.remove("result"),
        error: row.remove("error"),
        id: row.remove("id").unwrap_or_default(),
        command: row.remove("command").unwrap_or_default(),
        queue: row.remove("queue").unwrap_or_default(),
        params: row.remove("params").unwrap_or_default(),
        roles: row.remove("roles").unwrap_or_default(),
    })
}

fn status(word: &str) -> Result<JobStatus, StoreError> {
    JobStatus::of(word).ok_or_else(|| StoreError::new(format!("a job has the unknown status `{word}`")))
}

fn failed(error: redis::RedisError) -> StoreError {
    StoreError::new(error.to_string())
}
