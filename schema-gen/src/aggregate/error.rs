//! Why documents cannot be combined.

use std::fmt;

/// Why documents cannot be combined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregateError {
    /// Prefix of the source, and behind a colon the JSON Pointer to the place in its document.
    pub place: String,
    /// What is wrong there and what to do.
    pub message: String,
}

impl AggregateError {
    pub(super) fn new(place: &str, message: &str) -> Self {
        Self { place: place.to_owned(), message: message.to_owned() }
    }
}

impl fmt::Display for AggregateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            return formatter.write_str(&self.message);
        }
        write!(formatter, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for AggregateError {}
