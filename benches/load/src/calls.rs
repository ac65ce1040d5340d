//! What is called: three of four calls read, one writes.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, StatusCode,
    client::conn::http1::{SendRequest, handshake},
    header,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::outcome::Answer;

/// A connection that stays open between calls.
pub(crate) struct Connection(SendRequest<Full<Bytes>>);

impl Connection {
    pub(crate) fn is_open(&self) -> bool {
        !self.0.is_closed()
    }
}

/// How calls are made.
pub(crate) struct Calls {
    address: SocketAddr,
    authorization: String,
}

/// Paths and bodies, one after the other.
const MIX: [(&str, &str); 4] = [
    ("/cmd/stock_level", r#"{"sku":"TEA-GREEN-100"}"#),
    ("/cmd/list_products", r#"{"category":"tea","limit":10}"#),
    ("/cmd/get_order", r#"{"order":14}"#),
    ("/cmd/adjust_stock", r#"{"sku":"TEA-EARLGREY-100","counted":"#),
];

impl Calls {
    pub(crate) fn new(address: SocketAddr, token: &str) -> Self {
        Self { address, authorization: format!("Bearer {token}") }
    }

    pub(crate) async fn connect(&self) -> Result<Connection, String> {
        let stream =
            TcpStream::connect(self.address).await.map_err(|error| format!("cannot connect: {error}"))?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let (sender, connection) =
            handshake(TokioIo::new(stream)).await.map_err(|error| format!("no HTTP: {error}"))?;
        // What goes wrong on it is told to the call that uses it.
        tokio::spawn(async move { drop(connection.await) });
        Ok(Connection(sender))
    }

    /// Makes one call, and waits until the connection takes another.
    pub(crate) async fn send(&self, connection: &mut Connection, number: u32) -> Result<Answer, String> {
        let (path, body) = MIX[number as usize % MIX.len()];
        let body = if body.ends_with(':') { format!("{body}{}}}", number % 1_000) } else { body.to_owned() };
        let request = Request::post(path)
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| error.to_string())?;
        let response =
            connection.0.send_request(request).await.map_err(|error| format!("no answer: {error}"))?;
        let (status, retry) = (response.status(), response.headers().contains_key(header::RETRY_AFTER));
        let body =
            response.into_body().collect().await.map_err(|error| format!("half an answer: {error}"))?;
        connection
            .0
            .ready()
            .await
            .or_else(|error| if error.is_closed() { Ok(()) } else { Err(error.to_string()) })?;
        if status == StatusCode::OK {
            return Ok(Answer::Result);
        }
        let body: Value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
        let kind = body["error"]["data"]["kind"].as_str().unwrap_or("no kind");
        if status == StatusCode::SERVICE_UNAVAILABLE && kind == "overloaded" && retry {
            return Ok(Answer::Refused);
        }
        Ok(Answer::Broken(format!("status {status}, {kind}")))
    }
}
