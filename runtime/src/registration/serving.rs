//! The registration of the server that the command line starts.

use std::net::SocketAddr;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::RegistrationManager;
use crate::Dispatcher;

/// A registration that is kept in the background.
pub(crate) struct Keeping(Option<JoinHandle<()>>);

/// Begins to keep a server registered, once it listens; nobody waits for the proxy.
pub(crate) fn start(
    dispatcher: &Dispatcher,
    address: SocketAddr,
    tls: bool,
    stop: &CancellationToken,
) -> Keeping {
    let manager = dispatcher.state::<RegistrationManager>();
    Keeping(manager.map(|manager| {
        let manager = RegistrationManager::clone(&manager);
        manager.describe(dispatcher);
        manager.listens_on(address, tls);
        manager.make_current();
        let stop = stop.clone();
        tokio::spawn(async move { manager.keep(stop).await })
    }))
}

impl Keeping {
    /// Waits until the server was taken off, or the time for that is over.
    pub(crate) async fn ended(self) {
        if let Some(task) = self.0
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the registration was not kept to its end");
        }
    }
}
