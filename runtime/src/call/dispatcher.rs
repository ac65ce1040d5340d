//! Finding a command, starting it within its limits, and waiting for its answer.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use commandry_schema::{
    Catalog,
    catalog::{Command, Service},
    repair::repair_command,
};
use futures_util::FutureExt;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Arguments, Call, Entry, Invocation, Limits, Next, Offered, Reply, Running,
    builder::DispatcherBuilder,
    faults::{invalid_params, nearest},
    interceptor::AnyInterceptor,
    observer::{CallObserver, watched},
    permit::Permit,
    started::{CancelOnDrop, RunningCall, Started, kept_open, panicked},
    whole_numbers::with_whole_numbers,
};
#[cfg(any(feature = "documents", feature = "http"))]
use crate::access::{Audience, Audiences};
use crate::{
    CallError, Caller, Registry,
    access::Permission,
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

    /// Everything that is published of the commands.
    ///
    /// # Panics
    ///
    /// Never: a dispatcher is only made of a registry that passed its checks.
    pub fn catalog(&self) -> &Catalog {
        self.0.catalog.get_or_init(|| {
            let Inner { service, commands, resources, prompts, .. } = &*self.0;
            let mut catalog = crate::catalog::catalog(service.clone(), commands, resources, prompts);
            publish_access(&mut catalog, &self.0.entries);
            catalog
        })
    }

    /// One command as it is published, given what it says itself and the schemas that it refers to.
    pub(crate) fn published<'a>(
        &self,
        command: &'a Command,
        schemas: &BTreeMap<String, Value>,
    ) -> Cow<'a, Command> {
        let mut command = Cow::Borrowed(command);
        if self.is_repaired() {
            // The repairs were logged when the server started.
            repair_command(command.to_mut(), schemas, &mut Vec::new());
        }
        command
    }

    /// Whether what is published was repaired. Nothing is where there are no documents, which the compiler must know:
    /// it then leaves the code that repairs out of the program.
    fn is_repaired(&self) -> bool {
        cfg!(feature = "documents") && self.0.is_repaired
    }

    /// What somebody may call, where callers have to say who they are.
    #[cfg(any(feature = "documents", feature = "http"))]
    pub(crate) fn audience(&self, caller: &Caller) -> Option<Arc<Audience>> {
        self.0.asks_callers.then(|| self.0.audiences.of(caller, || self.find_audience(caller)))
    }

    #[cfg(any(feature = "documents", feature = "http"))]
    fn find_audience(&self, caller: &Caller) -> Audience {
        let Inner { entries, commands, resources, prompts, offered, .. } = &*self.0;
        // The entries of what is listed come first, in its order.
        let commands = entries[..commands.len()].iter().map(|entry| entry.is_allowed(caller));
        let resources = resources.iter().map(|it| offered.is_resource_allowed(it.uri, caller));
        let prompts = prompts.iter().map(|it| offered.is_prompt_allowed(it.function.name, caller));
        commands.chain(resources).chain(prompts).collect()
    }

    /// What is published to an audience; everything to `None`.
    #[cfg(feature = "documents")]
    pub(crate) fn catalog_for(&self, audience: Option<&Audience>) -> Cow<'_, Catalog> {
        let catalog = self.catalog();
        let Some(audience) = audience else { return Cow::Borrowed(catalog) };
        let mut positions = 0..;
        let mut sees = || positions.next().is_some_and(|position| audience.sees(position));
        let commands = catalog.commands.iter().filter(|_| sees()).cloned().collect();
        let resources = catalog.resources.iter().filter(|_| sees()).cloned().collect();
        let prompts = catalog.prompts.iter().filter(|_| sees()).cloned().collect();
        Cow::Owned(catalog.limited_to(commands, resources, prompts))
    }

    /// What is published to an audience; everything to `None`. It is made of the commands themselves, since copies of
    /// what is published would be the only ones in a program without documents.
    #[cfg(all(feature = "http", not(feature = "documents")))]
    pub(crate) fn catalog_for(&self, audience: Option<&Audience>) -> Cow<'_, Catalog> {
        let Some(audience) = audience else { return Cow::Borrowed(self.catalog()) };
        let Inner { service, commands, entries, .. } = &*self.0;
        let seen = || (0..commands.len()).filter(|position| audience.sees(*position));
        let commands: Vec<&CommandData> = seen().map(|position| commands[position]).collect();
        let mut catalog = crate::catalog::catalog(service.clone(), &commands, &[], &[]);
        for (command, position) in catalog.commands.iter_mut().zip(seen()) {
            command.access = entries[position].permission.as_ref().map(Permission::published);
        }
        Cow::Owned(catalog)
    }

    /// The names of the commands that nobody may call over a network.
    #[cfg(feature = "cli")]
    pub(crate) fn uncallable(&self) -> Vec<&'static str> {
        let entries = &self.0.entries[..self.0.commands.len()];
        let closed = entries.iter().filter(|entry| entry.permission == Some(Permission::Nobody));
        closed.map(|entry| entry.command.name).collect()
    }

    /// The summaries of all commands as they are published, by name.
    pub(crate) fn summaries(&self) -> BTreeMap<&str, &str> {
        if self.is_repaired() {
            let commands = self.catalog().commands.iter();
            return commands.map(|it| (it.name.as_str(), it.summary.as_str())).collect();
        }
        self.0.commands.iter().map(|it| (it.name, it.summary)).collect()
    }

    /// The listed commands that somebody may call, in the order of their names.
    pub(crate) fn commands_for(&self, caller: &Caller) -> impl Iterator<Item = &'static CommandData> {
        let entries = &self.0.entries[..self.0.commands.len()];
        entries.iter().filter(|entry| entry.is_allowed(caller)).map(|entry| entry.command)
    }

    /// Finds a command for somebody who wants to read of it.
    pub(crate) fn find_for(&self, name: &str, caller: &Caller) -> Option<&Entry> {
        self.find(name).filter(|entry| entry.is_allowed(caller))
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

    /// Whether a further call would be taken at the moment.
    #[cfg(feature = "http")]
    pub(crate) fn accepts(&self) -> Result<(), CallError> {
        let full = self.running_calls() >= self.0.limits.concurrent_calls;
        if full || self.0.stopping.load(Ordering::Relaxed) { Err(self.overloaded()) } else { Ok(()) }
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

    /// Runs a call to its end, through the interceptors.
    pub(crate) async fn run(
        &self,
        entry: &Entry,
        arguments: Arguments<'_>,
        origin: &Origin,
        reply: Reply,
    ) -> Reply {
        self.begin(entry, arguments, origin, reply).finish(self.limits(), entry).await
    }

    /// Runs a call to its answer, which may be a stream, through the interceptors.
    #[cfg(feature = "http")]
    pub(crate) async fn open(
        &self,
        entry: &Entry,
        arguments: Arguments<'_>,
        origin: &Origin,
        reply: Reply,
    ) -> Reply {
        self.begin(entry, arguments, origin, reply).open().await
    }

    /// Starts a call, if its caller may make it; one that needs no waiting is done at once.
    ///
    /// This and [`begin_unchecked`](Self::begin_unchecked) are the only ways in, whatever surface a call comes by.
    pub(crate) fn begin<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: Arguments<'a>,
        origin: &'a Origin,
        reply: Reply,
    ) -> Started<'a> {
        watched(self, entry, || match refused(entry, &origin.caller) {
            Some(error) => Started::failed(error),
            None => self.intercept(entry, arguments, origin, reply),
        })
    }

    fn intercept<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: Arguments<'a>,
        origin: &'a Origin,
        reply: Reply,
    ) -> Started<'a> {
        if !self.0.interceptors.is_empty() {
            let call = Call { entry, arguments, origin: Cow::Borrowed(origin), reply };
            let passing = AssertUnwindSafe(Next::first(self).run(call)).catch_unwind();
            return Started::Intercepted(Box::pin(async move {
                let outcome = passing.await;
                outcome.unwrap_or_else(|panic| {
                    Reply::from_error(panicked("an interceptor", entry.command.name, &*panic))
                })
            }));
        }
        self.start(entry, &arguments, origin, reply, Texts::Json)
    }

    /// Starts a call with arguments that may not be JSON, as long as nobody but decoding would see them; one that is
    /// not decoded for whatever reason is [`Started::Unreadable`].
    pub(crate) fn begin_unchecked<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: &Arguments<'_>,
        origin: &'a Origin,
        reply: Reply,
    ) -> Started<'a> {
        if !self.0.interceptors.is_empty() {
            return Started::Unreadable;
        }
        watched(self, entry, || match refused(entry, &origin.caller) {
            Some(error) => Started::failed(error),
            None => self.start(entry, arguments, origin, reply, Texts::Unchecked),
        })
    }

    /// Runs a call that has passed the interceptors.
    pub(crate) async fn run_command(&self, call: Call<'_>) -> Reply {
        // An interceptor may have found out that somebody else calls.
        if let (Cow::Owned(origin), Some(permission)) = (&call.origin, &call.entry.permission)
            && let Err(error) = permission.check(&origin.caller)
        {
            return Reply::from_error(error);
        }
        self.start(call.entry, &call.arguments, &call.origin, call.reply, Texts::Json).open().await
    }

    /// Starts a call that may be made: answers it from the cache where its command allows that, or runs it.
    fn start<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: &Arguments<'_>,
        origin: &Origin,
        reply: Reply,
        texts: Texts,
    ) -> Started<'a> {
        #[cfg(feature = "cache")]
        if let Some(cached) = &entry.cached
            && !self.0.stopping.load(Ordering::Relaxed)
            && let Some(key) = cached.key(entry.command, arguments, &origin.caller)
        {
            return self.start_cached(entry, cached.lifetime, key, origin.clone(), reply);
        }
        self.start_running(entry, arguments, origin, reply, texts)
    }

    /// Starts a call whose answer may be there already. What is run is what the key says, so that the answer is that
    /// of every call with this key.
    #[cfg(feature = "cache")]
    fn start_cached<'a>(
        &'a self,
        entry: &'a Entry,
        lifetime: Duration,
        key: crate::response_cache::Key,
        origin: Origin,
        reply: Reply,
    ) -> Started<'a> {
        let parameters = key.parameters.clone();
        let run = async move {
            let started = match Arguments::from_json(entry.command, &parameters) {
                Ok(arguments) => {
                    self.start_running(entry, &arguments, &origin, Reply::default(), Texts::Json)
                }
                Err(error) => Started::failed(CallError::internal(
                    &format!("parameters cannot be read again: {error}"),
                    entry.command.name,
                )),
            };
            started.open().await
        };
        Started::Intercepted(Box::pin(self.0.response_cache.answer(key, lifetime, reply, run)))
    }

    fn start_running<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: &Arguments<'_>,
        origin: &Origin,
        reply: Reply,
        texts: Texts,
    ) -> Started<'a> {
        let command = entry.command;
        let Some(permit) = Permit::take(self) else { return Started::failed(self.overloaded()) };
        if !arguments.fit() {
            return Started::failed(invalid_params(entry, arguments, &[]));
        }
        let mut invocation = Invocation {
            entry,
            arguments,
            states: &self.0.states,
            origin,
            reply,
            context: None,
            refused: Vec::new(),
            injection_error: None,
            unfit: false,
            is_refused: false,
        };
        // The handler decodes with code of the user's types, which may panic as well as the command itself.
        let running = match catch_unwind(AssertUnwindSafe(|| (entry.handler)(&mut invocation))) {
            Ok(running) => running,
            Err(panic) => return Started::failed(panicked("the command", command.name, &*panic)),
        };
        match running {
            Running::Later(running) => {
                let limit = entry.time_limit(&self.0.limits);
                let Invocation { context, reply, .. } = invocation;
                Started::Running(RunningCall::new(running, reply, command, limit, context, permit))
            }
            Running::Ended if invocation.reply.is_stream() => {
                let cancel = CancelOnDrop(invocation.context.take());
                Started::Done(kept_open(invocation.reply, command, cancel, &permit))
            }
            Running::Ended if !invocation.is_refused => Started::Done(invocation.reply),
            Running::Ended => {
                drop(permit);
                if texts == Texts::Unchecked {
                    return Started::Unreadable;
                }
                let Invocation { refused, injection_error, unfit, reply, .. } = invocation;
                self.refused(
                    entry,
                    arguments,
                    origin,
                    reply,
                    Refusal { refused, injection_error, unfit, texts },
                )
            }
        }
    }

    /// Answers a call that its handler refused, or gives it a second chance where JSON Schema would accept it.
    #[cold]
    fn refused<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: &Arguments<'_>,
        origin: &Origin,
        reply: Reply,
        refusal: Refusal,
    ) -> Started<'a> {
        let command = entry.command;
        let broken_default = refused_default(command, arguments, &refusal);
        if let Some(parameter) = broken_default {
            let what = format!("the default of the parameter `{parameter}` does not fit its type");
            return Started::failed(CallError::internal(&what, command.name));
        }
        let faulty = refusal.unfit || !refusal.refused.is_empty();
        if let (false, Some(error)) = (faulty, refusal.injection_error) {
            return Started::failed(error);
        }
        if refusal.texts == Texts::Json && !refusal.unfit {
            let mut second = arguments.clone();
            let mut changed = false;
            for (index, _) in &refusal.refused {
                if let Some(text) = second.text(*index).and_then(with_whole_numbers) {
                    second.replace(*index, text);
                    changed = true;
                }
            }
            if changed {
                return self.start_running(entry, &second, origin, reply, Texts::Rewritten);
            }
        }
        Started::failed(invalid_params(entry, arguments, &refusal.refused))
    }

    #[cold]
    fn overloaded(&self) -> CallError {
        if self.0.stopping.load(Ordering::Relaxed) {
            return CallError::new(
                codes::SHUTTING_DOWN,
                "shutting_down",
                "The server stops; call another one.",
            );
        }
        let limit = self.0.limits.concurrent_calls;
        CallError::new(
            codes::OVERLOADED,
            "overloaded",
            format!("The server already runs {limit} calls, which is its limit; try again in a moment."),
        )
    }
}

