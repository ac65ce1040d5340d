//! A service on a real socket.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use commandry::{CancellationToken, Dispatcher, http};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

/// Longest time that any answer may take before a test calls it hanging.
const PATIENCE: Duration = Duration::from_secs(20);

/// A service that listens on a free port until it is dropped.
#[derive(Debug)]
pub struct RunningServer {
    /// Where it listens.
    pub address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<std::io::Result<()>>,
}

impl RunningServer {
    /// Starts to serve.
    ///
    /// # Panics
    ///
    /// Panics when there is no free port or the routes clash.
    pub async fn start(dispatcher: Dispatcher) -> Self {
        Self::start_router(http::router(dispatcher).expect("the routes do not clash")).await
    }

    /// Starts to serve any router.
    ///
    /// # Panics
    ///
    /// Panics when there is no free port.
    pub async fn start_router(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let stop = CancellationToken::new();
        let told = stop.clone();
        let serving = tokio::spawn(http::serve(listener, router, async move { told.cancelled().await }));
        Self { address, stop, serving }
    }

    /// Opens a connection.
    ///
    /// # Panics
    ///
    /// Panics when the server does not take it.
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("the server takes connections")
    }

    /// Sends bytes and reads until the server closes the connection.
    ///
    /// # Panics
    ///
    /// Panics when the server neither answers nor closes in good time.
    pub async fn exchange(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        // A server that has refused already may have closed its side; what it said can still be read.
        let _ = stream.write_all(bytes).await;
        read_to_end(&mut stream).await
    }

    /// Sends a JSON body to `POST /cmd` on a connection of its own; gives the whole response.
    pub async fn post_cmd(&self, body: &[u8]) -> String {
        let mut request = format!(
            "POST /cmd HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        self.exchange(&request).await
    }

    /// Tells the server to stop and waits until it has.
    ///
    /// # Panics
    ///
    /// Panics when it does not stop in good time, or stops with an error.
    pub async fn stop(self) {
        self.stop.cancel();
        let outcome = timeout(PATIENCE, self.serving).await.expect("the server stops when told to");
        outcome.expect("the server does not panic").expect("the server stops in order");
    }
}

/// Reads a stream to its end.
///
/// # Panics
///
/// Panics when the end does not come in good time.
pub async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A connection that was reset after its answer has still given the answer.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("the server answers or closes");
    String::from_utf8_lossy(&answer).into_owned()
}

/// The status of a response as text; 0 when there is none.
pub fn status_of(response: &str) -> u16 {
    response.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}
