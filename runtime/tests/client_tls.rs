//! The client speaks TLS to a server of another make, `openssl s_server`, and trusts no more than it should.
//!
//! Without the program `openssl` the test says so and passes, unless `COMMANDRY_REQUIRE_ALL=1` is set.
#![cfg(feature = "client-tls")]

use std::{
    env, fs,
    io::{Read, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use commandry::{
    client::{Client, ClientError, HttpTransport, Retries, TransportError},
    command,
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

/// Adds two numbers.
#[command(read_only)]
fn add(
    /// First summand.
    a: u8,
    /// Second summand.
    b: u8,
) -> u8 {
    a + b
}

#[tokio::test]
async fn https_reaches_servers_whose_certificate_is_trusted() {
    let (certificate, key) = match certificate() {
        Ok(made) => made,
        Err(reason) => {
            assert!(env::var("COMMANDRY_REQUIRE_ALL").as_deref() != Ok("1"), "{reason}");
            #[expect(clippy::print_stdout, reason = "whoever runs the tests should know what was not tested")]
            {
                println!("skipped, because there is no `openssl`: {reason}");
            }
            return;
        }
    };
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&certificate).unwrap()).unwrap();
    let trusting = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();

    let mut server = Server::start(&certificate, &key);
    let transport = HttpTransport::new(&server.url).unwrap();
    let patient = Retries { attempts: 50, ..Retries::default() };
    let client = Client::over(transport.tls(trusting)).retries(patient).timeout(Duration::from_secs(20));
    server.answer(r#"{"jsonrpc":"2.0","id":1,"result":5}"#);
    assert_eq!(client.call::<add>((2, 3)).await.unwrap(), 5);

    let server = Server::start(&certificate, &key);
    // The server is there before the call, so that it is the certificate that is refused.
    server.wait().await;
    let error =
        Client::new(&server.url).unwrap().retries(Retries::NONE).call::<add>((2, 3)).await.unwrap_err();
    assert!(matches!(&error, ClientError::Transport(TransportError::NotSent(_))), "{error:?}");
    assert!(error.to_string().contains("certificate"), "{error}");
}

/// A running `openssl s_server`; it ends with the value.
struct Server {
    process: Child,
    port: u16,
    url: String,
}

impl Server {
    fn start(certificate: &Path, key: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let process = Command::new("openssl")
            .args(["s_server", "-quiet", "-accept", &format!("127.0.0.1:{port}"), "-cert"])
            .arg(certificate)
            .arg("-key")
            .arg(key)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, port, url: format!("https://127.0.0.1:{port}/cmd") }
    }

    /// Answers the first request, once its body is here, with a JSON text.
    fn answer(&mut self, text: &'static str) {
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}", text.len());
        let mut input = self.process.stdin.take().expect("standard input is piped");
        let mut output = self.process.stdout.take().expect("standard output is piped");
        thread::spawn(move || {
            let (mut request, mut byte) = (Vec::new(), [0]);
            while !request.ends_with(b"}}") && output.read_exact(&mut byte).is_ok() {
                request.extend(byte);
            }
            let _ = write!(input, "{head}\r\n\r\n{text}");
            // The input stays open until the server ends, since its end would be that of the connection.
            let _ = output.read_to_end(&mut request);
        });
    }

    async fn wait(&self) {
        while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A certificate for this machine that no system trusts, and its key.
fn certificate() -> Result<(PathBuf, PathBuf), String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("client_tls");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let mut make = Command::new("openssl");
    make.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
        .args(["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate);
    let output = make.output().map_err(|error| format!("`openssl` cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok((certificate, key))
}
