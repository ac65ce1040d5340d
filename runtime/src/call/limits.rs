//! What one call, and all calls together, may use.

use std::time::Duration;

/// Limits of a [`Dispatcher`](crate::Dispatcher). Every one has a default and an error that names it.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use commandry::Limits;
///
/// let limits = Limits { timeout: Duration::from_secs(5), ..Limits::default() };
/// assert_eq!(limits.body_bytes, 2 * 1024 * 1024);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest body of a request, in bytes; 2 MiB by default.
    pub body_bytes: usize,
    /// Longest time that a body may take to arrive; 30 seconds by default.
    pub body_time: Duration,
    /// Deepest nesting of objects and arrays in a request; 64 by default, and never more than 128.
    pub depth: usize,
    /// Most calls in one batch; 100 by default.
    pub batch: usize,
    /// Most calls that run at the same time; 1,024 by default. Further ones are refused at once.
    pub concurrent_calls: usize,
    /// Time limit of a call whose command sets none; 30 seconds by default.
    pub timeout: Duration,
    /// Most items of a stream that are collected where a call has one answer; 1,000 by default.
    pub collected_items: usize,
    /// Most bytes of items that are collected where a call has one answer; 1 MiB by default.
    pub collected_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 2 * 1024 * 1024,
            body_time: Duration::from_secs(30),
            depth: 64,
            batch: 100,
            concurrent_calls: 1024,
            timeout: Duration::from_secs(30),
            collected_items: 1000,
            collected_bytes: 1024 * 1024,
        }
    }
}
