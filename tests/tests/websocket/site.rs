//! A server and a client of its socket.

use std::time::{Duration, Instant};

use commandry::{
    Dispatcher, Limits,
    http::{self, RouterOptions, WebSocketOptions},
};
use commandry_tests::RunningServer;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::CloseFrame},
};

use crate::commands::{Seen, dispatcher};

/// Longest time that anything may take before a test calls it hanging.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// Time within which a function that nobody waits for has to be stopped.
pub(crate) const AT_ONCE: Duration = Duration::from_millis(100);

/// A server, its dispatcher and what its commands leave behind.
pub(crate) struct Site {
    pub(crate) server: RunningServer,
    pub(crate) dispatcher: Dispatcher,
    pub(crate) seen: Seen,
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::with(Limits::default(), WebSocketOptions::default()).await
    }

    pub(crate) async fn with(limits: Limits, options: WebSocketOptions) -> Self {
        let (dispatcher, seen) = dispatcher(limits);
        let options = RouterOptions::default().websocket(options);
        let router = http::router_with(dispatcher.clone(), &options).unwrap();
        Self { server: RunningServer::start_router(router).await, dispatcher, seen }
    }

    pub(crate) fn url(&self, query: &str) -> String {
        format!("ws://{}/ws{query}", self.server.address)
    }

    pub(crate) async fn connect(&self) -> Socket {
        self.connect_with("").await
    }

    pub(crate) async fn connect_with(&self, query: &str) -> Socket {
        Socket(connect_async(self.url(query)).await.unwrap().0)
    }

    /// The status with which a connection is refused.
    pub(crate) async fn refusal(&self, query: &str, origin: Option<&str>) -> u16 {
        let mut request = self.url(query).into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        match connect_async(request).await {
            Ok(_) => 101,
            Err(Error::Http(response)) => response.status().as_u16(),
            Err(error) => panic!("{error}"),
        }
    }
}

pub(crate) struct Socket(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub(crate) async fn send(&mut self, message: Value) {
        self.text(&message.to_string()).await;
    }

    pub(crate) async fn text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn message(&mut self) -> Message {
        let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("a message comes");
        message.expect("the connection is open").unwrap()
    }

    /// The next message with content.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            match self.message().await {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub(crate) async fn ask(&mut self, message: Value) -> Value {
        self.send(message).await;
        self.next().await
    }

    /// The code and the reason with which the server closes.
    pub(crate) async fn closing(&mut self) -> (u16, String) {
        loop {
            if let Message::Close(frame) = self.message().await {
                let CloseFrame { code, reason } = frame.expect("the server says why");
                return (code.into(), reason.to_string());
            }
        }
    }
}

pub(crate) fn call(id: impl Into<Value>, method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id.into(), "method": method, "params": params})
}

/// Waits until something holds, and tells how long that took.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) -> Duration {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    start.elapsed()
}
