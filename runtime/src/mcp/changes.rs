//! Telling hosts that something is not as it was.

use std::sync::Arc;

use tokio::sync::broadcast;

/// How many changes a slow listener may be behind before it is told that everything may have changed.
const BACKLOG: usize = 256;

/// Tells every host that listens what has changed.
///
/// Give one to [`McpOptions::changes`](super::McpOptions::changes) and keep a clone, as a state of the application for
/// instance: then the server declares that it tells of changes, and everything that is said here reaches the hosts
/// that asked for it.
///
/// # Examples
///
/// ```
/// use commandry::mcp::{Changes, McpOptions};
///
/// let changes = Changes::new();
/// let options = McpOptions::default().changes(changes.clone());
/// changes.resource_updated("orders://17");
/// ```
#[derive(Clone, Debug)]
pub struct Changes(broadcast::Sender<Change>);

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Tools,
    Prompts,
    Resources,
    /// The content of the resource of this address.
    Resource(Arc<str>),
}

impl Changes {
    /// Changes that nobody listens to yet.
    #[must_use]
    pub fn new() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }

    /// Says that the list of tools has changed.
    pub fn tools_changed(&self) {
        self.tell(Change::Tools);
    }

    /// Says that the list of prompts has changed.
    pub fn prompts_changed(&self) {
        self.tell(Change::Prompts);
    }

    /// Says that the list of resources has changed.
    pub fn resources_changed(&self) {
        self.tell(Change::Resources);
    }

    /// Says that the content of a resource has changed.
    pub fn resource_updated(&self, uri: &str) {
        self.tell(Change::Resource(uri.into()));
    }

    fn tell(&self, change: Change) {
        // It fails when nobody listens, which is all right.
        let _ = self.0.send(change);
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}
