//! What is sent to a server, and how an answer is known to be right.

use serde_json::{Value, json};

use crate::calls::{self, API_KEY, MCP_REVISION};

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
    /// The list of all tools, for AI hosts.
    ToolsList,
    /// One call of `get_order`, which asks a database.
    GetOrder,
}

/// How a server takes a call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// JSON-RPC 2.0 on `POST /cmd`.
    JsonRpc,
    /// The same with an API key.
    JsonRpcWithKey,
    /// `POST /{name}` with the parameters as body and the result as answer.
    Plain,
    /// The newest revision of the Model Context Protocol on `/mcp`.
    Mcp,
    /// The same on `/mcp/all`, where all commands are tools, however many there are.
    McpAll,
}

/// What is sent by `POST`.
pub struct Request {
    /// Path of the address.
    pub path: String,
    /// Headers that the protocol asks for besides those of every request with a JSON body.
    pub headers: Vec<(&'static str, &'static str)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Protocol {
    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonRpc => "json-rpc",
            Self::JsonRpcWithKey => "json-rpc-with-key",
            Self::Plain => "plain",
            Self::Mcp => "mcp",
            Self::McpAll => "mcp-all",
        }
    }

    /// The protocol of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::JsonRpc, Self::JsonRpcWithKey, Self::Plain, Self::Mcp, Self::McpAll]
            .into_iter()
            .find(|protocol| protocol.name() == name)
    }
}

impl Job {
    /// The jobs of every server, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Add, Self::EchoOrder, Self::Batch];

    /// Name in the table and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::EchoOrder => "echo_order",
            Self::Batch => "batch",
            Self::ToolsList => "tools_list",
            Self::GetOrder => "get_order",
        }
    }

    /// The job of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().chain([Self::ToolsList, Self::GetOrder]).find(|job| job.name() == name)
    }

    /// How many calls one request of it holds.
    pub fn calls(self) -> u8 {
        if self == Self::Batch { BATCH } else { 1 }
    }

    /// The request; `None` when the protocol has no such request.
    pub fn request(self, protocol: Protocol) -> Option<Request> {
        let plain = |path: String, body| Some(Request { path, headers: Vec::new(), body });
        match protocol {
            Protocol::JsonRpc => plain("/cmd".to_owned(), self.json_rpc()?),
            Protocol::JsonRpcWithKey => {
                let headers = vec![("x-api-key", API_KEY)];
                Some(Request { path: "/cmd".to_owned(), headers, body: self.json_rpc()? })
            }
            Protocol::Plain if self == Self::Batch => None,
            Protocol::Plain => {
                let (name, params) = self.call()?;
                plain(format!("/{name}"), calls::to_bytes(&params))
            }
            Protocol::Mcp => self.mcp("/mcp"),
            Protocol::McpAll => self.mcp("/mcp/all"),
        }
    }

    fn json_rpc(self) -> Option<Vec<u8>> {
        let (method, params) = self.call()?;
        Some(if self == Self::Batch {
            calls::rpc_batch(method, &params, BATCH.into())
        } else {
            calls::rpc(method, &params)
        })
    }

    fn mcp(self, path: &str) -> Option<Request> {
        let mut headers =
            vec![("accept", "application/json, text/event-stream"), ("mcp-protocol-version", MCP_REVISION)];
        let body = match self {
            Self::Batch => return None,
            Self::ToolsList => {
                headers.push(("mcp-method", "tools/list"));
                calls::tools_list()
            }
            Self::Add | Self::EchoOrder | Self::GetOrder => {
                let (name, arguments) = self.call()?;
                headers.extend([("mcp-method", "tools/call"), ("mcp-name", name)]);
                calls::tool_call(name, &arguments)
            }
        };
        Some(Request { path: path.to_owned(), headers, body })
    }

    /// Checks that an answer has the result of the job; a server that only answers errors is fast and worth nothing.
    ///
    /// # Errors
    /// Tells the job and the wrong answer.
    pub fn check(self, protocol: Protocol, answer: &[u8]) -> Result<(), String> {
        let answer: Value = serde_json::from_slice(answer).map_err(|error| error.to_string())?;
        let right = match (protocol, self) {
            (_, Self::ToolsList) => {
                answer.pointer("/result/tools").and_then(Value::as_array).is_some_and(|it| !it.is_empty())
            }
            // What it holds is up to the example.
            (_, Self::GetOrder) => answer["result"]["id"] == 1,
            (Protocol::Plain, _) => answer == self.result(),
            (Protocol::JsonRpc | Protocol::JsonRpcWithKey, Self::Batch) => {
                answer.as_array().is_some_and(|answers| {
                    answers.len() == usize::from(BATCH)
                        && answers.iter().zip(1..).all(|(answer, id)| is_reply(answer, id, &self.result()))
                })
            }
            (Protocol::JsonRpc | Protocol::JsonRpcWithKey, _) => is_reply(&answer, 1, &self.result()),
            (Protocol::Mcp | Protocol::McpAll, _) => is_tool_result(&answer, &self.tool_result()),
        };
        if right { Ok(()) } else { Err(format!("the answer to {} is wrong: {answer}", self.name())) }
    }

    fn call(self) -> Option<(&'static str, Value)> {
        match self {
            Self::Add | Self::Batch => Some(("add", calls::add_params())),
            Self::EchoOrder => Some(("echo_order", calls::echo_order_params())),
            Self::GetOrder => Some(("get_order", json!({"order": 1}))),
            Self::ToolsList => None,
        }
    }

    fn result(self) -> Value {
        if self == Self::EchoOrder { calls::echo_order_result() } else { calls::add_result() }
    }

    /// Results of tools are objects.
    fn tool_result(self) -> Value {
        if self == Self::EchoOrder { self.result() } else { json!({"result": self.result()}) }
    }
}

/// Whether the answer has the result twice, as data and as text.
fn is_tool_result(answer: &Value, expected: &Value) -> bool {
    let result = &answer["result"];
    let text = result.pointer("/content/0/text").and_then(Value::as_str).unwrap_or_default();
    answer["jsonrpc"] == "2.0"
        && answer["id"] == 1
        && result["resultType"] == "complete"
        && result["structuredContent"] == *expected
        && serde_json::from_str::<Value>(text).is_ok_and(|told| told == *expected)
}

fn is_reply(answer: &Value, id: i64, result: &Value) -> bool {
    answer["jsonrpc"] == "2.0" && answer["id"] == id && answer["result"] == *result
}
