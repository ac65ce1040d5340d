//! Serving a router until the process is told to stop.

mod activity;
mod connection;
mod listening;
mod open;
mod options;
mod watched;

use std::{future::Future, io};

use axum::Router;
use tokio::net::TcpListener;

pub use self::options::ServeOptions;
#[cfg(feature = "tls")]
pub(crate) use self::{
    connection::{Accepted, Acceptor},
    listening::listen,
};
#[cfg(not(feature = "tls"))]
use self::{
    connection::{Accepted, Acceptor},
    listening::listen,
};

use super::service::HttpService;

/// Serves a router on a listener until `stop` completes; requests that run by then are answered first.
///
/// Small answers leave at once: `TCP_NODELAY` is on, without which an answer in two packets can wait 40 ms for the
/// acknowledgement of the first. Connections that are slow on purpose are closed, as the default of [`ServeOptions`]
/// says.
///
/// # Errors
///
/// Fails when the listener has no address.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_with(listener, router, &ServeOptions::default(), stop).await
}

/// Serves a router as [`serve`] does, with times of one's own.
///
/// # Errors
///
/// Fails when the listener has no address.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use commandry::http::{ServeOptions, serve_with};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// let options = ServeOptions::default().header_time(Duration::from_secs(10));
/// serve_with(listener, axum::Router::new(), &options, async {}).await
/// # }
/// ```
pub async fn serve_with(
    listener: TcpListener,
    router: Router,
    options: &ServeOptions,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // The state of the routes is put in once, and not for each request.
    serve_service(listener, router.with_state(()), options, stop).await
}

/// Serves a service as [`serve_with`] does a router.
pub(crate) async fn serve_service(
    listener: TcpListener,
    service: impl HttpService,
    options: &ServeOptions,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    listen(listener, Plain, service, options, stop).await
}

/// Connections that are used as they come.
#[derive(Clone, Copy)]
struct Plain;

impl Acceptor for Plain {
    type Stream = tokio::net::TcpStream;
    type Place = ();

    async fn place(&self) -> Self::Place {}

    async fn accept(&self, stream: tokio::net::TcpStream) -> Option<Accepted<Self::Stream>> {
        Some(Accepted { stream, caller: None })
    }
}
