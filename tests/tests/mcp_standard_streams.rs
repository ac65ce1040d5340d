//! A host that starts the program and speaks the Model Context Protocol over its pipes, in the newest revision and an
//! older one.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// The program, and its pipes.
struct Host {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    errors: BufReader<ChildStderr>,
    /// What every request of the newest revision says; `null` on older ones.
    meta: Value,
}

impl Host {
    fn start(words: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_talkative"))
            .arg("mcp")
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        let errors = BufReader::new(process.stderr.take().expect("a pipe"));
        Self { input: process.stdin.take(), process, output, errors, meta: Value::Null }
    }

    /// Begins as older revisions do.
    fn older(capabilities: &Value) -> Self {
        let mut host = Self::start(&[]);
        let said = host.request(
            "initialize",
            json!({"protocolVersion": "2025-06-18",
            "capabilities": capabilities, "clientInfo": {"name": "tests", "version": "1"}}),
        );
        assert_eq!(said["result"]["protocolVersion"], "2025-06-18", "{said}");
        host.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        host
    }

    /// Says with every request what older revisions say at first.
    fn newest(capabilities: &Value) -> Self {
        let mut host = Self::start(&[]);
        host.meta = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": capabilities,
        });
        host
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.input.as_mut().expect("it is open"), "{message}").expect("the program reads");
    }

    fn ask(&mut self, id: u32, method: &str, mut params: Value) {
        if !self.meta.is_null() {
            params["_meta"] = self.meta.clone();
        }
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    /// The next line of standard output, which must be a message of the protocol.
    fn message(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("standard output is text");
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
        message
    }

    /// Sends a request and gives its answer; what is told before is passed over.
    fn request(&mut self, method: &str, params: Value) -> Value {
        self.ask(1, method, params);
        loop {
            let message = self.message();
            if message.get("id").is_some() {
                return message;
            }
        }
    }

    fn call(&mut self, tool: &str) -> Value {
        self.request("tools/call", json!({"name": tool}))
    }

    fn until_said(&mut self, text: &str) {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            let count = self.errors.read_line(&mut line).expect("standard error is text");
            assert!(count > 0, "`{text}` is not said");
        }
    }

    /// Closes standard input, upon which the program ends in order and says nothing more.
    fn end(mut self) {
        drop(self.input.take());
        let mut rest = String::new();
        while self.output.read_line(&mut rest).expect("standard output is text") > 0 {}
        assert_eq!(rest, "");
        assert!(self.process.wait().expect("it ends").success());
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended already, which is what this is for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn both() -> [Host; 2] {
    [Host::older(&json!({})), Host::newest(&json!({}))]
}

#[test]
fn commands_are_listed_and_called() {
    for mut host in both() {
        let is_newest = !host.meta.is_null();
        let listed = host.request("tools/list", json!({}));
        let tools = listed["result"]["tools"].as_array().expect("tools are listed");
        let names: Vec<&Value> = tools.iter().map(|tool| &tool["name"]).collect();
        assert_eq!(names, ["chatter", "fall_over", "greet", "run_for_ever"]);
        let called = host.call("chatter");
        assert_eq!(called["result"]["structuredContent"], json!({"result": true}), "{called}");
        let kind = if is_newest { json!("complete") } else { Value::Null };
        assert_eq!([&listed["result"]["resultType"], &called["result"]["resultType"]], [&kind, &kind]);
        let unknown = host.call("chat");
        assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
        host.end();
    }
}

#[test]
fn the_newest_revision_begins_with_a_question_or_with_nothing() {
    let mut host = Host::newest(&json!({}));
    let said = host.request("server/discover", json!({}));
    let versions = said["result"]["supportedVersions"].as_array().expect("versions");
    for version in ["2026-07-28", "2025-11-25", "2025-06-18"] {
        assert!(versions.contains(&json!(version)), "{said}");
    }
    assert_eq!(said["result"]["resultType"], "complete");
    host.end();
    let mut host = Host::newest(&json!({}));
    assert_eq!(host.call("chatter")["result"]["resultType"], "complete");
    host.end();
}

#[test]
fn what_commands_print_is_not_among_the_messages() {
    for mut host in both() {
        assert_eq!(host.call("chatter")["result"]["structuredContent"], json!({"result": true}));
        host.until_said("printed by a command");
        host.until_said("logged by a command");
        let fallen = host.call("fall_over");
        assert_eq!(fallen["result"]["isError"], true, "{fallen}");
        assert!(!fallen.to_string().contains("fell over"), "{fallen}");
        host.until_said("a command fell over");
        host.end();
    }
}

#[test]
fn older_revisions_are_told_messages_and_the_newest_those_it_asks_for() {
    let mut host = Host::older(&json!({}));
    host.ask(1, "tools/call", json!({"name": "chatter"}));
    let told = host.message();
    assert_eq!(
        (&told["method"], &told["params"]["data"]),
        (&json!("notifications/message"), &json!("told by a command"))
    );
    assert_eq!(host.message()["id"], 1);
    host.end();
    let mut host = Host::newest(&json!({}));
    host.ask(1, "tools/call", json!({"name": "chatter"}));
    assert_eq!(host.message()["id"], 1, "it asked for no messages");
    host.meta["io.modelcontextprotocol/logLevel"] = json!("info");
    host.ask(2, "tools/call", json!({"name": "chatter"}));
    assert_eq!(host.message()["params"]["data"], "told by a command");
    assert_eq!(host.message()["id"], 2);
    host.end();
}

#[test]
fn a_cancelled_call_stops_the_function() {
    for mut host in both() {
        host.ask(5, "tools/call", json!({"name": "run_for_ever"}));
        host.until_said("run_for_ever has begun");
        let start = Instant::now();
        host.send(
            &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 5}}),
        );
        host.until_said("run_for_ever was stopped");
        let took = start.elapsed();
        assert!(took < Duration::from_millis(100), "the function stopped after {took:?}");
        assert_eq!(host.call("chatter")["id"], 1, "and everything goes on");
        host.end();
    }
}

