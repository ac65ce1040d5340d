//! What is counted of one command, found once and kept with the command.

use std::{sync::OnceLock, time::Duration};

use prometheus_client::metrics::{counter::Counter, family::Family, histogram::Histogram};

use super::{CallLabels, CommandLabel};
use crate::{CallKind, call::Entry, codes};

/// What is said of a call of something that does not exist.
pub(super) const METHOD_NOT_FOUND: &str = "method_not_found";

/// Every status that a call can have. What an application declares is one of them, whatever its code, so that there are
/// never more series than these for a command.
const STATUSES: [&str; 12] = [
    "success",
    "application_error",
    "failed",
    "internal_error",
    "invalid_request",
    "invalid_params",
    METHOD_NOT_FOUND,
    "unauthenticated",
    "forbidden",
    "timed_out",
    "cancelled",
    "overloaded",
];

/// The position in [`STATUSES`] of what a call ended with.
fn status(code: Option<i64>) -> usize {
    let Some(code) = code else { return 0 };
    match code {
        codes::FAILED => 2,
        codes::INTERNAL_ERROR => 3,
        codes::PARSE_ERROR | codes::INVALID_REQUEST => 4,
        codes::INVALID_PARAMS => 5,
        codes::METHOD_NOT_FOUND => 6,
        codes::UNAUTHENTICATED => 7,
        codes::FORBIDDEN => 8,
        codes::TIMED_OUT => 9,
        codes::CANCELLED => 10,
        codes::OVERLOADED | codes::SHUTTING_DOWN => 11,
        _ => 1,
    }
}

/// What is counted of one command. A call that ends looks nothing up and writes no text.
pub(crate) struct CommandSeries {
    command: String,
    calls: Family<CallLabels, Counter>,
    by_status: [OnceLock<Counter>; STATUSES.len()],
    duration: Histogram,
}

impl CommandSeries {
    pub(super) fn new(
        command: String,
        calls: Family<CallLabels, Counter>,
        duration: impl FnOnce(CommandLabel) -> Histogram,
    ) -> Self {
        let duration = duration(CommandLabel { command: command.clone() });
        Self { command, calls, by_status: [const { OnceLock::new() }; STATUSES.len()], duration }
    }

    /// Counts a call.
    pub(super) fn count(&self, code: Option<i64>, took: Duration) {
        let status = status(code);
        self.by_status[status].get_or_init(|| self.counter(STATUSES[status])).inc();
        self.duration.observe(took.as_secs_f64());
    }

    #[cold]
    fn counter(&self, status: &'static str) -> Counter {
        self.calls.get_or_create_owned(&CallLabels { command: self.command.clone(), status })
    }
}

impl std::fmt::Debug for CommandSeries {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CommandSeries").field("command", &self.command).finish_non_exhaustive()
    }
}

/// The value of the label `command`. What is no command has a prefix that no name of one can have.
pub(super) fn label(entry: &Entry) -> String {
    let name = entry.command.name;
    match entry.kind {
        CallKind::Command | CallKind::Job => name.to_owned(),
        CallKind::Resource => format!("resource/{name}"),
        CallKind::Prompt => format!("prompt/{name}"),
        CallKind::Completion => format!("completion/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_of_the_statuses() {
        assert_eq!(STATUSES[status(None)], "success");
        assert_eq!(STATUSES[status(Some(codes::TIMED_OUT))], "timed_out");
        assert_eq!(STATUSES[status(Some(codes::SHUTTING_DOWN))], "overloaded");
        for code in (-40_000..2_000).chain([i64::MIN, i64::MAX]) {
            assert!(status(Some(code)) < STATUSES.len(), "{code}");
        }
        for code in [codes::APPLICATION, 1404, 7, i64::MAX] {
            assert_eq!(STATUSES[status(Some(code))], "application_error");
        }
    }
}
