//! Results that come item by item, as server-sent events.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use futures_util::{FutureExt, Stream, StreamExt, future::BoxFuture};
use tokio::time::{Instant, Sleep, sleep};

use super::cmd;
use crate::{
    CallError, Dispatcher,
    call::{Arguments, Entry, ItemStream, Reply},
    connections::OpenConnection,
    context::Origin,
};

/// How long nothing is sent before a comment is, so that proxies do not take the connection for a dead one.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Runs a call and answers it: item by item where the command and its caller can, else as a whole.
pub(super) async fn run(
    dispatcher: &Dispatcher,
    entry: &Entry,
    arguments: Arguments<'_>,
    origin: &Origin,
    accepts: Accepts,
) -> Response {
    if !entry.command.returns.stream || accepts != Accepts::Events {
        return cmd::respond(dispatcher.run(entry, arguments, origin, Reply::default()).await);
    }
    let mut reply = dispatcher.open(entry, arguments, origin, Reply::default()).await;
    match reply.take_items() {
        Some(items) => events(dispatcher, items),
        None => cmd::respond(reply),
    }
}

/// What a caller can take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Accepts {
    /// One answer.
    Json,
    /// Server-sent events, as well or instead.
    Events,
}

impl Accepts {
    /// Reads `Accept`. Events are sent to those who name them and do not like JSON better.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let (mut events, mut json) = (0.0, 0.0);
        for value in headers.get_all(header::ACCEPT).iter().filter_map(|it| it.to_str().ok()) {
            for range in value.split(',') {
                let mut parts = range.split(';').map(str::trim);
                let weight = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                    "text/event-stream" => &mut events,
                    "application/json" => &mut json,
                    _ => continue,
                };
                *weight =
                    parts.find_map(|it| it.strip_prefix("q=")).map_or(1.0, |it| it.parse().unwrap_or(0.0));
            }
        }
        if events > 0.0 && events >= json { Self::Events } else { Self::Json }
    }
}

fn events(dispatcher: &Dispatcher, items: ItemStream) -> Response {
    let connection = dispatcher.connections().add();
    let stop = connection.end().clone();
    let body = Events {
        items: Some(items),
        stop: async move { stop.cancelled().await }.boxed(),
        silence: Box::pin(sleep(KEEP_ALIVE)),
        _connection: connection,
    };
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Some proxies collect an answer before they pass it on, unless they are told not to.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// The body of an answer that goes on until the items end. Whoever drops it stops the command.
struct Events {
    /// `None` once the end was told.
    items: Option<ItemStream>,
    stop: BoxFuture<'static, ()>,
    silence: Pin<Box<Sleep>>,
    _connection: OpenConnection,
}

impl Stream for Events {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(items) = &mut this.items else { return Poll::Ready(None) };
        let event = if this.stop.as_mut().poll(task).is_ready() {
            end("shutting_down", None)
        } else {
            match items.poll_next_unpin(task) {
                Poll::Ready(Some(Ok(item))) => {
                    this.silence.as_mut().reset(Instant::now() + KEEP_ALIVE);
                    return Poll::Ready(Some(Ok(event("item", &item))));
                }
                Poll::Ready(Some(Err(error))) => end("error", Some(&error)),
                Poll::Ready(None) => end("complete", None),
                Poll::Pending if this.silence.as_mut().poll(task).is_ready() => {
                    this.silence.as_mut().reset(Instant::now() + KEEP_ALIVE);
                    // The timer has to hear of this task again.
                    let _ = this.silence.as_mut().poll(task);
                    return Poll::Ready(Some(Ok(Bytes::from_static(b":\n\n"))));
                }
                Poll::Pending => return Poll::Pending,
            }
        };
        this.items = None;
        Poll::Ready(Some(Ok(event)))
    }
}

/// The last event: why there are no more items.
fn end(reason: &str, error: Option<&CallError>) -> Bytes {
    let mut data = serde_json::json!({"reason": reason});
    if let Some(error) = error {
        data["error"] = serde_json::json!(error);
    }
    event("end", data.to_string().as_bytes())
}

/// One event; a line feed within the data would end it, so each line of the data is one of its own.
fn event(name: &str, data: &[u8]) -> Bytes {
    let mut bytes = Vec::with_capacity(data.len() + 32);
    bytes.extend_from_slice(b"event: ");
    bytes.extend_from_slice(name.as_bytes());
    for line in data.split(|byte| matches!(byte, b'\n' | b'\r')) {
        bytes.extend_from_slice(b"\ndata: ");
        bytes.extend_from_slice(line);
    }
    bytes.extend_from_slice(b"\n\n");
    bytes.into()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{Accepts, event};

    #[test]
    fn events_are_for_those_who_ask_for_them() {
        for (accept, events) in [
            ("text/event-stream", true),
            ("application/json, text/event-stream", true),
            ("Text/Event-Stream; charset=utf-8", true),
            ("text/event-stream;q=0.5, application/json;q=0.4", true),
            ("text/event-stream;q=0.5, application/json", false),
            ("text/event-stream; q=0", false),
            ("text/event-stream; q=x", false),
            ("text/*", false),
            ("*/*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
            assert_eq!(Accepts::of(&headers) == Accepts::Events, events, "{accept}");
        }
        assert!(Accepts::of(&HeaderMap::new()) == Accepts::Json);
    }

    #[test]
    fn lines_of_an_item_stay_in_its_event() {
        assert_eq!(event("item", b"{\n\"a\":\r1}"), "event: item\ndata: {\ndata: \"a\":\ndata: 1}\n\n");
    }
}
