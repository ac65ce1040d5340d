//! An application: its commands, what they need, and how it is configured.

use std::{collections::BTreeMap, error::Error, fmt, future::Future, pin::Pin};

use commandry_schema::Catalog;
#[cfg(feature = "documents")]
use commandry_schema::lint::Report;

#[cfg(feature = "cli")]
use crate::http::RouterOptions;
#[cfg(feature = "documents")]
use crate::strict_mode::{self, StrictMode};
use crate::{
    Dispatcher, Limits, Registry, RegistryError,
    call::{AnyInterceptor, Interceptor},
    state::States,
};

type BoxError = Box<dyn Error + Send + Sync>;
type SetupFuture = Pin<Box<dyn Future<Output = Result<Setup, BoxError>> + Send>>;

/// An application, declared before anything of it runs.
///
/// [`App::run`] makes it a program with a command line; [`App::build`] makes it a [`Dispatcher`] for tests and for
/// programs that have a `main` of their own.
///
/// # Examples
///
/// ```standalone_crate
/// use commandry::prelude::*;
///
/// struct Store(String);
///
/// /// Tells where data is kept.
/// #[command(group = "store", read_only)]
/// fn store_path(#[inject] store: State<Store>) -> String {
///     store.0.clone()
/// }
///
/// fn app() -> App {
///     App::new("store", "1.0.0")
///         .description("Keeps things.")
///         .option("db", "File to keep data in", "store.db")
///         .setup(|setup| async move {
///             let store = Store(setup.option("db").to_owned());
///             Ok(setup.state(store))
///         })
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let dispatcher = app().set_option("db", ":memory:").build().await?;
/// assert_eq!(dispatcher.call::<store_path>(()).await?, ":memory:");
/// # Ok(())
/// # }
/// ```
pub struct App {
    title: String,
    version: String,
    description: String,
    groups: Vec<(String, String)>,
    registry: Option<Registry>,
    options: Vec<AppOption>,
    setup: Option<Box<dyn FnOnce(Setup) -> SetupFuture + Send>>,
    states: States,
    limits: Limits,
    interceptors: Vec<Box<dyn AnyInterceptor>>,
    #[cfg(feature = "cli")]
    router_options: RouterOptions,
    #[cfg(all(feature = "cli", feature = "mcp"))]
    mcp_options: crate::mcp::McpOptions,
    #[cfg(feature = "documents")]
    strict_mode: StrictMode,
    #[cfg(feature = "jobs")]
    jobs: Option<crate::jobs::JobSettings>,
}

/// A setting of an application, given on its command line as `--name VALUE`.
#[derive(Clone, Debug)]
pub(crate) struct AppOption {
    pub(crate) name: String,
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only a command line shows it"))]
    pub(crate) help: String,
    pub(crate) value: String,
}

impl App {
    /// An application of all commands that are linked into the program; the version is that of its interface.
    pub fn new(title: &str, version: &str) -> Self {
        Self {
            title: title.to_owned(),
            version: version.to_owned(),
            description: String::new(),
            groups: Vec::new(),
            registry: None,
            options: Vec::new(),
            setup: None,
            states: States::default(),
            limits: Limits::default(),
            interceptors: Vec::new(),
            #[cfg(feature = "cli")]
            router_options: RouterOptions::default(),
            #[cfg(all(feature = "cli", feature = "mcp"))]
            mcp_options: crate::mcp::McpOptions::default(),
            #[cfg(feature = "documents")]
            strict_mode: StrictMode::default(),
            #[cfg(feature = "jobs")]
            jobs: None,
        }
    }

