//! How jobs are kept and run.

use std::{borrow::Cow, collections::BTreeMap, fmt, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::config::{Secret, duration};

/// How jobs are kept and run; every setting has a default.
///
/// # Examples
///
/// ```
/// use commandry::jobs::JobSettings;
///
/// let settings = JobSettings { url: "sqlite:/var/lib/shop/jobs.db".into(), ..JobSettings::default() };
/// assert_eq!(settings.attempts, 3);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct JobSettings {
    /// Where jobs are kept: `sqlite:jobs.db`, `sqlite::memory:`, `postgres://user:password@host/database` or
    /// `redis://:password@host/0`. Where it is empty, the application says where, or it is `sqlite:jobs.db`.
    pub url: StoreUrl,
    /// What tables and keys of the store begin with, so that several services can share one: lower-case letters,
    /// digits and underscores.
    pub namespace: String,
    /// Whether `serve` runs jobs too; with `false` only `worker` processes do.
    pub work: bool,
    /// Most jobs that one process runs at the same time.
    pub concurrency: usize,
    /// Settings of single queues, by name.
    pub queues: BTreeMap<String, QueueSettings>,
    /// How often a failing job is tried at most, where its command does not say so.
    pub attempts: u32,
    /// How long to wait before a further attempt.
    pub backoff: BackoffSettings,
    /// Time limit of one attempt, where the command sets none.
    #[serde(with = "duration")]
    #[schemars(with = "duration::DurationText")]
    pub timeout: Duration,
    /// For how long a job is kept after its end, where its command does not say so.
    #[serde(with = "duration")]
    #[schemars(with = "duration::DurationText")]
    pub keep: Duration,
    /// How often an idle worker looks for jobs that other processes have queued.
    #[serde(with = "duration")]
    #[schemars(with = "duration::DurationText")]
    pub poll: Duration,
    /// After which silence a worker counts as dead, and its jobs are given to others; at least a second.
    #[serde(with = "duration")]
    #[schemars(with = "duration::DurationText")]
    pub lease: Duration,
    /// How often a job may lose its worker before it counts as what kills workers, and is given up.
    pub losses: u32,
    /// How long a running job may go on after it was cancelled.
    #[serde(with = "duration")]
    #[schemars(with = "duration::DurationText")]
    pub cancel_grace: Duration,
    /// How long running jobs may go on after the process was told to stop; the others are given back to the queue.
    #[serde(with = "duration")]
    #[schemars(with = "duration::DurationText")]
    pub grace: Duration,
    /// The role whose holders see and manage the jobs of everybody.
    pub admin_role: String,
}

/// Settings of one queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct QueueSettings {
    /// Most jobs of the queue that one process runs at the same time; no limit but that of all jobs when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<usize>,
}

/// How long to wait before a further attempt: the base, doubled with every failure up to the most, and of that a random
/// part between the half and the whole, so that jobs which failed together are not tried again together.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackoffSettings {
    /// Longest wait after the first failure.
    #[serde(with = "duration")]
    #[schemars(with = "duration::DurationText")]
    pub base: Duration,
    /// Longest wait at all.
    #[serde(with = "duration")]
    #[schemars(with = "duration::DurationText")]
    pub max: Duration,
}

/// The address of a store; a password in it is never shown. As a setting it is a secret as a whole, and may be in a file
/// that is named by `file:/run/secrets/name`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StoreUrl(String);

/// Where jobs are kept if neither the settings nor the application say it.
const DEFAULT_STORE: &str = "sqlite:jobs.db";

impl StoreUrl {
    /// The address as it is, with its password.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The address without its password, fit to be shown.
    fn shown(&self) -> String {
        let Some((scheme, rest)) = self.0.split_once("://") else { return self.0.clone() };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        match rest[..end].rsplit_once('@') {
            Some((user, host)) => {
                let name = user.split_once(':').map_or(user, |(name, _)| name);
                let secret = if user.contains(':') { ":(secret)" } else { "" };
                format!("{scheme}://{name}{secret}@{host}{}", shown_end(&rest[end..]))
            }
            None => format!("{scheme}://{}{}", &rest[..end], shown_end(&rest[end..])),
        }
    }
}

/// Path and query, of which the query may hold a password too.
fn shown_end(end: &str) -> String {
    match end.split_once('?') {
        Some((path, query)) if query.to_ascii_lowercase().contains("pass") => format!("{path}?(secret)"),
        _ => end.to_owned(),
    }
}

impl<T: Into<String>> From<T> for StoreUrl {
    fn from(url: T) -> Self {
        Self(url.into())
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.shown())
    }
}

impl<'de> Deserialize<'de> for StoreUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Secret::deserialize(deserializer).map(|url| Self(url.expose().to_owned()))
    }
}

