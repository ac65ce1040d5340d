//! One connection from its beginning to its end.

use std::{error::Error, future::poll_fn, sync::Arc, task::Poll, time::Duration};

use axum::extract::ws::{Message, WebSocket, close_code};
use futures_util::{StreamExt, stream::SplitStream};
use tokio::{
    task::JoinSet,
    time::{Instant, Sleep, sleep_until, timeout},
};
use tokio_tungstenite::tungstenite;

use super::{
    Connection, WebSocketOptions, call,
    outgoing::{queue, send_all},
};
use crate::{Caller, Dispatcher, ask::Abilities, connections::OpenConnection};

/// How long the other side has to confirm the end of a connection.
const FAREWELL: Duration = Duration::from_secs(1);

/// Serves a connection until either side ends it. What its calls run is dropped with it.
pub(super) async fn run(
    socket: WebSocket,
    dispatcher: Dispatcher,
    options: Arc<WebSocketOptions>,
    caller: Caller,
    askable: Abilities,
    place: OpenConnection,
) {
    let (sink, mut messages) = socket.split();
    let (outgoing, queue) = queue(options.queue_bytes);
    let connection = Connection::new(dispatcher, &options, caller, askable, outgoing);
    let mut calls = JoinSet::new();
    let end = {
        let mut sending = std::pin::pin!(send_all(queue, sink, options.silence));
        let end = tokio::select! {
            biased;
            () = &mut sending => return,
            () = place.end().cancelled() => End::ShuttingDown,
            end = receive(&connection, &mut messages, &mut calls, &options) => end,
        };
        if let End::ShuttingDown = end {
            connection.questions.refuse_all();
            connection.subscriptions.end_all();
            let finishing = timeout(options.closing, async { while calls.join_next().await.is_some() {} });
            tokio::select! {
                () = &mut sending => return,
                _ = finishing => {}
            }
        }
        // What still runs has nobody to answer to.
        calls.abort_all();
        let Some((code, reason)) = end.close_frame() else { return };
        connection.outgoing.close(code, reason);
        let _ = timeout(options.closing, sending).await;
        end
    };
    tracing::debug!(?end, "a WebSocket was closed");
    // A connection that is dropped while something of the other side is unread is reset, and the reason may be lost.
    let _ = timeout(FAREWELL, async {
        while let Some(Ok(_)) = messages.next().await {}
        if let End::Broken(..) = end {
            std::future::pending::<()>().await;
        }
    })
    .await;
}

/// How a connection ends.
#[derive(Clone, Copy, Debug)]
enum End {
    /// The client closed it, or is gone.
    Gone,
    /// Nothing was heard of the client for too long.
    Silent,
    /// Nothing was asked for too long.
    Idle,
    ShuttingDown,
    /// What the client sends is no message that can be read.
    Broken(u16, &'static str),
}

impl End {
    /// The code of RFC 6455 and a reason for people; `None` where nobody would read them.
    fn close_frame(self) -> Option<(u16, &'static str)> {
        match self {
            Self::Gone | Self::Silent => None,
            Self::Idle => Some((close_code::NORMAL, "idle")),
            Self::ShuttingDown => Some((close_code::AWAY, "the server stops")),
            Self::Broken(code, reason) => Some((code, reason)),
        }
    }
}

/// Reads messages and starts what they ask for.
async fn receive(
    connection: &Arc<Connection>,
    messages: &mut SplitStream<WebSocket>,
    calls: &mut JoinSet<()>,
    options: &WebSocketOptions,
) -> End {
    let mut watch = Watch::new(options);
    let mut due = std::pin::pin!(sleep_until(watch.next_look()));
    loop {
        // A client that does not read what it is sent is not listened to either: this is what bounds its memory here.
        connection.outgoing.has_room().await;
        let message = tokio::select! {
            biased;
            // What is done is taken out first: it would pile up behind a client that never pauses.
            Some(_) = calls.join_next(), if !calls.is_empty() => {
                watch.busy();
                continue;
            }
            message = messages.next() => message,
            () = due.as_mut() => {
                if let Some(end) = watch.look(connection, calls.is_empty()) {
                    return end;
                }
                Sleep::reset(due.as_mut(), watch.next_look());
                continue;
            }
        };
        watch.heard();
        match message {
            None | Some(Ok(Message::Close(_))) => return End::Gone,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Binary(_))) => {
                return End::Broken(close_code::UNSUPPORTED, "send JSON as text");
            }
            Some(Err(error)) => return broken(error),
            Some(Ok(Message::Text(text))) => {
                watch.busy();
                let mut handling = Box::pin(call::handle(Arc::clone(connection), text));
                // Most calls are done when they are first asked; the others go on beside this loop.
                let done = poll_fn(|task| Poll::Ready(handling.as_mut().poll(task))).await;
                if done.is_pending() {
                    calls.spawn(handling);
                }
            }
        }
    }
}

/// When the client was last heard of, and when it last had something running.
struct Watch<'a> {
    options: &'a WebSocketOptions,
    heard: Instant,
    busy: Instant,
    pinged: Instant,
}

impl<'a> Watch<'a> {
    fn new(options: &'a WebSocketOptions) -> Self {
        let now = Instant::now();
        Self { options, heard: now, busy: now, pinged: now }
    }

    fn heard(&mut self) {
        self.heard = Instant::now();
    }

    fn busy(&mut self) {
        self.busy = Instant::now();
    }

    fn next_look(&self) -> Instant {
        let Self { options, heard, busy, pinged } = self;
        let silent = *heard + options.silence;
        silent.min(*busy + options.idle).min(*pinged + options.ping_interval)
    }

    /// Pings the client, or finds that the connection is to end.
    fn look(&mut self, connection: &Connection, nothing_runs: bool) -> Option<End> {
        let now = Instant::now();
        if now >= self.heard + self.options.silence {
            return Some(End::Silent);
        }
        if !nothing_runs {
            self.busy = now;
        } else if now >= self.busy + self.options.idle {
            return Some(End::Idle);
        }
        if now >= self.pinged + self.options.ping_interval {
            self.pinged = now;
            connection.outgoing.ping();
        }
        None
    }
}

/// What to tell a client whose messages cannot be read.
fn broken(error: axum::Error) -> End {
    use tungstenite::error::{CapacityError, Error as SocketError};
    let cause = error.into_inner();
    match cause.downcast_ref::<SocketError>() {
        Some(SocketError::Capacity(CapacityError::MessageTooLong { .. })) => {
            End::Broken(close_code::SIZE, "the message is too long")
        }
        Some(SocketError::Utf8(_)) => End::Broken(close_code::INVALID, "the text is not UTF-8"),
        Some(SocketError::Protocol(_) | SocketError::AttackAttempt) => {
            End::Broken(close_code::PROTOCOL, "against the protocol")
        }
        _ => {
            let cause: &(dyn Error + Send + Sync) = &*cause;
            tracing::debug!(%cause, "a WebSocket broke");
            End::Gone
        }
    }
}