    /// Says what the application is for, in Markdown.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        description.clone_into(&mut self.description);
        self
    }

    /// Says what a group of commands is for, in one or two sentences of Markdown.
    ///
    /// People and models choose by it where to look; a group that has no commands is not shown.
    #[must_use]
    pub fn describe_group(mut self, group: &str, description: &str) -> Self {
        self.groups.push((group.to_owned(), description.to_owned()));
        self
    }

    /// Serves the commands of a registry instead of all that are linked.
    #[must_use]
    pub fn registry(mut self, registry: Registry) -> Self {
        self.registry = Some(registry);
        self
    }

    /// Declares a setting that the command line offers as `--name VALUE`.
    #[must_use]
    pub fn option(mut self, name: &str, help: &str, default: &str) -> Self {
        self.options.push(AppOption {
            name: name.to_owned(),
            help: help.to_owned(),
            value: default.to_owned(),
        });
        self
    }

    /// Sets a declared setting, as the command line does.
    ///
    /// # Panics
    ///
    /// Panics when the setting was not declared by [`App::option`].
    #[must_use]
    pub fn set_option(mut self, name: &str, value: &str) -> Self {
        match self.options.iter_mut().find(|it| it.name == name) {
            Some(option) => value.clone_into(&mut option.value),
            None => panic!("the application declares no option `{name}`"),
        }
        self
    }

    /// Prepares what commands need, once, before the first call: opens databases, adds states.
    #[must_use]
    pub fn setup<F, O>(mut self, setup: F) -> Self
    where
        F: FnOnce(Setup) -> O + Send + 'static,
        O: Future<Output = Result<Setup, BoxError>> + Send + 'static,
    {
        self.setup = Some(Box::new(move |it| Box::pin(setup(it))));
        self
    }

    /// Hands a value to commands that ask for `State<T>`.
    #[must_use]
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.states.insert(value);
        self
    }

    /// Sets the limits of calls.
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

    /// Keeps jobs, so that commands with `#[command(job)]` can be called; `None` keeps none.
    ///
    /// The application then has the commands `job_status`, `job_result`, `job_watch`, `job_cancel`, `job_list` and
    /// `job_retry`; `serve` runs jobs beside its calls, and `worker` runs nothing else. The store is opened when it is
    /// first needed.
    #[cfg(feature = "jobs")]
    #[must_use]
    pub fn jobs(mut self, settings: impl Into<Option<crate::jobs::JobSettings>>) -> Self {
        self.jobs = settings.into();
        self
    }

    /// Whether `serve` offers `/docs`, the page that documents and calls every command; it does unless told not to.
    #[cfg(feature = "cli")]
    #[must_use]
    pub fn docs_page(mut self, served: bool) -> Self {
        self.router_options = self.router_options.docs_page(served);
        self
    }

    /// The limits of `GET /ws`, and the web pages that may use it; `None` switches it off.
    #[cfg(all(feature = "cli", feature = "websocket"))]
    #[must_use]
    pub fn websocket(mut self, options: impl Into<Option<crate::http::WebSocketOptions>>) -> Self {
        self.router_options = self.router_options.websocket(options);
        self
    }

    /// Sets how `serve` offers the commands to AI hosts at `/mcp`; this machine alone may ask unless told otherwise.
    #[cfg(all(feature = "cli", feature = "mcp"))]
    #[must_use]
    pub fn mcp(mut self, options: crate::mcp::McpOptions) -> Self {
        self.mcp_options = options;
        self
    }

    /// Refuses to start while a command is not documented as `validate --strict` asks for; off unless set.
    ///
    /// [`App::build`] then fails with [`AppError::Documentation`], before anything is set up. The command line prints
    /// the report and ends with exit code 2; `serve --strict-mode` and `serve --strict-mode=false` decide there.
    ///
    /// ```standalone_crate
    /// use commandry::{AppError, prelude::*};
    ///
    /// #[command(group = "demo", read_only)]
    /// fn ping() -> bool {
    ///     true
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let refused = App::new("demo", "1.0.0").strict_mode(true).build().await;
    /// assert!(matches!(refused, Err(AppError::Documentation(report)) if report.failed() == 1));
    /// # }
    /// ```
    #[cfg(feature = "documents")]
    #[must_use]
    pub fn strict_mode(mut self, strict: bool) -> Self {
        self.strict_mode.refuse = strict;
        self
    }

    /// Repairs documentation in what is published, and warns of every repair; off unless set.
    ///
    /// Summaries become sentences, and words on commands, parameters and results that have none are derived from their
    /// names and types. The source is not touched: `cargo xtask validate --fix` is for that. In strict mode the
    /// repaired documentation is what counts. `serve --auto-fix` and `serve --auto-fix=false` decide on the command
    /// line.
    #[cfg(feature = "documents")]
    #[must_use]
    pub fn auto_fix(mut self, repair: bool) -> Self {
        self.strict_mode.repair = repair;
        self
    }

    /// Everything that is published of the commands, repaired if [`App::auto_fix`] says so; nothing is set up for this.
    ///
    /// # Errors
    ///
    /// Fails when there are no commands, or two of one name.
    pub fn catalog(&self) -> Result<Catalog, RegistryError> {
        let registry = self.titled_registry()?;
        #[cfg(feature = "documents")]
        return self.strict_mode.publish(&registry);
        #[cfg(not(feature = "documents"))]
        registry.catalog()
    }

    /// Everything that is said of the commands in their source.
    #[cfg(feature = "cli")]
    pub(crate) fn declared_catalog(&self) -> Result<Catalog, RegistryError> {
        self.titled_registry()?.catalog()
    }

    /// Sets the application up and makes it callable.
    ///
    /// # Errors
    ///
    /// Fails when there are no commands or two of one name, when strict mode finds a fault, when the setup fails, or
    /// when a command asks for a state that the application does not have.
    pub async fn build(self) -> Result<Dispatcher, AppError> {
        let registry = self.titled_registry().map_err(AppError::Registry)?;
        #[cfg(feature = "documents")]
        let published = self.strict_mode.prepare(&registry)?;
        #[cfg(not(feature = "documents"))]
        let published = None;
        let options = self.options.into_iter().map(|option| (option.name, option.value)).collect();
        let mut setup = Setup {
            options,
            states: self.states,
            #[cfg(feature = "jobs")]
            job_store: None,
        };
        if let Some(prepare) = self.setup {
            setup = prepare(setup).await.map_err(AppError::Setup)?;
        }
        let builder = Dispatcher::builder(registry);
        #[cfg(feature = "jobs")]
        let builder = builder.jobs(self.jobs.map(|jobs| jobs.or_kept_in(setup.job_store)));
        builder
            .limits(self.limits)
            .states(setup.states)
            .interceptors(self.interceptors)
            .published(published)
            .build()
            .map_err(AppError::Registry)
    }

    #[cfg(feature = "cli")]
    pub(crate) fn router_options(&self) -> &RouterOptions {
        &self.router_options
    }

    #[cfg(all(feature = "cli", feature = "mcp"))]
    pub(crate) fn mcp_options(&self) -> &crate::mcp::McpOptions {
        &self.mcp_options
    }

    /// Whether it keeps jobs.
    #[cfg(all(feature = "cli", feature = "jobs"))]
    pub(crate) fn keeps_jobs(&self) -> bool {
        self.jobs.is_some()
    }

    #[cfg(feature = "cli")]
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    #[cfg(feature = "cli")]
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    #[cfg(feature = "cli")]
    pub(crate) fn description_text(&self) -> &str {
        &self.description
    }

    #[cfg(feature = "cli")]
    pub(crate) fn options(&self) -> &[AppOption] {
        &self.options
    }

    /// Whether documentation is repaired in what is published.
    #[cfg(feature = "cli-call")]
    pub(crate) fn repairs_documentation(&self) -> bool {
        self.strict_mode.repair
    }

    /// The commands with what is said of the application.
    pub(crate) fn titled_registry(&self) -> Result<Registry, RegistryError> {
        let registry = match &self.registry {
            Some(registry) => registry.clone(),
            None => Registry::collect()?,
        };
        #[cfg(feature = "jobs")]
        let registry = if self.jobs.is_some() { registry.with_job_commands() } else { registry };
        let registry = registry.titled(&self.title, &self.version).described(&self.description);
        Ok(self.groups.iter().fold(registry, |registry, (group, text)| registry.describe_group(group, text)))
    }
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("App")
            .field("title", &self.title)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// What an application has while it is being set up.
