//! Serving a router until the process is told to stop.

use std::{future::Future, io};

use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;

/// Serves a router on a listener until `stop` completes; requests that run by then are answered first.
///
/// Small answers leave at once: `TCP_NODELAY` is on, without which an answer in two packets can wait 40 ms for the
/// acknowledgement of the first.
///
/// # Errors
///
/// Fails when the listener does.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}
