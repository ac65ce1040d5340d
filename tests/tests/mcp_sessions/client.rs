//! A client of an older revision, which has a session and opens a connection for every message.

use std::time::Duration;

use commandry_tests::{RunningServer, read_to_end, status_of};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(10);

/// A client with a session.
pub(crate) struct Client<'a> {
    server: &'a RunningServer,
    pub(crate) session: String,
    revision: String,
    /// What the server said of itself.
    pub(crate) said: Value,
}

impl<'a> Client<'a> {
    /// Begins a session.
    pub(crate) async fn begin(server: &'a RunningServer, revision: &str, capabilities: Value) -> Self {
        let answer = initialize(server, revision, capabilities).await;
        assert_eq!(status_of(&answer), 200, "{answer}");
        let session = header(&answer, "mcp-session-id").expect("a session has a name").to_owned();
        let said = messages(&answer).remove(0)["result"].take();
        let revision = said["protocolVersion"].as_str().expect("a revision was agreed on").to_owned();
        let client = Self { server, session, revision, said };
        let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        assert_eq!(status_of(&client.post(&initialized).await), 202);
        client
    }

    /// Sends a message and gives the whole answer.
    pub(crate) async fn post(&self, message: &Value) -> String {
        self.exchange("POST", &message.to_string()).await
    }

    /// Sends a request and gives what came back, notifications and the answer.
    pub(crate) async fn request(&self, method: &str, params: Value) -> Vec<Value> {
        messages(&self.post(&json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params})).await)
    }

    /// Sends a message and leaves the connection open.
    pub(crate) async fn open(&self, method: &str, body: &str) -> TcpStream {
        let Self { server, session, revision, .. } = self;
        let headers = format!("mcp-session-id: {session}\r\nmcp-protocol-version: {revision}\r\n");
        send(server, method, &headers, body).await
    }

    /// Ends the session; gives the whole answer.
    pub(crate) async fn end(self) -> String {
        self.exchange("DELETE", "").await
    }

    async fn exchange(&self, method: &str, body: &str) -> String {
        read_to_end(&mut self.open(method, body).await).await
    }
}

/// Asks for a session; gives the whole answer.
pub(crate) async fn initialize(server: &RunningServer, revision: &str, capabilities: Value) -> String {
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": revision, "capabilities": capabilities,
        "clientInfo": {"name": "tests", "version": "1"}}});
    read_to_end(&mut send(server, "POST", "", &message.to_string()).await).await
}

async fn send(server: &RunningServer, method: &str, headers: &str, body: &str) -> TcpStream {
    let mut stream = server.connect().await;
    let request = format!(
        "{method} /mcp HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
         accept: application/json, text/event-stream\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("the server reads");
    stream
}

/// Reads until a text has come; gives everything so far.
pub(crate) async fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut all = Vec::new();
    let mut part = [0; 4096];
    while !String::from_utf8_lossy(&all).contains(text) {
        let count = timeout(PATIENCE, stream.read(&mut part)).await.expect("something comes").expect("bytes");
        assert!(count > 0, "the stream ended: {}", String::from_utf8_lossy(&all));
        all.extend_from_slice(&part[..count]);
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// A header of a response.
pub(crate) fn header<'a>(response: &'a str, name: &str) -> Option<&'a str> {
    let (head, _) = response.split_once("\r\n\r\n")?;
    head.lines().filter_map(|line| line.split_once(": ")).find(|(it, _)| *it == name).map(|(_, value)| value)
}

/// The messages of a response, which stand behind `data:` one by one.
pub(crate) fn messages(response: &str) -> Vec<Value> {
    let data = response.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
    data.filter(|text| !text.is_empty()).map(|text| serde_json::from_str(text).expect(text)).collect()
}
