//! Calls on connections that stay open.

use std::{
    error::Error,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// How many connections always have a call waiting.
const CONNECTIONS: usize = 16;

/// How long a server gets the load at a time.
const SLICE: Duration = Duration::from_millis(10);

const BODY: &str = r#"{"jsonrpc":"2.0","id":1,"method":"add","params":{"a":2,"b":3}}"#;
const ANSWER: &[u8] = br#"{"jsonrpc":"2.0","id":1,"result":5.0}"#;

/// Connections to a server.
pub(crate) struct Load {
    connections: Vec<TcpStream>,
    request: Vec<u8>,
}

impl Load {
    pub(crate) fn on(address: SocketAddr) -> Result<Self, Box<dyn Error>> {
        let request = format!(
            "POST /cmd HTTP/1.1\r\nhost: localhost:8000\r\ncontent-type: application/json\r\n\
             accept-encoding: gzip\r\ncontent-length: {}\r\n\r\n{BODY}",
            BODY.len()
        );
        let connect = |_| {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            Ok(stream)
        };
        let connections = (0..CONNECTIONS).map(connect).collect::<Result<_, std::io::Error>>()?;
        Ok(Self { connections, request: request.into_bytes() })
    }

    /// Calls for a while; every answer must be the right one. Gives the number of calls.
    pub(crate) fn run(&mut self) -> Result<u32, Box<dyn Error>> {
        let began = Instant::now();
        let mut calls = 0;
        let mut answer = [0; 4096];
        while began.elapsed() < SLICE {
            for connection in &mut self.connections {
                connection.write_all(&self.request)?;
            }
            for connection in &mut self.connections {
                let mut length = 0;
                while !answer[..length].ends_with(ANSWER) {
                    let read = connection.read(&mut answer[length..])?;
                    if read == 0 || answer[..length + read].ends_with(b"}}") {
                        return Err(String::from_utf8_lossy(&answer[..length + read]).into());
                    }
                    length += read;
                }
                calls += 1;
            }
        }
        Ok(calls)
    }
}
