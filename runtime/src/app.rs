//! An application: its commands, what they need, and how it is configured.

use std::{collections::BTreeMap, error::Error, fmt, future::Future, pin::Pin};

use commandry_schema::Catalog;
#[cfg(feature = "documents")]
use commandry_schema::lint::Report;

#[cfg(feature = "config")]
use crate::config::{
    self, ConfigError, ConfigSources, Declared, LimitSettings, OPTIONS, Sections, ServerSettings, Settings,
    Values,
};
#[cfg(feature = "cli")]
use crate::http::RouterOptions;
#[cfg(feature = "documents")]
use crate::strict_mode::{self, StrictMode};
use crate::{
    AccessRules, Dispatcher, Limits, Registry, RegistryError,
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

/// Where a server listens, and how it begins and ends.
#[cfg(feature = "cli")]
#[derive(Clone, Debug)]
pub(crate) struct Listening {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// How long calls that run may go on once the process was told to stop.
    pub(crate) grace: std::time::Duration,
    /// Whether the log tells more than usual.
    pub(crate) debug: bool,
}

#[cfg(feature = "cli")]
impl Default for Listening {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8000,
            grace: std::time::Duration::from_secs(20),
            debug: false,
        }
    }
}

/// How an application is set up from outside.
#[cfg(feature = "config")]
#[derive(Debug)]
struct Configuration {
    /// What the names of its variables begin with.
    prefix: String,
    sections: Sections,
    /// What was read last.
    settings: Settings,
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
            configuration: Box::new(Configuration {
                prefix: "APP_".to_owned(),
                sections: Sections::default(),
                settings: Settings::default(),
            }),
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

    /// Lets nobody call but those whom the commands or these rules allow.
    ///
    /// Callers say who they are by what stands in front of the commands: the feature `auth` brings API keys and tokens.
    /// What is called on the command line, and by the program itself, is not asked.
    #[must_use]
    pub fn access(mut self, rules: AccessRules) -> Self {
        self.access = Some(rules);
        self
    }

    /// Sets how callers prove to `serve` who they are.
    ///
    /// While it is [enabled](crate::auth::AuthSettings::enabled), nobody may call but those whom the commands or the
    /// rules of [`App::access`] allow.
    #[cfg(all(feature = "cli", feature = "auth"))]
    #[must_use]
    pub fn auth(mut self, settings: crate::auth::AuthSettings) -> Self {
        self.auth = settings;
        self
    }

    /// Sets how answers of commands with `cache = "…"` are kept.
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn cache(mut self, settings: crate::CacheSettings) -> Self {
        self.cache = settings;
        self
    }

    /// Registers the server on a proxy while `serve` runs, as the settings say, and gives it the command
    /// `proxy_registration` where they switch that on.
    #[cfg(feature = "registration")]
    #[must_use]
    pub fn registration(mut self, settings: crate::registration::RegistrationSettings) -> Self {
        self.registration = Some(Box::new(settings));
        self
    }

    /// Registers the server on the proxy at an address, otherwise as was set.
    #[cfg(all(feature = "cli", feature = "registration"))]
    pub(crate) fn registered_at(mut self, url: &str) -> Self {
        let mut settings = *self.registration.unwrap_or_default();
        settings.enabled = true;
        url.clone_into(&mut settings.proxy_url);
        settings.register_url = None;
        settings.unregister_url = None;
        self.registration = Some(Box::new(settings));
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

    /// Sets what stands between the network and the routes of `serve`; the defaults of the settings do unless told
    /// otherwise.
    #[cfg(all(feature = "cli", feature = "http-layers"))]
    #[must_use]
    pub fn http(mut self, settings: crate::http::HttpSettings) -> Self {
        *self.http_settings = settings;
        self
    }

    /// Sets how `serve` encrypts connections; it does not unless told to.
    #[cfg(all(feature = "cli", feature = "tls"))]
    #[must_use]
    pub fn tls(mut self, settings: crate::tls::TlsSettings) -> Self {
        *self.tls_settings = settings;
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

    /// Sets what the names of the variables begin with that [`App::configure`] and the command line read; `APP_` unless
    /// set. With an empty text, no variables are read.
    #[cfg(feature = "config")]
    #[must_use]
    pub fn config_prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.configuration.prefix);
        self
    }

