//! What is to be sent, in its order and up to a number of bytes.

use std::{sync::Arc, time::Duration};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{SinkExt, stream::SplitSink};
use tokio::{
    sync::{
        OwnedSemaphorePermit, Semaphore,
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    },
    time::timeout,
};

/// What a short message is counted as, so that its place in the queue is counted too.
const LEAST: usize = 256;

/// The queue of a connection, to put messages in.
pub(super) struct Outgoing {
    messages: UnboundedSender<Queued>,
    /// A permit for each byte that may still be put in.
    room: Arc<Semaphore>,
    most: usize,
}

/// The queue of a connection, to take messages from.
pub(super) struct Queue(UnboundedReceiver<Queued>);

struct Queued {
    message: Message,
    /// Given back once the message is with the operating system.
    _room: Option<OwnedSemaphorePermit>,
}

/// A queue that takes messages up to a number of bytes.
pub(super) fn queue(bytes: usize) -> (Outgoing, Queue) {
    let (sender, receiver) = unbounded_channel();
    let most = bytes.clamp(LEAST, Semaphore::MAX_PERMITS.min(u32::MAX as usize));
    (Outgoing { messages: sender, room: Arc::new(Semaphore::new(most)), most }, Queue(receiver))
}

impl Outgoing {
    /// Sends a message once there is room for it.
    pub(super) async fn send(&self, text: Vec<u8>) {
        let room = Arc::clone(&self.room).acquire_many_owned(self.counted(&text)).await;
        self.put(text, room.ok());
    }

    /// Sends a message if there is room for it.
    pub(super) fn offer(&self, text: Vec<u8>) {
        if let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(self.counted(&text)) {
            self.put(text, Some(room));
        }
    }

    /// Waits until there is room for a message, behind those that wait already.
    pub(super) async fn has_room(&self) {
        let _ = self.room.acquire().await;
    }

    /// Sends a ping, whatever waits already.
    pub(super) fn ping(&self) {
        let _ = self.messages.send(Queued { message: Message::Ping(Vec::new().into()), _room: None });
    }

    /// Sends the end of the connection, behind everything that waits already.
    pub(super) fn close(&self, code: u16, reason: &str) {
        // A reason has at most 123 bytes.
        let reason: String = reason.chars().take(40).collect();
        let frame = CloseFrame { code, reason: reason.into() };
        let _ = self.messages.send(Queued { message: Message::Close(Some(frame)), _room: None });
    }

    /// A message that is longer than all the room takes all of it.
    fn counted(&self, text: &[u8]) -> u32 {
        u32::try_from((text.len() + LEAST).min(self.most)).unwrap_or(u32::MAX)
    }

    fn put(&self, text: Vec<u8>, room: Option<OwnedSemaphorePermit>) {
        // Everything that is sent was written as JSON, which is UTF-8.
        if let Ok(text) = Utf8Bytes::try_from(text) {
            let _ = self.messages.send(Queued { message: Message::Text(text), _room: room });
        }
    }
}

/// Sends what is in the queue, until a message ends the connection or cannot be sent within a time.
pub(super) async fn send_all(mut queue: Queue, mut socket: SplitSink<WebSocket, Message>, longest: Duration) {
    while let Some(first) = queue.0.recv().await {
        let mut next = Some(first);
        // What is there already goes out together.
        while let Some(Queued { message, _room }) = next {
            let is_end = matches!(message, Message::Close(_));
            if !matches!(timeout(longest, socket.feed(message)).await, Ok(Ok(()))) {
                return;
            }
            if is_end {
                let _ = timeout(longest, socket.flush()).await;
                return;
            }
            next = queue.0.try_recv().ok();
        }
        if !matches!(timeout(longest, socket.flush()).await, Ok(Ok(()))) {
            return;
        }
    }
}
