//! Making a dispatcher of the commands of a registry.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize},
    },
    time::Instant,
};

use commandry_schema::Catalog;

use super::{
    Entry, Limits, Offered,
    dispatcher::{Dispatcher, Inner},
    interceptor::{AnyInterceptor, Interceptor},
    published::publish_access,
};
use crate::{
    AccessRules, Registry, RegistryError,
    builtin::{self, Published},
    state::States,
};

/// Collects what a [`Dispatcher`] needs.
pub struct DispatcherBuilder {
    registry: Registry,
    states: States,
    limits: Limits,
    interceptors: Vec<Box<dyn AnyInterceptor>>,
    published: Option<Catalog>,
    access: Option<AccessRules>,
    #[cfg(feature = "jobs")]
    jobs: Option<crate::jobs::JobSettings>,
    #[cfg(feature = "cache")]
    cache: crate::CacheSettings,
    #[cfg(any(feature = "logging", feature = "metrics"))]
    observation: crate::observe::Observation,
}

impl DispatcherBuilder {
    pub(super) fn new(registry: Registry) -> Self {
        Self {
            registry,
            states: States::default(),
            limits: Limits::default(),
            interceptors: Vec::new(),
            published: None,
            access: None,
            #[cfg(feature = "jobs")]
            jobs: None,
            #[cfg(feature = "cache")]
            cache: crate::CacheSettings::default(),
            #[cfg(any(feature = "logging", feature = "metrics"))]
            observation: crate::observe::Observation::default(),
        }
    }