    /// Declares a section of settings that is read into a type of the application, and handed to the setup by
    /// [`Setup::settings`].
    ///
    /// Unknown keys are refused, and the documentation of fields is what people read in files and messages. Fields
    /// that have no `#[serde(default)]` must be given.
    ///
    /// # Panics
    ///
    /// Panics when there is a section of that name, or another one of that type.
    ///
    /// # Examples
    ///
    /// ```standalone_crate
    /// use commandry::{App, config::{ConfigSources, Secret}};
    /// # /// Answers at once.
    /// # #[commandry::command(group = "demo", read_only)]
    /// # fn ping() -> bool {
    /// #     true
    /// # }
    ///
    /// #[derive(serde::Deserialize, schemars::JsonSchema)]
    /// struct MailSettings {
    ///     /// Machine that sends mail.
    ///     host: String,
    ///     /// Password there.
    ///     password: Secret,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let variables = [("APP_MAIL__HOST", "mail.example"), ("APP_MAIL__PASSWORD", "tea for two")];
    /// let app = App::new("shop", "1.0.0")
    ///     .settings::<MailSettings>("mail")
    ///     .setup(|setup| async move {
    ///         let mail: &MailSettings = setup.settings();
    ///         assert_eq!((&*mail.host, mail.password.expose()), ("mail.example", "tea for two"));
    ///         Ok(setup)
    ///     })
    ///     .configure(&ConfigSources::default().variables(variables))?;
    /// # app.build().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "config")]
    #[must_use]
    pub fn settings<T>(mut self, section: &str) -> Self
    where
        T: serde::de::DeserializeOwned + schemars::JsonSchema + Send + Sync + 'static,
    {
        assert!(
            section != OPTIONS && !config::own_names().iter().any(|name| name == section),
            "there are two sections `{section}` of settings"
        );
        if let Err(reason) = self.configuration.sections.declare::<T>(section) {
            panic!("{reason}");
        }
        self
    }

