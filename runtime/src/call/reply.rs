//! The answer to a call while it is being made.

use serde_json::Value;

use crate::CallError;

/// The outcome of a call: the JSON text of a result, or an error.
///
/// A surface may put the head of its own message in front; the result is then written straight behind it, so that
/// no byte of a result is copied on its way out.
#[derive(Debug, Default)]
pub struct Reply {
    bytes: Vec<u8>,
    start: usize,
    error: Option<Box<CallError>>,
}

impl Reply {
    /// A successful answer with a JSON value.
    pub fn from_value(value: &Value) -> Self {
        Self { bytes: value.to_string().into_bytes(), start: 0, error: None }
    }

    /// A failed answer.
    pub fn from_error(error: CallError) -> Self {
        Self { bytes: Vec::new(), start: 0, error: Some(Box::new(error)) }
    }

    /// The JSON text of the result, or `None` when the call failed.
    pub fn result(&self) -> Option<&str> {
        if self.error.is_some() {
            return None;
        }
        // Results are written by serde_json, which writes UTF-8 only.
        std::str::from_utf8(&self.bytes[self.start..]).ok()
    }

    /// The error, or `None` when the call succeeded.
    pub fn error(&self) -> Option<&CallError> {
        self.error.as_deref()
    }

    /// An answer to be written behind the head of a message.
    pub(crate) fn behind(head: Vec<u8>) -> Self {
        Self { start: head.len(), bytes: head, error: None }
    }

    /// Where a handler writes the JSON text of the result.
    pub(crate) fn output(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Notes whether the result could be written.
    pub(crate) fn encoded(&mut self, outcome: Result<(), serde_json::Error>) {
        if let Err(error) = outcome {
            self.fail(CallError::internal(&format!("a result cannot be written as JSON: {error}"), ""));
        }
    }

    /// Turns the answer into a failed one.
    pub(crate) fn fail(&mut self, error: CallError) {
        self.bytes.truncate(self.start);
        self.error = Some(Box::new(error));
    }

    /// The answer with its head, ready to be closed, or the error.
    ///
    /// `head` writes the head again in case an interceptor replaced the answer by one of its own.
    pub(crate) fn into_bytes(self, head: impl FnOnce(&mut Vec<u8>)) -> Result<Vec<u8>, Box<CallError>> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if self.start > 0 {
            return Ok(self.bytes);
        }
        let mut bytes = Vec::with_capacity(self.bytes.len() + 64);
        head(&mut bytes);
        bytes.extend_from_slice(&self.bytes);
        Ok(bytes)
    }

    /// The JSON text of the result alone, or the error.
    pub(crate) fn into_result(mut self) -> Result<Vec<u8>, Box<CallError>> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.bytes.split_off(self.start)),
        }
    }
}
