//! What came of a call through one surface.

use serde_json::{Map, Value};

use crate::CallError;

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The result; of a stream, its items as `{"items": […], "complete": …}`.
    Done(Value),
    /// The failure, as far as the surface tells of it.
    Failed(Failure),
}

/// A failed call as one surface tells of it. What a surface does not tell is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    pub(super) code: Option<i64>,
    pub(super) kind: String,
    pub(super) message: Option<String>,
    /// What else is known, without the name of the incident, which is another one at each call.
    pub(super) data: Option<Map<String, Value>>,
    /// The HTTP status, where the surface has one, or the exit code of a program.
    pub(super) status: Option<u16>,
}

impl Outcome {
    pub(super) fn of(outcome: Result<Value, CallError>) -> Self {
        match outcome {
            Ok(result) => Self::Done(result),
            Err(error) => Self::Failed(Failure::of(&error)),
        }
    }

    /// The result.
    ///
    /// # Panics
    ///
    /// Panics when the call failed.
    #[track_caller]
    pub fn result(&self) -> &Value {
        match self {
            Self::Done(result) => result,
            Self::Failed(failure) => panic!("the call failed: {failure:?}"),
        }
    }

    /// The failure.
    ///
    /// # Panics
    ///
    /// Panics when the call succeeded.
    #[track_caller]
    pub fn failure(&self) -> &Failure {
        match self {
            Self::Failed(failure) => failure,
            Self::Done(result) => panic!("the call succeeded: {result}"),
        }
    }
}

impl Failure {
    fn of(error: &CallError) -> Self {
        Self {
            code: Some(error.code()),
            kind: error.kind().to_owned(),
            message: Some(error.message().to_owned()),
            data: Some(lasting(error.data().clone())),
            status: Some(error.http_status()),
        }
    }

    /// Reads the error of an answer; `None` when it is none.
    pub(super) fn read(error: &Value) -> Option<Self> {
        let mut data = error.get("data")?.as_object()?.clone();
        let kind = data.remove("kind")?.as_str()?.to_owned();
        Some(Self {
            code: Some(error.get("code")?.as_i64()?),
            kind,
            message: Some(error.get("message")?.as_str()?.to_owned()),
            data: Some(lasting(data)),
            status: None,
        })
    }

    /// The JSON-RPC error code.
    pub fn code(&self) -> Option<i64> {
        self.code
    }

    /// The stable kind.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The message for people.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// What else is known: the details of a declared error, the faults of parameters.
    pub fn data(&self) -> Option<&Map<String, Value>> {
        self.data.as_ref()
    }
}

/// What stays the same from call to call.
fn lasting(mut data: Map<String, Value>) -> Map<String, Value> {
    data.remove("incident");
    data
}
