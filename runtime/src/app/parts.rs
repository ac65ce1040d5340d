//! The parts that an application can have, each with its own settings.

use super::App;
use crate::{AccessRules, Limits, call::Interceptor};

impl App {
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
    /// [`App::build`] then fails with [`AppError::Documentation`](crate::AppError::Documentation), before anything is set up. The command line prints
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

    /// Adds something that has to be well for the service to be ready; [`Setup::health_check`](crate::Setup::health_check) adds what is only there
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
        E: std::fmt::Display,
    {
        self.observe.checks.push(crate::observe::Check::new(name, check));
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

    #[cfg(all(feature = "cli", feature = "auth"))]
    pub(crate) fn auth_settings(&self) -> &crate::auth::AuthSettings {
        &self.auth
    }

    #[cfg(feature = "cli")]
    pub(crate) fn router_options(&self) -> &crate::http::RouterOptions {
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

    /// Whether documentation is repaired in what is published.
    #[cfg(feature = "cli-call")]
    pub(crate) fn repairs_documentation(&self) -> bool {
        self.strict_mode.repair
    }
}
