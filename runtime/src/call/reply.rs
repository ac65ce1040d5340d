//! The answer to a call while it is being made.

use serde_json::Value;

use super::item_stream::ItemStream;
use crate::CallError;

/// The outcome of a call: the JSON text of a result, or an error.
///
/// A surface may put the head of its own message in front; the result is then written straight behind it, so that
/// no byte of a result is copied on its way out.
#[derive(Debug, Default)]
pub struct Reply {
    bytes: Vec<u8>,
    start: usize,
    /// What most answers are not. It lives on the heap to keep them small.
    other: Option<Box<Other>>,
}

/// An outcome that is no JSON text.
#[derive(Debug)]
enum Other {
    Error(CallError),
    Items(ItemStream),
}

impl Reply {
    /// A successful answer with a JSON value.
    pub fn from_value(value: &Value) -> Self {
        Self { bytes: value.to_string().into_bytes(), start: 0, other: None }
    }

    /// A failed answer.
    pub fn from_error(error: CallError) -> Self {
        Self { bytes: Vec::new(), start: 0, other: Some(Box::new(Other::Error(error))) }
    }

    /// The JSON text of the result, or `None` when the call failed, or gives its items one after the other.
    pub fn result(&self) -> Option<&str> {
        if self.other.is_some() {
            return None;
        }
        // Results are written by serde_json, which writes UTF-8 only.
        std::str::from_utf8(&self.bytes[self.start..]).ok()
    }

    /// The error, or `None` when the call succeeded.
    pub fn error(&self) -> Option<&CallError> {
        match self.other.as_deref() {
            Some(Other::Error(error)) => Some(error),
            _ => None,
        }
    }

    /// Whether the result is a stream of items.
    pub fn is_stream(&self) -> bool {
        matches!(self.other.as_deref(), Some(Other::Items(_)))
    }

    /// An answer to be written behind the head of a message.
    pub(crate) fn behind(head: Vec<u8>) -> Self {
        Self { start: head.len(), bytes: head, other: None }
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
        self.other = Some(Box::new(Other::Error(error)));
    }

    /// Answers with items that come one after the other.
    pub(crate) fn give_items(&mut self, items: ItemStream) {
        self.other = Some(Box::new(Other::Items(items)));
    }

    /// The items, where the answer is a stream of them. What is left then is an empty answer to write to.
    pub(crate) fn take_items(&mut self) -> Option<ItemStream> {
        match self.other.take().map(|it| *it) {
            Some(Other::Items(items)) => Some(items),
            Some(error) => {
                self.other = Some(Box::new(error));
                None
            }
            None => None,
        }
    }

    /// The answer with its head, ready to be closed, or the error.
    ///
    /// `head` writes the head again in case an interceptor replaced the answer by one of its own.
    pub(crate) fn into_bytes(self, head: impl FnOnce(&mut Vec<u8>)) -> Result<Vec<u8>, CallError> {
        if let Some(other) = self.other {
            return Err(other.into_error());
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
    pub(crate) fn into_result(mut self) -> Result<Vec<u8>, CallError> {
        match self.other {
            Some(other) => Err(other.into_error()),
            None => Ok(self.bytes.split_off(self.start)),
        }
    }
}

impl Other {
    #[cold]
    fn into_error(self) -> CallError {
        match self {
            Self::Error(error) => error,
            Self::Items(_) => CallError::internal("a stream was not collected", ""),
        }
    }
}
