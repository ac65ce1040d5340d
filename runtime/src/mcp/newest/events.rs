//! Answers as server-sent events.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    pin::Pin,
    task::{self, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use futures_util::Stream;
use tokio::{
    sync::mpsc,
    time::{Interval, MissedTickBehavior, interval_at, sleep},
};

use super::refusal::Answer;

/// How long an answer may take without a message before its stream is opened, so that nobody on the way gives up a
/// connection on which nothing happens.
const OPENED_AFTER: Duration = Duration::from_secs(1);
/// How often a stream says that it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A call, until its answer.
pub(super) type Running = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// Answers with an event for each message and one for the answer; without messages, with the answer alone.
///
/// The call runs as long as somebody reads: when the connection is closed, it is dropped.
pub(super) async fn respond(mut call: Running, mut messages: mpsc::Receiver<Vec<u8>>) -> Response {
    let mut opened = std::pin::pin!(sleep(OPENED_AFTER));
    let first = poll_fn(|task| {
        if let Poll::Ready(Some(message)) = messages.poll_recv(task) {
            return Poll::Ready(Ok(Some(message)));
        }
        if let Poll::Ready(answer) = call.as_mut().poll(task) {
            return Poll::Ready(Err(answer));
        }
        // What the call has just said is sent before what it says next.
        if let Poll::Ready(Some(message)) = messages.poll_recv(task) {
            return Poll::Ready(Ok(Some(message)));
        }
        opened.as_mut().poll(task).map(|()| Ok(None))
    })
    .await;
    match first {
        Ok(first) => stream(Events { first, call: Some(call), messages, keep_alive: keep_alive() }),
        Err(answer) => match messages.try_recv() {
            // It said something and was done within one look at it.
            Ok(first) => {
                let call: Running = Box::pin(async move { answer });
                stream(Events { first: Some(first), call: Some(call), messages, keep_alive: keep_alive() })
            }
            Err(_) => answer.respond(),
        },
    }
}

/// A response of events.
pub(super) fn stream(events: impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static) -> Response {
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // Proxies would otherwise wait for the end.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// One event. A message may have line breaks between its members, and an event has a line for each.
pub(super) fn event(message: &[u8]) -> Bytes {
    let mut event = Vec::with_capacity(message.len() + 8);
    for line in message.split(|byte| matches!(byte, b'\n' | b'\r')) {
        event.extend_from_slice(b"data: ");
        event.extend_from_slice(line);
        event.push(b'\n');
    }
    event.push(b'\n');
    event.into()
}

/// What is sent when there is nothing to say.
pub(super) const COMMENT: &[u8] = b": still here\n\n";

/// The pauses after which a stream says that it is still there.
pub(super) fn keep_alive() -> Interval {
    let mut interval = interval_at(tokio::time::Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// The events of one call.
struct Events {
    first: Option<Vec<u8>>,
    /// `None` once it has answered.
    call: Option<Running>,
    messages: mpsc::Receiver<Vec<u8>>,
    keep_alive: Interval,
}

impl Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(event(&first))));
        }
        loop {
            if let Poll::Ready(Some(message)) = self.messages.poll_recv(task) {
                return Poll::Ready(Some(Ok(event(&message))));
            }
            let Some(call) = &mut self.call else { return Poll::Ready(None) };
            match call.as_mut().poll(task) {
                Poll::Ready(answer) if self.messages.is_empty() => {
                    self.call = None;
                    return Poll::Ready(Some(Ok(event(&answer.body))));
                }
                // What was said before the answer goes first.
                Poll::Ready(answer) => self.call = Some(Box::pin(async move { answer })),
                Poll::Pending if self.messages.is_empty() => break,
                Poll::Pending => {}
            }
        }
        self.keep_alive.poll_tick(task).map(|_| Some(Ok(Bytes::from_static(COMMENT))))
    }
}
