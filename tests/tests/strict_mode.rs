//! Strict mode and auto-fix, on a real process.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

fn program(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_badly-documented"));
    command.args(words);
    command
}

fn output(words: &[&str]) -> Output {
    program(words).output().expect("the program can be started")
}

/// A server that ends with the value.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(words: &[&str]) -> Self {
        let mut process = program(&[&["serve", "--port", "0"], words].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let mut first = String::new();
        let output = process.stdout.as_mut().expect("standard output is piped");
        BufReader::new(output).read_line(&mut first).expect("the program tells where it listens");
        let address = first.trim().strip_prefix("listening on http://").expect(&first).to_owned();
        Self { process, address }
    }

    /// The body of an answer.
    fn send(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit can be set");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("the request can be sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the answer is complete");
        answer.split_once("\r\n\r\n").expect("an answer has a head").1.to_owned()
    }

    fn call(&self, method: &str, params: Value) -> Value {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let answer: Value =
            serde_json::from_str(&self.send("POST", "/cmd", &body.to_string())).expect("the answer is JSON");
        answer["result"].clone()
    }

    fn document(&self, path: &str) -> Value {
        serde_json::from_str(&self.send("GET", path, "")).expect("the document is JSON")
    }

    /// Ends the process and gives what it logged.
    fn end(mut self) -> String {
        self.process.kill().expect("the process runs");
        self.process.wait().expect("the process ends");
        let mut log = String::new();
        let errors = self.process.stderr.as_mut().expect("standard error is piped");
        errors.read_to_string(&mut log).expect("the log is text");
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already where the test got that far.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_strict_server_does_not_start_with_what_validation_refuses() {
    let refused = output(&["serve", "--port", "0", "--strict-mode"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&refused.stdout), "");
    let errors = String::from_utf8_lossy(&refused.stderr).into_owned();
    let validated = output(&["validate", "--strict"]);
    assert_eq!(validated.status.code(), Some(1));
    let report = String::from_utf8(validated.stdout).expect("the report is text");
    assert!(errors.starts_with("error: strict mode: 1 of 3 commands"), "{errors}");
    assert!(errors.ends_with(&format!("{report}\n")), "{errors}\nhas not the report\n{report}");
    assert!(report.contains("error[summary-period]"), "{report}");
    assert!(!errors.contains("set up"), "{errors}");
}

#[test]
fn what_is_off_changes_nothing() {
    for words in [&[][..], &["--strict-mode=false", "--auto-fix=false"]] {
        let server = Server::start(words);
        let document = server.document("/openapi.json").to_string();
        assert!(document.contains("counts what is on the shelf\""), "{document}");
        assert!(!server.end().contains("auto_fix"));
    }
    assert_eq!(output(&["serve", "--strict-mode=perhaps"]).status.code(), Some(2));
}

#[test]
fn auto_fix_publishes_what_it_repaired_on_every_way() {
    let server = Server::start(&["--auto-fix"]);
    let summary = "Counts what is on the shelf.";
    let documents = ["/openapi.json", "/openrpc.json", "/commands", "/api/commands/count_units"];
    for path in documents {
        let document = server.document(path).to_string();
        assert!(document.contains(summary) && document.contains("The sku."), "{path}: {document}");
    }
    let openrpc = server.document("/openrpc.json").to_string();
    assert!(openrpc.contains("The number, or null when there is none."), "{openrpc}");
    let help = server.call("help", json!({"cmdname": "count_units"}));
    assert_eq!(help["summary"], summary);
    assert_eq!(help["params"]["sku"]["description"], "The sku.");
    assert_eq!(help["result"]["description"], "The number, or null when there is none.");
    assert_eq!(server.call("help", json!({}))["commands"]["count_units"]["summary"], summary);
    assert_eq!(server.call("count_units", json!({"sku": "7"})), 7);

    let log = server.end();
    let warnings: Vec<&str> =
        log.lines().filter(|line| line.contains("WARN") && line.contains("auto_fix")).collect();
    assert_eq!(warnings.len(), 3, "{log}");
    assert!(warnings.iter().all(|line| line.contains("count_units")), "{log}");
}

#[test]
fn strict_mode_judges_what_auto_fix_publishes() {
    // A program cannot know what a parameter means: the repaired text restates its name.
    let refused = output(&["serve", "--port", "0", "--strict-mode", "--auto-fix"]);
    let errors = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        errors.contains("error[param-restates-name]") && !errors.contains("error[summary-period]"),
        "{errors}"
    );
}
