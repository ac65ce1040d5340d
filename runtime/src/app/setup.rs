//! What an application prepares before its first call.

use std::collections::BTreeMap;

use crate::state::States;

/// What an application has while it is being set up.
#[derive(Debug)]
pub struct Setup {
    pub(super) options: BTreeMap<String, String>,
    pub(super) states: States,
    #[cfg(feature = "config")]
    pub(super) settings: crate::config::Values,
    #[cfg(feature = "jobs")]
    pub(super) job_store: Option<crate::jobs::StoreUrl>,
}

impl Setup {
    /// The value of a declared setting.
    ///
    /// # Panics
    ///
    /// Panics when the setting was not declared by [`App::option`](crate::App::option).
    pub fn option(&self, name: &str) -> &str {
        match self.options.get(name) {
            Some(value) => value,
            None => panic!("the application declares no option `{name}`"),
        }
    }

    /// The section of settings that was declared with this type.
    ///
    /// # Panics
    ///
    /// Panics when no section was declared with it by [`App::settings`](crate::App::settings).
    #[cfg(feature = "config")]
    pub fn settings<T: Send + Sync + 'static>(&self) -> &T {
        match self.settings.get() {
            Some(settings) => settings,
            None => panic!("the application declares no settings of the type {}", std::any::type_name::<T>()),
        }
    }

    /// Hands a value to commands that ask for `State<T>`.
    #[must_use]
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.states.insert(value);
        self
    }

    /// What is measured of the service, to add gauges and counters to; `None` where nothing is.
    #[cfg(feature = "metrics")]
    pub fn metrics(&self) -> Option<crate::State<crate::observe::Metrics>> {
        self.states.get()
    }

    /// Adds something that has to be well for the service to be ready, as `GET /health/ready` tells.
    #[cfg(feature = "health-checks")]
    #[must_use]
    pub fn health_check<F, O, E>(self, name: &str, check: F) -> Self
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Future<Output = Result<(), E>> + Send + 'static,
        E: std::fmt::Display,
    {
        if let Some(checks) = self.states.get::<crate::observe::HealthChecks>() {
            checks.add(name, check);
        }
        self
    }

    /// Says where jobs are kept unless the settings name a place, such as beside the application's own data.
    #[cfg(feature = "jobs")]
    #[must_use]
    pub fn job_store(mut self, url: impl Into<crate::jobs::StoreUrl>) -> Self {
        self.job_store = Some(url.into());
        self
    }
}
