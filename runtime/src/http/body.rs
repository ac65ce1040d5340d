//! Reading the body of a request within its limits.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header, request::Parts},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::{CallError, Dispatcher, codes, deadline::within, jsonrpc::too_long};

/// Refuses a request that is not said to be JSON.
///
/// A browser sends such a request to another site only after asking it first, so this also keeps web pages from
/// calling commands in the name of a visitor.
pub(super) fn require_json(headers: &HeaderMap) -> Result<(), CallError> {
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
pub(super) async fn read(dispatcher: &Dispatcher, parts: &Parts, body: Body) -> Result<Bytes, CallError> {
    let limits = dispatcher.limits();
    let announced =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limits.body_bytes as u64) {
        return Err(too_long(limits.body_bytes));
    }
    let collected = Limited::new(body, limits.body_bytes).collect();
    match within(limits.body_time, collected).await {
        Some(Ok(collected)) => Ok(collected.to_bytes()),
        Some(Err(error)) if error.is::<LengthLimitError>() => Err(too_long(limits.body_bytes)),
        Some(Err(_)) => {
            let refusal = CallError::new(
                codes::INVALID_REQUEST,
                "incomplete_body",
                "The body ended before it was complete.",
            );
            Err(refusal)
        }
        None => {
            let seconds = limits.body_time.as_secs_f64();
            let refusal = CallError::new(
                codes::INVALID_REQUEST,
                "slow_body",
                format!("The body did not arrive within {seconds} seconds."),
            );
            Err(refusal.status(408))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_json_type;

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
