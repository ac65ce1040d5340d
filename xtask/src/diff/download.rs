//! Reading a document of a running service: over HTTP by hand, over HTTPS by curl, which is on most machines, so that
//! no TLS needs to be compiled for this.

use std::{
    io::{Read, Write},
    net::{TcpStream, ToSocketAddrs},
    process::Command,
    time::Duration,
};

/// How long a service may take to answer, for each step.
const PATIENCE: Duration = Duration::from_secs(30);
/// The largest answer that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Reads the document at an address; an address without a path means `/catalog.json`.
pub(super) fn get(url: &str) -> Result<String, String> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (host, path) = match rest.split_once('/') {
        Some((host, path)) if !path.is_empty() => (host, format!("/{path}")),
        Some((host, _)) => (host, "/catalog.json".to_owned()),
        None => (rest, "/catalog.json".to_owned()),
    };
    if host.is_empty() || [host, &path].iter().any(|it| it.bytes().any(|byte| byte <= b' ' || byte == 127)) {
        return Err(format!("`{url}` is no address"));
    }
    if scheme == "https" {
        return get_by_curl(&format!("https://{host}{path}"));
    }
    let answer = exchange(host, &path).map_err(|error| format!("{url} cannot be read: {error}"))?;
    body(&answer).map_err(|reason| format!("{url}: {reason}"))
}

fn get_by_curl(url: &str) -> Result<String, String> {
    let output = Command::new("curl")
        .args(["--fail", "--silent", "--show-error", "--location", "--proto", "=https"])
        .args(["--max-time", &PATIENCE.as_secs().to_string(), "--max-filesize", &LARGEST.to_string()])
        .args(["--", url])
        .output()
        .map_err(|error| {
            format!("{url}: curl, which is needed for https, cannot be started: {error}; pass a file instead")
        })?;
    if !output.status.success() {
        return Err(format!("{url} cannot be read: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{url}: the answer is no text"))
}

fn exchange(host: &str, path: &str) -> std::io::Result<Vec<u8>> {
    // A colon inside of brackets belongs to the address itself.
    let has_port = host.rsplit(']').next().is_some_and(|it| it.contains(':'));
    let target = if has_port { host.to_owned() } else { format!("{host}:80") };
    let mut failure = std::io::Error::other("the host has no address");
    for address in target.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(mut stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                // HTTP/1.0 ends the answer by closing the connection and never cuts it into chunks.
                write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\nAccept: application/json\r\n\r\n")?;
                let mut answer = Vec::new();
                stream.take(LARGEST).read_to_end(&mut answer)?;
                return Ok(answer);
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// The body of an answer of status 200.
fn body(answer: &[u8]) -> Result<String, String> {
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").ok_or("the answer is no HTTP")?;
    let head = String::from_utf8_lossy(&answer[..end]);
    let mut status = head.lines().next().unwrap_or_default().splitn(3, ' ');
    let (version, code) = (status.next().unwrap_or_default(), status.next().unwrap_or_default());
    if !version.starts_with("HTTP/1") {
        return Err("the answer is no HTTP".to_owned());
    }
    if code != "200" {
        return Err(format!("the answer has the status {code}, not 200"));
    }
    if u64::try_from(answer.len()).is_ok_and(|length| length >= LARGEST) {
        return Err(format!("the answer is larger than {LARGEST} bytes"));
    }
    String::from_utf8(answer[end + 4..].to_vec()).map_err(|_| "the answer is no text".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{body, get};

    #[test]
    fn only_a_good_answer_is_taken() {
        assert_eq!(body(b"HTTP/1.1 200 OK\r\na: b\r\n\r\n{}\r\n\r\n"), Ok("{}\r\n\r\n".to_owned()));
        for wrong in [
            &b""[..],
            b"HTTP/1.1 200 OK",
            b"HTTP/1.1 404 No\r\n\r\n{}",
            b"SSH 200 x\r\n\r\n{}",
            b"HTTP/1.1 200 x\r\n\r\n\xff",
        ] {
            assert!(body(wrong).is_err());
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in
            ["http://", "http:///x", "http://a b/", "http://a/\r\nX: y", "https://no-such-host.invalid/"]
        {
            assert!(get(wrong).is_err(), "{wrong}");
        }
    }
}
