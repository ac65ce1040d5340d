//! Jobs in SQLite or Postgres, by the same statements.
//!
//! Every change is one statement, so that there is no moment in which half of it is done; the tick of a schedule, which
//! changes two tables, is one transaction.

use std::time::Duration;

use sqlx::{
    AnyPool, AssertSqlSafe, Row, SqlSafeStr, SqlStr,
    any::{AnyPoolOptions, AnyRow},
};

use super::{Answer, LOST, Store, StoreError, milliseconds};
#[cfg(feature = "metrics")]
use crate::jobs::record::QueueLength;
use crate::{
    JobStatus, JobTicket,
    jobs::record::{Ending, Filter, Held, Job, Lease, NewJob, Release, Revived},
};

/// How long a statement waits for another process that writes to the same file.
const PATIENCE: &str = "PRAGMA busy_timeout = 30000";

/// A store in a relational database.
pub(super) struct SqlStore {
    pool: AnyPool,
    dialect: Dialect,
    namespace: String,
    claim: SqlStr,
    renew: SqlStr,
    report: SqlStr,
    finish: SqlStr,
    release: SqlStr,
    recover: SqlStr,
    push: SqlStr,
    find: SqlStr,
}

/// Where the two databases differ.
#[derive(Clone, Copy)]
struct Dialect {
    /// The time in milliseconds.
    now: &'static str,
    /// Passes over rows that another worker is about to take.
    skip: &'static str,
    /// Begins a transaction that writes.
    begin: &'static str,
}

const SQLITE: Dialect = Dialect {
    now: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    skip: "",
    begin: "BEGIN IMMEDIATE",
};

#[cfg(feature = "jobs-postgres")]
const POSTGRES: Dialect = Dialect {
    now: "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
    skip: "FOR UPDATE SKIP LOCKED",
    begin: "BEGIN",
};

/// The tables; each statement may be run again and again.
const TABLES: [&str; 6] = [
    "CREATE TABLE IF NOT EXISTS {jobs} (
        id TEXT PRIMARY KEY, command TEXT NOT NULL, queue TEXT NOT NULL, params TEXT NOT NULL,
        caller TEXT, roles TEXT NOT NULL, scheduled BIGINT NOT NULL, priority BIGINT NOT NULL,
        max_attempts BIGINT NOT NULL, unique_key TEXT, keep BIGINT NOT NULL, status TEXT NOT NULL,
        attempts BIGINT NOT NULL DEFAULT 0, losses BIGINT NOT NULL DEFAULT 0, lease BIGINT NOT NULL DEFAULT 0,
        cancelled BIGINT NOT NULL DEFAULT 0, worker TEXT, lease_until BIGINT, run_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL, started_at BIGINT, finished_at BIGINT, expires_at BIGINT,
        progress TEXT, result TEXT, error TEXT)",
    "CREATE UNIQUE INDEX IF NOT EXISTS {jobs}_unique ON {jobs} (unique_key) WHERE finished_at IS NULL",
    "CREATE INDEX IF NOT EXISTS {jobs}_queued ON {jobs} (queue, priority DESC, run_at, id) WHERE status = 'queued'",
    "CREATE INDEX IF NOT EXISTS {jobs}_running ON {jobs} (worker, lease_until) WHERE status = 'running'",
    "CREATE INDEX IF NOT EXISTS {jobs}_expiring ON {jobs} (expires_at) WHERE expires_at IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS {jobs}_ticks (command TEXT PRIMARY KEY, tick BIGINT NOT NULL)",
];

const COLUMNS: &str = "id, command, queue, params, caller, roles, scheduled, priority, max_attempts, status, attempts, \
                       losses, lease, cancelled, run_at, created_at, started_at, finished_at, progress, result, error";

const PUSH: &str = "INSERT INTO {jobs} (id, command, queue, params, caller, roles, scheduled, priority, max_attempts, \
                    unique_key, keep, status, run_at, created_at) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', {now}, {now}) \
                    ON CONFLICT DO NOTHING";

const CLAIM: &str = "WITH next AS (SELECT id FROM {jobs} WHERE queue = $1 AND status = 'queued' AND run_at <= {now} \
                     ORDER BY priority DESC, run_at, id LIMIT $2 {skip}) \
                     UPDATE {jobs} SET status = 'running', lease = lease + 1, attempts = attempts + 1, worker = $3, \
                     lease_until = {now} + $4, started_at = COALESCE(started_at, {now}), progress = NULL \
                     WHERE id IN (SELECT id FROM next) RETURNING {columns}";