    /// Sets a declared section, as a test does that reads no files.
    ///
    /// # Panics
    ///
    /// Panics when no section was declared with the type by [`App::settings`].
    #[cfg(feature = "config")]
    #[must_use]
    pub fn set_settings<T: Send + Sync + 'static>(mut self, settings: T) -> Self {
        if let Err(reason) = self.configuration.sections.set(settings) {
            panic!("{reason}");
        }
        self
    }

    /// Reads settings from sources, and sets everything up as they say.
    ///
    /// [`App::run`] does so by itself with [`ConfigSources::of_process`]; this is for programs that have a `main` of
    /// their own.
    ///
    /// # Errors
    ///
    /// Tells everything at once that is wrong with the settings, each with the place where it was given.
    #[cfg(feature = "config")]
    pub fn configure(mut self, sources: &ConfigSources) -> Result<Self, ConfigError> {
        #[cfg_attr(
            not(feature = "mcp"),
            expect(unused_variables, reason = "only that part asks where its key is from")
        )]
        let (loaded, given) = self.declared_settings().load(sources)?;
        let settings = loaded.settings;
        #[cfg(feature = "mcp")]
        {
            self.mcp_options = settings
                .mcp
                .apply(self.mcp_options)
                .map_err(|reason| given.fault(&["mcp", "request_state_key"], reason))?;
        }
        if let Some(name) = &settings.server.name {
            self.title.clone_from(name);
        }
        self.limits = Limits::from(&settings.server.limits);
        self.strict_mode = StrictMode { refuse: settings.strict_mode, repair: settings.auto_fix };
        self.router_options = self.router_options.docs_page(settings.docs_page);
        #[cfg(feature = "websocket")]
        {
            self.router_options = self
                .router_options
                .websocket(Option::<crate::http::WebSocketOptions>::from(&settings.websocket));
        }
        #[cfg(feature = "auth")]
        {
            self.auth = settings.auth.clone();
            // Rules of an operator stand in the place of those of the program.
            if !settings.access.rules.is_empty() {
                self.access = Some(settings.access.rules());
            }
        }
        #[cfg(feature = "cache")]
        {
            self.cache = settings.cache.clone();
        }
        #[cfg(feature = "registration")]
        if settings.proxy_registration.enabled {
            self.registration = Some(Box::new(settings.proxy_registration.clone()));
        }
        #[cfg(feature = "logging")]
        {
            self.observe.log = settings.log.clone();
        }
        #[cfg(feature = "metrics")]
        {
            self.observe.metrics = settings.metrics.clone();
        }
        #[cfg(feature = "telemetry")]
        {
            self.observe.telemetry = settings.telemetry.clone();
        }
        #[cfg(feature = "health-checks")]
        {
            self.observe.health = settings.health.clone();
        }
        #[cfg(feature = "http-layers")]
        {
            *self.http_settings = settings.http.clone();
        }
        #[cfg(feature = "tls")]
        {
            *self.tls_settings = settings.tls.clone();
        }
        #[cfg(feature = "jobs")]
        if self.jobs.is_some() {
            self.jobs = Some(settings.jobs.clone());
        }
        self.listening = Listening {
            host: settings.server.host.clone(),
            port: settings.server.port,
            grace: settings.server.shutdown_grace,
            debug: settings.server.debug,
        };
        for option in &mut self.options {
            if let Some(value) = loaded.options.get(&config::option_key(&option.name)) {
                option.value.clone_from(value);
            }
        }
        self.configuration.sections = loaded.sections;
        self.configuration.settings = settings;
        Ok(self)
    }

    /// What can be set, and what the program sets.
    #[cfg(feature = "config")]
    pub(crate) fn declared_settings(&self) -> Declared<'_> {
        let server = ServerSettings {
            host: self.listening.host.clone(),
            port: self.listening.port,
            shutdown_grace: self.listening.grace,
            debug: self.listening.debug,
            limits: LimitSettings::from(&self.limits),
            ..ServerSettings::default()
        };
        let mut program = Settings { server, ..Settings::default() };
        program.strict_mode = self.strict_mode.refuse;
        program.auto_fix = self.strict_mode.repair;
        program.docs_page = self.router_options.docs_page;
        #[cfg(feature = "websocket")]
        {
            program.websocket =
                crate::websocket::WebSocketSettings::from(self.router_options.websocket.as_ref());
        }
        #[cfg(feature = "auth")]
        {
            program.auth = self.auth.clone();
        }
        #[cfg(feature = "jobs")]
        if let Some(jobs) = &self.jobs {
            program.jobs = jobs.clone();
        }
        #[cfg(feature = "http-layers")]
        {
            program.http = (*self.http_settings).clone();
        }
        #[cfg(feature = "tls")]
        {
            program.tls = (*self.tls_settings).clone();
        }
        #[cfg(feature = "cache")]
        {
            program.cache = self.cache.clone();
        }
        #[cfg(feature = "registration")]
        if let Some(registration) = &self.registration {
            program.proxy_registration = (**registration).clone();
        }
        #[cfg(feature = "logging")]
        {
            program.log = self.observe.log.clone();
        }
        #[cfg(feature = "metrics")]
        {
            program.metrics = self.observe.metrics.clone();
        }
        #[cfg(feature = "telemetry")]
        {
            program.telemetry = self.observe.telemetry.clone();
        }
        #[cfg(feature = "health-checks")]
        {
            program.health = self.observe.health.clone();
        }
        #[cfg(feature = "mcp")]
        {
            program.mcp = crate::mcp::McpSettings::from(&self.mcp_options);
        }
        let options = self.options.iter().map(|it| (&*it.name, &*it.help, &*it.value)).collect();
        Declared {
            title: &self.title,
            prefix: &self.configuration.prefix,
            options,
            sections: &self.configuration.sections,
            program,
        }
    }

    /// The settings that the service has of itself, as [`App::configure`] read them last.
    #[cfg(feature = "config")]
    pub fn service_settings(&self) -> &Settings {
        &self.configuration.settings
    }

    /// Sets what `serve` logs, how, and where to.
    #[cfg(feature = "logging")]
    #[must_use]
    pub fn log(mut self, settings: crate::observe::LogSettings) -> Self {
        self.observe.log = settings;
        self
    }

    /// Sets what is measured, and who may read it at `GET /metrics`.
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn metrics(mut self, settings: crate::observe::MetricsSettings) -> Self {
        self.observe.metrics = settings;
        self
    }

    /// Sets where `serve` sends spans for OpenTelemetry, and of which calls.
    #[cfg(feature = "telemetry")]
    #[must_use]
    pub fn telemetry(mut self, settings: crate::observe::TelemetrySettings) -> Self {
        self.observe.telemetry = settings;
        self
    }

    /// Sets how `GET /health/ready` finds out whether the service is ready.
    #[cfg(feature = "health-checks")]
    #[must_use]
    pub fn health(mut self, settings: crate::observe::HealthSettings) -> Self {
        self.observe.health = settings;
        self
    }

    /// Adds something that has to be well for the service to be ready; [`Setup::health_check`] adds what is only there
    /// once the application is set up, such as a database.
    ///
    /// ```
    /// use commandry::App;
    ///
    /// let app = App::new("orders", "1.0.0")
    ///     .health_check("disk", || async { std::fs::metadata(".").map(drop) });
    /// ```
    #[cfg(feature = "health-checks")]
    #[must_use]
    pub fn health_check<F, O, E>(mut self, name: &str, check: F) -> Self
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display,
    {
        self.observe.checks.push(crate::observe::Check::new(name, check));
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

    #[cfg(all(feature = "cli", feature = "auth"))]
    pub(crate) fn auth_settings(&self) -> &crate::auth::AuthSettings {
        &self.auth
    }

    #[cfg(feature = "cli")]
    pub(crate) fn router_options(&self) -> &RouterOptions {
        &self.router_options
    }

    #[cfg(all(feature = "cli", any(feature = "logging", feature = "metrics")))]
    pub(crate) fn observe_settings(&self) -> &crate::observe::ObserveSettings {
        &self.observe
    }

    #[cfg(all(feature = "cli", feature = "mcp"))]
    pub(crate) fn mcp_options(&self) -> &crate::mcp::McpOptions {
        &self.mcp_options
    }

    #[cfg(all(feature = "cli", feature = "http-layers"))]
    pub(crate) fn http_settings(&self) -> &crate::http::HttpSettings {
        &self.http_settings
    }

    #[cfg(all(feature = "cli", feature = "tls"))]
    pub(crate) fn tls_settings(&self) -> &crate::tls::TlsSettings {
        &self.tls_settings
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

/// What an application has while it is being set up.
#[derive(Debug)]
pub struct Setup {
    options: BTreeMap<String, String>,
    states: States,
    #[cfg(feature = "config")]
    settings: Values,
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

    /// The section of settings that was declared with this type.
    ///
    /// # Panics
    ///
    /// Panics when no section was declared with it by [`App::settings`].
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
        E: fmt::Display,
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
    /// A section of settings lacks what it must have.
    #[cfg(feature = "config")]
    Configuration(ConfigError),
}

impl fmt::Display for AppError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(error) => error.fmt(formatter),
            Self::Setup(error) => write!(formatter, "the application could not be set up: {error}"),
            #[cfg(feature = "documents")]
            Self::Documentation(report) => formatter.write_str(&strict_mode::explain(report)),
            #[cfg(feature = "config")]
            Self::Configuration(error) => error.fmt(formatter),
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
            #[cfg(feature = "config")]
            Self::Configuration(error) => Some(error),
        }
    }
}
