//! Results that come item by item.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use futures_util::StreamExt;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::{line::notification, outgoing::Outgoing};
use crate::{CallError, call::ItemStream, codes};

/// The subscriptions of one connection.
pub(super) struct Subscriptions {
    open: Mutex<HashMap<String, CancellationToken>>,
    most: usize,
    count: AtomicU64,
    ending: AtomicBool,
}

/// One subscription, as long as this lives.
pub(super) struct Subscription<'a> {
    all: &'a Subscriptions,
    /// What callers name it by.
    pub(super) name: String,
    end: CancellationToken,
}

impl Subscriptions {
    pub(super) fn new(most: usize) -> Self {
        let open = Mutex::new(HashMap::new());
        Self { open, most, count: AtomicU64::new(0), ending: AtomicBool::new(false) }
    }

    /// Makes room for one more.
    pub(super) fn open(&self) -> Result<Subscription<'_>, CallError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= self.most {
            return Err(CallError::new(
                codes::OVERLOADED,
                "overloaded",
                format!(
                    "This connection already has {} subscriptions, which is its limit; end one by \
                     `rpc.unsubscribe`.",
                    self.most
                ),
            ));
        }
        let name = (self.count.fetch_add(1, Ordering::Relaxed) + 1).to_string();
        let end = CancellationToken::new();
        if self.ending.load(Ordering::Relaxed) {
            end.cancel();
        }
        open.insert(name.clone(), end.clone());
        Ok(Subscription { all: self, name, end })
    }

    /// Ends a subscription; `false` when there is none of that name.
    pub(super) fn end(&self, name: &str) -> bool {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(name).map(CancellationToken::cancel).is_some()
    }

    /// Ends all subscriptions, also those that are still to come, since the server stops.
    pub(super) fn end_all(&self) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        self.ending.store(true, Ordering::Relaxed);
        open.values().for_each(CancellationToken::cancel);
    }
}

impl Subscription<'_> {
    /// Sends the items in their order until the last one, or until the subscription is ended.
    pub(super) async fn send(self, mut items: ItemStream, outgoing: &Outgoing) {
        let mut sequence = 0_u64;
        let end = loop {
            let item = tokio::select! {
                biased;
                () = self.end.cancelled() => break End::Told,
                item = items.next() => item,
            };
            match item {
                None => break End::Complete,
                Some(Err(error)) => break End::Failed(error),
                Some(Ok(item)) => {
                    // Nothing is produced while there is no room.
                    tokio::select! {
                        biased;
                        () = self.end.cancelled() => break End::Told,
                        () = outgoing.send(self.item(sequence, &item)) => sequence += 1,
                    }
                }
            }
        };
        // The producer is stopped before the client has to take anything.
        drop(items);
        let message = self.end_message(end);
        drop(self);
        outgoing.send(message).await;
    }

    fn item(&self, sequence: u64, item: &[u8]) -> Vec<u8> {
        let mut message = Vec::with_capacity(item.len() + 96);
        message.extend_from_slice(
            b"{\"jsonrpc\":\"2.0\",\"method\":\"rpc.item\",\"params\":{\"subscription\":\"",
        );
        message.extend_from_slice(self.name.as_bytes());
        message.extend_from_slice(format!("\",\"sequence\":{sequence},\"item\":").as_bytes());
        message.extend_from_slice(item);
        message.extend_from_slice(b"}}");
        message
    }

    fn end_message(&self, end: End) -> Vec<u8> {
        let (reason, error) = match end {
            End::Complete => ("complete", None),
            End::Failed(error) => ("error", Some(error)),
            End::Told if self.all.ending.load(Ordering::Relaxed) => ("shutting_down", None),
            End::Told => ("unsubscribed", None),
        };
        notification("rpc.end", &EndParams { subscription: &self.name, reason, error })
    }
}

#[derive(Serialize)]
struct EndParams<'a> {
    subscription: &'a str,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<CallError>,
}

/// How a subscription ended.
enum End {
    Complete,
    Failed(CallError),
    Told,
}

impl Drop for Subscription<'_> {
    fn drop(&mut self) {
        self.all.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}
