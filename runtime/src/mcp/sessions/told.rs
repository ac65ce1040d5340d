//! Telling the client of a session what has changed.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use rmcp::{
    RoleServer,
    model::{ResourceUpdatedNotificationParam, SubscriptionFilter},
    service::{Peer, SubscriptionContext},
};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{MissedTickBehavior, interval},
};

use crate::mcp::changes::Change;

/// Most resources that a session is told changes of.
const MOST_SUBSCRIPTIONS: usize = 1000;
/// How often it is looked whether a session still is.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The resources that a client wants to be told changes of.
#[derive(Default)]
pub(super) struct Subscriptions(Mutex<BTreeSet<String>>);

impl Subscriptions {
    pub(super) fn add(&self, uri: String) -> Result<(), String> {
        let mut uris = self.uris();
        if uris.len() >= MOST_SUBSCRIPTIONS && !uris.contains(&uri) {
            return Err(format!("A session can subscribe to {MOST_SUBSCRIPTIONS} resources at most."));
        }
        uris.insert(uri);
        Ok(())
    }

    pub(super) fn remove(&self, uri: &str) {
        self.uris().remove(uri);
    }

    fn has(&self, uri: &str) -> bool {
        self.uris().contains(uri)
    }

    fn uris(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the client of a session what changes, until the session ends.
pub(super) async fn of_changes(
    mut changes: Receiver<Change>,
    peer: Peer<RoleServer>,
    subscriptions: Weak<Subscriptions>,
) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let change = tokio::select! {
            change = changes.recv() => change,
            _ = look.tick() => if peer.is_transport_closed() { return } else { continue },
        };
        let Some(subscriptions) = subscriptions.upgrade() else { return };
        let told = match change {
            Ok(Change::Tools) => peer.notify_tool_list_changed().await,
            Ok(Change::Prompts) => peer.notify_prompt_list_changed().await,
            Ok(Change::Resources) => peer.notify_resource_list_changed().await,
            Ok(Change::Resource(uri)) if subscriptions.has(&uri) => {
                peer.notify_resource_updated(ResourceUpdatedNotificationParam::new(&*uri)).await
            }
            Ok(Change::Resource(_)) => Ok(()),
            // What was missed may have been anything.
            Err(RecvError::Lagged(_)) => all_lists(&peer).await,
            Err(RecvError::Closed) => return,
        };
        if told.is_err() && peer.is_transport_closed() {
            return;
        }
    }
}

async fn all_lists(peer: &Peer<RoleServer>) -> Result<(), rmcp::ServiceError> {
    peer.notify_tool_list_changed().await?;
    peer.notify_prompt_list_changed().await?;
    peer.notify_resource_list_changed().await
}

/// Tells a client of the newest revision what changes of that which it listens for, until it listens no more.
pub(super) async fn of_accepted_changes(mut changes: Receiver<Change>, listening: &SubscriptionContext) {
    let (sink, accepted) = (listening.sink(), listening.accepted());
    let SubscriptionFilter { tools_list_changed, prompts_list_changed, resources_list_changed, .. } =
        accepted;
    let [tools, prompts, resources] =
        [tools_list_changed, prompts_list_changed, resources_list_changed].map(|it| it.unwrap_or_default());
    loop {
        let change = tokio::select! {
            change = changes.recv() => change,
            () = listening.cancelled() => return,
        };
        let missed = matches!(change, Err(RecvError::Lagged(_)));
        if matches!(change, Err(RecvError::Closed)) {
            return listening.cancelled().await;
        }
        let is = |kind: &Change| missed || change.as_ref().is_ok_and(|change| change == kind);
        // A client that cannot be told has gone, which ends its listening.
        if tools && is(&Change::Tools) {
            let _ = sink.notify_tool_list_changed().await;
        }
        if prompts && is(&Change::Prompts) {
            let _ = sink.notify_prompt_list_changed().await;
        }
        if resources && is(&Change::Resources) {
            let _ = sink.notify_resource_list_changed().await;
        }
        for uri in accepted.resource_subscriptions.iter().flatten() {
            if is(&Change::Resource(uri.as_str().into())) {
                let _ = sink.notify_resource_updated(uri.clone()).await;
            }
        }
    }
}
