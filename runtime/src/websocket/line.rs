//! The way back from a running call to its caller: progress, messages and questions.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Connection, questions};
use crate::{Ask, CallLog, LogLevel, Origin, Progress, ask::cannot_ask};

/// One call, for what it says to its caller before its answer.
pub(super) struct Line {
    connection: Arc<Connection>,
    id: Box<RawValue>,
    /// Whether the call is answered: its id may mean another call by now.
    over: AtomicBool,
}

/// Ends a line when the call is over.
pub(super) struct EndOfLine(Option<Arc<Line>>);

/// Where a call comes from. A notification has no id by which its caller could tell what belongs to it.
pub(super) fn origin(connection: &Arc<Connection>, id: Option<&str>) -> (Origin, EndOfLine) {
    let Some(id) = id.and_then(|id| RawValue::from_string(id.to_owned()).ok()) else {
        let origin = Origin { caller: connection.caller.clone(), ..Origin::default() };
        return (origin, EndOfLine(None));
    };
    let line = Arc::new(Line { connection: Arc::clone(connection), id, over: AtomicBool::new(false) });
    let (reporting, logging, asking) = (Arc::clone(&line), Arc::clone(&line), Arc::clone(&line));
    let origin = Origin {
        caller: connection.caller.clone(),
        progress: Progress::to(move |report| {
            let (done, total, message) = (report.done, report.total, report.message);
            reporting.tell("rpc.progress", &ProgressParams { id: &reporting.id, done, total, message });
        }),
        log: CallLog::to(move |message| {
            let (level, text) = (message.level, message.text);
            logging.tell("rpc.log", &LogParams { id: &logging.id, level, text });
        }),
        ask: Ask::by(move |question| {
            let line = Arc::clone(&asking);
            Box::pin(async move {
                if line.over.load(Ordering::Relaxed) {
                    return Err(cannot_ask());
                }
                questions::ask(&line.connection, &line.id, question).await
            })
        })
        .with_abilities(connection.askable),
        ..Origin::default()
    };
    (origin, EndOfLine(Some(line)))
}

impl Line {
    /// Tells something that may be left out while the client does not keep up.
    fn tell(&self, method: &'static str, params: &impl Serialize) {
        if !self.over.load(Ordering::Relaxed) {
            self.connection.outgoing.offer(notification(method, params));
        }
    }
}

impl Drop for EndOfLine {
    fn drop(&mut self) {
        if let Some(line) = &self.0 {
            line.over.store(true, Ordering::Relaxed);
        }
    }
}

#[derive(Serialize)]
struct ProgressParams<'a> {
    id: &'a RawValue,
    done: f64,
    total: Option<f64>,
    message: Option<String>,
}

#[derive(Serialize)]
struct LogParams<'a> {
    id: &'a RawValue,
    level: LogLevel,
    text: String,
}

/// The text of a notification to the client.
pub(super) fn notification(method: &'static str, params: &impl Serialize) -> Vec<u8> {
    message(&Message { jsonrpc: "2.0", id: None, method, params })
}

/// The text of a request to the client.
pub(super) fn request(id: &str, method: &'static str, params: &impl Serialize) -> Vec<u8> {
    message(&Message { jsonrpc: "2.0", id: Some(id), method, params })
}

#[derive(Serialize)]
struct Message<'a, P> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    method: &'static str,
    params: &'a P,
}

fn message<P: Serialize>(message: &Message<'_, P>) -> Vec<u8> {
    // Nothing that is said here can fail to be JSON.
    serde_json::to_vec(message).unwrap_or_default()
}
