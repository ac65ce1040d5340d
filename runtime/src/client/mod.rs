//! Calls commands of other servers with the types of their functions.
//!
//! The type that stands beside every command's function names the command, its parameters, its result and its errors.
//! A client that depends on the crate of a service therefore needs no generated code, and a wrong call does not
//! compile:
//!
//! ```
//! use commandry::{client::{Client, ClientError}, prelude::*};
//!
//! /// Why stock cannot be reserved.
//! #[derive(Debug, thiserror::Error, CommandErrors)]
//! pub enum StockError {
//!     /// Fewer units are left than were asked for.
//!     #[error("only {left} left")]
//!     #[command_error(code = 1001)]
//!     OutOfStock { left: u32 },
//! }
//!
//! /// Reserves units.
//! #[command(group = "stock")]
//! pub fn reserve_stock(
//!     /// What to reserve.
//!     sku: String,
//!     /// How many units.
//!     quantity: u32,
//! ) -> Result<String, StockError> {
//!     if quantity > 5 { Err(StockError::OutOfStock { left: 5 }) } else { Ok(format!("{quantity} × {sku}")) }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let registry = commandry::Registry::new().with::<reserve_stock>();
//! # let dispatcher = commandry::Dispatcher::builder(registry).build()?;
//! // `Client::new("https://shop.example/cmd")` calls a server; a dispatcher answers in the same process.
//! let client = Client::over(dispatcher);
//! assert_eq!(client.call::<reserve_stock>(("TEA-1".to_owned(), 2)).await?, "2 × TEA-1");
//!
//! let error = client.call::<reserve_stock>(("TEA-1".to_owned(), 9)).await.unwrap_err();
//! assert!(matches!(error.declared(), Some(StockError::OutOfStock { left: 5 })));
//! assert_eq!(error.kind(), Some("out_of_stock"));
//! # Ok(())
//! # }
//! ```
//!
//! The parameters are a tuple in the order of the signature, without what the server injects; they travel by name.
//! Results are read by `serde::Deserialize`, which only commands that are called this way need.
//!
//! # Features
//!
//! - `client`: everything but the network. It needs neither sockets nor threads and compiles to WebAssembly; a
//!   [`Transport`] of yours carries the bytes.
//! - `client-http`: [`Client::new`] and [`HttpTransport`], for servers over HTTP.
//! - `client-tls`: the same over HTTPS, by rustls with the certificates that the system trusts.

mod batch;
mod envelope;
mod error;
#[cfg(feature = "client-http")]
pub(crate) mod http;
mod in_process;
#[cfg(all(feature = "cli-call", feature = "client-http"))]
mod item_events;
mod read;
mod retries;
mod transport;
#[cfg(all(feature = "cli-call", feature = "client-http"))]
mod untyped;

use std::{fmt, sync::Arc, time::Duration};

use serde::Serialize;
use serde_json::value::RawValue;

#[cfg(feature = "client-http")]
pub use self::http::{HttpTransport, InvalidSetting};
#[cfg(all(feature = "cli-call", feature = "client-http"))]
pub(crate) use self::item_events::{ItemEvents, Opened};
pub use self::{
    batch::{Batch, BatchAnswers, Handle},
    error::{ClientError, CommandFailure},
    read::ReadableResult,
    retries::Retries,
    transport::{BoxFuture, Transport, TransportAnswer, TransportError, TransportRequest},
};
use self::{
    error::Failed,
    retries::{is_repeatable, is_worth_repeating},
};
use crate::declaration::{CommandErrors, CommandType};

/// The id of a request that travels alone: the answer comes back on the same way.
const ONLY_ID: u64 = 1;

/// Calls the commands of one server; a clone shares its connections.
///
/// It logs nothing, and neither parameters nor headers show in its errors.
#[derive(Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
    timeout: Duration,
    longest_answer: usize,
    retries: Retries,
}

