//! What a running call tells its caller: progress and messages, in the order in which they were told.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rmcp::{
    RoleServer,
    model::{LoggingLevel, LoggingMessageNotificationParam, ProgressNotificationParam, ProgressToken},
    service::{Peer, RequestContext},
};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{CallLog, LogLevel, LogMessage, Progress, ProgressReport};

/// Most notifications of a call that wait to be sent; further ones are left out, and counted.
const MOST_WAITING: usize = 256;
/// Longest time that an answer waits for the notifications before it.
const LONGEST_DELAY: Duration = Duration::from_secs(5);

enum Letter {
    Progress(ProgressNotificationParam),
    Message(LoggingMessageNotificationParam),
    /// The call is over, and nothing comes after this.
    End,
}

/// Sends what a call tells while it runs.
pub(super) struct Outbox {
    peer: Peer<RoleServer>,
    cancelled: CancellationToken,
    sender: mpsc::Sender<Letter>,
    letters: mpsc::Receiver<Letter>,
    left_out: Arc<AtomicUsize>,
}

impl Outbox {
    pub(super) fn new(context: &RequestContext<RoleServer>) -> Self {
        let (sender, letters) = mpsc::channel(MOST_WAITING);
        Self {
            peer: context.peer.clone(),
            cancelled: context.ct.clone(),
            sender,
            letters,
            left_out: Arc::default(),
        }
    }

    /// Progress that goes out under the token that the caller gave; silent when it gave none.
    pub(super) fn progress(&self, token: Option<ProgressToken>) -> Progress {
        let Some(token) = token else { return Progress::silent() };
        let sender = self.sender.clone();
        Progress::to(move |report| {
            // Of reports that come faster than they are sent some are left out: the later ones say more.
            let _ = sender.try_send(Letter::Progress(progress_notification(&token, report)));
        })
    }

    /// Messages of at least a level go out.
    pub(super) fn log(&self, least: impl Fn() -> Option<LogLevel> + Send + Sync + 'static) -> CallLog {
        let sender = self.sender.clone();
        let left_out = Arc::clone(&self.left_out);
        CallLog::to(move |message| {
            if least().is_some_and(|least| message.level >= least)
                && sender.try_send(Letter::Message(log_notification(message))).is_err()
            {
                left_out.fetch_add(1, Ordering::Relaxed);
            }
        })
    }

    /// Runs a call, and sends what it tells; `None` when the caller cancelled it, which drops it at once.
    pub(super) async fn deliver<T>(self, call: impl Future<Output = T>) -> Option<T> {
        let Self { peer, cancelled, sender, letters, left_out } = self;
        let mut sending = pin!(send(peer, letters, left_out));
        let mut is_sending = true;
        let mut call = pin!(call);
        let outcome = loop {
            tokio::select! {
                biased;
                () = cancelled.cancelled() => return None,
                outcome = &mut call => break outcome,
                // It ends early when the connection is gone. The call goes on: a client of these revisions may come
                // back for the answer.
                () = &mut sending, if is_sending => is_sending = false,
            }
        };
        if is_sending {
            let rest = async {
                let _ = sender.send(Letter::End).await;
                sending.await;
            };
            let rest = pin!(rest);
            // The rest is lost when the caller takes too long to read it; the answer matters more.
            let _ = tokio::time::timeout(LONGEST_DELAY, rest).await;
        }
        Some(outcome)
    }
}

async fn send(peer: Peer<RoleServer>, mut letters: mpsc::Receiver<Letter>, left_out: Arc<AtomicUsize>) {
    while let Some(letter) = letters.recv().await {
        let sent = match letter {
            Letter::Progress(notification) => peer.notify_progress(notification).await,
            Letter::Message(notification) => notify_message(&peer, notification).await,
            Letter::End => break,
        };
        if sent.is_err() && peer.is_transport_closed() {
            return;
        }
    }
    let left_out = left_out.load(Ordering::Relaxed);
    if left_out > 0 {
        let text =
            format!("{left_out} messages were left out, since they came faster than they could be sent.");
        let message = LogMessage { level: LogLevel::Warning, text };
        let _ = notify_message(&peer, log_notification(message)).await;
    }
}

async fn notify_message(
    peer: &Peer<RoleServer>,
    notification: LoggingMessageNotificationParam,
) -> Result<(), rmcp::ServiceError> {
    peer.notify_logging_message(notification).await
}

fn progress_notification(token: &ProgressToken, report: ProgressReport) -> ProgressNotificationParam {
    let mut notification = ProgressNotificationParam::new(token.clone(), report.done);
    notification.total = report.total;
    notification.message = report.message;
    notification
}

fn log_notification(message: LogMessage) -> LoggingMessageNotificationParam {
    LoggingMessageNotificationParam::new(to_wire(message.level), Value::String(message.text))
}

fn to_wire(level: LogLevel) -> LoggingLevel {
    match level {
        LogLevel::Debug => LoggingLevel::Debug,
        LogLevel::Info => LoggingLevel::Info,
        LogLevel::Notice => LoggingLevel::Notice,
        LogLevel::Warning => LoggingLevel::Warning,
        LogLevel::Error => LoggingLevel::Error,
        LogLevel::Critical => LoggingLevel::Critical,
        LogLevel::Alert => LoggingLevel::Alert,
        LogLevel::Emergency => LoggingLevel::Emergency,
    }
}

/// The level that a client names.
pub(super) fn from_wire(level: LoggingLevel) -> LogLevel {
    match level {
        LoggingLevel::Debug => LogLevel::Debug,
        LoggingLevel::Info => LogLevel::Info,
        LoggingLevel::Notice => LogLevel::Notice,
        LoggingLevel::Warning => LogLevel::Warning,
        LoggingLevel::Error => LogLevel::Error,
        LoggingLevel::Critical => LogLevel::Critical,
        LoggingLevel::Alert => LogLevel::Alert,
        LoggingLevel::Emergency => LogLevel::Emergency,
    }
}
