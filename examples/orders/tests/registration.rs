//! The program registers itself on the proxy that the Python original brings along, each as a process of its own.
//!
//! It needs `python3` and, on the first run, the package index. Without them the test says so and passes, unless
//! `COMMANDRY_REQUIRE_ALL=1` is set, as continuous integration does.

#[allow(dead_code, reason = "each test program uses its part of it")]
mod support;

use std::{
    env, fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use commandry_tests::python_with;
use serde_json::{Value, json};

use support::Server;

/// The proxy as a process; it ends with the value.
struct Proxy {
    process: Child,
    port: u16,
}

impl Proxy {
    fn start(python: &Path, folder: &Path, port: u16) -> Self {
        let config = folder.join("proxy.json");
        let settings = json!({
            "server": {"host": "127.0.0.1", "port": port, "protocol": "http", "servername": "localhost"},
            "registration": {"enabled": false},
            "auth": {"use_token": false, "use_roles": false},
            "queue_manager": {"enabled": false}
        });
        fs::write(&config, settings.to_string()).expect("the settings can be written");
        let process = Command::new(python)
            .args(["-m", "mcp_proxy_adapter.examples.run_proxy_server", "--host", "127.0.0.1", "--port"])
            .arg(port.to_string())
            .arg("--config")
            .arg(&config)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the proxy can be started");
        let proxy = Self { process, port };
        until("the proxy listens", || proxy.servers().is_some());
        proxy
    }

    /// The servers that it knows; `None` while it does not answer.
    fn servers(&self) -> Option<Vec<Value>> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        stream.write_all(b"GET /servers HTTP/1.1\r\nhost: proxy\r\nconnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
    }

    fn knows(&self, id: &str) -> Option<Value> {
        self.servers()?.into_iter().find(|it| it["server_id"] == id)
    }

    /// Ends the process at once, as `kill -9` does.
    fn kill(mut self) -> u16 {
        self.process.kill().expect("the process runs");
        self.process.wait().expect("the process ends");
        self.port
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It may have ended already, which is what this is for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(40), "it did not come to it: {what}");
        thread::sleep(Duration::from_millis(50));
    }
}

fn registration(server: &Server) -> Value {
    server.result("health", &json!({}))["data"]["components"]["proxy_registration"].clone()
}

#[test]
fn the_program_stays_registered_on_the_reference_proxy() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a folder can be made");
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}");

    // The proxy is not there yet, and nobody waits for it.
    let start = Instant::now();
    let server = Server::start_with(":memory:", &["--proxy-url", &url]);
    assert!(start.elapsed() < Duration::from_secs(5), "the start is not held up");
    assert_eq!(registration(&server), json!({"enabled": true, "registered": false, "proxy_url": url}));
    let status = server.result("proxy_registration", &json!({"action": "status"}));
    assert_eq!((&status["success"], &status["data"]["registered"]), (&json!(true), &json!(false)));
    let refused = server.error("proxy_registration", &json!({"action": "unregister"}));
    assert_eq!(refused["code"], json!(-32002));

    let proxy = Proxy::start(&python, folder.path(), port);
    until("the proxy knows the server", || proxy.knows("orders").is_some());
    let known = proxy.knows("orders").expect("it is there");
    assert_eq!(known["server_url"], json!(server.url().trim_end_matches("/cmd")));
    let capabilities = known["capabilities"].as_array().expect("a list");
    assert!(capabilities.contains(&json!("place_order")) && capabilities.contains(&json!("jsonrpc")));
    until("the server knows that it is known", || registration(&server)["registered"] == json!(true));
    let first = known["last_heartbeat"].as_f64();
    until("a heartbeat", || proxy.knows("orders").is_some_and(|it| it["last_heartbeat"].as_f64() > first));

    // A proxy that is killed and started anew has forgotten everything.
    let port = proxy.kill();
    assert_eq!(server.result("stock_level", &json!(["MUG-STONE"]))["sku"], json!("MUG-STONE"));
    let proxy = Proxy::start(&python, folder.path(), port);
    until("the new proxy knows the server", || proxy.knows("orders").is_some());
    until("the server knows that it is known", || registration(&server)["registered"] == json!(true));

    let took = server.terminate();
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!(proxy.knows("orders"), None, "it was taken off");
}

#[test]
fn a_proxy_that_hangs_holds_up_neither_start_nor_calls_and_the_end_for_a_moment_only() {
    // Connections are taken by the system, and nobody ever reads from them.
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", proxy.local_addr().expect("it has an address"));
    let start = Instant::now();
    let server = Server::start_with(":memory:", &["--proxy-url", &url]);
    for _ in 0..20 {
        assert_eq!(server.result("stock_level", &json!(["MUG-STONE"]))["sku"], json!("MUG-STONE"));
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let took = server.terminate();
    assert!(took < Duration::from_secs(5), "{took:?}");

    let gone = Server::start_with(":memory:", &["--proxy-url", &format!("http://127.0.0.1:{}", free_port())]);
    gone.result("health", &json!({}));
    let took = gone.terminate();
    assert!(took < Duration::from_secs(2), "{took:?}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}

fn python() -> Option<PathBuf> {
    match python_with("original_client", env!("CARGO_TARGET_TMPDIR")) {
        Ok(python) => Some(python),
        Err(reason) => {
            assert!(env::var("COMMANDRY_REQUIRE_ALL").as_deref() != Ok("1"), "{reason}");
            #[expect(clippy::print_stdout, reason = "whoever runs the tests should know what was not tested")]
            {
                println!("skipped, because the reference proxy is not there: {reason}");
            }
            None
        }
    }
}
