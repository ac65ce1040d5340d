//! All ways in which a call can be made, each with what its caller sees.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use commandry_tests::{Answer, RunningServer, Site};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// Who calls: the header that proves it, if any.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Who<'a>(pub(crate) Option<(&'static str, &'a str)>);

/// What the caller sees of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Result,
    Unauthenticated,
    Forbidden,
    /// A tool, resource or prompt that is not listed for the caller does not exist for it.
    Unknown,
}

/// A service to call.
pub(crate) struct Service {
    pub(crate) site: Site,
    pub(crate) server: RunningServer,
}

const REVISION: &str = "2026-07-28";

impl Service {
    pub(crate) async fn send(
        &self,
        who: Who<'_>,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
        if let Some((name, value)) = who.0 {
            request = request.header(name, value);
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.site.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn post(&self, who: Who<'_>, path: &str, body: &Value) -> Answer {
        self.send(who, "POST", path, &[], &body.to_string()).await
    }

    /// Calls a command in every way there is; each way has its name.
    pub(crate) async fn call_in_all_ways(
        &self,
        who: Who<'_>,
        name: &str,
        alias: Option<&str>,
    ) -> Vec<(String, Seen)> {
        let mut seen = Vec::new();
        let params = json!({"sku": "A1"});
        let request = |id: u32| json!({"jsonrpc": "2.0", "id": id, "method": name, "params": params});
        for path in ["/cmd", "/api/cmd", "/api/jsonrpc", "/api/jsonrpc/batch"] {
            for (form, body) in [
                ("named", request(1)),
                ("by position", json!({"jsonrpc": "2.0", "id": 1, "method": name, "params": ["A1"]})),
                ("of the original", json!({"command": name, "params": params})),
            ] {
                let answer = self.post(who, path, &body).await;
                let of_body = of_rpc(&answer.json());
                assert_eq!(answer.status, status_of(of_body), "{path} {form}: {}", answer.text());
                let challenged = answer.headers.contains_key("www-authenticate");
                assert_eq!(challenged, of_body == Seen::Unauthenticated, "{path} {form}");
                seen.push((format!("{path} {form}"), of_body));
            }
            let other = json!({"jsonrpc": "2.0", "id": 2, "method": "help"});
            let answer = self.post(who, path, &json!([request(1), other, request(3)])).await;
            assert_eq!(answer.status, StatusCode::OK);
            let answers = answer.json();
            assert!(answers[1].get("result").is_some(), "{answers}");
            seen.push((format!("{path} batch, first"), of_rpc(&answers[0])));
            seen.push((format!("{path} batch, last"), of_rpc(&answers[2])));
        }
        let escaped =
            name.chars().fold(String::new(), |text, it| text + &format!("\\u{:04x}", u32::from(it)));
        let text =
            format!(" {{ \"params\" : {params} , \"method\":\"{escaped}\", \"id\":1,\"jsonrpc\":\"2.0\"}} ");
        let answer = self.send(who, "POST", "/cmd", &[], &text).await;
        seen.push(("escaped".to_owned(), of_rpc(&answer.json())));
        if let Some(alias) = alias {
            let body = json!({"jsonrpc": "2.0", "id": 1, "method": alias, "params": params});
            seen.push(("alias".to_owned(), of_rpc(&self.post(who, "/cmd", &body).await.json())));
            let answer = self.post(who, &format!("/cmd/{alias}"), &params).await;
            seen.push(("alias by path".to_owned(), of_status(&answer)));
        }
        for path in ["/cmd", "/api/command", "/tools", "/api/tools"] {
            let answer = self.post(who, &format!("{path}/{name}"), &params).await;
            seen.push((format!("{path}/NAME"), of_status(&answer)));
        }
        let events = [("accept", "text/event-stream")];
        let answer = self.send(who, "POST", &format!("/cmd/{name}"), &events, &params.to_string()).await;
        seen.push(("events".to_owned(), of_status(&answer)));
        seen.extend(self.over_websocket(who, &request(1)).await);
        seen.extend(self.as_tool(who, name).await);
        seen
    }

    async fn over_websocket(&self, who: Who<'_>, request: &Value) -> Vec<(String, Seen)> {
        let mut handshake = format!("ws://{}/ws", self.server.address).into_client_request().unwrap();
        if let Some((name, value)) = who.0 {
            handshake.headers_mut().insert(name, value.parse().unwrap());
        }
        let (mut socket, _) = connect_async(handshake).await.unwrap();
        let mut seen = Vec::new();
        for (form, body) in [("websocket", request.clone()), ("websocket batch", json!([request]))] {
            socket.send(Message::text(body.to_string())).await.unwrap();
            let answer = loop {
                let message = socket.next().await.unwrap().unwrap();
                let answer: Value = serde_json::from_str(message.to_text().unwrap()).unwrap();
                if answer.is_array() || answer.get("id").is_some() {
                    break answer;
                }
            };
            let answer = if answer.is_array() { answer[0].clone() } else { answer };
            seen.push((form.to_owned(), of_rpc(&answer)));
        }
        seen
    }

    async fn as_tool(&self, who: Who<'_>, name: &str) -> Vec<(String, Seen)> {
        let arguments = json!({"sku": "A1"});
        let step = json!({"command": name, "params": arguments});
        let mut seen = Vec::new();
        for (form, path, tool, arguments) in [
            ("tool", "/mcp/all", name, arguments.clone()),
            ("search mode", "/mcp", "run", step.clone()),
            ("search mode, reading", "/mcp", "run_readonly", step),
        ] {
            let answer =
                self.newest(who, path, "tools/call", json!({"name": tool, "arguments": arguments})).await;
            seen.push((form.to_owned(), of_tool(&answer)));
            let answer =
                self.older(who, path, "tools/call", json!({"name": tool, "arguments": arguments})).await;
            seen.push((format!("{form}, in a session"), of_tool(&answer)));
        }
        seen
    }

    /// A request of the newest revision of MCP.
    pub(crate) async fn newest(&self, who: Who<'_>, path: &str, method: &str, mut params: Value) -> Value {
        let name =
            params.get("name").or(params.get("uri")).and_then(Value::as_str).unwrap_or_default().to_owned();
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": REVISION,
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
        });
        let mut headers = vec![
            ("accept", "application/json, text/event-stream"),
            ("mcp-protocol-version", REVISION),
            ("mcp-method", method),
        ];
        if !name.is_empty() {
            headers.push(("mcp-name", &name));
        }
        let body = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        self.send(who, "POST", path, &headers, &body.to_string()).await.json()
    }

