//! The command `health`.

use std::time::{SystemTime, UNIX_EPOCH};

use schemars::JsonSchema;
use serde::Serialize;

use super::Published;
use crate::{CallError, Dispatcher, State, codes, command};

/// Tells whether the service is well.
///
/// # Returns
/// The state of the service and of its parts.
///
/// # Errors
/// Fails while the service is being taken down.
///
/// # Examples
/// ```json
/// {}
/// ```
#[command(
    read_only,
    idempotent,
    roles("*"),
    allow("group-missing", reason = "it belongs to every service"),
    allow("errors-undeclared", reason = "it fails only while the service goes down")
)]
pub(crate) fn health(#[inject] published: State<Published>) -> Result<Health, CallError> {
    let dispatcher = published.dispatcher().ok_or_else(|| {
        CallError::new(codes::SHUTTING_DOWN, "shutting_down", "The service is being taken down.")
    })?;
    let uptime = dispatcher.uptime();
    let start_time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().saturating_sub(uptime);
    Ok(Health {
        success: true,
        data: HealthData {
            status: "ok".to_owned(),
            version: dispatcher.service().version.clone(),
            uptime: uptime.as_secs_f64(),
            components: Components {
                system: System {
                    platform: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
                    cpu_count: std::thread::available_parallelism().map_or(1, usize::from),
                },
                process: Process {
                    pid: std::process::id(),
                    memory_usage_mb: resident_megabytes(),
                    start_time: start_time.as_secs_f64(),
                },
                commands: Commands { registered_count: dispatcher.commands().len() },
                proxy_registration: ProxyRegistration::of(&dispatcher),
            },
        },
    })
}

/// The answer of the command `health`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Health {
    /// Whether the service could tell its state.
    success: bool,
    /// The state.
    data: HealthData,
}

/// The state of a service.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HealthData {
    /// `ok` when the service takes calls.
    status: String,
    /// Version of the service.
    version: String,
    /// Seconds since it was started.
    uptime: f64,
    /// The state of its parts.
    components: Components,
}

/// The parts of a service.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Components {
    /// The machine.
    system: System,
    /// The process.
    process: Process,
    /// The commands.
    commands: Commands,
    /// The registration with a proxy.
    proxy_registration: ProxyRegistration,
}

/// The machine that a service runs on.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct System {
    /// Operating system and architecture.
    platform: String,
    /// Processors that the process may use.
    cpu_count: usize,
}

/// The process that a service is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Process {
    /// Its number.
    pid: u32,
    /// Resident memory in megabytes, where the system tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_usage_mb: Option<f64>,
    /// When it was started, in seconds since 1970.
    start_time: f64,
}

/// The commands of a service.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Commands {
    /// How many there are.
    registered_count: usize,
}

/// The registration of a service with a proxy.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(crate) struct ProxyRegistration {
    /// Whether the service is meant to register itself.
    enabled: bool,
    /// Whether it is registered.
    registered: bool,
    /// Key that the proxy gave it, if it gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    server_key: Option<String>,
    /// Where the proxy is, for a service that is meant to register itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy_url: Option<String>,
}

impl ProxyRegistration {
    #[cfg(feature = "registration")]
    fn of(dispatcher: &Dispatcher) -> Self {
        let status = dispatcher.state::<crate::registration::RegistrationManager>().map(|it| it.status());
        match status {
            Some(status) if status.enabled => Self {
                enabled: true,
                registered: status.registered,
                server_key: status.server_key,
                proxy_url: Some(status.proxy_url),
            },
            _ => Self::default(),
        }
    }

    #[cfg(not(feature = "registration"))]
    fn of(_: &Dispatcher) -> Self {
        Self::default()
    }
}

/// Resident memory as Linux tells it; `None` on other systems.
fn resident_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}
