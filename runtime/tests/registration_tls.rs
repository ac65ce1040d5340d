//! A proxy over HTTPS that asks for a certificate: `openssl s_server`, so that both ends are of different makes.
//!
//! Without the program `openssl` the test says so and passes, unless `COMMANDRY_REQUIRE_ALL=1` is set.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use commandry::registration::{
    RegistrationError, RegistrationManager, RegistrationSettings, RegistrationTls,
};

#[tokio::test]
async fn a_proxy_is_trusted_by_its_certificate_and_shown_our_own() {
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
    let text = |path: &Path| Some(path.display().to_string());
    let mutual = RegistrationTls {
        ca_cert: text(&certificate),
        cert_file: text(&certificate),
        key_file: text(&key),
        ..RegistrationTls::default()
    };
    let anonymous = RegistrationTls { ca_cert: text(&certificate), ..RegistrationTls::default() };
    for (tls, succeeds) in [(mutual, true), (anonymous, false), (RegistrationTls::default(), false)] {
        let proxy = Proxy::start(&certificate, &key);
        proxy.wait().await;
        let settings = RegistrationSettings {
            enabled: true,
            proxy_url: proxy.url.clone(),
            public_url: Some("https://orders.example".to_owned()),
            registration_timeout: Duration::from_secs(10).into(),
            retry_attempts: 1,
            tls: tls.clone(),
            ..RegistrationSettings::default()
        };
        let manager = RegistrationManager::new(settings);
        let outcome = manager.register().await;
        if succeeds {
            assert_eq!(outcome, Ok(()));
            assert_eq!(manager.status().server_key.as_deref(), Some("mcp_proxy_adapter_1"));
        } else {
            assert!(matches!(outcome, Err(RegistrationError::Unreachable(_))), "{tls:?}: {outcome:?}");
        }
    }
}

/// A running `openssl s_server` that answers one registration; it ends with the value.
struct Proxy {
    process: Child,
    port: u16,
    url: String,
}

impl Proxy {
    fn start(certificate: &Path, key: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let mut process = Command::new("openssl")
            .args(["s_server", "-quiet", "-accept", &format!("127.0.0.1:{port}"), "-Verify", "1"])
            .arg("-verify_return_error")
            .arg("-CAfile")
            .arg(certificate)
            .arg("-cert")
            .arg(certificate)
            .arg("-key")
            .arg(key)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = process.stdin.take().expect("standard input is piped");
        let mut output = BufReader::new(process.stdout.take().expect("standard output is piped"));
        thread::spawn(move || {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if output.read_line(&mut line).unwrap_or_default() == 0 {
                    return;
                }
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap_or_default();
                }
                if line == "\r\n" {
                    break;
                }
            }
            let mut body = vec![0; length];
            if output.read_exact(&mut body).is_err() {
                return;
            }
            let answer = r#"{"success": true, "server_key": "mcp_proxy_adapter_1"}"#;
            let _ = write!(
                input,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}",
                answer.len()
            );
            // The input stays open until the server ends, since its end would be that of the connection.
            let _ = output.read_to_end(&mut body);
        });
        Self { process, port, url: format!("https://127.0.0.1:{port}") }
    }

    async fn wait(&self) {
        while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A certificate for this machine that no system trusts, and its key.
fn certificate() -> Result<(PathBuf, PathBuf), String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("registration_tls");
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
