//! Progress and log messages of one call, on their way to the stream of its answer.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::message::{Meta, text};
use super::refusal::Refusal;
use crate::{
    call_log::{CallLog, LogLevel, LogMessage},
    context::Origin,
    progress::{Progress, ProgressReport},
};

/// How many messages wait for a slow reader; further ones are left out, so that a call never waits for its listener
/// and never fills the memory.
const WAITING: usize = 256;

/// Where the messages of a call go.
pub(super) struct Messages(mpsc::Sender<Vec<u8>>);

/// Makes a way for messages.
pub(super) fn channel() -> (Messages, mpsc::Receiver<Vec<u8>>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Messages(sender), receiver)
}

impl Messages {
    /// An origin whose progress and log go this way, as far as the request asks for them.
    pub(super) fn origin(self, meta: &Meta<'_>) -> Result<Origin, Refusal> {
        let mut origin = Origin::default();
        if let Some(token) = meta.progress_token {
            if !token.starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit()) {
                return Err(Refusal::invalid_params("`progressToken` must be a string or a number."));
            }
            origin.progress = progress(self.0.clone(), token);
        }
        if let Some(level) = meta.log_level {
            origin.log = log(self.0, text(level).as_deref().and_then(level_of).ok_or_else(|| {
                Refusal::invalid_params(
                    "`io.modelcontextprotocol/logLevel` must be one of debug, info, notice, warning, error, \
                     critical, alert, emergency.",
                )
            })?);
        }
        Ok(origin)
    }
}

fn progress(sender: mpsc::Sender<Vec<u8>>, token: &str) -> Progress {
    let token: Value = serde_json::from_str(token).unwrap_or_default();
    let last = Mutex::new(None);
    Progress::to(move |report| {
        let ProgressReport { done, total, message } = report;
        {
            // Every report must be further than the one before.
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if !done.is_finite() || last.is_some_and(|last| done <= last) {
                return;
            }
            *last = Some(done);
        }
        let mut params = json!({"progressToken": token, "progress": number(done)});
        if let Some(total) = total.filter(|it| it.is_finite()) {
            params["total"] = number(total);
        }
        if let Some(message) = message {
            params["message"] = Value::from(message);
        }
        send(&sender, "notifications/progress", &params);
    })
}

fn log(sender: mpsc::Sender<Vec<u8>>, least: LogLevel) -> CallLog {
    CallLog::to(move |message| {
        let LogMessage { level, text } = message;
        if level >= least {
            send(&sender, "notifications/message", &json!({"level": level, "data": text}));
        }
    })
}

/// A number that is written without a point where it is whole.
fn number(number: f64) -> Value {
    const TWO_TO_53: f64 = 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole numbers within the bounds convert without loss"
    )]
    if number.fract() == 0.0 && number.abs() < TWO_TO_53 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

fn send(sender: &mpsc::Sender<Vec<u8>>, method: &str, params: &Value) {
    let message = json!({"jsonrpc": "2.0", "method": method, "params": params});
    // It fails when too many wait already, or nobody listens any more.
    let _ = sender.try_send(message.to_string().into_bytes());
}

fn level_of(name: &str) -> Option<LogLevel> {
    Some(match name {
        "debug" => LogLevel::Debug,
        "info" => LogLevel::Info,
        "notice" => LogLevel::Notice,
        "warning" => LogLevel::Warning,
        "error" => LogLevel::Error,
        "critical" => LogLevel::Critical,
        "alert" => LogLevel::Alert,
        "emergency" => LogLevel::Emergency,
        _ => return None,
    })
}