/// The third value is a text that holds the names of the jobs.
const RENEW: &str = "UPDATE {jobs} SET lease_until = {now} + $2 WHERE worker = $1 AND status = 'running' \
                     AND $3 LIKE '%' || id || '%' RETURNING id, lease, cancelled";

const REPORT: &str = "UPDATE {jobs} SET progress = $3 WHERE id = $1 AND lease = $2 AND status = 'running'";

const FINISH: &str = "UPDATE {jobs} SET status = $3, result = $4, error = $5, finished_at = {now}, \
                      expires_at = {now} + keep, worker = NULL, lease_until = NULL \
                      WHERE id = $1 AND lease = $2 AND status = 'running'";

const RELEASE: &str = "UPDATE {jobs} SET status = CASE cancelled WHEN 1 THEN 'cancelled' ELSE 'queued' END, \
                       finished_at = CASE cancelled WHEN 1 THEN {now} ELSE NULL END, \
                       expires_at = CASE cancelled WHEN 1 THEN {now} + keep ELSE NULL END, \
                       run_at = {now} + $3, attempts = attempts - $4, error = COALESCE($5, error), \
                       worker = NULL, lease_until = NULL \
                       WHERE id = $1 AND lease = $2 AND status = 'running'";

const RECOVER: &str = "UPDATE {jobs} SET \
                       status = CASE WHEN cancelled = 1 THEN 'cancelled' WHEN losses >= $1 THEN 'dead' ELSE 'queued' END, \
                       finished_at = CASE WHEN cancelled = 1 OR losses >= $1 THEN {now} ELSE NULL END, \
                       expires_at = CASE WHEN cancelled = 1 OR losses >= $1 THEN {now} + keep ELSE NULL END, \
                       error = CASE WHEN losses >= $1 THEN $2 ELSE error END, \
                       losses = losses + 1, attempts = attempts - 1, run_at = {now}, worker = NULL, lease_until = NULL \
                       WHERE id IN (SELECT id FROM {jobs} WHERE status = 'running' AND lease_until < {now} {skip})";

const FIND: &str = "SELECT {columns} FROM {jobs} WHERE id = $1";

const UNFINISHED: &str = "SELECT id, status FROM {jobs} WHERE unique_key = $1 AND finished_at IS NULL";

const TICK: &str = "INSERT INTO {jobs}_ticks (command, tick) VALUES ($1, $2) ON CONFLICT (command) DO UPDATE \
                    SET tick = excluded.tick WHERE {jobs}_ticks.tick < excluded.tick";

const LISTED: &str = " FROM {jobs} WHERE (CAST($1 AS TEXT) IS NULL OR status = $1) \
                      AND (CAST($2 AS TEXT) IS NULL OR command = $2) AND (CAST($3 AS TEXT) IS NULL OR caller = $3)";

const CANCEL: &str = "UPDATE {jobs} SET cancelled = 1, \
                      finished_at = CASE status WHEN 'queued' THEN {now} ELSE finished_at END, \
                      expires_at = CASE status WHEN 'queued' THEN {now} + keep ELSE expires_at END, \
                      status = CASE status WHEN 'queued' THEN 'cancelled' ELSE status END \
                      WHERE id = $1 AND finished_at IS NULL";

const REVIVE: &str = "UPDATE {jobs} SET status = 'queued', cancelled = 0, attempts = 0, losses = 0, run_at = {now}, \
                      started_at = NULL, finished_at = NULL, expires_at = NULL, progress = NULL, error = NULL \
                      WHERE id = $1 AND status IN ('failed', 'dead', 'cancelled')";

/// Two questions in one, so that each is answered from its index: ended jobs, which are by far the most, are not looked at.
#[cfg(feature = "metrics")]
const COUNT: &str = "SELECT queue, COUNT(*) AS waiting, CAST(0 AS BIGINT) AS running FROM {jobs} \
                     WHERE status = 'queued' GROUP BY queue UNION ALL \
                     SELECT queue, CAST(0 AS BIGINT), COUNT(*) FROM {jobs} WHERE status = 'running' GROUP BY queue";

const CLEAN: &str = "DELETE FROM {jobs} WHERE expires_at < {now}";

