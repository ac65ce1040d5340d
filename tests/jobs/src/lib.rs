//! Job commands whose every run leaves a trace, stores to keep them in, and processes to run them.

mod commands;
mod servers;
mod workers;

use commandry::{App, Registry, jobs::JobSettings};

pub use self::{
    commands::{Counted, count, fail, hold, once, plain, refuse, stubborn, tick, urgent},
    servers::{Store, StoreKind},
    workers::{Trace, Worker},
};

/// Where a process finds its settings, as JSON.
pub const SETTINGS: &str = "JOB_TEST_SETTINGS";
/// Where a process leaves its traces.
pub const TRACES: &str = "JOB_TEST_TRACES";

/// The application of these tests.
pub fn app(settings: JobSettings) -> App {
    let registry = Registry::new()
        .with::<count>()
        .with::<fail>()
        .with::<hold>()
        .with::<once>()
        .with::<plain>()
        .with::<refuse>()
        .with::<stubborn>()
        .with::<tick>()
        .with::<urgent>();
    App::new("job-commands", "1.0.0").registry(registry).jobs(settings)
}

/// The settings that a test hands to the processes that it starts.
///
/// # Panics
///
/// Panics when they are missing or wrong.
pub fn settings_of_environment() -> JobSettings {
    let text = std::env::var(SETTINGS).expect("a test sets the settings");
    serde_json::from_str(&text).expect("the settings are those of jobs")
}