/// Says in a catalog who may call, where callers have to say who they are. The entries of what is listed come first.
pub(super) fn publish_access(catalog: &mut Catalog, entries: &[Entry]) {
    for (command, entry) in catalog.commands.iter_mut().zip(entries) {
        command.access = entry.permission.as_ref().map(Permission::published);
    }
}

/// Why a caller may not call, if so.
fn refused(entry: &Entry, caller: &Caller) -> Option<CallError> {
    entry.permission.as_ref()?.check(caller).err()
}

fn refused_default(
    command: &CommandData,
    arguments: &Arguments<'_>,
    refusal: &Refusal,
) -> Option<&'static str> {
    refusal
        .refused
        .iter()
        .map(|(index, _)| (*index, &command.parameters[*index]))
        .find(|(index, parameter)| arguments.text(*index).is_none() && parameter.default().is_some())
        .map(|(_, parameter)| parameter.name)
}

/// Why a handler refused.
struct Refusal {
    refused: Vec<(usize, serde_json::Error)>,
    injection_error: Option<CallError>,
    unfit: bool,
    texts: Texts,
}

/// What is known of the texts of arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    /// They may not even be JSON.
    Unchecked,
    /// They are JSON.
    Json,
    /// They are JSON, with whole numbers in the place of what came.
    Rewritten,
}

impl State<Published> {
    /// The dispatcher that the state belongs to, or `None` while it is being taken down.
    pub(crate) fn dispatcher(&self) -> Option<Dispatcher> {
        self.get().map(Dispatcher::from_inner)
    }
}
