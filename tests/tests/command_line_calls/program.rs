//! Running the program.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Ran {
    /// What was written to standard output, as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.output).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The program, without anything of the environment that could change what it does.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_command-line"));
    command.env_clear().env("RUST_BACKTRACE", "0").env("TERM", "xterm");
    command
}

/// Runs `call` with some words.
pub(crate) fn call(words: &[&str]) -> Ran {
    call_with(words, &[], "")
}

/// Runs `call` with some words, variables and an input.
pub(crate) fn call_with(words: &[&str], environment: &[(&str, &str)], input: &str) -> Ran {
    start(&[&["call"][..], words].concat(), environment, input)
}

/// Runs the program to its end.
pub(crate) fn start(words: &[&str], environment: &[(&str, &str)], input: &str) -> Ran {
    let mut child = program()
        .args(words)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input may have ended before it is written.
    let _ = child.stdin.take().expect("the input is a pipe").write_all(input.as_bytes());
    let ended = child.wait_with_output().expect("the program ends");
    Ran {
        code: ended.status.code().unwrap_or(-1),
        output: String::from_utf8(ended.stdout).expect("the output is UTF-8"),
        errors: String::from_utf8(ended.stderr).expect("the messages are UTF-8"),
    }
}

/// The program as a server, until it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    child: Child,
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut child = program()
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("the output is a pipe");
        BufReader::new(output).read_line(&mut line).expect("the server says where it listens");
        let url =
            line.trim().strip_prefix("listening on ").expect("the first line is the address").to_owned();
        Self { url, child }
    }

    /// Asks the server to stop, as whoever runs it does.
    #[cfg(unix)]
    pub(crate) fn stop(&self) {
        let process = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(process, Signal::TERM).unwrap();
    }

    /// Ends the server as a failure of its machine does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("a listener has an address").port()
}