#[derive(Debug)]
pub struct Setup {
    options: BTreeMap<String, String>,
    states: States,
    #[cfg(feature = "jobs")]
    job_store: Option<crate::jobs::StoreUrl>,
}

impl Setup {
    /// The value of a declared setting.
    ///
    /// # Panics
    ///
    /// Panics when the setting was not declared by [`App::option`].
    pub fn option(&self, name: &str) -> &str {
        match self.options.get(name) {
            Some(value) => value,
            None => panic!("the application declares no option `{name}`"),
        }
    }

    /// Hands a value to commands that ask for `State<T>`.
    #[must_use]
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.states.insert(value);
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

/// Why an application could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum AppError {
    /// The commands do not fit together, or lack a state.
    Registry(RegistryError),
    /// The setup failed.
    Setup(BoxError),
    /// Strict mode is on, and commands are not documented as they must be.
    #[cfg(feature = "documents")]
    Documentation(Report),
}

impl fmt::Display for AppError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(error) => error.fmt(formatter),
            Self::Setup(error) => write!(formatter, "the application could not be set up: {error}"),
            #[cfg(feature = "documents")]
            Self::Documentation(report) => formatter.write_str(&strict_mode::explain(report)),
        }
    }
}

impl Error for AppError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Registry(error) => Some(error),
            Self::Setup(error) => Some(&**error),
            #[cfg(feature = "documents")]
            Self::Documentation(_) => None,
        }
    }
}
