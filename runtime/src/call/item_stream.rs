//! Items of a running command, each as JSON text.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{
    Stream, StreamExt,
    future::{Either, select},
};

use super::{
    Limits, Reply,
    permit::LastingPermit,
    started::{CancelOnDrop, panicked},
};
use crate::{CallError, declaration::data::CommandData};

type JsonItems = Pin<Box<dyn Stream<Item = Result<Vec<u8>, CallError>> + Send>>;

/// Items one after the other, each as JSON text; an error is the last one.
pub(crate) struct ItemStream {
    /// `None` once they have ended.
    items: Option<JsonItems>,
    /// The command that gives them, and what must be told and given back when nobody takes them any more.
    running: Option<(&'static CommandData, CancelOnDrop, LastingPermit)>,
}

impl ItemStream {
    pub(crate) fn new(items: impl Stream<Item = Result<Vec<u8>, CallError>> + Send + 'static) -> Self {
        Self { items: Some(Box::pin(items)), running: None }
    }

    /// Keeps the call of the command open until its last item.
    pub(super) fn keep_open(
        &mut self,
        command: &'static CommandData,
        cancel: CancelOnDrop,
        permit: LastingPermit,
    ) {
        self.running = Some((command, cancel, permit));
    }

    /// Writes the items into one answer, up to a limit of their number, of their length and of time.
    pub(super) async fn collect(mut self, limits: &Limits, time: Duration, mut reply: Reply) -> Reply {
        reply.output().extend_from_slice(b"{\"items\":[");
        let empty = reply.output().len();
        let mut count = 0;
        let end = tokio::time::sleep(time);
        tokio::pin!(end);
        let complete = loop {
            let Either::Left((item, _)) = select(self.next(), end.as_mut()).await else { break false };
            match item {
                None => break true,
                Some(Err(error)) => {
                    reply.fail(error);
                    return reply;
                }
                Some(Ok(item)) => {
                    let bytes = reply.output();
                    let length = bytes.len() - empty + usize::from(count > 0) + item.len();
                    if count == limits.collected_items || length > limits.collected_bytes {
                        break false;
                    }
                    if count > 0 {
                        bytes.push(b',');
                    }
                    bytes.extend_from_slice(&item);
                    count += 1;
                }
            }
        };
        let end = if complete { "],\"complete\":true}" } else { "],\"complete\":false}" };
        reply.output().extend_from_slice(end.as_bytes());
        reply
    }

    /// Ends the stream: its producer is dropped, then whoever waits for its end is told.
    fn close(&mut self) {
        self.items = None;
        self.running = None;
    }
}

impl Stream for ItemStream {
    type Item = Result<Vec<u8>, CallError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(items) = &mut self.items else { return Poll::Ready(None) };
        // The stream is code of the application, which may panic as well as the command itself.
        let polled = match catch_unwind(AssertUnwindSafe(|| items.as_mut().poll_next(context))) {
            Ok(polled) => polled,
            Err(panic) => {
                let command = self.running.as_ref().map_or("", |(command, ..)| command.name);
                Poll::Ready(Some(Err(panicked("the stream of the command", command, &*panic))))
            }
        };
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.close();
        }
        polled
    }
}

impl Drop for ItemStream {
    fn drop(&mut self) {
        // The end of a stream is code of the application too.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.close())) {
            panicked("the stream of a command, while it was dropped,", "", &*panic);
        }
    }
}

impl fmt::Debug for ItemStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ItemStream").field("open", &self.items.is_some()).finish_non_exhaustive()
    }
}
