//! The items of a stream as a server sends them, one after the other: server-sent events.

use std::{collections::VecDeque, mem, time::Duration};

use http_body_util::BodyExt;
use hyper::{
    Uri,
    body::Incoming,
    header::{ACCEPT, CONTENT_TYPE, HeaderValue},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    ClientError, HttpTransport, ONLY_ID, TransportError,
    envelope::{self, AnsweredError},
    error::Failed,
    http::{innermost, read, within},
};
use crate::{CallError, codes};

/// How long a server may say nothing; it sends a comment every 15 seconds while it waits for the next item.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);
/// Longest item, and longest answer that is none of events, in bytes.
const LONGEST_ITEM: usize = 64 * 1024 * 1024;

/// What a server answered to a call by name.
pub(crate) enum Opened {
    /// The items come one after the other.
    Items(ItemEvents),
    /// Everything came at once, as from a server that sends no events.
    Whole(Box<RawValue>),
    /// Commands have no paths of their own there; nothing was called.
    NotThere,
}

impl HttpTransport {
    /// Calls a command that gives a stream, at the path of its name, and waits until its first bytes are there.
    pub(crate) async fn open(
        &self,
        command: &str,
        parameters: String,
        limit: Duration,
    ) -> Result<Opened, ClientError> {
        let Some(url) = path_of(self.url(), command) else { return Ok(Opened::NotThere) };
        let mut request = self.request(parameters.into_bytes());
        *request.uri_mut() = url;
        request
            .headers_mut()
            .insert(ACCEPT, HeaderValue::from_static("text/event-stream, application/json;q=0.9"));
        let opening = async {
            let response = self.respond(request).await?;
            let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
            if response.status().is_success() && kind.starts_with(b"text/event-stream") {
                return Ok(Ok(response.into_body()));
            }
            read(response, LONGEST_ITEM).await.map(Err)
        };
        let outcome = within(limit, opening).await.unwrap_or(Err(TransportError::TimedOut(limit)));
        let answer = match outcome.map_err(ClientError::Transport)? {
            Ok(body) => return Ok(Opened::Items(ItemEvents { body, reader: EventReader::default() })),
            Err(answer) => answer,
        };
        if answer.status.is_some_and(|status| (200..300).contains(&status)) {
            return serde_json::from_slice(&answer.body).map(Opened::Whole).map_err(|error| {
                ClientError::BadAnswer {
                    status: answer.status,
                    reason: format!("the answer is not JSON: {error}"),
                }
            });
        }
        let is_missing = matches!(answer.status, Some(404 | 405));
        match envelope::single(ONLY_ID, &answer) {
            Ok(result) => Ok(Opened::Whole(result)),
            Err(Failed::BadAnswer { .. }) if is_missing => Ok(Opened::NotThere),
            Err(Failed::Answered(error))
                if is_missing && matches!(error.kind(), "path_not_found" | "method_not_allowed") =>
            {
                Ok(Opened::NotThere)
            }
            Err(failed) => Err(failed.typed()),
        }
    }
}

