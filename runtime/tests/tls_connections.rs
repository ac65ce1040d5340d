//! HTTPS and mutual TLS with certificates of a CA that each test makes, spoken with by real rustls clients.

mod authority;
mod logged;

use std::{
    fs,
    io::ErrorKind,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use authority::{Authority, Identity, trusting};
use commandry::{
    CancellationToken, Context, Dispatcher, Registry, command,
    http::{self, ServeOptions},
    tls::{self, ServerTls, TlsMode, TlsSettings},
};
use rustls::{ClientConfig, ProtocolVersion, pki_types::ServerName};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

const PATIENCE: Duration = Duration::from_secs(20);

/// Tells who calls.
#[command(read_only)]
fn who(#[inject] context: Context) -> Vec<String> {
    let caller = context.caller();
    let name = caller.name().unwrap_or("nobody");
    [name].into_iter().chain(caller.roles()).map(ToOwned::to_owned).collect()
}

/// A server with its files, until it is dropped.
struct Server {
    address: SocketAddr,
    folder: TempDir,
    stop: CancellationToken,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Server {
    async fn start(mode: TlsMode, server: &Identity, clients: &Authority) -> Self {
        Self::start_with(mode, server, clients, |_| {}).await
    }

    async fn start_with(
        mode: TlsMode,
        server: &Identity,
        clients: &Authority,
        change: impl FnOnce(&mut TlsSettings),
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let mut settings = settings_in(folder.path(), mode);
        write(&folder, "server", server);
        fs::write(folder.path().join("ca.crt"), clients.certificate_pem()).unwrap();
        settings.client_roles.insert("backup-*".to_owned(), vec!["operator".to_owned()]);
        change(&mut settings);
        let tls = ServerTls::load(&settings).unwrap().expect("the mode asks for TLS");
        let router =
            http::router(Dispatcher::builder(Registry::new().with::<who>()).build().unwrap()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let told = stop.clone();
        let serving = tokio::spawn(async move {
            let options = ServeOptions::default();
            tls::serve(listener, router, &tls, &options, async move { told.cancelled().await }).await
        });
        Self { address, folder, stop, serving }
    }

    async fn connect(&self, config: ClientConfig) -> std::io::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from("localhost").unwrap();
        let stream = TcpStream::connect(self.address).await?;
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    /// Who the server says is calling, on a connection of its own.
    async fn who(&self, config: ClientConfig) -> std::io::Result<Vec<String>> {
        who_on(&mut self.connect(config).await?).await
    }
}

/// The settings of files in a folder.
fn settings_in(folder: &Path, mode: TlsMode) -> TlsSettings {
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    TlsSettings {
        mode,
        cert_file: file("server.crt"),
        key_file: file("server.key"),
        ca_cert: if mode == TlsMode::MtlsOnly { file("ca.crt") } else { String::new() },
        reload_interval: Duration::from_millis(50),
        handshake_time: Duration::from_secs(2),
        ..TlsSettings::default()
    }
}

/// Replaces the files of an identity as orchestrators do: each at once, by a new file of the same name.
fn write(folder: &TempDir, name: &str, identity: &Identity) -> (PathBuf, PathBuf) {
    let (certificate, key) =
        (folder.path().join(format!("{name}.crt")), folder.path().join(format!("{name}.key")));
    for (file, content) in [(&certificate, &identity.certificate_pem), (&key, &identity.key_pem)] {
        let new = file.with_extension("new");
        fs::write(&new, content).unwrap();
        fs::rename(&new, file).unwrap();
    }
    (certificate, key)
}

/// Calls `who` on an open connection, which stays open.
async fn who_on(stream: &mut TlsStream<TcpStream>) -> std::io::Result<Vec<String>> {
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"who"}"#;
    let head = format!(
        "POST /cmd HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await?;
    let mut content = Vec::new();
    let reading = async {
        while !content.ends_with(b"}") {
            if stream.read_buf(&mut content).await? == 0 {
                return Err(std::io::Error::from(ErrorKind::UnexpectedEof));
            }
        }
        std::io::Result::Ok(String::from_utf8(content).unwrap())
    };
    let answer = timeout(PATIENCE, reading).await.expect("an answer comes")?;
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let answer: Value = serde_json::from_str(body).unwrap();
    Ok(serde_json::from_value(answer["result"].clone()).unwrap())
}

fn names(result: std::io::Result<Vec<String>>) -> Vec<String> {
    result.expect("the call is answered")
}

#[tokio::test]
async fn https_is_served_with_the_certificate_of_the_file() {
    let authority = Authority::new("servers");
    let server = Server::start(TlsMode::Https, &authority.server(), &authority).await;
    assert_eq!(names(server.who(trusting(&authority, None)).await), ["nobody"]);
    // A client that trusts another authority does not talk to it.
    let error = server.who(trusting(&Authority::new("others"), None)).await.unwrap_err();
    assert!(error.to_string().contains("certificate"), "{error}");
    // A certificate that nobody asked for says nothing.
    let unasked = authority.client("admin");
    assert_eq!(names(server.who(trusting(&authority, Some(&unasked))).await), ["nobody"]);
}

#[tokio::test]
async fn versions_and_protocols_are_the_safe_ones() {
    let authority = Authority::new("servers");
    let server = Server::start(TlsMode::Https, &authority.server(), &authority).await;
    for (version, expected) in [
        (&rustls::version::TLS12, ProtocolVersion::TLSv1_2),
        (&rustls::version::TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let mut config = authority::trusting_with(&authority, None, &[version]);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let mut stream = server.connect(config).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(expected));
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
        assert_eq!(names(who_on(&mut stream).await), ["nobody"]);
    }
    // The greeting of a client that knows nothing newer than TLS 1.0.
    let mut old = TcpStream::connect(server.address).await.unwrap();
    let greeting =
        [&[0x16, 3, 1, 0, 0x2d, 1, 0, 0, 0x29, 3, 1][..], &[7; 32], &[0, 0, 2, 0, 0x2f, 1, 0]].concat();
    old.write_all(&greeting).await.unwrap();
    let mut content = Vec::new();
    timeout(PATIENCE, old.read_to_end(&mut content)).await.unwrap().unwrap();
    // A fatal alert, and nothing else.
    assert!(content.first() == Some(&0x15) && content.len() == 7, "{content:?}");
}

#[tokio::test]
async fn mutual_tls_lets_in_only_those_with_a_certificate_and_says_who_they_are() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let server = Server::start(TlsMode::MtlsOnly, &servers.server(), &clients).await;
    let known = clients.client("backup-7");
    assert_eq!(names(server.who(trusting(&servers, Some(&known))).await), ["backup-7", "operator"]);
    let other = clients.client("reports");
    assert_eq!(names(server.who(trusting(&servers, Some(&other))).await), ["reports"]);
    // Without a certificate, with one of another authority, and with one that has expired.
    let stranger = Authority::new("clients").client("backup-7");
    let expired = clients.client_until("backup-7", SystemTime::now() - Duration::from_secs(60));
    for refused in [None, Some(&stranger), Some(&expired)] {
        let error = server.who(trusting(&servers, refused)).await.unwrap_err();
        assert!(!error.to_string().is_empty());
    }
    // A certificate that names nobody, and one whose name would break a log in two.
    for name in ["", "backup-7\nroot"] {
        assert!(server.who(trusting(&servers, Some(&clients.client(name)))).await.is_err(), "{name:?}");
    }
    assert_eq!(names(server.who(trusting(&servers, Some(&known))).await), ["backup-7", "operator"]);
}

#[tokio::test]
async fn revoked_certificates_are_refused() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let (good, bad) = (clients.client("good"), clients.client("bad"));
    let lists = TempDir::new().unwrap();
    let file = lists.path().join("revoked.crl");
    fs::write(&file, clients.revocation_list(&[&bad])).unwrap();
    let server = Server::start_with(TlsMode::MtlsOnly, &servers.server(), &clients, |settings| {
        settings.crl_file = file.to_str().unwrap().to_owned();
    })
    .await;
    assert_eq!(names(server.who(trusting(&servers, Some(&good))).await), ["good"]);
    assert!(server.who(trusting(&servers, Some(&bad))).await.is_err());
    // A list that comes later counts for new connections.
    fs::write(&file, clients.revocation_list(&[&bad, &good])).unwrap();
    let began = SystemTime::now();
    while server.who(trusting(&servers, Some(&good))).await.is_ok() {
        assert!(began.elapsed().unwrap() < PATIENCE, "the new list is not used");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn new_files_are_used_while_open_connections_go_on() {
    let (first, second) = (Authority::new("first"), Authority::new("second"));
    let server = Server::start(TlsMode::Https, &first.server(), &first).await;
    let mut open = server.connect(trusting(&first, None)).await.unwrap();
    assert_eq!(names(who_on(&mut open).await), ["nobody"]);

    // Files that are of no use are logged, and what was used stays.
    let (certificate, key) = write(&server.folder, "server", &first.server());
    fs::write(&certificate, "no certificate").unwrap();
    sleep(Duration::from_millis(300)).await;
    assert_eq!(names(server.who(trusting(&first, None)).await), ["nobody"]);
    fs::remove_file(&key).unwrap();
    sleep(Duration::from_millis(300)).await;
    assert_eq!(names(server.who(trusting(&first, None)).await), ["nobody"]);

    write(&server.folder, "server", &second.server());
    let began = SystemTime::now();
    while server.who(trusting(&second, None)).await.is_err() {
        assert!(began.elapsed().unwrap() < PATIENCE, "the new certificate is not used");
        sleep(Duration::from_millis(50)).await;
    }
    assert!(server.who(trusting(&first, None)).await.is_err());
    for _ in 0..3 {
        assert_eq!(names(who_on(&mut open).await), ["nobody"]);
    }
}

#[tokio::test]
async fn clients_that_do_not_agree_on_keys_take_no_place_for_long() {
    let authority = Authority::new("servers");
    let server = Server::start_with(TlsMode::Https, &authority.server(), &authority, |settings| {
        settings.handshakes = 2;
        settings.handshake_time = Duration::from_millis(300);
    })
    .await;
    // As many as there are places, and more, that say nothing, and some that talk of something else.
    let mut silent = Vec::new();
    for _ in 0..6 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    silent[0].write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert_eq!(names(server.who(trusting(&authority, None)).await), ["nobody"]);
    for stream in &mut silent {
        let mut content = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut content)).await.expect("silent clients are closed");
    }
}

#[tokio::test]
async fn stopping_answers_and_closes_in_order() {
    let authority = Authority::new("servers");
    let server = Server::start(TlsMode::Https, &authority.server(), &authority).await;
    let mut open = server.connect(trusting(&authority, None)).await.unwrap();
    assert_eq!(names(who_on(&mut open).await), ["nobody"]);
    server.stop.cancel();
    // rustls tells an end that was announced from one that was not: the latter would be an error here.
    let mut content = Vec::new();
    timeout(PATIENCE, open.read_to_end(&mut content)).await.unwrap().unwrap();
    timeout(PATIENCE, server.serving).await.unwrap().unwrap().unwrap();
}

#[test]
fn errors_name_the_file_and_what_is_wrong_with_it() {
    let (authority, folder) = (Authority::new("servers"), TempDir::new().unwrap());
    let identity = authority.server();
    let fault = |mode, certificate: &str, key: &str, ca: &str| {
        let settings = settings_in(folder.path(), mode);
        for (file, content) in [(&settings.cert_file, certificate), (&settings.key_file, key)] {
            fs::write(file, content).unwrap();
        }
        fs::write(folder.path().join("ca.crt"), ca).unwrap();
        ServerTls::load(&settings).unwrap_err()
    };
    let (certificate, key) = (identity.certificate_pem.as_str(), identity.key_pem.as_str());
    let other = authority.server();
    let cut = &certificate[..certificate.len() / 2];
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (mode, certificate, key, ca, file, text) in [
        (TlsMode::Https, "hello", key, "", "server.crt", "holds no certificate"),
        (TlsMode::Https, "", key, "", "server.crt", "holds no certificate"),
        (TlsMode::Https, key, key, "", "server.crt", "holds no certificate"),
        (TlsMode::Https, cut, key, "", "server.crt", "is not valid PEM"),
        (TlsMode::Https, nonsense, key, "", "server.crt", "holds no X.509 certificate"),
        (TlsMode::Https, certificate, certificate, "", "server.key", "holds no private key"),
        (TlsMode::Https, certificate, encrypted, "", "server.key", "protected by a password"),
        (
            TlsMode::Https,
            certificate,
            other.key_pem.as_str(),
            "",
            "server.key",
            "holds another key than that",
        ),
        (TlsMode::MtlsOnly, certificate, key, "", "ca.crt", "holds no certificate"),
        (TlsMode::MtlsOnly, certificate, key, nonsense, "ca.crt", "of no use"),
    ] {
        let error = fault(mode, certificate, key, ca);
        assert!(error.to_string().contains(text), "{text}: {error}");
        assert!(error.to_string().contains(file), "{file}: {error}");
        assert!(error.file().unwrap().ends_with(file));
        // A key in the wrong file must not get into a log.
        assert!(!error.to_string().contains("MIG"), "{error}");
    }
    let mut settings = settings_in(Path::new("/nowhere"), TlsMode::Https);
    assert!(
        ServerTls::load(&settings)
            .unwrap_err()
            .to_string()
            .contains("/nowhere/server.crt` of the setting `cert_file` cannot be read")
    );
    settings.cert_file.clear();
    let error = ServerTls::load(&settings).unwrap_err().to_string();
    assert!(error.contains("`cert_file` is missing"), "{error}");
    let mut settings = settings_in(folder.path(), TlsMode::Https);
    settings.ca_cert = "ca.crt".to_owned();
    assert!(ServerTls::load(&settings).unwrap_err().to_string().contains("mtls_only"));
}

#[test]
fn an_expired_certificate_is_used_and_warned_of() {
    let (authority, folder) = (Authority::new("servers"), TempDir::new().unwrap());
    let expired = authority.server_until(SystemTime::now() - Duration::from_secs(60));
    write(&folder, "server", &expired);
    let log = logged::Log::default();
    let _logging = log.start();
    assert!(ServerTls::load(&settings_in(folder.path(), TlsMode::Https)).unwrap().is_some());
    assert!(log.text().contains("has expired") && log.text().contains("server.crt"), "{}", log.text());
}

#[test]
fn settings_are_read_as_users_know_them() {
    for (text, expected) in [
        (r"{}", TlsMode::Http),
        (r#"{"enabled": true, "cert_file": "a", "key_file": "b"}"#, TlsMode::Https),
        (r#"{"enabled": false, "mode": "https"}"#, TlsMode::Http),
        (r#"{"mode": "mtls_only", "ca_cert": "ca"}"#, TlsMode::MtlsOnly),
        (r#"{"enabled": true, "mode": "mtls_only"}"#, TlsMode::MtlsOnly),
        (r#"{"mode": "https", "reload_interval": "1m"}"#, TlsMode::Https),
    ] {
        let settings: TlsSettings = serde_json::from_str(text).unwrap();
        assert_eq!(settings.effective_mode().unwrap(), expected, "{text}");
        let again: TlsSettings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
        assert_eq!(again, settings);
    }
    assert!(ServerTls::load(&TlsSettings::default()).unwrap().is_none());
    assert!(serde_json::from_str::<TlsSettings>(r#"{"cert": "a"}"#).is_err());
}

#[test]
fn the_documentation_lists_every_setting() {
    let page = include_str!("../../docs/tls.md");
    let settings = TlsSettings { enabled: Some(true), ..TlsSettings::default() };
    let settings = serde_json::to_value(settings).unwrap();
    for (name, default) in settings.as_object().unwrap() {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).expect(name);
        let shown = row.split(" | ").nth(1).unwrap();
        let expected = match default {
            Value::Bool(_) => "not set".to_owned(),
            Value::String(text) if text.is_empty() => "–".to_owned(),
            Value::String(text) => format!("`{text}`"),
            other => format!("`{other}`"),
        };
        assert_eq!(shown, expected, "{name}");
    }
    let (_, example) = page.split_once("```json\n").unwrap();
    let example: TlsSettings = serde_json::from_str(example.split_once("```").unwrap().0).unwrap();
    assert_eq!(example.effective_mode().unwrap(), TlsMode::MtlsOnly);
}
