//! A host: who sends the requests of the protocol.

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use commandry::{
    Dispatcher,
    mcp::{self, McpOptions},
};
use commandry_tests::{Answer, Site};
use serde_json::{Value, json};

use super::commands::dispatcher;

pub(crate) const REVISION: &str = "2026-07-28";

/// A host in front of a server.
#[derive(Clone)]
pub(crate) struct Host {
    site: Site,
    path: &'static str,
    /// What it says that it can do.
    pub(crate) capabilities: Value,
    /// Further members of `_meta`.
    pub(crate) meta: Value,
}

/// One request, which a test may spoil before it is sent.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) path: &'static str,
    pub(crate) http_method: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Value,
}

impl Draft {
    /// Sets or removes a header.
    pub(crate) fn header(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.extend(value.map(|value| (name, value.to_owned())));
        self
    }

    /// Sets a member of the body by its pointer; `null` removes it.
    pub(crate) fn member(mut self, pointer: &str, value: Value) -> Self {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
        let name = name.replace("~1", "/");
        let parent =
            self.body.pointer_mut(parent).and_then(Value::as_object_mut).expect("the parent is there");
        if value.is_null() {
            parent.remove(&name);
        } else {
            parent.insert(name, value);
        }
        self
    }

    pub(crate) fn request(&self) -> Request<Body> {
        let mut request = Request::builder().method(self.http_method).uri(self.path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request.body(self.body.to_string().into()).expect("a test writes valid requests")
    }
}

impl Host {
    pub(crate) fn new() -> Self {
        Self::of(mcp::router(dispatcher(), McpOptions::default()))
    }

    pub(crate) fn with(dispatcher: Dispatcher, options: McpOptions) -> Self {
        Self::of(mcp::router(dispatcher, options))
    }

    fn of(router: Router) -> Self {
        Self { site: Site::of(router), path: "/mcp", capabilities: json!({}), meta: json!({}) }
    }

    pub(crate) fn at(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    pub(crate) fn able(mut self, capabilities: Value) -> Self {
        self.capabilities = capabilities;
        self
    }

    pub(crate) fn meta(mut self, meta: Value) -> Self {
        self.meta = meta;
        self
    }

    /// A request as it should be.
    pub(crate) fn draft(&self, method: &str, params: Value) -> Draft {
        let mut params = params;
        let mut meta = json!({
            "io.modelcontextprotocol/protocolVersion": REVISION,
            "io.modelcontextprotocol/clientCapabilities": self.capabilities,
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        });
        for (name, value) in self.meta.as_object().expect("further members are an object") {
            meta[name] = value.clone();
        }
        let name = params.get("name").or(params.get("uri")).and_then(Value::as_str).map(str::to_owned);
        params["_meta"] = meta;
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("accept", "application/json, text/event-stream".to_owned()),
            ("mcp-protocol-version", REVISION.to_owned()),
            ("mcp-method", method.to_owned()),
        ];
        headers.extend(name.map(|name| ("mcp-name", name)));
        Draft {
            path: self.path,
            http_method: "POST",
            headers,
            body: json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}),
        }
    }

    pub(crate) async fn send(&self, draft: &Draft) -> Answer {
        self.raw(draft.request()).await
    }

    pub(crate) async fn raw(&self, request: Request<Body>) -> Answer {
        self.site.send(request).await
    }

    /// Sends a request, whose answer must be one JSON object.
    pub(crate) async fn answer(&self, draft: &Draft) -> (u16, Value) {
        let answer = self.send(draft).await;
        (answer.status.as_u16(), answer.json())
    }

    /// The result of a request that must succeed.
    pub(crate) async fn result(&self, method: &str, params: Value) -> Value {
        let (status, answer) = self.answer(&self.draft(method, params)).await;
        assert_eq!((status, &answer["id"], &answer["jsonrpc"]), (200, &json!(7), &json!("2.0")), "{answer}");
        answer.get("result").cloned().unwrap_or_else(|| panic!("no result: {answer}"))
    }

    /// The result of a tool.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        self.result("tools/call", json!({"name": tool, "arguments": arguments})).await
    }

    /// The events of a request that is answered by a stream.
    pub(crate) async fn events(&self, method: &str, params: Value) -> Vec<Value> {
        let answer = self.send(&self.draft(method, params)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header(header::CONTENT_TYPE.as_str()), "text/event-stream", "{}", answer.text());
        assert_eq!(answer.header("x-accel-buffering"), "no");
        events_of(&answer.text())
    }
}

/// The messages of a stream of events.
pub(crate) fn events_of(text: &str) -> Vec<Value> {
    text.split("\n\n")
        .map(|event| event.lines().filter_map(|line| line.strip_prefix("data: ")).collect::<String>())
        .filter(|data| !data.is_empty())
        .map(|data| serde_json::from_str(&data).unwrap_or_else(|error| panic!("{error} in {data}")))
        .collect()
}
