//! The way that requests take: everything a client needs of the network and the clock.

use std::{error::Error, fmt, future::Future, pin::Pin, time::Duration};

/// A future behind a pointer; on WebAssembly it need not be [`Send`], since the promises of a browser are not.
#[cfg(not(target_family = "wasm"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A future behind a pointer; on WebAssembly it need not be [`Send`], since the promises of a browser are not.
#[cfg(target_family = "wasm")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Brings the bytes of a request to a server and those of its answer back.
///
/// [`HttpTransport`](super::HttpTransport) posts them to a server; a [`Dispatcher`](crate::Dispatcher) answers them in
/// the same process. Others can be written for whatever carries bytes: `fetch` of a browser, a pipe, a message queue.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request once and waits for the whole answer.
    ///
    /// It tells truly whether a failed request may have reached the server, since the client repeats those that cannot
    /// have. Dropping the future gives the request up.
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportAnswer, TransportError>>;

    /// Waits, between two attempts.
    fn wait(&self, pause: Duration) -> BoxFuture<'_, ()>;
}

/// What is to be sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct TransportRequest {
    /// The JSON text of one JSON-RPC request or of a batch.
    pub body: Vec<u8>,
    /// Longest time until the whole answer is there.
    pub timeout: Duration,
    /// Longest answer to be taken, in bytes.
    pub longest_answer: usize,
}

/// The parameters in the body may be secret.
impl fmt::Debug for TransportRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportRequest")
            .field("bytes", &self.body.len())
            .field("timeout", &self.timeout)
            .field("longest_answer", &self.longest_answer)
            .finish()
    }
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransportAnswer {
    /// The bytes of the answer; none when a notification was taken.
    pub body: Vec<u8>,
    /// The HTTP status, where the answer came by HTTP.
    pub status: Option<u16>,
    /// How long the server asks to wait before the next attempt.
    pub retry_after: Option<Duration>,
}

/// Why there is no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// Nothing of the request left, so that it can be sent again: no connection.
    NotSent(Box<dyn Error + Send + Sync>),
    /// The request left, at least in part, and its answer did not come back: the connection broke.
    Lost(Box<dyn Error + Send + Sync>),
    /// The answer was not there in time; the command may have run, and may run still.
    TimedOut(Duration),
    /// The answer is longer than this many bytes.
    TooLong(usize),
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(cause) => write!(formatter, "the server cannot be reached: {cause}"),
            Self::Lost(cause) => write!(formatter, "the connection broke before the answer: {cause}"),
            Self::TimedOut(limit) => {
                write!(formatter, "there was no answer within {} seconds", limit.as_secs_f64())
            }
            Self::TooLong(limit) => write!(formatter, "the answer is longer than {limit} bytes"),
        }
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NotSent(cause) | Self::Lost(cause) => Some(&**cause),
            Self::TimedOut(_) | Self::TooLong(_) => None,
        }
    }
}
