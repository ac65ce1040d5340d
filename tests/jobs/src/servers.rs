//! Stores to keep jobs in, each a real one that ends with its test.

use std::{
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use commandry::jobs::{BackoffSettings, JobSettings};
use tempfile::TempDir;

/// Longest time that a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// The kinds of stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// A file.
    Sqlite,
    /// A server of Postgres.
    Postgres,
    /// A server of Redis.
    Redis,
}

/// A store of its own for one test, with a folder for what else it needs.
#[derive(Debug)]
pub struct Store {
    kind: StoreKind,
    url: String,
    folder: TempDir,
    server: Option<Child>,
}

impl Store {
    /// Starts a store; `None`, with the reason printed, where its program is not installed and tests may be skipped.
    ///
    /// # Panics
    ///
    /// Panics when the program is there and does not start, and when it is missing although all must be there.
    pub fn start(kind: StoreKind) -> Option<Self> {
        let folder = tempfile::tempdir().expect("there is room for files");
        let (url, server) = match kind {
            StoreKind::Sqlite => (format!("sqlite:{}", folder.path().join("jobs.db").display()), None),
            StoreKind::Postgres => {
                let (url, server) = postgres(folder.path())?;
                (url, Some(server))
            }
            StoreKind::Redis => {
                let (url, server) = redis(folder.path())?;
                (url, Some(server))
            }
        };
        Some(Self { kind, url, folder, server })
    }

    /// What it is.
    pub fn kind(&self) -> StoreKind {
        self.kind
    }

    /// Settings that suit impatient tests.
    pub fn settings(&self) -> JobSettings {
        JobSettings {
            url: self.url.as_str().into(),
            concurrency: 8,
            poll: Duration::from_millis(50),
            lease: Duration::from_secs(2),
            losses: 1000,
            cancel_grace: Duration::from_millis(300),
            grace: Duration::from_millis(500),
            backoff: BackoffSettings { base: Duration::from_millis(50), max: Duration::from_millis(200) },
            ..JobSettings::default()
        }
    }

    /// The address, as processes need it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the traces of runs go.
    pub fn traces(&self) -> PathBuf {
        self.folder.path().join("traces")
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

fn redis(folder: &Path) -> Option<(String, Child)> {
    let program = program("redis-server", &["/usr/bin", "/usr/local/bin"])?;
    let port = free_port();
    let server = Command::new(program)
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--appendonly", "yes", "--save", ""])
        .arg("--dir")
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server starts");
    wait_for(port);
    Some((format!("redis://127.0.0.1:{port}/0"), server))
}

fn postgres(folder: &Path) -> Option<(String, Child)> {
    let versions = ["18", "17", "16", "15", "14"].map(|version| format!("/usr/lib/postgresql/{version}/bin"));
    let places: Vec<&str> =
        versions.iter().map(String::as_str).chain(["/usr/bin", "/usr/local/bin"]).collect();
    let initdb = program("initdb", &places)?;
    let server = program("postgres", &places)?;
    let pg_isready = program("pg_isready", &places)?;
    let data = folder.join("postgres");
    std::fs::create_dir(&data).expect("there is room for a folder");
    if is_root() {
        // Postgres refuses to be run by the superuser.
        let owned = Command::new("chown").arg("-R").arg("postgres").arg(folder).status();
        assert!(owned.expect("chown is there").success(), "the user `postgres` exists");
    }
    let made = as_postgres(&initdb)
        .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "-D"])
        .arg(&data)
        .stdout(Stdio::null())
        .status();
    assert!(made.expect("initdb starts").success(), "initdb makes a database");
    let port = free_port();
    let server = as_postgres(&server)
        .arg("-D")
        .arg(&data)
        .args([
            "-p",
            &port.to_string(),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "max_connections=200",
            "-k",
        ])
        .arg(&data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("postgres starts");
    let start = Instant::now();
    let port_text = port.to_string();
    let is_ready = || {
        let asked = Command::new(&pg_isready).args(["-q", "-h", "127.0.0.1", "-p", &port_text]).status();
        asked.is_ok_and(|status| status.success())
    };
    while !is_ready() {
        assert!(start.elapsed() < PATIENCE, "postgres answers in good time");
        std::thread::sleep(Duration::from_millis(50));
    }
    Some((format!("postgres://postgres@127.0.0.1:{port}/postgres"), server))
}

/// A command that is run by the user `postgres`, where the tests are run by the superuser. `setpriv` becomes the program
/// itself, so that ending the one ends the other.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
    command
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn program(name: &str, places: &[&str]) -> Option<PathBuf> {
    let found = places.iter().map(|place| Path::new(place).join(name)).find(|path| path.exists());
    if found.is_none() {
        let all = std::env::var("COMMANDRY_REQUIRE_ALL").as_deref() == Ok("1");
        assert!(!all, "`{name}` is not installed, and COMMANDRY_REQUIRE_ALL asks for it");
        eprintln!("skipped: `{name}` is not installed");
    }
    found
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("a listener has an address").port()
}

fn wait_for(port: u16) {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(start.elapsed() < PATIENCE, "the server answers in good time");
        std::thread::sleep(Duration::from_millis(20));
    }
}
