//! Results that come one after the other.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{Stream, StreamExt};

use crate::{CallError, CommandErrors};

/// The result of a command that gives items one after the other, for as long as somebody takes them.
///
/// Each surface shows it in its own way: WebSocket as a subscription, `POST /cmd/{name}` as server-sent events where
/// the caller accepts them, the command line as a line of JSON for each item. Where a call has exactly one answer, as
/// in plain JSON-RPC, items are collected up to a limit, and the answer says whether these were all:
/// `{"items": […], "complete": true}`.
///
/// Nothing is produced before somebody asks for it, and when nobody takes items any more the stream is dropped.
///
/// # Examples
///
/// ```
/// use commandry::{prelude::*, Items};
/// use futures_util::stream;
///
/// /// Counts down to zero.
/// ///
/// /// # Returns
/// /// The numbers, greatest first.
/// #[command(group = "demo", read_only)]
/// fn count_down(
///     /// Number to start with.
///     from: u32,
/// ) -> Items<u32> {
///     Items::new(stream::iter((0..=from).rev()))
/// }
/// ```
pub struct Items<T>(Pin<Box<dyn Stream<Item = Result<T, CallError>> + Send>>);

impl<T: Send + 'static> Items<T> {
    /// Items that a stream gives.
    pub fn new(stream: impl Stream<Item = T> + Send + 'static) -> Self {
        Self(Box::pin(stream.map(Ok)))
    }

    /// Items that a stream gives until it fails, which ends it.
    pub fn fallible<E: CommandErrors>(stream: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self {
        Self(Box::pin(stream.map(|item| item.map_err(CommandErrors::__into_call_error))))
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, CallError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").finish_non_exhaustive()
    }
}