/// The path of a command below that of all commands; `None` when the address is another one, such as that of a proxy.
fn path_of(url: &Uri, command: &str) -> Option<Uri> {
    let path = url.path();
    if !path.ends_with("/cmd") {
        return None;
    }
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = url.clone().into_parts();
    parts.path_and_query = Some(format!("{path}/{command}{query}").parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// Items that still come. Dropping this closes the connection, which stops the command.
pub(crate) struct ItemEvents {
    body: Incoming,
    reader: EventReader,
}

impl ItemEvents {
    /// The JSON text of the next item; `None` when the stream is complete.
    pub(crate) async fn next(&mut self) -> Result<Option<String>, ClientError> {
        loop {
            while let Some(event) = self.reader.events.pop_front() {
                match event.name.as_str() {
                    "item" => return Ok(Some(event.data)),
                    "end" => return end(&event.data).map_or(Ok(None), |failed| Err(failed.typed())),
                    // A later server may send more than this.
                    _ => {}
                }
            }
            let lost = |reason: String| ClientError::Transport(TransportError::Lost(reason.into()));
            match within(LONGEST_SILENCE, self.body.frame()).await {
                Some(Some(Ok(frame))) => {
                    let Some(bytes) = frame.data_ref() else { continue };
                    if !self.reader.push(bytes) {
                        return Err(ClientError::Transport(TransportError::TooLong(LONGEST_ITEM)));
                    }
                }
                Some(Some(Err(error))) => return Err(lost(innermost(&error).to_string())),
                Some(None) => return Err(lost("the stream has no end".to_owned())),
                None => return Err(ClientError::Transport(TransportError::TimedOut(LONGEST_SILENCE))),
            }
        }
    }
}

/// Why a stream failed; `None` when it is complete.
fn end(data: &str) -> Option<Failed> {
    #[derive(Deserialize)]
    struct End {
        reason: String,
        error: Option<AnsweredError>,
    }
    let end: End = match serde_json::from_str(data) {
        Ok(end) => end,
        Err(error) => {
            return Some(Failed::BadAnswer {
                status: None,
                reason: format!("the end of the stream is not as a server tells it: {error}"),
            });
        }
    };
    match (end.reason.as_str(), end.error) {
        ("complete", _) => None,
        (_, Some(error)) => Some(Failed::Answered(error.into_call_error())),
        ("shutting_down", None) => Some(Failed::Answered(CallError::new(
            codes::SHUTTING_DOWN,
            "shutting_down",
            "The server stopped before the stream was complete.",
        ))),
        (reason, None) => Some(Failed::BadAnswer {
            status: None,
            reason: format!("the stream ended for a reason that is not known here: {reason}"),
        }),
    }
}

/// One event.
#[derive(Debug, PartialEq, Eq)]
struct Event {
    name: String,
    data: String,
}

/// Puts events together from the pieces in which they come.
#[derive(Default)]
struct EventReader {
    events: VecDeque<Event>,
    /// The line of which the end is not there yet.
    line: Vec<u8>,
    name: String,
    data: Option<String>,
}

impl EventReader {
    /// Takes the next piece; `false` when an event is longer than anything that is taken.
    fn push(&mut self, piece: &[u8]) -> bool {
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            if self.line.len() + part.len() + self.data.as_ref().map_or(0, String::len) > LONGEST_ITEM {
                return false;
            }
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = mem::take(&mut self.line);
                self.end_line(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
            }
        }
        true
    }

    fn end_line(&mut self, line: &str) {
        if line.is_empty() {
            let name = mem::take(&mut self.name);
            // An event without data is none.
            if let Some(data) = self.data.take() {
                self.events.push_back(Event { name, data });
            }
            return;
        }
        // A comment is a field without a name.
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (field, &mut self.data) {
            ("event", _) => value.clone_into(&mut self.name),
            ("data", Some(data)) => {
                data.push('\n');
                data.push_str(value);
            }
            ("data", data) => *data = Some(value.to_owned()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EventReader, Failed, end, path_of};

    #[test]
    fn events_are_read_wherever_their_pieces_break() {
        let text = ":\n\nevent: item\ndata: {\ndata: \"a\":\"é\"}\n\nid: 7\nretry\n\nevent: end\r\ndata:{}\r\n\r\ndata";
        for length in 1..=text.len() {
            let mut reader = EventReader::default();
            for piece in text.as_bytes().chunks(length) {
                assert!(reader.push(piece));
            }
            let events: Vec<_> =
                reader.events.iter().map(|it| (it.name.as_str(), it.data.as_str())).collect();
            assert_eq!(events, [("item", "{\n\"a\":\"é\"}"), ("end", "{}")], "{length}");
        }
    }

    #[test]
    fn the_end_says_how_a_stream_ended() {
        assert!(end(r#"{"reason":"complete"}"#).is_none());
        let failed =
            end(r#"{"reason":"error","error":{"code":1000,"message":"m","data":{"kind":"worn_out"}}}"#);
        assert!(matches!(failed, Some(Failed::Answered(error)) if error.kind() == "worn_out"));
        let stopped = end(r#"{"reason":"shutting_down"}"#);
        assert!(matches!(stopped, Some(Failed::Answered(error)) if error.kind() == "shutting_down"));
        for unknown in ["", "[]", r#"{"reason":"bored"}"#] {
            assert!(matches!(end(unknown), Some(Failed::BadAnswer { .. })), "{unknown}");
        }
    }

    #[test]
    fn commands_have_paths_below_the_path_of_all() {
        for (url, expected) in [
            ("http://h:1/cmd", Some("http://h:1/cmd/count")),
            ("http://h/shop/cmd?key=1", Some("http://h/shop/cmd/count?key=1")),
            ("http://h/rpc", None),
        ] {
            let path = path_of(&url.parse().unwrap(), "count").map(|url| url.to_string());
            assert_eq!(path.as_deref(), expected);
        }
    }
}
