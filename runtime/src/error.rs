//! What callers are told when a call fails.

use std::{
    borrow::Cow,
    collections::hash_map::RandomState,
    error::Error,
    fmt,
    hash::{BuildHasher, Hasher},
    sync::atomic::{AtomicU64, Ordering},
};

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

/// The codes of JSON-RPC 2.0 and those that every commandry service shares.
///
/// Codes of an application are 1000 and up.
pub mod codes {
    /// The text is not JSON.
    pub const PARSE_ERROR: i64 = -32700;
    /// The JSON is not a JSON-RPC request.
    pub const INVALID_REQUEST: i64 = -32600;
    /// There is no command of that name.
    pub const METHOD_NOT_FOUND: i64 = -32601;
    /// The parameters do not fit the command.
    pub const INVALID_PARAMS: i64 = -32602;
    /// The server failed, not the call.
    pub const INTERNAL_ERROR: i64 = -32603;
    /// The command failed without saying how.
    pub const FAILED: i64 = -32000;
    /// The caller did not say who it is.
    pub const UNAUTHENTICATED: i64 = -32001;
    /// The caller may not do this.
    pub const FORBIDDEN: i64 = -32002;
    /// The call took longer than allowed.
    pub const TIMED_OUT: i64 = -32003;
    /// The call was cancelled.
    pub const CANCELLED: i64 = -32004;
    /// Too many calls at once or in too short a time.
    pub const OVERLOADED: i64 = -32005;
    /// The server is about to stop.
    pub const SHUTTING_DOWN: i64 = -32006;
    /// A declared error of an application that has no code of its own.
    pub const APPLICATION: i64 = 1000;
}

/// A failed call as callers see it: a code, a stable kind, a message and further data.
///
/// It becomes the `error` member of a JSON-RPC answer; `kind` is found in `error.data.kind`. A command may return it
/// directly, although an error type of its own with [`CommandErrors`](crate::CommandErrors) documents itself.
///
/// # Examples
///
/// ```
/// use commandry::CallError;
///
/// let error = CallError::new(1001, "out_of_stock", "only 2 left").status(409).detail("left", 2);
/// assert_eq!(
///     serde_json::to_string(&error)?,
///     r#"{"code":1001,"message":"only 2 left","data":{"details":{"left":2},"kind":"out_of_stock"}}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CallError {
    code: i64,
    kind: Cow<'static, str>,
    message: Cow<'static, str>,
    status: u16,
    data: Map<String, Value>,
}

impl CallError {
    /// An error with a code, a stable kind in `snake_case` and a message for people.
    ///
    /// The HTTP status follows from the code, and is 422 for codes of applications.
    pub fn new(code: i64, kind: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, kind: kind.into(), message: message.into(), status: status_of(code), data: Map::new() }
    }

    /// Sets the HTTP status used where HTTP speaks for itself: `POST /cmd/{name}` and REST routes.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Adds a value to `data.details`.
    #[must_use]
    pub fn detail(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let details = self.data.entry("details").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(details) = details {
            details.insert(name.into(), value.into());
        }
        self
    }

    /// Adds a member to `data`, beside `kind`.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.data.insert(name.to_owned(), value.into());
        self
    }

    /// A failure whose cause is nobody else's business: it is logged with all its causes under an id, and callers
    /// get the id alone.
    pub fn generic(error: &(dyn Error + 'static)) -> Self {
        let incident = incident();
        tracing::error!(%incident, error = %Chain(error), "a command failed");
        Self::new(codes::FAILED, "failed", "The command failed.").with("incident", incident)
    }

    /// A fault of the server itself: the text is logged under an id, and callers get the id alone.
    pub(crate) fn internal(what: &str, command: &str) -> Self {
        let incident = incident();
        tracing::error!(%incident, command, "{what}");
        Self::new(codes::INTERNAL_ERROR, "internal_error", "The server failed while it ran the command.")
            .with("incident", incident)
    }

    /// The JSON-RPC error code.
    pub fn code(&self) -> i64 {
        self.code
    }

    /// The stable kind.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The message for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP status used where HTTP speaks for itself.
    pub fn http_status(&self) -> u16 {
        self.status
    }

    /// What else is known, apart from the kind.
    pub fn data(&self) -> &Map<String, Value> {
        &self.data
    }
}

fn status_of(code: i64) -> u16 {
    match code {
        codes::PARSE_ERROR | codes::INVALID_REQUEST | codes::INVALID_PARAMS => 400,
        codes::UNAUTHENTICATED => 401,
        codes::FORBIDDEN => 403,
        codes::METHOD_NOT_FOUND => 404,
        codes::CANCELLED => 499,
        codes::OVERLOADED | codes::SHUTTING_DOWN => 503,
        codes::TIMED_OUT => 504,
        code if code >= codes::APPLICATION => 422,
        _ => 500,
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({}, {})", self.message, self.kind, self.code)
    }
}

impl Error for CallError {}

impl Serialize for CallError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut data: Map<String, Value> = self.data.clone();
        data.insert("kind".to_owned(), Value::from(&*self.kind));
        let mut members = serializer.serialize_map(Some(3))?;
        members.serialize_entry("code", &self.code)?;
        members.serialize_entry("message", &self.message)?;
        members.serialize_entry("data", &data)?;
        members.end()
    }
}

/// An error with all its causes on one line.
struct Chain<'a>(&'a (dyn Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

/// A name for one failure, the same in the log and in the answer; not guessable from one to the next.
fn incident() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u64(COUNT.fetch_add(1, Ordering::Relaxed));
    format!("{:016x}", hasher.finish())
}