impl SqlStore {
    /// Opens a file, or a database in memory that ends with the process.
    pub(super) async fn open_sqlite(url: &str, namespace: &str) -> Result<Self, StoreError> {
        let is_in_memory = url.contains(":memory:") || url.contains("mode=memory");
        let url = if is_in_memory || url.contains("mode=") {
            url.to_owned()
        } else {
            // A file that is not there yet is made.
            format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' })
        };
        // A database in memory lives as long as its connection; in a file, one connection writes after the other.
        let options = AnyPoolOptions::new().max_connections(if is_in_memory { 1 } else { 4 });
        let options = options.idle_timeout(None).max_lifetime(None).after_connect(|connection, _| {
            Box::pin(async move {
                for pragma in [PATIENCE, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"] {
                    sqlx::query(pragma).execute(&mut *connection).await?;
                }
                Ok(())
            })
        });
        Self::open(options, &url, namespace, SQLITE).await
    }

    /// Opens a database of a Postgres server.
    #[cfg(feature = "jobs-postgres")]
    pub(super) async fn open_postgres(
        url: &str,
        namespace: &str,
        concurrency: usize,
    ) -> Result<Self, StoreError> {
        let connections = u32::try_from(concurrency).unwrap_or(u32::MAX).clamp(4, 16);
        Self::open(AnyPoolOptions::new().max_connections(connections), url, namespace, POSTGRES).await
    }

    async fn open(
        options: AnyPoolOptions,
        url: &str,
        namespace: &str,
        dialect: Dialect,
    ) -> Result<Self, StoreError> {
        install_drivers();
        let pool = options.acquire_timeout(Duration::from_secs(30)).connect(url).await.map_err(failed)?;
        let text = |statement| dialect.statement(statement, namespace);
        let store = Self {
            dialect,
            namespace: namespace.to_owned(),
            claim: text(CLAIM),
            renew: text(RENEW),
            report: text(REPORT),
            finish: text(FINISH),
            release: text(RELEASE),
            recover: text(RECOVER),
            push: text(PUSH),
            find: text(FIND),
            pool,
        };
        store.make_tables().await?;
        Ok(store)
    }

