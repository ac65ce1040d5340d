//! What is sent to a server, and how an answer is known to be right.

use serde_json::Value;

use crate::calls;

/// How many calls a batch has.
pub const BATCH: u8 = 100;

/// A kind of request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// One call of `add`.
    Add,
    /// One call of `echo_order`.
    EchoOrder,
    /// [`BATCH`] calls of `add` in one request.
    Batch,
}

/// How a server takes a call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// JSON-RPC 2.0 on `POST /cmd`.
    JsonRpc,
    /// `POST /{name}` with the parameters as body and the result as answer.
    Plain,
}

impl Protocol {
    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonRpc => "json-rpc",
            Self::Plain => "plain",
        }
    }

    /// The protocol of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::JsonRpc, Self::Plain].into_iter().find(|protocol| protocol.name() == name)
    }
}

impl Job {
    /// All jobs, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Add, Self::EchoOrder, Self::Batch];

    /// Name in the table and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::EchoOrder => "echo_order",
            Self::Batch => "batch",
        }
    }

    /// The job of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.name() == name)
    }

    /// How many calls one request of it holds.
    pub fn calls(self) -> u8 {
        if self == Self::Batch { BATCH } else { 1 }
    }

    /// Path and body of the request; `None` when the protocol has no such request.
    pub fn request(self, protocol: Protocol) -> Option<(String, Vec<u8>)> {
        let (method, params) = self.call();
        match (protocol, self) {
            (Protocol::JsonRpc, Self::Batch) => {
                Some(("/cmd".to_owned(), calls::rpc_batch(method, &params, BATCH.into())))
            }
            (Protocol::JsonRpc, _) => Some(("/cmd".to_owned(), calls::rpc(method, &params))),
            (Protocol::Plain, Self::Batch) => None,
            (Protocol::Plain, _) => Some((format!("/{method}"), calls::to_bytes(&params))),
        }
    }

    /// Checks that an answer has the result of the job; a server that only answers errors is fast and worth nothing.
    ///
    /// # Errors
    /// Tells the job and the wrong answer.
    pub fn check(self, protocol: Protocol, answer: &[u8]) -> Result<(), String> {
        let answer: Value = serde_json::from_slice(answer).map_err(|error| error.to_string())?;
        let expected = match self {
            Self::Add | Self::Batch => calls::add_result(),
            Self::EchoOrder => calls::echo_order_result(),
        };
        let right = match (protocol, self) {
            (Protocol::Plain, _) => answer == expected,
            (Protocol::JsonRpc, Self::Batch) => answer.as_array().is_some_and(|answers| {
                answers.len() == usize::from(BATCH)
                    && answers.iter().zip(1..).all(|(answer, id)| is_reply(answer, id, &expected))
            }),
            (Protocol::JsonRpc, _) => is_reply(&answer, 1, &expected),
        };
        if right { Ok(()) } else { Err(format!("the answer to {} is wrong: {answer}", self.name())) }
    }

    fn call(self) -> (&'static str, Value) {
        match self {
            Self::Add | Self::Batch => ("add", calls::add_params()),
            Self::EchoOrder => ("echo_order", calls::echo_order_params()),
        }
    }
}

fn is_reply(answer: &Value, id: i64, result: &Value) -> bool {
    answer["jsonrpc"] == "2.0" && answer["id"] == id && answer["result"] == *result
}
