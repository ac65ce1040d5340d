//! Documents from files and over HTTP.
//!
//! A client of HTTP that asks once and closes is small enough to be written here. Over TLS, the program `curl` asks
//! instead, so that no library for it has to be compiled.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpStream, ToSocketAddrs},
    process::Command,
    time::Duration,
};

/// Documents are no larger than this.
const BYTES: usize = 64 << 20;

/// How long to wait for a server.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often an answer may send elsewhere.
const REDIRECTS: usize = 5;

/// The text behind a path or an address.
pub(crate) fn fetch(place: &str) -> Result<String, String> {
    if place.starts_with("https://") {
        return by_curl(place);
    }
    if place.starts_with("http://") {
        return by_http(place);
    }
    fs::read_to_string(place).map_err(|error| format!("cannot be read: {error}"))
}

fn by_curl(address: &str) -> Result<String, String> {
    let output = Command::new("curl")
        // A redirect must not lead to a file of this machine, nor to a document without end.
        .args(["--silent", "--show-error", "--fail", "--location", "--proto", "=https"])
        .args(["--max-time", &PATIENCE.as_secs().to_string(), "--max-filesize", &BYTES.to_string()])
        .args(["--", address])
        .output()
        .map_err(|error| format!("needs the program `curl`, which does not start: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    String::from_utf8(output.stdout).map_err(|_| "is no text".to_owned())
}

fn by_http(address: &str) -> Result<String, String> {
    let mut address = address.to_owned();
    for _ in 0..=REDIRECTS {
        let answer = ask(&address)?;
        match answer.status {
            200 => return String::from_utf8(answer.body).map_err(|_| "is no text".to_owned()),
            301 | 302 | 303 | 307 | 308 => {
                address = absolute(&address, answer.location.as_deref().unwrap_or_default())?;
                if address.starts_with("https://") {
                    return by_curl(&address);
                }
            }
            status => return Err(format!("is answered with status {status}")),
        }
    }
    Err(format!("is sent elsewhere more than {REDIRECTS} times"))
}

struct Answer {
    status: u16,
    location: Option<String>,
    body: Vec<u8>,
}

/// Host with port, and path, of an address.
fn apart(address: &str) -> Result<(&str, &str), String> {
    let rest = address.strip_prefix("http://").ok_or_else(|| format!("`{address}` is no address of HTTP"))?;
    let rest = rest.split('#').next().unwrap_or(rest);
    let (host, path) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
    if host.is_empty() || host.contains('@') || address.contains(|it: char| it.is_control() || it == ' ') {
        return Err(format!("`{address}` is no address of a document"));
    }
    Ok((host, path))
}

fn absolute(from: &str, location: &str) -> Result<String, String> {
    if location.starts_with("http://") || location.starts_with("https://") {
        return Ok(location.to_owned());
    }
    if !location.starts_with('/') || location.starts_with("//") {
        return Err(format!("is sent to `{location}`, which is no address"));
    }
    Ok(format!("http://{}{location}", apart(from)?.0))
}

fn ask(address: &str) -> Result<Answer, String> {
    let (host, path) = apart(address)?;
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let server = if has_port { host.to_owned() } else { format!("{host}:80") };
    let fault = |error: std::io::Error| format!("the server cannot be asked: {error}");
    let addresses = server.to_socket_addrs().map_err(fault)?;
    let mut reason = "the server has no address".to_owned();
    let mut stream = None;
    for address in addresses {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(connected) => {
                stream = Some(connected);
                break;
            }
            Err(error) => reason = fault(error),
        }
    }
    let mut stream = stream.ok_or(reason)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(fault)?;
    // By HTTP/1.0 a server neither keeps the connection nor sends the body in chunks.
    let request =
        format!("GET {path} HTTP/1.0\r\nHost: {host}\r\nAccept: application/json, */*;q=0.5\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(fault)?;
    let mut bytes = Vec::new();
    stream.take(BYTES as u64 + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() > BYTES {
        return Err(format!("is larger than {BYTES} bytes"));
    }
    understand(&bytes)
}

fn understand(bytes: &[u8]) -> Result<Answer, String> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.ok_or_else(|| "is not answered by HTTP".to_owned())?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.lines();
    let status = lines
        .next()
        .filter(|line| line.starts_with("HTTP/"))
        .and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .ok_or_else(|| "is not answered by HTTP".to_owned())?;
    let header = |wanted: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim().to_owned())
    };
    let mut body = bytes[end + 4..].to_vec();
    if header("transfer-encoding").is_some_and(|it| it.eq_ignore_ascii_case("chunked")) {
        return Err("is answered in chunks, although HTTP/1.0 was asked for".into());
    }
    if let Some(length) = header("content-length").and_then(|it| it.parse::<usize>().ok()) {
        if body.len() < length {
            return Err(format!("breaks off after {} of {length} bytes", body.len()));
        }
        body.truncate(length);
    }
    Ok(Answer { status, location: header("location"), body })
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::{apart, fetch};

    /// Answers one request after the other with these texts, and gives the address.
    fn server(answers: Vec<String>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 1024];
                let length = stream.read(&mut request).unwrap();
                assert!(request[..length].starts_with(b"GET /"));
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        format!("http://{address}")
    }

    #[test]
    fn documents_are_fetched_also_from_elsewhere() {
        let address = server(vec![
            "HTTP/1.1 302 Found\r\nLocation: /b?x=1\r\n\r\n".into(),
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}\n".into(),
        ]);
        assert_eq!(fetch(&format!("{address}/a")), Ok("{}".to_owned()));
    }

    #[test]
    fn faults_are_told() {
        for (answer, reason) in [
            ("HTTP/1.1 404 Not Found\r\n\r\n", "status 404"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", "breaks off after 2 of 9"),
            ("nonsense", "not answered by HTTP"),
            ("HTTP/1.1 302 Found\r\nLocation: ftp://x\r\n\r\n", "no address"),
        ] {
            let error = fetch(&server(vec![answer.to_owned()])).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
        let circle = server(vec!["HTTP/1.1 301 x\r\nLocation: /\r\n\r\n".to_owned(); 6]);
        assert!(fetch(&circle).unwrap_err().contains("more than 5 times"));
        assert!(fetch("nowhere.json").unwrap_err().contains("cannot be read"));
        assert!(apart("http://user@host/").is_err());
        assert_eq!(apart("http://host:1/a?b#c"), Ok(("host:1", "/a?b")));
    }
}
