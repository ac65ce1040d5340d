//! Reading the body of a request within its limits.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, header},
};
use http_body_util::BodyExt;

use crate::{CallError, Limits, codes, deadline::within, jsonrpc::too_long};

/// Refuses a request that is not said to be JSON.
///
/// A browser sends such a request to another site only after asking it first, so this also keeps web pages from
/// calling commands in the name of a visitor.
pub(crate) fn require_json(headers: &HeaderMap) -> Result<(), CallError> {
    let is_json = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).is_some_and(is_json_type);
    if is_json {
        return Ok(());
    }
    let refusal = CallError::new(
        codes::INVALID_REQUEST,
        "unsupported_media_type",
        "The body must be JSON and say so: send the header `content-type: application/json`.",
    );
    Err(refusal.status(415))
}

fn is_json_type(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if essence == "application/json" {
        return true;
    }
    let essence = essence.to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads a body, up to the longest and for the longest time allowed.
pub(crate) async fn read(limits: &Limits, mut body: Body) -> Result<Bytes, CallError> {
    // What the header announces is known before any of it came.
    if body.size_hint().lower() > limits.body_bytes as u64 {
        return Err(too_long(limits.body_bytes));
    }
    // Most bodies are one part, and it is there already: then nothing is copied, and no room is taken for waiting.
    let part = poll_fn(|task| Poll::Ready(pin!(body.frame()).poll(task))).await;
    let first = match part {
        Poll::Pending => Bytes::new(),
        Poll::Ready(None) => return Ok(Bytes::new()),
        Poll::Ready(Some(frame)) => frame.map_err(|_| incomplete())?.into_data().unwrap_or_default(),
    };
    if first.len() > limits.body_bytes {
        return Err(too_long(limits.body_bytes));
    }
    if body.is_end_stream() {
        return Ok(first);
    }
    let slowly: Pin<Box<dyn Future<Output = _> + Send + '_>> = Box::pin(read_on(limits, first, body));
    slowly.await
}

/// Reads the rest of a body that has begun.
async fn read_on(limits: &Limits, first: Bytes, rest: Body) -> Result<Bytes, CallError> {
    if let Some(collected) = within(limits.body_time, collect(first, rest, limits.body_bytes)).await {
        return collected;
    }
    let seconds = limits.body_time.as_secs_f64();
    let refusal = CallError::new(
        codes::INVALID_REQUEST,
        "slow_body",
        format!("The body did not arrive within {seconds} seconds."),
    );
    Err(refusal.status(408))
}

/// Puts the parts of a body together; one that comes in a single part is not copied.
async fn collect(mut first: Bytes, mut rest: Body, most: usize) -> Result<Bytes, CallError> {
    let mut joined = Vec::new();
    while let Some(frame) = rest.frame().await {
        let Ok(part) = frame.map_err(|_| incomplete())?.into_data() else { continue };
        if first.len().max(joined.len()) + part.len() > most {
            return Err(too_long(most));
        }
        if first.is_empty() && joined.is_empty() {
            first = part;
        } else {
            joined.extend_from_slice(&std::mem::take(&mut first));
            joined.extend_from_slice(&part);
        }
        if rest.is_end_stream() {
            break;
        }
    }
    Ok(if joined.is_empty() { first } else { joined.into() })
}

#[cold]
fn incomplete() -> CallError {
    CallError::new(codes::INVALID_REQUEST, "incomplete_body", "The body ended before it was complete.")
}

#[cfg(test)]
mod tests {
    use std::io;

    use axum::body::{Body, Bytes};
    use futures_util::stream;

    use super::{collect, is_json_type};

    fn body(parts: &[&'static str]) -> Body {
        Body::from_stream(stream::iter(
            parts
                .iter()
                .map(|part| Ok::<_, io::Error>(Bytes::from_static(part.as_bytes())))
                .collect::<Vec<_>>(),
        ))
    }

    #[tokio::test]
    async fn parts_are_put_together_up_to_the_limit() {
        for (parts, expected) in [
            (&[][..], Some("")),
            (&["abc"], Some("abc")),
            (&["a", "", "bc", "d"], Some("abcd")),
            (&["", "abcd"], Some("abcd")),
            (&["abcde"], None),
            (&["ab", "cd", "e"], None),
        ] {
            let collected = collect(Bytes::new(), body(parts), 4).await;
            assert_eq!(collected.as_deref().ok(), expected.map(str::as_bytes), "{parts:?}");
        }
        let broken = stream::iter([Ok(Bytes::from_static(b"a")), Err(io::Error::other("gone"))]);
        let error = collect(Bytes::new(), Body::from_stream(broken), 4).await.unwrap_err();
        assert_eq!(error.kind(), "incomplete_body");
    }

    #[test]
    fn json_has_several_names() {
        for accepted in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/vnd.api+json",
            "application/json;v=1",
        ] {
            assert!(is_json_type(accepted), "{accepted}");
        }
        for refused in
            ["", "text/plain", "application/x-www-form-urlencoded", "text/json", "application/jsonp"]
        {
            assert!(!is_json_type(refused), "{refused}");
        }
    }
}
