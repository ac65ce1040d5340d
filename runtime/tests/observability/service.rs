//! One service that records everything, and a plain client of it.

use std::{
    collections::BTreeMap,
    fs,
    future::Future,
    path::PathBuf,
    sync::LazyLock,
    time::{Duration, Instant},
};

use commandry::{
    Dispatcher,
    client::Client,
    http, mcp,
    observe::{LogFileSettings, LogSettings, Recording, RequestLayer, TelemetrySettings},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};

use crate::{collector::Collector, commands};

/// Longest time until something that is written in the background is there.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Service {
    pub(crate) runtime: Runtime,
    pub(crate) address: String,
    pub(crate) dispatcher: Dispatcher,
    pub(crate) collector: Collector,
    log: PathBuf,
    _folder: tempfile::TempDir,
    _recording: Recording,
}

pub(crate) static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("service.log");
    let libraries = ["hyper", "h2", "tungstenite", "tokio_tungstenite", "rmcp", "rustls", "tower", "axum"];
    let log_settings = LogSettings {
        level: "trace".to_owned(),
        modules: libraries.map(|library| (library.to_owned(), "trace".to_owned())).into(),
        console: false,
        file: LogFileSettings {
            path: Some(log.clone()),
            max_bytes: 100_000_000,
            ..LogFileSettings::default()
        },
        ..LogSettings::default()
    };
    let collector = runtime.block_on(Collector::start());
    let telemetry = telemetry_settings(&collector.url());
    let (dispatcher, address, recording) = runtime.block_on(async {
        let recording = Recording::start_with_telemetry(&log_settings, &telemetry, "tests", "1.2.3").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let elsewhere = Client::new(&format!("http://{address}/cmd")).unwrap();
        let dispatcher = Dispatcher::builder(commands::registry().with::<commands::add_elsewhere>())
            .state(elsewhere)
            .traces()
            .build()
            .unwrap();
        let router = http::router(dispatcher.clone())
            .unwrap()
            .merge(mcp::router(dispatcher.clone(), mcp::McpOptions::default()))
            .layer(RequestLayer::new().with_telemetry(&telemetry));
        tokio::spawn(http::serve(listener, router, std::future::pending()));
        (dispatcher, address, recording)
    });
    Service { runtime, address, dispatcher, collector, log, _folder: folder, _recording: recording }
});

pub(crate) fn telemetry_settings(url: &str) -> TelemetrySettings {
    TelemetrySettings {
        enabled: true,
        endpoint: url.to_owned(),
        attributes: BTreeMap::from([("deployment.environment.name".to_owned(), "test".to_owned())]),
        interval: Duration::from_millis(50),
        queue: 100_000,
        ..TelemetrySettings::default()
    }
}

impl Service {
    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Calls by JSON-RPC, with further headers; gives the body of the answer.
    pub(crate) fn call(&self, headers: &str, body: &str) -> String {
        self.block_on(send(&self.address, "POST /cmd", headers, body)).body
    }

    /// Everything that was logged so far, once it holds some text.
    pub(crate) fn log_with(&self, text: &str) -> String {
        until(|| {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            log.contains(text).then_some(log)
        })
        .unwrap_or_else(|| panic!("`{text}` is not logged: {}", fs::read_to_string(&self.log).unwrap()))
    }
}

/// Waits until something is there.
pub(crate) fn until<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(found) = look() {
            return Some(found);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    None
}

/// What a server answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// Sends a request on a connection of its own; every line of the further headers ends with `\r\n`.
pub(crate) async fn send(address: &str, line: &str, headers: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "{line} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         {headers}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}

/// Serves a dispatcher on a free port for as long as the runtime lives.
pub(crate) async fn serve(dispatcher: &Dispatcher) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = http::router(dispatcher.clone()).unwrap();
    tokio::spawn(http::serve(listener, router, std::future::pending()));
    address
}
