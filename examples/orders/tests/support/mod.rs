//! The program as a process, and a plain HTTP client that speaks to it over a socket.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// Longest time that an answer may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; it ends with the value.
pub(crate) struct Server {
    process: Child,
    /// Host and port that it listens on.
    address: String,
    /// What it wrote to standard output besides its address.
    pub(crate) invitation: String,
}

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Server {
    /// Starts the program on a free port and waits until it listens.
    pub(crate) fn start(database: &str) -> Self {
        Self::start_with(database, &[])
    }

    /// The same with further words on the command line.
    pub(crate) fn start_with(database: &str, words: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_orders"))
            .args(["serve", "--host", "127.0.0.1", "--port", "0", "--db", database])
            .args(words)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let mut output = BufReader::new(process.stdout.take().expect("standard output is piped"));
        let (mut first, mut second) = (String::new(), String::new());
        output.read_line(&mut first).expect("the program tells where it listens");
        output.read_line(&mut second).expect("the program tells how to call it");
        let address = first.trim().strip_prefix("listening on http://").expect(&first).to_owned();
        Self { process, address, invitation: second }
    }

    /// Host and port that it listens on.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Where its commands are called.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/cmd", self.address)
    }

    /// Ends the process at once, as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.process.kill().expect("the process runs");
        self.process.wait().expect("the process ends");
    }

    /// Tells the process to stop, as a service manager does, and waits until it has; gives how long that took.
    pub(crate) fn terminate(mut self) -> Duration {
        let start = Instant::now();
        rustix::process::kill_process(
            rustix::process::Pid::from_child(&self.process),
            rustix::process::Signal::TERM,
        )
        .expect("the process runs");
        let status = self.process.wait().expect("the process ends");
        assert!(status.success(), "{status}");
        start.elapsed()
    }

    /// Sends one request on a connection of its own and reads the answer.
    pub(crate) fn send(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        self.send_with(&[], method, path, body)
    }

    /// The same with further headers.
    pub(crate) fn send_with(
        &self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit can be set");
        let body = body.unwrap_or_default();
        let headers: String =
            headers.iter().flat_map(|(name, value)| [*name, ": ", *value, "\r\n"]).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             {headers}content-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("the request can be sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the answer is complete");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect(head);
        assert!(!head.to_lowercase().contains("transfer-encoding"), "answers come with their length: {head}");
        Answer { status, body: body.to_owned() }
    }

    /// Sends JSON.
    pub(crate) fn send_json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, Some(&body.to_string()))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    /// Calls a command by JSON-RPC and gives the whole answer.
    pub(crate) fn call(&self, command: &str, params: &Value) -> Value {
        let request = json!({"jsonrpc": "2.0", "id": "one", "method": command, "params": params});
        let answer = self.send_json("POST", "/cmd", &request);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        assert_eq!((&answer["jsonrpc"], &answer["id"]), (&json!("2.0"), &json!("one")));
        answer
    }

    /// Calls a command by JSON-RPC and gives its result.
    pub(crate) fn result(&self, command: &str, params: &Value) -> Value {
        let mut answer = self.call(command, params);
        assert!(answer["error"].is_null(), "{answer}");
        answer["result"].take()
    }

    /// Calls a command by JSON-RPC and gives its error.
    pub(crate) fn error(&self, command: &str, params: &Value) -> Value {
        let mut answer = self.call(command, params);
        assert!(answer["result"].is_null(), "{answer}");
        answer["error"].take()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is what this is for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