    /// Makes the tables that are missing. Several processes may do so at once, which Postgres answers with an error to
    /// all but one of them.
    async fn make_tables(&self) -> Result<(), StoreError> {
        for statement in TABLES {
            let mut tries = 0;
            while let Err(error) = sqlx::query(self.text(statement)).execute(&self.pool).await {
                tries += 1;
                if tries == 5 {
                    return Err(failed(error));
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(())
    }

    fn text(&self, statement: &str) -> SqlStr {
        self.dialect.statement(statement, &self.namespace)
    }

    async fn try_push(&self, job: &NewJob) -> Result<Option<JobTicket>, StoreError> {
        let kept = pushing(&self.push, job).execute(&self.pool).await.map_err(failed)?.rows_affected();
        if kept > 0 {
            return Ok(Some(JobTicket { job_id: job.id.clone(), status: JobStatus::Queued }));
        }
        let unfinished = sqlx::query(self.text(UNFINISHED)).bind(job.unique_key.clone());
        let row = unfinished.fetch_optional(&self.pool).await.map_err(failed)?;
        row.map(|row| Ok(JobTicket { job_id: text(&row, "id")?, status: status(&row)? })).transpose()
    }
}

impl Dialect {
    fn statement(self, statement: &str, namespace: &str) -> SqlStr {
        // All that is put in are constants and the namespace, which consists of letters, digits and underscores.
        AssertSqlSafe(
            statement
                .replace("{columns}", COLUMNS)
                .replace("{jobs}", &format!("{namespace}_jobs"))
                .replace("{now}", self.now)
                .replace("{skip}", self.skip),
        )
        .into_sql_str()
    }
}

impl Store for SqlStore {
    fn push<'a>(&'a self, job: &'a NewJob) -> Answer<'a, JobTicket> {
        Box::pin(async move {
            // Between the two statements of a try, the other job may come to its end.
            for _ in 0..10 {
                if let Some(ticket) = self.try_push(job).await? {
                    return Ok(ticket);
                }
            }
            Err(StoreError::new("a job was neither kept nor found"))
        })
    }

    fn tick<'a>(&'a self, job: &'a NewJob, time: i64) -> Answer<'a, bool> {
        Box::pin(async move {
            let begin = SqlSafeStr::into_sql_str(self.dialect.begin);
            let mut transaction = self.pool.begin_with(begin).await.map_err(failed)?;
            let tick = sqlx::query(self.text(TICK)).bind(job.command.clone()).bind(time);
            let is_new = tick.execute(&mut *transaction).await.map_err(failed)?.rows_affected() > 0;
            if is_new {
                pushing(&self.push, job).execute(&mut *transaction).await.map_err(failed)?;
            }
            transaction.commit().await.map_err(failed)?;
            Ok(is_new)
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
            let claim = sqlx::query(self.claim.clone())
                .bind(queue.to_owned())
                .bind(i64::try_from(most).unwrap_or(i64::MAX))
                .bind(worker.to_owned())
                .bind(milliseconds(lease));
            let mut jobs = jobs(&claim.fetch_all(&self.pool).await.map_err(failed)?)?;
            jobs.sort_by(|one, two| {
                (two.priority, one.run_at, &one.id).cmp(&(one.priority, two.run_at, &two.id))
            });
            Ok(jobs)
        })
    }

    fn renew<'a>(&'a self, worker: &'a str, known: &'a [Lease], lease: Duration) -> Answer<'a, Vec<Held>> {
        Box::pin(async move {
            let names = known.iter().map(|lease| lease.id.as_str()).collect::<Vec<_>>().join(" ");
            let renew =
                sqlx::query(self.renew.clone()).bind(worker.to_owned()).bind(milliseconds(lease)).bind(names);
            let rows = renew.fetch_all(&self.pool).await.map_err(failed)?;
            rows.iter()
                .map(|row| {
                    let lease = Lease { id: text(row, "id")?, number: number(row, "lease")? };
                    Ok(Held { lease, cancelled: number(row, "cancelled")? == 1 })
                })
                .collect()
        })
    }

    fn report<'a>(&'a self, lease: &'a Lease, progress: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let report = sqlx::query(self.report.clone()).bind(lease.id.clone()).bind(lease.number);
            report.bind(progress.to_owned()).execute(&self.pool).await.map_err(failed)?;
            Ok(())
        })
    }

    fn finish<'a>(&'a self, lease: &'a Lease, ending: &'a Ending) -> Answer<'a, bool> {
        Box::pin(async move {
            let finish = sqlx::query(self.finish.clone())
                .bind(lease.id.clone())
                .bind(lease.number)
                .bind(ending.status.as_str())
                .bind(ending.result.clone())
                .bind(ending.error.clone());
            Ok(finish.execute(&self.pool).await.map_err(failed)?.rows_affected() > 0)
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease, release: &'a Release) -> Answer<'a, bool> {
        Box::pin(async move {
            let statement = sqlx::query(self.release.clone())
                .bind(lease.id.clone())
                .bind(lease.number)
                .bind(milliseconds(release.delay))
                .bind(i64::from(!release.counts))
                .bind(release.error.clone());
            Ok(statement.execute(&self.pool).await.map_err(failed)?.rows_affected() > 0)
        })
    }

    fn recover(&self, most_losses: i64) -> Answer<'_, u64> {
        Box::pin(async move {
            let recover = sqlx::query(self.recover.clone()).bind(most_losses).bind(LOST);
            Ok(recover.execute(&self.pool).await.map_err(failed)?.rows_affected())
        })
    }

    fn find<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Job>> {
        Box::pin(async move {
            let find = sqlx::query(self.find.clone()).bind(id.to_owned());
            find.fetch_optional(&self.pool).await.map_err(failed)?.as_ref().map(job).transpose()
        })
    }

    fn list<'a>(&'a self, filter: &'a Filter) -> Answer<'a, (Vec<Job>, i64)> {
        Box::pin(async move {
            let status = filter.status.map(|it| it.as_str().to_owned());
            let page = format!("SELECT {{columns}}{LISTED} ORDER BY created_at DESC, id LIMIT $4 OFFSET $5");
            let page = sqlx::query(self.text(&page))
                .bind(status.clone())
                .bind(filter.command.clone())
                .bind(filter.owner.clone())
                .bind(filter.limit)
                .bind(filter.offset);
            let found = jobs(&page.fetch_all(&self.pool).await.map_err(failed)?)?;
            let count = sqlx::query(self.text(&format!("SELECT COUNT(*) AS total{LISTED}")))
                .bind(status)
                .bind(filter.command.clone())
                .bind(filter.owner.clone());
            let total = number(&count.fetch_one(&self.pool).await.map_err(failed)?, "total")?;
            Ok((found, total))
        })
    }

    fn cancel<'a>(&'a self, id: &'a str) -> Answer<'a, Option<JobStatus>> {
        Box::pin(async move {
            let cancel = sqlx::query(self.text(CANCEL)).bind(id.to_owned());
            cancel.execute(&self.pool).await.map_err(failed)?;
            Ok(self.find(id).await?.map(|job| job.status))
        })
    }

    fn revive<'a>(&'a self, id: &'a str) -> Answer<'a, Revived> {
        Box::pin(async move {
            let revive = sqlx::query(self.text(REVIVE)).bind(id.to_owned());
            match revive.execute(&self.pool).await {
                Ok(done) if done.rows_affected() > 0 => Ok(Revived::Queued),
                Ok(_) => Ok(Revived::Unsuited),
                Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(Revived::Duplicate),
                Err(error) => Err(failed(error)),
            }
        })
    }

    fn clean(&self) -> Answer<'_, u64> {
        Box::pin(async move {
            let clean = sqlx::query(self.text(CLEAN)).execute(&self.pool).await;
            Ok(clean.map_err(failed)?.rows_affected())
        })
    }

    #[cfg(feature = "metrics")]
    fn count<'a>(&'a self, queues: &'a [&'a str]) -> Answer<'a, Vec<QueueLength>> {
        Box::pin(async move {
            let rows = sqlx::query(self.text(COUNT)).fetch_all(&self.pool).await.map_err(failed)?;
            let length = |queue: &&str| QueueLength { queue: (*queue).to_owned(), waiting: 0, running: 0 };
            let mut lengths: Vec<_> = queues.iter().map(length).collect();
            for row in &rows {
                let queue = text(row, "queue")?;
                // Another version of the program may have queues that this one does not know.
                if let Some(length) = lengths.iter_mut().find(|length| length.queue == queue) {
                    length.waiting += number(row, "waiting")?;
                    length.running += number(row, "running")?;
                }
            }
            Ok(lengths)
        })
    }
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

