//! The servers, as processes whose time on the processor the kernel tells.

use std::{
    error::Error,
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

/// The settings of the server that has everything. The limits are so high that nobody is refused.
const SETTINGS: &str = r#"
[server]
port = 0

[auth]
enabled = true

[[auth.api_keys]]
name = "load"
roles = ["clerk"]
sha256 = "SHA256"

[[access.rules]]
groups = ["jobs", "orders", "stock"]
roles = ["clerk"]

[http]
trusted_hosts = ["localhost"]

[http.rate_limit]
enabled = true
requests = 1000000000
burst = 1000000000

[log]
level = "info"

[metrics]
enabled = true

[jobs]
work = false
"#;

/// A server that listens; it is killed when dropped.
pub(crate) struct Server {
    process: Child,
    address: SocketAddr,
    /// What callers have to send.
    key: Option<String>,
    /// Settings are there.
    _folder: tempfile::TempDir,
}

impl Server {
    /// The router alone.
    pub(crate) fn bare(programs: &Path) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        start(Command::new(programs.join("bench-service-bare")), None, folder)
    }

    /// The whole service.
    pub(crate) fn with_everything(programs: &Path) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let program = programs.join("bench-service-all");
        let made = Command::new(&program)
            .current_dir(folder.path())
            .args(["auth", "key", "load", "--role", "clerk"])
            .output()?;
        let text = String::from_utf8(made.stdout)?;
        let key = text.split_whitespace().find(|word| word.starts_with("cmdk_")).ok_or("no key was made")?;
        let entry = format!("{text}{}", String::from_utf8(made.stderr)?);
        let digest = entry.split('"').find(|word| word.len() == 64).ok_or("the key has no digest")?;
        fs::write(folder.path().join("service.toml"), SETTINGS.replace("SHA256", digest))?;
        let mut command = Command::new(program);
        command.args(["serve", "--config", "service.toml"]);
        start(command, Some(key.to_owned()), folder)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Nanoseconds that all threads of the process have spent on a processor.
    pub(crate) fn processor_time(&self) -> Result<u64, Box<dyn Error>> {
        let mut total = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.process.id()))? {
            let text = fs::read_to_string(thread?.path().join("schedstat"))?;
            total += text.split_whitespace().next().unwrap_or_default().parse::<u64>()?;
        }
        Ok(total)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn start(
    mut command: Command,
    key: Option<String>,
    folder: tempfile::TempDir,
) -> Result<Server, Box<dyn Error>> {
    let log = fs::File::create(folder.path().join("log"))?;
    let mut process = command.current_dir(folder.path()).stdout(Stdio::piped()).stderr(log).spawn()?;
    let mut line = String::new();
    BufReader::new(process.stdout.take().ok_or("the server has no standard output")?).read_line(&mut line)?;
    let Some(address) = line.trim().strip_prefix("listening on http://").and_then(|it| it.parse().ok()) else {
        let _ = process.kill();
        let _ = process.wait();
        let log = fs::read_to_string(folder.path().join("log"))?;
        return Err(format!("a server did not start: {line}{log}").into());
    };
    Ok(Server { process, address, key, _folder: folder })
}
