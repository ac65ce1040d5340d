//! Commands that run in the background: a queue in a database, and workers that empty it.
//!
//! A call of a command with `#[command(job)]` is checked, put into the queue and answered with a
//! [`JobTicket`](crate::JobTicket). A worker, which is part of `serve` or a process of its own, runs it through the same
//! dispatcher as any other call, with the caller who asked for it.
//!
//! Execution is at least once: a job whose worker dies is run again. Its result is written exactly once: a worker holds
//! a numbered lease, and what it writes under a lease that was given to another is refused.

mod commands;
mod enqueue;
mod entries;
#[cfg(feature = "metrics")]
pub(crate) mod lengths;
mod record;
mod retries;
mod service;
mod settings;
mod store;
mod worker;

#[cfg(feature = "metrics")]
pub(crate) use self::record::QueueLength;
#[cfg(feature = "cli")]
pub(crate) use self::worker::accompany;
pub(crate) use self::{
    commands::commands,
    enqueue::enqueue,
    entries::{JobEntries, check},
    service::Jobs,
};
pub use self::{
    settings::{BackoffSettings, JobSettings, QueueSettings, StoreUrl},
    store::StoreError,
    worker::{WorkOptions, work},
};
