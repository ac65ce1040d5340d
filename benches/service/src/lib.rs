//! Serves the jobs, and the commands of the example `orders`, as a service in production does, one part after the other,
//! and on a bare router.

use std::{error::Error, process::ExitCode};

// Commands of an application are found in what is linked.
use bench_commandry as _;
use bench_jobs::{calls::API_KEY, start};
use commandry::{
    AccessRule, AccessRules, App,
    auth::{ApiKeySettings, AuthSettings, api_key_digest},
    http::{self, HttpSettings},
    jobs::JobSettings,
    observe::{LogSettings, MetricsSettings},
};
use tokio::{net::TcpListener, runtime::Runtime};

/// How much an application has; each holds what those before it have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parts {
    /// Nothing that can be switched off.
    Nothing,
    /// Ids of requests.
    Ids,
    /// A limit of requests of each caller, and one of requests at the same time.
    Limits,
    /// API keys and access rules.
    Keys,
    /// Metrics.
    Metrics,
    /// The log, at `info`.
    Log,
    /// `x-process-time`, security headers, trusted hosts, compression.
    Headers,
}

/// Runs an application that has some of the parts, as its own command line says.
pub fn run(parts: Parts) -> ExitCode {
    let mut http = if parts < Parts::Headers { HttpSettings::all_off() } else { HttpSettings::default() };
    // An empty list would mean the names of this machine.
    let host = if parts < Parts::Headers { "*" } else { "127.0.0.1" };
    http.trusted_hosts = vec![host.to_owned()];
    http.request_id = parts >= Parts::Ids;
    http.rate_limit.enabled = parts >= Parts::Limits;
    http.concurrency.enabled = parts >= Parts::Limits;
    // So many that nobody is refused.
    http.rate_limit.requests = u32::MAX;
    http.rate_limit.burst = u32::MAX;
    let key = ApiKeySettings {
        name: "load".to_owned(),
        sha256: api_key_digest(API_KEY),
        roles: vec!["clerk".to_owned()],
    };
    let auth = AuthSettings { enabled: parts >= Parts::Keys, api_keys: vec![key], ..AuthSettings::default() };
    let level = if parts >= Parts::Log { "info" } else { "off" };
    let mut app = application()
        .http(http)
        .auth(auth)
        .metrics(MetricsSettings { enabled: parts >= Parts::Metrics, ..MetricsSettings::default() })
        .log(LogSettings { level: level.to_owned(), ..LogSettings::default() });
    if parts >= Parts::Keys {
        app = app.access(AccessRules::new().rule(AccessRule::all().roles(["clerk"])));
    }
    app.run()
}

/// The commands, with their data in memory.
fn application() -> App {
    // Jobs of the background would be counted too.
    let jobs = JobSettings { work: false, ..JobSettings::default() };
    orders::app().set_option("db", ":memory:").jobs(jobs)
}

/// Serves the jobs on a router with nothing around it, on the threads that an application has, at the address of the
/// command line.
///
/// # Errors
/// Fails when the address is taken.
pub fn serve_bare() -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    Runtime::new()?.block_on(async move {
        let router = http::router(application().build().await?)?;
        let listener = TcpListener::bind(address).await?;
        start::announce(listener.local_addr()?)?;
        Ok(http::serve(listener, router, std::future::pending()).await?)
    })
}
