//! `orders` with the settings of production, in a folder that is gone afterwards.

use std::{
    fs,
    io::{BufRead, BufReader, Error, Read, Result},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

/// Runs the program in its folder with the settings of production, but for what is said here.
fn command(program: &Path, folder: &Path) -> Command {
    let settings: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "../../deploy/production/orders.toml"].iter().collect();
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .arg("--config")
        .arg(settings)
        // Of this machine alone, and beside other servers.
        .envs([
            ("APP_SERVER__HOST", "127.0.0.1"),
            ("APP_SERVER__PORT", "0"),
            ("APP_METRICS__ADDRESS", "127.0.0.1:0"),
        ])
        // All calls are of one caller, whose limit would be met before that of the server is.
        .env("APP_HTTP__RATE_LIMIT__ENABLED", "false")
        // Encryption on both sides would leave less of the machine for what is measured.
        .env("APP_TLS__MODE", "http");
    command
}

/// A server that listens; it is killed when dropped.
pub(crate) struct Server {
    process: Child,
    address: SocketAddr,
    token: String,
    /// Open, since it writes more than the line that is read.
    _output: BufReader<ChildStdout>,
    /// Its data are there.
    _folder: tempfile::TempDir,
}

impl Server {
    pub(crate) fn start(program: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        for key in ["token_key", "request_state_key"] {
            let mut bytes = [0; 32];
            fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
            let text = bytes.map(|byte| format!("{byte:02x}")).concat();
            fs::write(folder.path().join(key), text)?;
        }
        let output =
            command(program, folder.path()).args(["auth", "token", "load", "--role", "admin"]).output()?;
        let token = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if !output.status.success() || token.is_empty() {
            return Err(Error::other(format!("no token: {}", String::from_utf8_lossy(&output.stderr))));
        }
        // Its log is that of production, a line for each call, which a collector would take.
        let log = fs::File::create(folder.path().join("log"))?;
        let mut process =
            command(program, folder.path()).arg("serve").stdout(Stdio::piped()).stderr(log).spawn()?;
        let mut line = String::new();
        let output =
            process.stdout.take().ok_or_else(|| Error::other("the server has no standard output"))?;
        let mut output = BufReader::new(output);
        output.read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://").and_then(|text| text.parse().ok());
        let Some(address) = address else {
            process.kill()?;
            process.wait()?;
            let log = fs::read_to_string(folder.path().join("log"))?;
            return Err(Error::other(format!("the server did not start: {line}{log}")));
        };
        Ok(Self { process, address, token, _output: output, _folder: folder })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }

    /// Tells it to stop, and waits until it has.
    pub(crate) fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status()?;
        let status = self.process.wait()?;
        if status.success() { Ok(()) } else { Err(Error::other(format!("the server ended with {status}"))) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is what this is for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
