//! An AI host of the newest revision, and the server that it calls.

use axum::{body::Body, http::Request};
use commandry::{
    Dispatcher, Registry,
    mcp::{self, McpOptions},
};
use commandry_tests::Site;
use serde_json::{Value, json};

use crate::commands::{
    Database, NoEve, User, add_numbers, draw_dot, get_user, list_users, register_user, rename_user,
    repeat_text,
};

/// The tools of search mode.
pub(crate) const FOUR: [&str; 4] = ["search", "help", "run_readonly", "run"];

/// A service in search mode.
pub(crate) struct Host {
    site: Site,
    database: Database,
    pub(crate) capabilities: Value,
}

impl Host {
    pub(crate) fn new() -> Self {
        Self::with(McpOptions::default().tool_list_tokens(0))
    }

    pub(crate) fn with(options: McpOptions) -> Self {
        let database = Database::default();
        for (id, name) in [(1, "Ada"), (2, "Bob")] {
            database.0.lock().unwrap().push(User { id, name: name.to_owned() });
        }
        let registry = Registry::new()
            .with::<list_users>()
            .with::<get_user>()
            .with::<register_user>()
            .with::<add_numbers>()
            .with::<draw_dot>()
            .with::<repeat_text>()
            .with::<rename_user>();
        let dispatcher =
            Dispatcher::builder(registry).state(database.clone()).interceptor(NoEve).build().unwrap();
        Self { site: Site::of(mcp::router(dispatcher, options)), database, capabilities: json!({}) }
    }

    /// The answer to a request of the newest revision, with what comes along in `params`.
    pub(crate) async fn answer(&self, path: &str, method: &str, mut params: Value) -> Value {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": self.capabilities,
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        });
        let mut request = Request::post(path)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", method);
        if let Some(name) = params["name"].as_str() {
            request = request.header("mcp-name", name);
        }
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        self.site.send(request.body(Body::from(body.to_string())).unwrap()).await.json()
    }

    /// The result of a request that has one.
    pub(crate) async fn result(&self, path: &str, method: &str, params: Value) -> Value {
        let answer = self.answer(path, method, params).await;
        answer.get("result").cloned().unwrap_or_else(|| panic!("no result: {answer}"))
    }

    /// The names of the tools of a view.
    pub(crate) async fn tools(&self, path: &str) -> Vec<String> {
        let listed = self.result(path, "tools/list", json!({})).await;
        let tools = listed["tools"].as_array().unwrap();
        tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    }

    /// The text that a tool answers with, and whether it is a fault.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> (String, bool) {
        let result = self.result("/mcp", "tools/call", json!({"name": tool, "arguments": arguments})).await;
        assert_eq!(result["content"].as_array().map(Vec::len), Some(1), "{result}");
        assert_eq!(result["content"][0]["type"], "text", "{result}");
        assert_eq!(result.get("structuredContent"), None, "no tool of search mode declares an output schema");
        let text = result["content"][0]["text"].as_str().unwrap().to_owned();
        (text, result["isError"] == true)
    }

    pub(crate) async fn text(&self, tool: &str, arguments: Value) -> String {
        let (text, is_fault) = self.call(tool, arguments).await;
        assert!(!is_fault, "{text}");
        text
    }

    pub(crate) async fn value(&self, tool: &str, arguments: Value) -> Value {
        let text = self.text(tool, arguments).await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
    }

    pub(crate) async fn fault(&self, tool: &str, arguments: Value) -> String {
        let (text, is_fault) = self.call(tool, arguments).await;
        assert!(is_fault, "{text}");
        text
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.database.0.lock().unwrap().iter().map(|user| user.name.clone()).collect()
    }
}