impl Client {
    /// Calls the commands that are served at a URL, such as `http://127.0.0.1:8000/cmd`.
    ///
    /// [`HttpTransport`] can send headers as well.
    ///
    /// # Errors
    ///
    /// Fails when the text is no URL that can be called.
    #[cfg(feature = "client-http")]
    pub fn new(url: &str) -> Result<Self, InvalidSetting> {
        HttpTransport::new(url).map(Self::over)
    }

    /// Calls the commands at the other end of a transport.
    pub fn over(transport: impl Transport) -> Self {
        Self {
            transport: Arc::new(transport),
            timeout: Duration::from_secs(30),
            longest_answer: 64 * 1024 * 1024,
            retries: Retries::default(),
        }
    }

    /// Sets the longest time that one attempt may take until its answer is there; 30 seconds otherwise.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the longest answer that is taken, in bytes; 64 MiB otherwise.
    #[must_use]
    pub fn longest_answer(mut self, bytes: usize) -> Self {
        self.longest_answer = bytes;
        self
    }

    /// Sets how often requests are repeated that can be.
    #[must_use]
    pub fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// Calls a command and gives its result.
    ///
    /// # Errors
    ///
    /// Fails as the command fails, when the server refuses the call, and when there is no answer.
    pub async fn call<C: CommandType>(
        &self,
        parameters: C::Parameters,
    ) -> Result<C::Value, ClientError<C::Error>>
    where
        C::Parameters: Serialize,
        C::Value: ReadableResult,
        C::Error: CommandErrors,
    {
        let body = written::<C>(parameters, Some(ONLY_ID))?;
        let read = |answer: &_| envelope::single(ONLY_ID, answer);
        let answered = self.exchange(body, is_repeatable(C::__COMMAND), read).await;
        decode(&answered.map_err(Failed::typed)?)
    }

    /// Calls a command without waiting for its result: the server takes the call and says nothing more of it.
    ///
    /// # Errors
    ///
    /// Fails when the server does not take the call at all; how the command ends is not known.
    pub async fn notify<C: CommandType>(&self, parameters: C::Parameters) -> Result<(), ClientError<C::Error>>
    where
        C::Parameters: Serialize,
        C::Error: CommandErrors,
    {
        let body = written::<C>(parameters, None)?;
        let sent = self.exchange(body, is_repeatable(C::__COMMAND), envelope::notified).await;
        sent.map_err(Failed::typed)
    }

    /// Starts a batch: several calls in one request.
    pub fn batch(&self) -> Batch<'_> {
        Batch::new(self)
    }

    /// Sends a request, and again where that can help and do no harm.
    async fn exchange<T>(
        &self,
        body: String,
        repeatable: bool,
        read: impl Fn(&TransportAnswer) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        let body = body.into_bytes();
        let mut attempt = 1;
        loop {
            let request = TransportRequest {
                body: body.clone(),
                timeout: self.timeout,
                longest_answer: self.longest_answer,
            };
            let answer = self.transport.send(request).await;
            let asked = answer.as_ref().ok().and_then(|answer| answer.retry_after);
            let failed = match answer.map_err(Failed::Transport).and_then(|answer| read(&answer)) {
                Ok(outcome) => return Ok(outcome),
                Err(failed) => failed,
            };
            if !is_worth_repeating(&failed, repeatable) {
                return Err(failed);
            }
            let Some(pause) = self.retries.pause(attempt, asked) else { return Err(failed) };
            self.transport.wait(pause).await;
            attempt += 1;
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("timeout", &self.timeout)
            .field("longest_answer", &self.longest_answer)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

fn written<C: CommandType>(
    parameters: C::Parameters,
    id: Option<u64>,
) -> Result<String, ClientError<C::Error>>
where
    C::Parameters: Serialize,
{
    envelope::request(C::__COMMAND, &parameters, id)
        .map_err(|error| ClientError::Unsendable(error.to_string()))
}

fn decode<V: ReadableResult, E>(result: &RawValue) -> Result<V, ClientError<E>> {
    V::__read(result.get()).map_err(|error| ClientError::BadAnswer {
        status: None,
        reason: format!("the result has not the type that this client knows: {error}"),
    })
}
