//! Messages from a running command to its caller.

use std::{fmt, sync::Arc};

use serde::Serialize;

/// How much a message matters, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Of use while looking for a fault.
    Debug,
    /// What happens in the ordinary course.
    Info,
    /// Ordinary, and worth knowing.
    Notice,
    /// Something may go wrong.
    Warning,
    /// Something went wrong.
    Error,
    /// Something failed as a whole.
    Critical,
    /// Somebody must act at once.
    Alert,
    /// Nothing works.
    Emergency,
}

/// What a command has to say while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogMessage {
    /// How much it matters.
    pub level: LogLevel,
    /// The message.
    pub text: String,
}

/// Receives the messages of one call.
type Listener = dyn Fn(LogMessage) + Send + Sync;

/// Lets a command tell its caller what it is doing; silent where nobody listens.
///
/// These are messages for whoever made the call, not for those who run the server: for them there is `tracing`.
///
/// # Examples
///
/// ```
/// use commandry::{CallLog, prelude::*};
///
/// /// Cleans up.
/// #[command(group = "demo", read_only = false)]
/// fn clean_up(#[inject] log: CallLog) {
///     log.info("Removing old files.");
///     log.warning("Two files are in use and stay.");
/// }
/// ```
#[derive(Clone, Default)]
pub struct CallLog {
    listener: Option<Arc<Listener>>,
}

impl CallLog {
    /// A log that calls a function with every message.
    pub fn to(listener: impl Fn(LogMessage) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Arc::new(listener)) }
    }

    /// Tells something of a given level.
    pub fn message(&self, level: LogLevel, text: impl Into<String>) {
        if let Some(listener) = &self.listener {
            listener(LogMessage { level, text: text.into() });
        }
    }

    /// Tells something of use while looking for a fault.
    pub fn debug(&self, text: impl Into<String>) {
        self.message(LogLevel::Debug, text);
    }

    /// Tells what happens.
    pub fn info(&self, text: impl Into<String>) {
        self.message(LogLevel::Info, text);
    }

    /// Tells of something that may go wrong.
    pub fn warning(&self, text: impl Into<String>) {
        self.message(LogLevel::Warning, text);
    }

    /// Tells of something that went wrong.
    pub fn error(&self, text: impl Into<String>) {
        self.message(LogLevel::Error, text);
    }
}

impl fmt::Debug for CallLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CallLog").field("heard", &self.listener.is_some()).finish()
    }
}
