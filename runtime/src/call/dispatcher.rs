//! The commands of one service and what belongs to them.

use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use commandry_schema::{Catalog, catalog::Service};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Arguments, Entry, Limits, Offered, Reply, builder::DispatcherBuilder, faults::nearest,
    interceptor::AnyInterceptor, observer::CallObserver,
};
#[cfg(any(feature = "documents", feature = "http"))]
use crate::access::Audiences;
use crate::{
    CallError, Registry,
    builtin::Published,
    codes,
    context::Origin,
    declaration::{CommandType, PromptData, ResourceData, data::CommandData},
    state::{State, States},
};

/// The commands of one service, ready to be called.
///
/// Every surface ends here: HTTP, the command line, tests. A clone is another handle to the same service.
#[derive(Clone)]
pub struct Dispatcher(pub(super) Arc<Inner>);

pub(crate) struct Inner {
    pub(super) service: Service,
    pub(super) commands: Vec<&'static CommandData>,
    pub(super) entries: Vec<Entry>,
    pub(super) resources: Vec<&'static ResourceData>,
    pub(super) prompts: Vec<&'static PromptData>,
    pub(super) offered: Offered,
    /// Names and aliases. They are fixed by the program, so that a fast hash without a secret is safe.
    pub(super) by_name: HashMap<&'static str, usize, foldhash::fast::FixedState>,
    pub(super) states: Arc<States>,
    pub(super) limits: Limits,
    pub(super) interceptors: Vec<Box<dyn AnyInterceptor>>,
    /// Who is told of every call.
    #[cfg(any(feature = "logging", feature = "metrics"))]
    pub(super) observer: Option<Box<dyn CallObserver>>,
    #[cfg(feature = "cache")]
    pub(super) response_cache: crate::ResponseCache,
    /// Whether callers have to say who they are.
    pub(super) asks_callers: bool,
    #[cfg(any(feature = "documents", feature = "http"))]
    pub(super) audiences: Audiences,
    /// The commands that run as jobs.
    #[cfg(feature = "jobs")]
    pub(super) jobs: crate::jobs::JobEntries,
    pub(super) running: AtomicUsize,
    pub(super) stopping: AtomicBool,
    pub(super) started: Instant,
    #[cfg(feature = "http")]
    pub(super) connections: crate::connections::Connections,
    pub(super) catalog: OnceLock<Catalog>,
    /// Whether the catalog says more than the commands themselves.
    pub(super) is_repaired: bool,
    #[cfg(feature = "documents")]
    pub(super) documents: crate::documents::Documents,
}

impl std::fmt::Debug for Dispatcher {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Dispatcher")
            .field("service", &self.0.service.title)
            .field("commands", &self.0.commands.len())
            .finish_non_exhaustive()
    }
}

impl Dispatcher {
    /// Starts to make a dispatcher of the commands of a registry.
    ///
    /// # Examples
    ///
    /// ```
    /// use commandry::{prelude::*, Dispatcher, Registry};
    ///
    /// /// Doubles a number.
    /// #[command(group = "arithmetic", read_only)]
    /// fn double(
    ///     /// The number.
    ///     number: i64,
    /// ) -> i64 {
    ///     number * 2
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let dispatcher = Dispatcher::builder(Registry::new().with::<double>()).build()?;
    /// assert_eq!(dispatcher.call::<double>((21,)).await?, 42);
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(registry: Registry) -> DispatcherBuilder {
        DispatcherBuilder::new(registry)
    }

    /// Calls a command in this process, by its type; everything but the network is as for any other caller.
    ///
    /// # Errors
    ///
    /// Fails as the command fails, and when the parameters do not fit.
    pub async fn call<C: CommandType>(&self, parameters: C::Parameters) -> Result<C::Value, CallError>
    where
        C::Parameters: Serialize,
        C::Value: DeserializeOwned,
    {
        let command = C::__COMMAND;
        let parameters = if command.parameters.is_empty() {
            // serde writes the empty tuple as `null`, which is no list of parameters.
            "[]".to_owned()
        } else {
            serde_json::to_string(&parameters).map_err(|error| {
                CallError::internal(&format!("parameters cannot be written: {error}"), command.name)
            })?
        };
        let result = self.call_text(command.name, &parameters, &Origin::of_program()).await?;
        serde_json::from_slice(&result).map_err(|error| {
            CallError::internal(&format!("a result cannot be read back: {error}"), command.name)
        })
    }

    /// Calls a command in this process, by name; the parameters are an object or an array.
    ///
    /// # Errors
    ///
    /// Fails as the command fails, when there is none of that name, and when the parameters do not fit.
    pub async fn call_by_name(
        &self,
        name: &str,
        parameters: &Value,
        origin: &Origin,
    ) -> Result<Value, CallError> {
        let result = self.call_text(name, &parameters.to_string(), origin).await?;
        serde_json::from_slice(&result)
            .map_err(|error| CallError::internal(&format!("a result cannot be read back: {error}"), name))
    }

    async fn call_text(&self, name: &str, parameters: &str, origin: &Origin) -> Result<Vec<u8>, CallError> {
        let entry = self.find(name).ok_or_else(|| self.refuse_unknown(name))?;
        let arguments = Arguments::from_json(entry.command, parameters).map_err(|error| {
            CallError::new(codes::PARSE_ERROR, "parse_error", format!("The parameters are not JSON: {error}"))
        })?;
        self.run(entry, arguments, origin, Reply::default()).await.into_result()
    }

