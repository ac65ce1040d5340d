//! Worker processes, and the traces that they leave.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use commandry::jobs::JobSettings;

use crate::{SETTINGS, Store, TRACES};

/// A worker process, which ends with its test.
#[derive(Debug)]
pub struct Worker(Child);

impl Worker {
    /// Starts a program with the words of its command line.
    ///
    /// # Panics
    ///
    /// Panics when the program cannot be started.
    pub fn start(program: &Path, store: &Store, settings: &JobSettings, words: &[&str]) -> Self {
        // What is shown of settings lacks the password; these stores have none.
        let settings = serde_json::to_string(settings).expect("settings can be written");
        let child = Command::new(program)
            .args(words)
            .env(SETTINGS, settings)
            .env(TRACES, store.traces())
            .stdout(Stdio::null())
            .stderr(if std::env::var_os("JOB_TEST_LOG").is_some() { Stdio::inherit() } else { Stdio::null() })
            .spawn()
            .expect("the program starts");
        Self(child)
    }

    /// Ends the process in the middle of whatever it does.
    ///
    /// # Panics
    ///
    /// Panics when there is no such process.
    pub fn kill(&mut self) {
        self.0.kill().expect("a process can be killed");
        self.0.wait().expect("a killed process ends");
    }

    /// Sends a signal, such as `STOP`.
    ///
    /// # Panics
    ///
    /// Panics when it cannot be sent.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.0.id().to_string()]).status();
        assert!(sent.expect("`kill` is there").success(), "the signal is sent");
    }

    /// Waits for the process to end by itself.
    ///
    /// # Panics
    ///
    /// Panics when it does not in good time.
    pub fn wait(&mut self, patience: Duration) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().expect("a process can be asked for") {
                return status;
            }
            assert!(start.elapsed() < patience, "the worker ends in good time");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One run of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The command.
    pub command: String,
    /// What it was called with.
    pub what: String,
    /// The name of the run.
    pub run: String,
}

impl Trace {
    /// All runs so far, in their order.
    pub fn all(path: &PathBuf) -> Vec<Self> {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.lines()
            .filter_map(|line| {
                let mut words = line.split(' ').map(str::to_owned);
                Some(Self { command: words.next()?, what: words.next()?, run: words.next()? })
            })
            .collect()
    }
}
