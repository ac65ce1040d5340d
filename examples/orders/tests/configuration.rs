//! The program as a process, set up by a file, the environment and its command line.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

const FILE: &str = "[server]\nport = 1\n[server.limits]\nbatch = 2\n[app]\ndb = \":memory:\"\n";

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, which is what this is for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn orders(folder: &Path, words: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orders"));
    command.args(words).current_dir(folder).env_clear().envs(variables.iter().copied());
    command
}

fn output(folder: &Path, words: &[&str], variables: &[(&str, &str)]) -> (Output, String, String) {
    let output = orders(folder, words, variables).output().expect("the program can be started");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program writes text");
    let (standard, error) = (text(&output.stdout), text(&output.stderr));
    (output, standard, error)
}

/// Starts the server, and gives its address.
fn started(folder: &Path, words: &[&str], variables: &[(&str, &str)]) -> (Running, String) {
    let mut command = orders(folder, words, variables);
    let mut process = Running(command.stdout(Stdio::piped()).spawn().expect("the program can be started"));
    let mut first = String::new();
    let mut output = BufReader::new(process.0.stdout.take().expect("standard output is piped"));
    output.read_line(&mut first).expect("the program tells where it listens");
    let address = first.trim().strip_prefix("listening on http://").expect(&first).to_owned();
    (process, address)
}

/// What the server says to a body, sent to a host of this name.
fn answer(address: &str, host: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let head =
        format!("POST /cmd HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json");
    write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .expect("the request can be sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer is complete");
    answer
}

const CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"health"}"#;

/// Starts the server, and gives what it answers to three calls at once.
fn answer_to_three(folder: &Path, words: &[&str], variables: &[(&str, &str)]) -> String {
    let (_process, address) = started(folder, words, variables);
    answer(&address, &address, &format!("[{CALL},{CALL},{CALL}]"))
}

#[test]
fn a_server_is_set_up_by_file_environment_and_flags() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), FILE).unwrap();
    // The port of the file is for the mighty alone, so that it listens only if the environment wins.
    let variables = [("APP_SERVER__PORT", "0")];
    let answer = answer_to_three(folder.path(), &["serve", "--config", "shop.toml"], &variables);
    assert!(answer.contains("at most 2"), "the limit of the file holds: {answer}");
    let variables =
        [("APP_CONFIG", "shop.toml"), ("APP_SERVER__PORT", "1"), ("APP_SERVER__LIMITS__BATCH", "1")];
    let answer = answer_to_three(folder.path(), &["--port", "0"], &variables);
    assert!(answer.contains("at most 1"), "the limit of the environment holds: {answer}");
    let answer = answer_to_three(folder.path(), &["serve", "--port", "0", "--db", ":memory:"], &[]);
    assert_eq!(answer.matches("\"status\"").count(), 3, "without a file all is as usual: {answer}");
    assert!(!folder.path().join("orders.db").exists(), "the database was in memory each time");
}

#[test]
fn a_server_of_this_machine_alone_goes_by_its_names_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["serve", "--port", "0", "--db", ":memory:"];
    let (_process, address) = started(folder.path(), &words, &[]);
    let own = answer(&address, "LocalHost:8000", CALL);
    assert!(own.starts_with("HTTP/1.1 200 "), "{own}");
    // What a browser sends for a page whose name was made to lead here.
    let foreign = answer(&address, "shop.example.com", CALL);
    assert!(foreign.starts_with("HTTP/1.1 400 "), "{foreign}");
    assert!(foreign.contains("untrusted_host") && foreign.contains("http.trusted_hosts"), "{foreign}");
    let variables = [("APP_HTTP__TRUSTED_HOSTS", r#"["*"]"#)];
    let (_process, address) = started(folder.path(), &words, &variables);
    let named = answer(&address, "shop.example.com", CALL);
    assert!(named.starts_with("HTTP/1.1 200 "), "{named}");
}

#[test]
fn settings_are_shown_with_their_origins() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), FILE).unwrap();
    fs::write(folder.path().join(".env"), "\nAPP_STRICT_MODE=yes\n").unwrap();
    let words = ["config", "show", "--origins", "--db", "other.db"];
    let key = "0123456789abcdef".repeat(4);
    let variables = [("APP_SERVER__HOST", "::1"), ("APP_MCP__REQUEST_STATE_KEY", &*key)];
    let (_, shown, error) = output(folder.path(), &words, &variables);
    for expected in [
        "strict_mode = true # .env:2, APP_STRICT_MODE\n",
        "auto_fix = false # default\n",
        "\n[app]\ndb = \"other.db\" # command line, --db\n",
        "request_state_key = \"(secret)\" # environment, APP_MCP__REQUEST_STATE_KEY\n",
        "host = \"::1\" # environment, APP_SERVER__HOST\n",
        "port = 1 # config.toml:2\n",
        "\n[server.limits]\nbatch = 2 # config.toml:4\n",
    ] {
        assert!(shown.contains(expected), "{expected}\n{shown}{error}");
    }
    assert!(!shown.contains("0123456789abcdef"));
    // What is shown can be read again, but for its secrets.
    let (_, shown, _) = output(folder.path(), &["config", "show"], &[]);
    fs::write(folder.path().join("again.toml"), shown).unwrap();
    let (checked, _, error) = output(folder.path(), &["config", "check", "--config", "again.toml"], &[]);
    assert!(checked.status.success(), "{error}");
    let (_, shown, _) = output(folder.path(), &["config", "show", "--format", "json", "--origins"], &[]);
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["server.limits.batch"], serde_json::json!({"value": 2, "origin": "config.toml:4"}));
}

#[test]
fn a_faulty_file_keeps_every_command_that_needs_it_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.yaml"), "server:\n  prot: 1\n  port: http\n").unwrap();
    let expected = "error: the settings have 2 faults\n  \
                    config.yaml:3: `server.port` must be an integer from 0 to 65535, and is the text \"http\"\n  \
                    config.yaml:2: `server.prot` is not known; the nearest setting is `server.port`\n";
    for words in [&["serve"][..], &["config", "check"], &["config", "show"], &["call", "health"], &["mcp"]] {
        let (ended, shown, error) = output(folder.path(), words, &[]);
        assert_eq!((ended.status.code(), &*error, &*shown), (Some(2), expected, ""), "{words:?}");
    }
    for words in [&["schema"][..], &["config", "schema"], &["config", "init", "--out", "other.toml"]] {
        let (ended, _, error) = output(folder.path(), words, &[]);
        assert!(ended.status.success(), "{words:?} {error}");
    }
    assert_eq!(
        output(folder.path(), &["config", "check", "--config", "other.toml"], &[]).2,
        "the settings are in order\n"
    );
}
