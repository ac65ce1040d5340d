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
    dispatcher::{Dispatcher, Inner, publish_access},
    interceptor::{AnyInterceptor, Interceptor},
    observer::CallObserver,
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
    observer: Option<Box<dyn CallObserver>>,
    #[cfg(feature = "jobs")]
    jobs: Option<crate::jobs::JobSettings>,
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
            observer: None,
            #[cfg(feature = "jobs")]
            jobs: None,
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

    /// Tells somebody of every call.
    #[cfg_attr(not(test), expect(dead_code, reason = "metrics are a feature"))]
    pub(crate) fn observer(mut self, observer: impl CallObserver + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
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
        RegistryError::check_states(&commands, &resources, &prompts, &states)?;
        let rules = self.access.as_ref();
        let entries: Vec<Entry> = callable().map(|command| Entry::new(command, rules)).collect();
        let is_repaired = self.published.is_some();
        let catalog = OnceLock::new();
        if let Some(mut published) = self.published {
            publish_access(&mut published, &entries);
            // Nobody else knows of it yet.
            let _ = catalog.set(published);
        }
        let dispatcher = Dispatcher(Arc::new(Inner {
            asks_callers: rules.is_some(),
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
            observer: self.observer,
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
