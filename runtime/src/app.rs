//! An application: its commands, what they need, and how it is configured.

#[cfg(feature = "config")]
mod configuration;
mod error;
#[cfg(feature = "cli")]
mod listening;
mod parts;
mod setup;

use std::{error::Error, fmt, future::Future, pin::Pin};

use commandry_schema::Catalog;

#[cfg(feature = "config")]
use self::configuration::Configuration;
#[cfg(feature = "cli")]
pub(crate) use self::listening::Listening;
pub use self::{error::AppError, setup::Setup};
#[cfg(feature = "cli")]
use crate::http::RouterOptions;
#[cfg(feature = "documents")]
use crate::strict_mode::StrictMode;
use crate::{AccessRules, Dispatcher, Limits, Registry, RegistryError, call::AnyInterceptor, state::States};

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
    access: Option<AccessRules>,
    #[cfg(all(feature = "cli", feature = "auth"))]
    auth: crate::auth::AuthSettings,
    #[cfg(feature = "cache")]
    cache: crate::CacheSettings,
    #[cfg(feature = "registration")]
    registration: Option<Box<crate::registration::RegistrationSettings>>,
    #[cfg(feature = "cli")]
    router_options: RouterOptions,
    #[cfg(all(feature = "cli", feature = "mcp"))]
    mcp_options: crate::mcp::McpOptions,
    #[cfg(all(feature = "cli", feature = "http-layers"))]
    http_settings: Box<crate::http::HttpSettings>,
    #[cfg(all(feature = "cli", feature = "tls"))]
    tls_settings: Box<crate::tls::TlsSettings>,
    #[cfg(feature = "documents")]
    strict_mode: StrictMode,
    #[cfg(feature = "jobs")]
    jobs: Option<crate::jobs::JobSettings>,
    #[cfg(feature = "cli")]
    listening: Listening,
    #[cfg(feature = "config")]
    configuration: Box<Configuration>,
    #[cfg(any(feature = "health-checks", feature = "logging", feature = "metrics"))]
    observe: Box<crate::observe::ObserveSettings>,
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
            access: None,
            #[cfg(all(feature = "cli", feature = "auth"))]
            auth: crate::auth::AuthSettings::default(),
            #[cfg(feature = "cache")]
            cache: crate::CacheSettings::default(),
            #[cfg(feature = "registration")]
            registration: None,
            #[cfg(feature = "cli")]
            router_options: RouterOptions::default(),
            #[cfg(all(feature = "cli", feature = "mcp"))]
            mcp_options: crate::mcp::McpOptions::default(),
            #[cfg(all(feature = "cli", feature = "http-layers"))]
            http_settings: Box::default(),
            #[cfg(all(feature = "cli", feature = "tls"))]
            tls_settings: Box::default(),
            #[cfg(feature = "documents")]
            strict_mode: StrictMode::default(),
            #[cfg(feature = "jobs")]
            jobs: None,
            #[cfg(feature = "cli")]
            listening: Listening::default(),
            #[cfg(feature = "config")]
            configuration: Box::default(),
            #[cfg(any(feature = "health-checks", feature = "logging", feature = "metrics"))]
            observe: Box::default(),
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
        #[cfg(feature = "config")]
        let settings = self.configuration.sections.values().map_err(AppError::Configuration)?;
        #[cfg_attr(
            not(any(feature = "health-checks", feature = "metrics", feature = "registration")),
            expect(unused_mut, reason = "these parts add states")
        )]
        let mut states = self.states;
        #[cfg(feature = "registration")]
        if let Some(settings) = self.registration {
            states.insert(crate::registration::RegistrationManager::new(*settings));
        }
        #[cfg(any(feature = "health-checks", feature = "metrics"))]
        self.observe.add_states(&mut states);
        let mut setup = Setup {
            options,
            states,
            #[cfg(feature = "config")]
            settings,
            #[cfg(feature = "jobs")]
            job_store: None,
        };
        if let Some(prepare) = self.setup {
            setup = prepare(setup).await.map_err(AppError::Setup)?;
        }
        #[cfg(all(feature = "cli", feature = "auth"))]
        let access = self.access.or_else(|| self.auth.enabled.then(AccessRules::new));
        #[cfg(not(all(feature = "cli", feature = "auth")))]
        let access = self.access;
        let builder = Dispatcher::builder(registry);
        let builder = match access {
            Some(rules) => builder.access(rules),
            None => builder,
        };
        #[cfg(any(feature = "logging", feature = "metrics"))]
        let builder = self.observe.watch(builder, &setup.states);
        #[cfg(feature = "jobs")]
        let builder = builder.jobs(self.jobs.map(|jobs| jobs.or_kept_in(setup.job_store)));
        let builder = builder
            .limits(self.limits)
            .states(setup.states)
            .interceptors(self.interceptors)
            .published(published);
        #[cfg(feature = "cache")]
        let builder = builder.cache(self.cache);
        builder.build().map_err(AppError::Registry)
    }

    #[cfg(feature = "cli")]
    pub(crate) fn listening(&self) -> &Listening {
        &self.listening
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

    /// The commands with what is said of the application.
    pub(crate) fn titled_registry(&self) -> Result<Registry, RegistryError> {
        let registry = match &self.registry {
            Some(registry) => registry.clone(),
            None => Registry::collect()?,
        };
        #[cfg(feature = "registration")]
        let registry = match &self.registration {
            Some(settings) if settings.enabled && !registry.names().contains(&"proxy_registration") => {
                registry.with::<crate::registration::proxy_registration>()
            }
            _ => registry,
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