    /// A request in a session of an older revision of MCP, which is begun for it.
    pub(crate) async fn older(&self, who: Who<'_>, path: &str, method: &str, params: Value) -> Value {
        let session = self.session(who, path).await;
        self.in_session(who, path, &session, method, params).await.1
    }

    /// Begins a session of an older revision.
    pub(crate) async fn session(&self, who: Who<'_>, path: &str) -> String {
        let begin = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "tests", "version": "1"}}});
        let accept = [("accept", "application/json, text/event-stream")];
        let answer = self.send(who, "POST", path, &accept, &begin.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let session = answer.header("mcp-session-id").to_owned();
        let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string();
        self.send(who, "POST", path, &[accept[0], ("mcp-session-id", &session)], &initialized).await;
        session
    }

    pub(crate) async fn in_session(
        &self,
        who: Who<'_>,
        path: &str,
        session: &str,
        method: &str,
        params: Value,
    ) -> (StatusCode, Value) {
        let headers = [("accept", "application/json, text/event-stream"), ("mcp-session-id", session)];
        let body = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        let answer = self.send(who, "POST", path, &headers, &body.to_string()).await;
        let text = answer.text();
        let data = text.lines().filter_map(|line| line.strip_prefix("data: ")).rfind(|it| !it.is_empty());
        (answer.status, serde_json::from_str(data.unwrap_or(&text)).unwrap_or_default())
    }
}

fn status_of(seen: Seen) -> StatusCode {
    match seen {
        Seen::Unauthenticated => StatusCode::UNAUTHORIZED,
        Seen::Forbidden => StatusCode::FORBIDDEN,
        Seen::Result | Seen::Unknown => StatusCode::OK,
    }
}

fn of_rpc(answer: &Value) -> Seen {
    match (answer.get("result"), answer["error"]["code"].as_i64()) {
        (Some(_), None) => Seen::Result,
        (None, Some(-32001)) => Seen::Unauthenticated,
        (None, Some(-32002)) => Seen::Forbidden,
        _ => panic!("{answer}"),
    }
}

fn of_status(answer: &Answer) -> Seen {
    match answer.status {
        StatusCode::OK => Seen::Result,
        StatusCode::UNAUTHORIZED => Seen::Unauthenticated,
        StatusCode::FORBIDDEN => Seen::Forbidden,
        _ => panic!("{} {}", answer.status, answer.text()),
    }
}

/// What a host sees: a tool that is not listed for it does not exist.
fn of_tool(answer: &Value) -> Seen {
    let text = answer.to_string();
    match answer.get("result") {
        Some(result) if result["isError"] != true => Seen::Result,
        _ if text.contains("Unknown tool") || text.contains("no command") || text.contains("There is no") => {
            Seen::Unknown
        }
        // What writes is not run by the tool that only reads, whoever asks.
        Some(_) if text.contains("run_readonly") || text.contains("only run") || text.contains("changes") => {
            Seen::Unknown
        }
        _ => panic!("{answer}"),
    }
}