impl JsonSchema for StoreUrl {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "StoreUrl".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Secret::json_schema(generator)
    }
}

impl Serialize for StoreUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown())
    }
}

impl Default for JobSettings {
    fn default() -> Self {
        Self {
            url: StoreUrl::default(),
            namespace: "commandry".to_owned(),
            work: true,
            concurrency: 4,
            queues: BTreeMap::new(),
            attempts: 3,
            backoff: BackoffSettings::default(),
            timeout: Duration::from_secs(60 * 60),
            keep: Duration::from_secs(7 * 24 * 60 * 60),
            poll: Duration::from_millis(500),
            lease: Duration::from_secs(30),
            losses: 10,
            cancel_grace: Duration::from_secs(10),
            grace: Duration::from_secs(20),
            admin_role: "admin".to_owned(),
        }
    }
}

impl Default for BackoffSettings {
    fn default() -> Self {
        Self { base: Duration::from_secs(1), max: Duration::from_secs(5 * 60) }
    }
}

impl JobSettings {
    /// The same settings, with another store where they name none.
    pub(crate) fn or_kept_in(self, store: Option<StoreUrl>) -> Self {
        match store {
            Some(url) if self.url.0.is_empty() => Self { url, ..self },
            _ => self,
        }
    }

    /// The address of the store that is opened, with its password.
    pub(super) fn store(&self) -> &str {
        if self.url.0.is_empty() { DEFAULT_STORE } else { self.url.expose() }
    }

    /// What is wrong with the settings, each a sentence.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
        let begins = self.namespace.starts_with(|it: char| it.is_ascii_lowercase());
        if !begins || !self.namespace.chars().all(fits) || self.namespace.len() > 30 {
            faults.push(format!(
                "the namespace of jobs is `{}`; it takes up to 30 lower-case letters, digits and underscores, and \
                 begins with a letter",
                self.namespace
            ));
        }
        if self.concurrency == 0 || self.queues.values().any(|it| it.concurrency == Some(0)) {
            faults.push(
                "the concurrency of jobs is 0; let at least one run, or set `work` to false".to_owned(),
            );
        }
        if self.attempts == 0 {
            faults.push("the attempts of jobs are 0; a job has to be tried once".to_owned());
        }
        if self.lease < Duration::from_secs(1) || self.poll < Duration::from_millis(10) {
            faults.push("the lease of jobs must be at least 1s, and their poll at least 10ms".to_owned());
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT_STORE, JobSettings, StoreUrl};

    #[test]
    fn passwords_are_not_shown() {
        for (url, shown) in [
            ("sqlite:jobs.db", "sqlite:jobs.db"),
            (
                "postgres://shop:p@ss@db/shop?sslmode=require",
                "postgres://shop:(secret)@db/shop?sslmode=require",
            ),
            ("postgres://db/shop?user=shop&password=p", "postgres://db/shop?(secret)"),
            ("redis://:secret@cache:6379/1", "redis://:(secret)@cache:6379/1"),
            ("redis://cache", "redis://cache"),
        ] {
            let url = StoreUrl::from(url);
            assert_eq!(serde_json::to_value(&url).unwrap(), shown);
            assert_eq!(format!("{url:?}"), format!("{shown:?}"));
        }
    }

    #[test]
    fn the_application_says_where_jobs_are_kept_if_the_settings_do_not() {
        let beside = Some(StoreUrl::from("sqlite:orders-jobs.db"));
        let unset = JobSettings::default();
        assert_eq!((unset.store(), unset.clone().or_kept_in(None).store()), (DEFAULT_STORE, DEFAULT_STORE));
        assert_eq!(unset.or_kept_in(beside.clone()).store(), "sqlite:orders-jobs.db");
        for given in [DEFAULT_STORE, "redis://cache"] {
            let settings = JobSettings { url: given.into(), ..JobSettings::default() };
            assert_eq!(settings.or_kept_in(beside.clone()).store(), given);
        }
    }

    #[test]
    fn settings_are_read_and_unknown_ones_refused() {
        let defaults = JobSettings::default();
        let text = serde_json::to_string(&defaults).unwrap();
        assert_eq!(serde_json::from_str::<JobSettings>(&text).unwrap(), defaults);
        assert!(defaults.faults().is_empty());
        let error = serde_json::from_str::<JobSettings>(r#"{"leese": "5s"}"#).unwrap_err();
        assert!(error.to_string().contains("unknown field `leese`"), "{error}");
        let error = serde_json::from_str::<JobSettings>(r#"{"lease": "5"}"#).unwrap_err();
        assert!(error.to_string().contains("is not a time with its unit"), "{error}");
        let wrong = JobSettings { namespace: "a-b".to_owned(), attempts: 0, concurrency: 0, ..defaults };
        assert_eq!(wrong.faults().len(), 3);
    }
}
