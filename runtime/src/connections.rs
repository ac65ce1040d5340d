//! Connections that stay open beyond one answer: those of `/ws` and streams of events.

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How many such connections a service has, and whether they are to end.
#[derive(Debug)]
pub(crate) struct Connections {
    open: watch::Sender<usize>,
    end: CancellationToken,
}

/// One connection among those that are counted, until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenConnection {
    open: watch::Sender<usize>,
    end: CancellationToken,
}

impl Default for Connections {
    fn default() -> Self {
        Self { open: watch::Sender::new(0), end: CancellationToken::new() }
    }
}

impl Connections {
    /// Counts one more.
    pub(crate) fn add(&self) -> OpenConnection {
        self.open.send_modify(|count| *count += 1);
        OpenConnection { open: self.open.clone(), end: self.end.clone() }
    }

    /// How many there are.
    #[cfg(any(feature = "metrics", feature = "websocket"))]
    pub(crate) fn count(&self) -> usize {
        *self.open.borrow()
    }

    /// Tells all of them to end.
    pub(crate) fn end(&self) {
        self.end.cancel();
    }

    /// Waits until there are none.
    pub(crate) async fn ended(&self) {
        // The sender lives as long as this future borrows it, so that waiting cannot fail.
        let _ = self.open.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl OpenConnection {
    /// Cancelled when the connection is to end.
    pub(crate) fn end(&self) -> &CancellationToken {
        &self.end
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.open.send_modify(|count| *count -= 1);
    }
}
