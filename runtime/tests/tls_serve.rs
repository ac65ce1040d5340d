//! `serve` of an application whose settings ask for TLS.

#[expect(dead_code, reason = "other tests use the rest of it")]
mod authority;

use std::{
    net::TcpListener,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use authority::{Authority, trusting};
use commandry::{
    AccessRule, AccessRules, App, Registry,
    client::{Client, ClientError, HttpTransport, Retries},
    command,
    http::HttpSettings,
    tls::{TlsMode, TlsSettings},
};
use tempfile::TempDir;

/// Tells who calls.
#[command(read_only)]
fn who(#[inject] context: commandry::Context) -> String {
    context.caller().name().unwrap_or("nobody").to_owned()
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn app(tls: TlsSettings) -> App {
    let http = HttpSettings { trusted_hosts: vec!["localhost".to_owned()], ..HttpSettings::default() };
    App::new("who", "1.0.0").registry(Registry::new().with::<who>()).http(http).tls(tls)
}

fn serve(port: u16, app: App) {
    let words = ["who", "serve", "--port", &port.to_string()].map(Into::into);
    // It ends with the process.
    thread::spawn(move || app.run_with(words));
}

/// Settings with which only clients of an authority are let in; the files are in the folder.
fn mutual(folder: &TempDir, servers: &Authority, clients: &Authority) -> TlsSettings {
    let server = servers.server();
    let file = |name: &str, content: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        file.to_str().unwrap().to_owned()
    };
    TlsSettings {
        mode: TlsMode::MtlsOnly,
        cert_file: file("server.crt", &server.certificate_pem),
        key_file: file("server.key", &server.key_pem),
        ca_cert: file("clients.crt", &clients.certificate_pem()),
        ..TlsSettings::default()
    }
}

/// Calls `who` until the server is there.
async fn answer(client: &Client) -> String {
    let began = Instant::now();
    loop {
        match client.call::<who>(()).await {
            Ok(answer) => return answer,
            Err(error) => assert!(began.elapsed() < Duration::from_secs(20), "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn client(url: &str, config: rustls::ClientConfig) -> Client {
    let transport = HttpTransport::new(url).unwrap().tls(config);
    Client::over(transport).retries(Retries::NONE).timeout(Duration::from_secs(10))
}

#[tokio::test]
async fn the_certificate_of_a_client_says_who_calls_a_command() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let folder = TempDir::new().unwrap();
    let port = free_port();
    serve(port, app(mutual(&folder, &servers, &clients)));
    let identity = Arc::new(clients.client("nightly-import"));
    let url = format!("https://localhost:{port}/cmd");
    let known = client(&url, trusting(&servers, Some(&identity)));
    assert_eq!(answer(&known).await, "nightly-import");
    let nobody = client(&url, trusting(&servers, None)).call::<who>(()).await;
    assert!(matches!(nobody, Err(ClientError::Transport(_))), "{nobody:?}");
    // The layers are there too: the host of this URL is not a trusted one.
    let url = format!("https://127.0.0.1:{port}/cmd");
    let elsewhere = client(&url, trusting(&servers, Some(&identity))).call::<who>(()).await;
    assert!(elsewhere.unwrap_err().to_string().contains("host"));
}

/// Rules need nobody who asks for keys: a certificate says who calls, and `client_roles` what they may be.
#[tokio::test]
async fn rules_hold_for_certificates_by_themselves() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let folder = TempDir::new().unwrap();
    let mut settings = mutual(&folder, &servers, &clients);
    settings.client_roles.insert("backup-*".to_owned(), vec!["operator".to_owned()]);
    let rules = AccessRules::new().rule(AccessRule::commands(["who"]).roles(["operator"]));
    let port = free_port();
    serve(port, app(settings).access(rules));
    let url = format!("https://localhost:{port}/cmd");
    let of = |name| client(&url, trusting(&servers, Some(&Arc::new(clients.client(name)))));
    assert_eq!(answer(&of("backup-7")).await, "backup-7");
    let error = of("nightly-import").call::<who>(()).await.unwrap_err();
    assert_eq!(error.kind(), Some("forbidden"), "{error}");
}