    /// Hands a value to commands that ask for `State<T>`; an earlier one of the same type is replaced.
    #[must_use]
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.states.insert(value);
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Adds an interceptor; the first one added is the first to see a call.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.interceptors.push(Box::new(interceptor));
        self
    }

    /// Lets nobody call but those whom the commands or these rules allow.
    #[must_use]
    pub fn access(mut self, rules: AccessRules) -> Self {
        self.access = Some(rules);
        self
    }

    /// Keeps jobs, so that commands with `#[command(job)]` can be called; [`jobs::work`](crate::jobs::work) runs them.
    ///
    /// The commands with which callers follow jobs are added to a registry by
    /// [`Registry::with_job_commands`](crate::Registry::with_job_commands).
    #[cfg(feature = "jobs")]
    #[must_use]
    pub fn jobs(mut self, settings: impl Into<Option<crate::jobs::JobSettings>>) -> Self {
        self.jobs = settings.into();
        self
    }

    /// Sets how answers of commands with `cache = "…"` are kept.
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn cache(mut self, settings: crate::CacheSettings) -> Self {
        self.cache = settings;
        self
    }

    /// Counts every call, and offers `GET /metrics` with the other routes.
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn metrics(mut self, metrics: crate::observe::Metrics) -> Self {
        self.states.insert(metrics.clone());
        self.observation.metrics = Some(metrics);
        self
    }

    /// Names every call, with the id of its request, in what is logged meanwhile by a
    /// [`Recording`](crate::observe::Recording); for other subscribers it runs within a span that says the same.
    #[cfg(feature = "logging")]
    #[must_use]
    pub fn call_spans(mut self) -> Self {
        self.observation.spans.get_or_insert_default();
        self
    }

    /// Gives every call a span for OpenTelemetry, which has its name and says how it ended.
    #[cfg(feature = "telemetry")]
    #[must_use]
    pub fn traces(mut self) -> Self {
        self.observation.spans = Some(crate::observe::Spans { traced: true });
        self
    }

    /// Lets `GET /health/ready` ask these checks.
    #[cfg(feature = "health-checks")]
    #[must_use]
    pub fn health_checks(self, checks: crate::observe::HealthChecks) -> Self {
        self.state(checks)
    }

    pub(crate) fn states(mut self, states: States) -> Self {
        self.states = states;
        self
    }

    pub(crate) fn interceptors(mut self, interceptors: Vec<Box<dyn AnyInterceptor>>) -> Self {
        self.interceptors = interceptors;
        self
    }

    /// Publishes this catalog instead of what the commands themselves say.
    pub(crate) fn published(mut self, catalog: Option<Catalog>) -> Self {
        self.published = catalog;
        self
    }

    /// Makes the dispatcher.
    ///
    /// # Errors
    ///
    /// Fails when two commands share a name, or when a command asks for a state that it was not given; the message
    /// lists all of them with file and line.
    pub fn build(self) -> Result<Dispatcher, RegistryError> {
        self.registry.check()?;
        let service = self.registry.service().clone();
        let (commands, resources, prompts) = self.registry.into_parts();
        let callable = || commands.iter().chain(builtin::unlisted()).copied();
        let by_name = callable()
            .enumerate()
            .flat_map(|(index, command)| {
                command.aliases().iter().chain([&command.name]).map(move |name| (*name, index))
            })
            .collect();
        let mut states = self.states;
        states.insert(Published::default());
        #[cfg(feature = "jobs")]
        let faults = crate::jobs::check(&commands, self.jobs.as_ref());
        #[cfg(not(feature = "jobs"))]
        let faults = unrunnable_jobs(&commands);
        if !faults.is_empty() {
            return Err(RegistryError::new(faults));
        }
        #[cfg(feature = "jobs")]
        let jobs = {
            let entries = self
                .jobs
                .as_ref()
                .map(|settings| crate::jobs::JobEntries::new(&commands, settings, self.access.as_ref()));
            if let Some(settings) = self.jobs {
                states.insert(crate::jobs::Jobs::new(settings));
            }
            entries.unwrap_or_default()
        };
        let rules = self.access.as_ref();
        #[cfg_attr(not(feature = "cache"), expect(unused_mut, reason = "a cache notes what it keeps"))]
        let mut entries: Vec<Entry> = callable().map(|command| Entry::new(command, rules)).collect();
        #[cfg(feature = "cache")]
        let response_cache = crate::ResponseCache::new(&self.cache, &mut entries);
        #[cfg(feature = "cache")]
        states.insert(response_cache.clone());
        RegistryError::check_states(&commands, &resources, &prompts, &states)?;
        let is_repaired = self.published.is_some();
        let catalog = OnceLock::new();
        if let Some(mut published) = self.published {
            publish_access(&mut published, &entries);
            // Nobody else knows of it yet.
            let _ = catalog.set(published);
        }
        #[cfg(any(feature = "logging", feature = "metrics"))]
        let observer = self.observation.into_observer();
        let dispatcher = Dispatcher(Arc::new(Inner {
            asks_callers: rules.is_some(),
            #[cfg(any(feature = "documents", feature = "http"))]
            audiences: crate::access::Audiences::default(),
            #[cfg(feature = "jobs")]
            jobs,
            service,
            entries,
            commands,
            offered: Offered::new(&resources, &prompts, rules),
            resources,
            prompts,
            by_name,
            states: Arc::new(states),
            limits: self.limits,
            interceptors: self.interceptors,
            #[cfg(any(feature = "logging", feature = "metrics"))]
            observer,
            #[cfg(feature = "cache")]
            response_cache,
            running: AtomicUsize::new(0),
            stopping: AtomicBool::new(false),
            started: Instant::now(),
            #[cfg(feature = "http")]
            connections: crate::connections::Connections::default(),
            is_repaired,
            catalog,
            #[cfg(feature = "documents")]
            documents: crate::documents::Documents::default(),
        }));
        if let Some(published) = dispatcher.0.states.get::<Published>() {
            published.set(Arc::downgrade(&dispatcher.0));
        }
        if let Some(observer) = dispatcher.observer() {
            observer.attached(&dispatcher);
        }
        Ok(dispatcher)
    }
}

/// Commands that ask for what this build does not have.
#[cfg(not(feature = "jobs"))]
fn unrunnable_jobs(commands: &[&'static crate::declaration::data::CommandData]) -> Vec<String> {
    let jobs = commands.iter().filter(|command| command.job().is_some());
    jobs.map(|command| {
        format!(
            "{}:{}: the command `{}` is a job; that takes the feature `jobs` of commandry, and `App::jobs`",
            command.home.file, command.line, command.name
        )
    })
    .collect()
}
