//! Errors of the protocol itself, with the status that HTTP has for them.

use axum::{http::StatusCode, response::Response};
use serde_json::{Value, json};

use crate::{CallError, codes, http::json_response};

/// A header is missing, or says something else than the body.
pub(super) const HEADER_MISMATCH: i64 = -32020;
/// The request needs something that the host did not declare.
const MISSING_CAPABILITY: i64 = -32021;
/// The server does not speak the revision.
const UNSUPPORTED_VERSION: i64 = -32022;

/// A request that is not answered with a result.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: i64,
    message: String,
    data: Option<Value>,
}

impl Refusal {
    fn new(status: StatusCode, code: i64, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), data: None }
    }

    /// The body is no request.
    pub(super) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, codes::INVALID_REQUEST, message)
    }

    /// The body is no JSON.
    pub(super) fn no_json(reason: &serde_json::Error) -> Self {
        Self::new(StatusCode::BAD_REQUEST, codes::PARSE_ERROR, format!("The body is not JSON: {reason}."))
    }

    /// A member of the request is missing or of a wrong kind.
    pub(super) fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, codes::INVALID_PARAMS, message)
    }

    pub(super) fn header_mismatch(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, HEADER_MISMATCH, message)
    }

    pub(super) fn method_not_found(method: &str) -> Self {
        let shown: String = method.chars().take(64).collect();
        Self::new(
            StatusCode::NOT_FOUND,
            codes::METHOD_NOT_FOUND,
            format!("There is no method `{shown}` in this revision of the protocol."),
        )
    }

    pub(crate) fn unsupported_version(supported: &[&str], requested: &str) -> Self {
        let requested: String = requested.chars().take(64).collect();
        let message = format!(
            "This server does not speak the revision `{requested}` of the protocol; it speaks {}.",
            supported.join(", ")
        );
        let data = json!({"supported": supported, "requested": requested});
        Self { data: Some(data), ..Self::new(StatusCode::BAD_REQUEST, UNSUPPORTED_VERSION, message) }
    }

    /// The command asks something that the host did not declare that it can answer.
    pub(super) fn missing_capability(capability: &str) -> Self {
        let message = format!("This call needs a client with the capability `{capability}`.");
        let data = json!({"requiredCapabilities": {capability: {}}});
        Self { data: Some(data), ..Self::new(StatusCode::BAD_REQUEST, MISSING_CAPABILITY, message) }
    }

    /// The request is about an extension that the host did not declare.
    #[cfg(feature = "jobs")]
    pub(super) fn missing_extension(extension: &str) -> Self {
        let message = format!("This request needs a client with the extension `{extension}`.");
        let data = json!({"requiredCapabilities": {"extensions": {extension: {}}}});
        Self { data: Some(data), ..Self::new(StatusCode::BAD_REQUEST, MISSING_CAPABILITY, message) }
    }

    /// An error of the server's own code, such as an unknown tool; HTTP has nothing to say about it.
    pub(super) fn of_call(error: &CallError) -> Self {
        // This code once meant an unknown resource, and must not be sent any more.
        let code = if error.code() == codes::FORBIDDEN { codes::FAILED } else { error.code() };
        let mut data = error.data().clone();
        data.insert("kind".to_owned(), Value::from(error.kind()));
        Self { data: Some(Value::Object(data)), ..Self::new(StatusCode::OK, code, error.message()) }
    }

    /// A request that is refused before it is looked into, such as one that is too long.
    pub(super) fn of_request(error: &CallError) -> Self {
        let status = StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, ..Self::of_call(error) }
    }

    /// The answer to the request of this id, as it stands in the request.
    pub(super) fn answer(&self, id: &str) -> Answer {
        let mut error = json!({"code": self.code, "message": self.message});
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        let body = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{error}}}");
        Answer { status: self.status, body: body.into_bytes() }
    }
}

/// The whole answer to a request.
#[derive(Debug)]
pub(in crate::mcp) struct Answer {
    pub(super) status: StatusCode,
    /// A JSON-RPC message.
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(in crate::mcp) fn respond(self) -> Response {
        json_response(self.status, self.body)
    }
}
