//! Whether a service lives, and whether it is ready for calls.

mod route;

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use tokio::{sync::Mutex as AsyncMutex, task::JoinSet};

pub(crate) use self::route::routes;
use super::HealthSettings;

type Outcome = Result<(), String>;
type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Something that has to be well for the service to be ready.
#[derive(Clone)]
pub(crate) struct Check {
    name: Arc<str>,
    run: Arc<dyn Fn() -> Running + Send + Sync>,
}

impl Check {
    /// A check of a function that fails when all is not well.
    pub(crate) fn new<F, O, E>(name: &str, check: F) -> Self
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display,
    {
        let run = move || -> Running {
            let running = check();
            Box::pin(async move { running.await.map_err(|error| error.to_string()) })
        };
        Self { name: name.into(), run: Arc::new(run) }
    }
}

/// What has to be well for a service to be ready; `GET /health/ready` asks it.
///
/// It is a state of the application, so that a command can ask for it too. A clone is another handle to the same checks.
///
/// # Examples
///
/// ```
/// use commandry::observe::{HealthChecks, HealthSettings};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let checks = HealthChecks::new(&HealthSettings::default());
/// checks.add("disk", || async { Ok::<(), std::io::Error>(()) });
/// checks.add("database", || async { Err("connection refused") });
/// assert_eq!(checks.failed().await, ["database"]);
/// # }
/// ```
#[derive(Clone)]
pub struct HealthChecks(Arc<Inner>);

struct Inner {
    settings: HealthSettings,
    checks: Mutex<Vec<Check>>,
    /// The names that failed last, and when that was found out. Whoever comes while the checks run waits for them.
    last: AsyncMutex<Option<(Instant, Vec<String>)>>,
    draining: AtomicBool,
}

impl HealthChecks {
    /// No checks yet.
    pub fn new(settings: &HealthSettings) -> Self {
        Self(Arc::new(Inner {
            settings: settings.clone(),
            checks: Mutex::default(),
            last: AsyncMutex::new(None),
            draining: AtomicBool::new(false),
        }))
    }

    /// Adds a check. Callers learn its name when it fails, and the log why.
    pub fn add<F, O, E>(&self, name: &str, check: F)
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display,
    {
        self.insert(Check::new(name, check));
    }

    pub(crate) fn insert(&self, check: Check) {
        self.0.checks.lock().unwrap_or_else(PoisonError::into_inner).push(check);
    }

    /// The names of the checks that fail, in the order in which they were added. All run at the same time; an outcome is
    /// given again for as long as the settings say.
    pub async fn failed(&self) -> Vec<String> {
        let mut last = self.0.last.lock().await;
        if let Some((when, failed)) = &*last
            && when.elapsed() < self.0.settings.cache
        {
            return failed.clone();
        }
        let before = last.take().map(|(_, failed)| failed).unwrap_or_default();
        let failed = self.run(&before).await;
        *last = Some((Instant::now(), failed.clone()));
        failed
    }

    /// From now on the service is not ready, whatever the checks say: it is about to stop.
    pub fn drain(&self) {
        self.0.draining.store(true, Ordering::Relaxed);
    }

    /// Whether the service is about to stop.
    pub fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::Relaxed)
    }

    #[cfg(feature = "cli")]
    pub(crate) fn settings(&self) -> &HealthSettings {
        &self.0.settings
    }

    async fn run(&self, before: &[String]) -> Vec<String> {
        let checks = self.0.checks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let limit = self.0.settings.timeout;
        // Each is a task of its own, so that one that panics fails alone; all end with this future.
        let mut tasks = JoinSet::new();
        for (position, check) in checks.iter().cloned().enumerate() {
            tasks.spawn(async move { (position, tokio::time::timeout(limit, (check.run)()).await) });
        }
        let mut outcomes: Vec<Outcome> = vec![Err("the check panicked".to_owned()); checks.len()];
        while let Some(ended) = tasks.join_next().await {
            if let Ok((position, outcome)) = ended {
                outcomes[position] = outcome
                    .unwrap_or_else(|_| Err(format!("no answer within {} seconds", limit.as_secs_f64())));
            }
        }
        let mut failed = Vec::new();
        for (check, outcome) in checks.iter().zip(outcomes) {
            let name = &*check.name;
            let has_failed = before.iter().any(|it| it == name);
            match outcome {
                Err(reason) => {
                    if !has_failed {
                        tracing::warn!(check = name, reason, "a health check fails");
                    }
                    failed.push(name.to_owned());
                }
                Ok(()) if has_failed => tracing::info!(check = name, "a health check is well again"),
                Ok(()) => {}
            }
        }
        failed
    }
}

impl fmt::Debug for HealthChecks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let checks = self.0.checks.lock().unwrap_or_else(PoisonError::into_inner);
        let names: Vec<&str> = checks.iter().map(|check| &*check.name).collect();
        formatter.debug_struct("HealthChecks").field("checks", &names).finish_non_exhaustive()
    }
}