#[test]
fn an_older_revision_is_asked_while_the_call_waits() {
    let mut host = Host::older(&json!({"elicitation": {}}));
    let asked = host.call("greet");
    assert_eq!(asked["method"], "elicitation/create", "{asked}");
    let answer = json!({"action": "accept", "content": {"name": "Ada"}});
    host.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": answer}));
    let greeted = host.message();
    assert_eq!(greeted["result"]["structuredContent"], json!({"result": "Hello, Ada!"}), "{greeted}");
    host.end();
    let mut mute = Host::older(&json!({}));
    let refused = mute.call("greet");
    assert!(refused["result"]["content"][0]["text"].as_str().is_some_and(|it| it.contains("cannot_ask")));
    mute.end();
}

#[test]
fn the_newest_revision_is_asked_in_rounds() {
    let mut host = Host::newest(&json!({"elicitation": {}}));
    let asked = host.call("greet")["result"].take();
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    assert_eq!(asked["inputRequests"]["name"]["method"], "elicitation/create");
    assert_eq!(asked["inputRequests"]["name"]["params"]["message"], "What is your name?");
    let retry = json!({"name": "greet", "requestState": asked["requestState"],
        "inputResponses": {"name": {"action": "accept", "content": {"name": "Ada"}}}});
    let greeted = host.request("tools/call", retry.clone());
    assert_eq!(greeted["result"]["structuredContent"], json!({"result": "Hello, Ada!"}), "{greeted}");
    let mut changed = retry;
    changed["requestState"] = json!("AAAA");
    let refused = host.request("tools/call", changed);
    assert_eq!(refused["error"]["code"], -32602, "{refused}");
    host.end();
    let mut mute = Host::newest(&json!({}));
    let refused = mute.call("greet");
    assert_eq!(refused["error"]["code"], -32021, "{refused}");
    assert_eq!(refused["error"]["data"]["requiredCapabilities"], json!({"elicitation": {}}));
    mute.end();
}

#[test]
fn a_host_sees_the_group_that_it_is_started_with() {
    let mut host = Host::start(&["--tools", "group=work"]);
    host.meta = Host::newest(&json!({})).meta.take();
    let listed = host.request("tools/list", json!({}));
    assert_eq!(listed["result"]["tools"].as_array().map(Vec::len), Some(1), "{listed}");
    host.end();
    let mut host = Host::start(&["--tools", "search"]);
    host.meta = Host::newest(&json!({})).meta.take();
    let found =
        host.request("tools/call", json!({"name": "search", "arguments": {"query": "ask for a name"}}));
    assert!(found["result"].to_string().contains("greet"), "{found}");
    host.end();
    let program = || Command::new(env!("CARGO_BIN_EXE_talkative"));
    let refused = program().args(["mcp", "--tools", "group=nothing"]).output().expect("it can be started");
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0));
    let text = String::from_utf8_lossy(&refused.stderr);
    assert!(text.contains("there is no group `nothing`; there are talk, work"), "{text}");
}
