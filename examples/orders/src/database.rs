//! The SQLite database: opening it, and the two ways into it.
//!
//! Everything that writes goes through `Database::write`, one transaction at a time, so that what it read before
//! still holds when it writes. Everything else goes through `Database::read` and never waits for a writer.

mod columns;
mod seed;

use std::time::Duration;

use sqlx::{
    Sqlite, SqlitePool, Transaction,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub(crate) use columns::{from_json, from_name, to_json, to_name};
pub use seed::SeedError;

/// The only version of the tables there is so far, kept in SQLite's `user_version`.
const SCHEMA_VERSION: i64 = 1;

/// How many readers work at the same time.
const READERS: u32 = 4;

/// How long a writer waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The shop's database; clones share one set of connections.
#[derive(Clone, Debug)]
pub struct Database {
    readers: SqlitePool,
    writer: SqlitePool,
}

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be read or written, or is no SQLite database.
    #[error("cannot open the database `{path}`; give another file with --db, or `:memory:` to keep nothing")]
    Unusable {
        /// The file as it was given.
        path: String,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// The file was written by another version of this program.
    #[error(
        "the database `{path}` has tables of version {found}, this program knows version {SCHEMA_VERSION}"
    )]
    OtherVersion {
        /// The file as it was given.
        path: String,
        /// The version found in it.
        found: i64,
    },
    /// The data that this program ships cannot be stored.
    #[error("cannot fill the new database `{path}` with the data that is shipped")]
    Seed {
        /// The file as it was given.
        path: String,
        /// Which data and why.
        source: Box<SeedError>,
    },
}

impl Database {
    /// Opens the file, or a database in memory for `:memory:`; a new one is filled with the data that is shipped.
    ///
    /// # Errors
    /// Fails when the file cannot be used as a database of this program.
    pub async fn open(path: &str) -> Result<Self, OpenError> {
        let (database, is_new) = Self::open_tables(path).await?;
        if is_new {
            seed::fill(&database)
                .await
                .map_err(|source| OpenError::Seed { path: path.to_owned(), source: Box::new(source) })?;
        }
        Ok(database)
    }

    /// Opens the file, or a database in memory for `:memory:`; a new one stays without rows.
    ///
    /// # Errors
    /// Fails when the file cannot be used as a database of this program.
    pub async fn open_empty(path: &str) -> Result<Self, OpenError> {
        Ok(Self::open_tables(path).await?.0)
    }

    /// Finds out whether the database can be read, for those who run the service.
    ///
    /// # Errors
    /// Fails as SQLite does, and when no reader is free for longer than a call would wait.
    pub async fn check(&self) -> Result<(), sqlx::Error> {
        let mut connection = self.read().await?;
        sqlx::query("SELECT 1 FROM products LIMIT 1").fetch_optional(&mut *connection).await.map(drop)
    }

    /// A connection to read with.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Sqlite>, sqlx::Error> {
        self.readers.acquire().await
    }

    /// A transaction to write with; it is rolled back unless it is committed, also when a call is cancelled midway.
    ///
    /// It takes SQLite's write lock at once. Taking it only at the first `UPDATE` would let two transactions read the
    /// same stock and both sell it.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }

    async fn open_tables(path: &str) -> Result<(Self, bool), OpenError> {
        let unusable = |source| OpenError::Unusable { path: path.to_owned(), source };
        let database = Self::connect(path).await.map_err(unusable)?;
        let mut transaction = database.write().await.map_err(unusable)?;
        let found: i64 =
            sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *transaction).await.map_err(unusable)?;
        if found == SCHEMA_VERSION {
            return Ok((database, false));
        }
        let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
            .fetch_one(&mut *transaction)
            .await
            .map_err(unusable)?;
        if found != 0 || tables != 0 {
            return Err(OpenError::OtherVersion { path: path.to_owned(), found });
        }
        sqlx::raw_sql(include_str!("database/schema.sql"))
            .execute(&mut *transaction)
            .await
            .map_err(unusable)?;
        sqlx::raw_sql("PRAGMA user_version = 1").execute(&mut *transaction).await.map_err(unusable)?;
        transaction.commit().await.map_err(unusable)?;
        Ok((database, true))
    }

    async fn connect(path: &str) -> Result<Self, sqlx::Error> {
        // Connections are kept for good: a database in memory is gone with its connection.
        let pool = |connections: u32| {
            SqlitePoolOptions::new()
                .min_connections(1)
                .max_connections(connections)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        if path == ":memory:" {
            // Each connection to `:memory:` is a database of its own, so readers and writers share a single one.
            let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
            let only = pool(1).connect_with(options).await?;
            return Ok(Self { readers: only.clone(), writer: only });
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal);
        let writer = pool(1).connect_with(options.clone()).await?;
        let readers = pool(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self { readers, writer })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_filled_once_and_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("orders.db");
        let path = path.to_str().unwrap();
        let count = async |database: &Database| -> i64 {
            let mut connection = database.read().await.unwrap();
            sqlx::query_scalar("SELECT count(*) FROM products").fetch_one(&mut *connection).await.unwrap()
        };
        let first = count(&Database::open(path).await.unwrap()).await;
        assert!(first > 0, "a new database holds the data that is shipped");
        assert_eq!(count(&Database::open(path).await.unwrap()).await, first);
    }

    #[tokio::test]
    async fn a_foreign_file_is_refused_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "These are notes, and certainly not a database of any kind.").unwrap();
        let refused = Database::open(path.to_str().unwrap()).await.unwrap_err();
        assert!(refused.to_string().contains("notes.txt"), "{refused}");
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("These are notes"));
    }

    #[tokio::test]
    async fn tables_of_another_version_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("later.db");
        let path = path.to_str().unwrap();
        let database = Database::open_empty(path).await.unwrap();
        let mut transaction = database.write().await.unwrap();
        sqlx::raw_sql("PRAGMA user_version = 7").execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
        let refused = Database::open(path).await.unwrap_err();
        assert!(matches!(refused, OpenError::OtherVersion { found: 7, .. }), "{refused}");
    }

    #[tokio::test]
    async fn what_is_not_committed_is_not_kept() {
        let database = Database::open_empty(":memory:").await.unwrap();
        let mut transaction = database.write().await.unwrap();
        sqlx::raw_sql("INSERT INTO reservations VALUES (1, 'A1', 1, '')")
            .execute(&mut *transaction)
            .await
            .unwrap_err();
        drop(transaction);
        let mut transaction = database.write().await.unwrap();
        sqlx::query("INSERT INTO products VALUES ('A1', 'n', NULL, 'tea', 1, '[]', '2026-01-01', NULL)")
            .execute(&mut *transaction)
            .await
            .unwrap();
        drop(transaction);
        let mut connection = database.read().await.unwrap();
        let count: i64 =
            sqlx::query_scalar("SELECT count(*) FROM products").fetch_one(&mut *connection).await.unwrap();
        assert_eq!(count, 0);
    }
}