    /// The limits in force.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The answers that are given again.
    #[cfg(feature = "cache")]
    pub fn response_cache(&self) -> &crate::ResponseCache {
        &self.0.response_cache
    }

    /// A value that the application was given.
    #[cfg(feature = "registration")]
    pub(crate) fn state<T: Send + Sync + 'static>(&self) -> Option<State<T>> {
        self.0.states.get()
    }

    /// How many calls run at the moment.
    pub fn running_calls(&self) -> usize {
        self.0.running.load(Ordering::Relaxed)
    }

    /// For how long the service has been up.
    pub fn uptime(&self) -> Duration {
        self.0.started.elapsed()
    }

    /// Refuses every call from now on; calls that run are not disturbed.
    pub fn stop_accepting(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Ends the connections that would stay open of themselves, which are those of `/ws` and streams of events, and waits
    /// until they have ended: calls are answered, subscriptions are told that the server stops.
    ///
    /// A program that serves the commands with a `main` of its own calls it when it is told to stop; the command line
    /// does so. Connections that are opened afterwards are ended as well.
    #[cfg(feature = "http")]
    pub async fn close_connections(&self) {
        self.0.connections.end();
        self.0.connections.ended().await;
    }

    #[cfg(feature = "http")]
    pub(crate) fn connections(&self) -> &crate::connections::Connections {
        &self.0.connections
    }

    pub(crate) fn from_inner(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    pub(crate) fn service(&self) -> &Service {
        &self.0.service
    }

    pub(crate) fn commands(&self) -> &[&'static CommandData] {
        &self.0.commands
    }

    /// The resources and prompts.
    pub(crate) fn offered(&self) -> &Offered {
        &self.0.offered
    }

    #[cfg(feature = "documents")]
    pub(crate) fn documents(&self) -> &crate::documents::Documents {
        &self.0.documents
    }

    pub(crate) fn interceptors(&self) -> &[Box<dyn AnyInterceptor>] {
        &self.0.interceptors
    }

    /// Finds a command by name or alias.
    pub(crate) fn find(&self, name: &str) -> Option<&Entry> {
        self.0.by_name.get(name).map(|index| &self.0.entries[*index])
    }

    /// Who is told of every call; known to be nobody where nothing can be, so that calls are not asked.
    #[cfg_attr(
        not(any(feature = "logging", feature = "metrics")),
        expect(clippy::unused_self, reason = "only these features have somebody who looks")
    )]
    pub(crate) fn observer(&self) -> Option<&dyn CallObserver> {
        #[cfg(any(feature = "logging", feature = "metrics"))]
        return self.0.observer.as_deref();
        #[cfg(not(any(feature = "logging", feature = "metrics")))]
        None
    }

    /// What is measured of the service, if anything is.
    #[cfg(feature = "metrics")]
    pub fn metrics(&self) -> Option<State<crate::observe::Metrics>> {
        self.0.states.get()
    }

    /// What has to be well for the service to be ready, where that was said.
    #[cfg(feature = "health-checks")]
    pub fn health_checks(&self) -> Option<State<crate::observe::HealthChecks>> {
        self.0.states.get()
    }

    /// Whether calls are refused because the service stops.
    #[cfg(feature = "health-checks")]
    pub(crate) fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }

    /// A handle that does not keep the service.
    #[cfg(feature = "metrics")]
    pub(crate) fn downgrade(&self) -> std::sync::Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    /// The commands that run as jobs.
    #[cfg(feature = "jobs")]
    pub(crate) fn jobs(&self) -> &crate::jobs::JobEntries {
        &self.0.jobs
    }

    /// Where jobs are kept, if the application keeps any.
    #[cfg(feature = "jobs")]
    pub(crate) fn job_service(&self) -> Option<crate::jobs::Jobs> {
        self.0.states.get::<crate::jobs::Jobs>().map(|jobs| (*jobs).clone())
    }

    /// Whether callers have to say who they are.
    #[cfg(any(feature = "http", feature = "jobs"))]
    pub(crate) fn asks_callers(&self) -> bool {
        self.0.asks_callers
    }

    /// Refuses a call of something that does not exist.
    #[cold]
    pub(crate) fn refuse_unknown(&self, name: &str) -> CallError {
        if let Some(observer) = self.observer() {
            observer.unknown();
        }
        self.method_not_found(name)
    }

    #[cold]
    pub(crate) fn method_not_found(&self, name: &str) -> CallError {
        let names: Vec<&str> = self.0.by_name.keys().copied().collect();
        let shown: String = name.chars().take(64).collect();
        let mut error = CallError::new(
            codes::METHOD_NOT_FOUND,
            "method_not_found",
            format!("There is no command `{shown}`. Call `help` for a list."),
        );
        // Where lists show what their reader may call, a refusal shows no more.
        if let Some(nearest) = nearest(name, &names).filter(|_| !self.0.asks_callers) {
            error = error.with("did_you_mean", nearest);
        }
        error
    }
}

impl State<Published> {
    /// The dispatcher that the state belongs to, or `None` while it is being taken down.
    pub(crate) fn dispatcher(&self) -> Option<Dispatcher> {
        self.get().map(Dispatcher::from_inner)
    }
}