fn pushing<'q>(statement: &SqlStr, job: &NewJob) -> Query<'q> {
    sqlx::query(statement.clone())
        .bind(job.id.clone())
        .bind(job.command.clone())
        .bind(job.queue.clone())
        .bind(job.params.clone())
        .bind(job.owner.clone())
        .bind(job.roles.clone())
        .bind(i64::from(job.scheduled))
        .bind(job.priority)
        .bind(job.max_attempts)
        .bind(job.unique_key.clone())
        .bind(job.keep)
}

fn install_drivers() {
    // An application may have installed drivers of its own choice, which this refuses by a panic; they have to do then.
    let _ = std::panic::catch_unwind(sqlx::any::install_default_drivers);
}

fn jobs(rows: &[AnyRow]) -> Result<Vec<Job>, StoreError> {
    rows.iter().map(job).collect()
}

fn job(row: &AnyRow) -> Result<Job, StoreError> {
    Ok(Job {
        id: text(row, "id")?,
        command: text(row, "command")?,
        queue: text(row, "queue")?,
        params: text(row, "params")?,
        owner: row.try_get("caller").map_err(failed)?,
        roles: text(row, "roles")?,
        scheduled: number(row, "scheduled")? == 1,
        priority: number(row, "priority")?,
        max_attempts: number(row, "max_attempts")?,
        status: status(row)?,
        attempts: number(row, "attempts")?,
        losses: number(row, "losses")?,
        lease: number(row, "lease")?,
        cancelled: number(row, "cancelled")? == 1,
        run_at: number(row, "run_at")?,
        created_at: number(row, "created_at")?,
        started_at: row.try_get("started_at").map_err(failed)?,
        finished_at: row.try_get("finished_at").map_err(failed)?,
        progress: row.try_get("progress").map_err(failed)?,
        result: row.try_get("result").map_err(failed)?,
        error: row.try_get("error").map_err(failed)?,
    })
}

fn text(row: &AnyRow, name: &str) -> Result<String, StoreError> {
    row.try_get(name).map_err(failed)
}

fn number(row: &AnyRow, name: &str) -> Result<i64, StoreError> {
    row.try_get(name).map_err(failed)
}

fn status(row: &AnyRow) -> Result<JobStatus, StoreError> {
    let word = text(row, "status")?;
    JobStatus::of(&word).ok_or_else(|| StoreError::new(format!("a job has the unknown status `{word}`")))
}

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::new(error.to_string())
}
