//! The load: one thread that keeps a number of connections busy with the same request.
//!
//! It writes one request on every connection and then goes round: read an answer, write the next request. So the
//! server always has a request waiting, and the client spends two system calls a request and hardly any time of its
//! own: on a core of its own it is faster than every server under measurement.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use bench_jobs::job::Request;

/// Every connection waits this long for an answer before the run fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// Connections to one server, all sending the same request.
pub(crate) struct Load {
    connections: Vec<Connection>,
    request: Vec<u8>,
}

impl Load {
    /// Connects to a server; nothing is sent yet.
    pub(crate) fn connect(address: SocketAddr, request: &Request, connections: usize) -> Result<Self> {
        let Request { path, headers, body } = request;
        let length = body.len();
        let mut head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n"
        );
        for (name, value) in headers {
            head.extend([*name, ": ", *value, "\r\n"]);
        }
        head.push_str("\r\n");
        let request = [head.as_bytes(), body.as_slice()].concat();
        let connections = (0..connections).map(|_| Connection::open(address)).collect::<Result<_>>()?;
        Ok(Self { connections, request })
    }

    /// Sends one request on the first connection and returns the body of the answer.
    pub(crate) fn once(&mut self) -> Result<&[u8]> {
        let connection = &mut self.connections[0];
        connection.stream.write_all(&self.request)?;
        connection.read_answer()
    }

    /// Sends `count` requests one after the other on the first connection.
    pub(crate) fn in_sequence(&mut self, count: usize) -> Result<()> {
        let connection = &mut self.connections[0];
        for _ in 0..count {
            connection.stream.write_all(&self.request)?;
            connection.read_answer()?;
        }
        Ok(())
    }

    /// Sends requests for `duration`; returns how many were answered and the time they took.
    pub(crate) fn run(&mut self, duration: Duration) -> Result<(u32, Duration)> {
        let start = Instant::now();
        let answered = self.rounds(|| start.elapsed() < duration)?;
        Ok((answered, start.elapsed()))
    }

    /// Goes round the connections as long as `more` says so after each answer, then takes in the answers still due.
    fn rounds(&mut self, mut more: impl FnMut() -> bool) -> Result<u32> {
        let mut answered = 0;
        let mut sending = true;
        let mut due = vec![true; self.connections.len()];
        for connection in &mut self.connections {
            connection.stream.write_all(&self.request)?;
        }
        while due.contains(&true) {
            for (connection, due) in self.connections.iter_mut().zip(&mut due) {
                if !*due {
                    continue;
                }
                connection.read_answer()?;
                answered += 1;
                sending = sending && more();
                *due = sending;
                if sending {
                    connection.stream.write_all(&self.request)?;
                }
            }
        }
        Ok(answered)
    }
}

/// One connection, with the bytes that came and are not used up yet.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream, buffer: vec![0; 1 << 16], filled: 0 })
    }

    /// Reads one answer and returns its body; every status but 200 is an error.
    fn read_answer(&mut self) -> Result<&[u8]> {
        self.filled = 0;
        let (body, end) = loop {
            self.read_more()?;
            if let Some(body) = find(&self.buffer[..self.filled], b"\r\n\r\n").map(|at| at + 4) {
                break (body, body + content_length(&self.buffer[..body])?);
            }
        };
        while self.filled < end {
            self.read_more()?;
        }
        if self.filled > end {
            return Err(invalid("more came than one answer"));
        }
        Ok(&self.buffer[body..end])
    }

    fn read_more(&mut self) -> Result<()> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled * 2, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..])? {
            0 => Err(invalid("the server closed the connection")),
            count => {
                self.filled += count;
                Ok(())
            }
        }
    }
}

/// Checks the status and finds the length of the body.
fn content_length(head: &[u8]) -> Result<usize> {
    let head = str::from_utf8(head).map_err(|_| invalid("the head of the answer is not text"))?;
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 200") {
        return Err(invalid(&format!("the server answered {status:?}")));
    }
    lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .ok_or_else(|| invalid("the answer does not tell its length"))
}

fn find(text: &[u8], pattern: &[u8]) -> Option<usize> {
    text.windows(pattern.len()).position(|window| window == pattern)
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::content_length;

    #[test]
    fn reads_the_length_whatever_the_case() {
        assert_eq!(content_length(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n").unwrap(), 12);
    }

    #[test]
    fn refuses_other_statuses_and_unknown_lengths() {
        assert!(content_length(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").is_err());
        assert!(content_length(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }
}
