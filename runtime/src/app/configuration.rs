//! Setting an application up from files, variables and the command line.

use super::{App, Listening};
use crate::{
    Limits,
    config::{
        self, ConfigError, ConfigSources, Declared, LimitSettings, OPTIONS, Sections, ServerSettings,
        Settings,
    },
    strict_mode::StrictMode,
};

impl App {
    /// Sets what the names of the variables begin with that [`App::configure`] and the command line read; `APP_` unless
    /// set. With an empty text, no variables are read.
    #[must_use]
    pub fn config_prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.configuration.prefix);
        self
    }

    /// Declares a section of settings that is read into a type of the application, and handed to the setup by
    /// [`Setup::settings`](crate::Setup::settings).
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

    /// The settings that the service has of itself, as [`App::configure`] read them last.
    pub fn service_settings(&self) -> &Settings {
        &self.configuration.settings
    }

    /// What can be set, and what the program sets.
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
}

/// How an application is set up from outside.
#[derive(Debug)]
pub(super) struct Configuration {
    /// What the names of its variables begin with.
    prefix: String,
    pub(super) sections: Sections,
    /// What was read last.
    settings: Settings,
}

impl Default for Configuration {
    fn default() -> Self {
        Self { prefix: "APP_".to_owned(), sections: Sections::default(), settings: Settings::default() }
    }
}
