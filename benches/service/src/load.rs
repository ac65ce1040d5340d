//! Calls on connections that stay open.

use std::{
    error::Error,
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use bench_jobs::job::{Job, Protocol};

use crate::server::Server;

/// How many connections always have a call waiting.
const CONNECTIONS: usize = 16;

/// How long a server gets the load at a time.
const SLICE: Duration = Duration::from_millis(20);

/// What is called.
#[derive(Clone, Copy)]
pub(crate) enum Called {
    /// A job of the other benchmarks.
    Job(Job),
    /// A command of the example, which asks its database.
    Order,
}

impl Called {
    pub(crate) const ALL: [Self; 3] = [Self::Job(Job::Add), Self::Job(Job::EchoOrder), Self::Order];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Job(job) => job.name(),
            Self::Order => "get_order",
        }
    }

    fn body(self) -> Vec<u8> {
        match self {
            Self::Job(job) => job.request(Protocol::JsonRpc).map(|it| it.body).unwrap_or_default(),
            Self::Order => br#"{"jsonrpc":"2.0","id":1,"method":"get_order","params":{"order":1}}"#.to_vec(),
        }
    }
}

/// Connections to a server.
pub(crate) struct Load {
    connections: Vec<TcpStream>,
    request: Vec<u8>,
}

impl Load {
    pub(crate) fn on(server: &Server, called: Called) -> Result<Self, Box<dyn Error>> {
        let body = called.body();
        let key = server.key().map(|key| format!("x-api-key: {key}\r\n")).unwrap_or_default();
        let mut request = format!(
            "POST /cmd HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{key}content-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        request.extend(body);
        let connect = |_| {
            let stream = TcpStream::connect(server.address())?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            Ok(stream)
        };
        let connections = (0..CONNECTIONS).map(connect).collect::<Result<_, std::io::Error>>()?;
        Ok(Self { connections, request })
    }

    /// Calls for a while; every call must succeed. Gives the number of calls.
    pub(crate) fn run(&mut self) -> Result<u32, Box<dyn Error>> {
        let began = Instant::now();
        let mut calls = 0;
        while began.elapsed() < SLICE {
            for connection in &mut self.connections {
                connection.write_all(&self.request)?;
            }
            for connection in &mut self.connections {
                read_answer(connection)?;
                calls += 1;
            }
        }
        Ok(calls)
    }
}

/// Reads an answer, whose length its head tells.
fn read_answer(connection: &mut TcpStream) -> Result<(), Box<dyn Error>> {
    let mut answer = [0; 16 * 1024];
    let mut length = 0;
    loop {
        let read = connection.read(&mut answer[length..])?;
        length += read;
        let text = &answer[..length];
        if read == 0 {
            return Err(format!("an answer broke off: {}", String::from_utf8_lossy(text)).into());
        }
        let Some(head) = text.windows(4).position(|it| it == b"\r\n\r\n") else { continue };
        let (head, body) = (str::from_utf8(&text[..head])?, &text[head + 4..]);
        let announced = head
            .lines()
            .find_map(|line| line.split_once(": ").filter(|it| it.0.eq_ignore_ascii_case("content-length")))
            .ok_or("an answer does not tell its length")?;
        if body.len() < announced.1.parse()? {
            continue;
        }
        if head.starts_with("HTTP/1.1 200 ") && body.windows(9).any(|it| it == b"\"result\":") {
            return Ok(());
        }
        return Err(format!("a call failed: {}", String::from_utf8_lossy(text)).into());
    }
}
