//! Connections that are slow on purpose, idle, or told to end, over real sockets.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderValue, StatusCode},
    response::Response,
    routing::{get, post},
};
use commandry::{
    CancellationToken,
    http::{ServeOptions, serve_with},
};
use futures_util::stream;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};

const HEADER: Duration = Duration::from_millis(400);
const IDLE: Duration = Duration::from_millis(800);
/// Longest time that anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);
const BIG: usize = 64 * 1024 * 1024;

struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<io::Result<()>>,
}

impl Server {
    async fn start() -> Self {
        let router = Router::new()
            .route("/quick", get(|| async { "quick" }))
            .route("/slow", post(slow))
            .route("/big", get(|| async { Bytes::from(vec![b'x'; BIG]) }))
            .route("/upgrade", get(echo))
            .route("/stream", get(|| async { Body::from_stream(quiet_stream()) }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let told = stop.clone();
        let options = ServeOptions::default().header_time(HEADER).idle_time(IDLE).write_time(HEADER);
        let serving = tokio::spawn(async move {
            serve_with(listener, router, &options, async move { told.cancelled().await }).await
        });
        Self { address, stop, serving }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

async fn slow(body: Bytes) -> String {
    sleep(HEADER * 3).await;
    format!("slow {}", body.len())
}

/// Becomes a connection that gives back what it gets.
async fn echo(request: Request) -> Response {
    tokio::spawn(async move {
        let upgraded = hyper::upgrade::on(request).await.unwrap();
        let (mut from, mut to) = tokio::io::split(hyper_util::rt::TokioIo::new(upgraded));
        let _ = tokio::io::copy(&mut from, &mut to).await;
    });
    let mut response = Response::default();
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    response.headers_mut().insert("upgrade", HeaderValue::from_static("echo"));
    response.headers_mut().insert("connection", HeaderValue::from_static("upgrade"));
    response
}

/// Three parts, with pauses that are longer than a connection may be idle.
fn quiet_stream() -> impl stream::Stream<Item = Result<&'static str, io::Error>> {
    stream::unfold(0, |count| async move {
        if count == 3 {
            return None;
        }
        sleep(IDLE * 3 / 2).await;
        Some((Ok("part "), count + 1))
    })
}

/// Everything until the end of the connection, and how long that took.
async fn rest(stream: &mut TcpStream) -> (String, Duration) {
    let began = Instant::now();
    let mut content = Vec::new();
    match timeout(PATIENCE, stream.read_to_end(&mut content)).await.expect("the server ends the connection") {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}"),
    }
    (String::from_utf8_lossy(&content).into_owned(), began.elapsed())
}

/// Reads until a text has come.
async fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut content = Vec::new();
    let reading = async {
        while !String::from_utf8_lossy(&content).contains(text) {
            assert_ne!(stream.read_buf(&mut content).await.unwrap(), 0, "the connection ended");
        }
    };
    timeout(PATIENCE, reading).await.expect("an answer comes");
    String::from_utf8_lossy(&content).into_owned()
}

#[tokio::test]
async fn a_head_that_trickles_in_is_given_up() {
    let server = Server::start().await;
    for first in ["", "G", "GET /quick HTTP/1.1\r\nhost: a\r\n"] {
        let (mut reading, mut writing) = server.connect().await.into_split();
        writing.write_all(first.as_bytes()).await.unwrap();
        let began = Instant::now();
        let trickle = tokio::spawn(async move {
            loop {
                sleep(Duration::from_millis(50)).await;
                if writing.write_all(b"x-a: b\r\n").await.is_err() {
                    return;
                }
            }
        });
        let mut content = Vec::new();
        let _ = timeout(PATIENCE, reading.read_to_end(&mut content)).await.expect("the connection ends");
        trickle.abort();
        let took = began.elapsed();
        // One that began with nothing sends no request line and may be refused before its time is over.
        assert!(first != "GET /quick HTTP/1.1\r\nhost: a\r\n" || took >= HEADER, "{took:?}");
        assert!(took < HEADER * 6, "{took:?}");
        assert!(!String::from_utf8_lossy(&content).contains("200 OK"));
    }
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_given_up_in_time() {
    let server = Server::start().await;
    let (content, took) = rest(&mut server.connect().await).await;
    assert_eq!(content, "");
    assert!(took >= HEADER.saturating_sub(Duration::from_millis(50)) && took < HEADER * 6, "{took:?}");
}

#[tokio::test]
async fn the_head_of_a_later_request_has_the_same_time() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    for _ in 0..3 {
        stream.write_all(b"GET /quick HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        read_until(&mut stream, "quick").await;
    }
    // A pause between requests may be longer than a head.
    sleep(HEADER + HEADER / 4).await;
    stream.write_all(b"GET /quick HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    read_until(&mut stream, "quick").await;
    stream.write_all(b"GET /quick HTTP/1.1\r\n").await.unwrap();
    let (content, took) = rest(&mut stream).await;
    assert_eq!(content, "");
    assert!(took < HEADER * 6, "{took:?}");
}

#[tokio::test]
async fn an_idle_connection_is_closed_in_order() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /quick HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    read_until(&mut stream, "quick").await;
    let mut rest_of_it = Vec::new();
    let began = Instant::now();
    timeout(PATIENCE, stream.read_to_end(&mut rest_of_it)).await.unwrap().expect("it is not reset");
    assert!(began.elapsed() >= IDLE.saturating_sub(Duration::from_millis(50)), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_call_takes_longer_than_a_head_may() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    stream.write_all(b"POST /slow HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    read_until(&mut stream, "slow 0").await;
    // The same after an interim answer, and with a body that takes as long.
    let head = b"POST /slow HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\nexpect: 100-continue\r\n\r\n";
    stream.write_all(head).await.unwrap();
    read_until(&mut stream, "100 Continue").await;
    for byte in [b"a", b"b", b"c"] {
        sleep(HEADER).await;
        stream.write_all(byte).await.unwrap();
    }
    read_until(&mut stream, "slow 3").await;
    // Two requests at once are answered one after the other.
    let twice = "POST /slow HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n".repeat(2);
    stream.write_all(twice.as_bytes()).await.unwrap();
    read_until(&mut stream, "slow 0").await;
    read_until(&mut stream, "slow 0").await;
}

#[tokio::test]
async fn a_quiet_stream_is_sent_to_its_end() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /stream HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    let content = read_until(&mut stream, "\r\n0\r\n\r\n").await;
    assert_eq!(content.matches("part ").count(), 3, "{content}");
}

#[tokio::test]
async fn a_connection_that_became_another_is_left_alone() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    let head = b"GET /upgrade HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n";
    stream.write_all(head).await.unwrap();
    read_until(&mut stream, "101 Switching").await;
    for text in ["one", "two"] {
        sleep(IDLE * 2).await;
        stream.write_all(text.as_bytes()).await.unwrap();
        read_until(&mut stream, text).await;
    }
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_given_up() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /big HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    sleep(HEADER * 4).await;
    let (content, _) = rest(&mut stream).await;
    assert!(content.len() < BIG, "the server kept the answer for a client that took none of it");
    // Slowly is not never: every part that is taken gives further time.
    let mut stream = server.connect().await;
    stream.write_all(b"GET /big HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let (mut count, mut part, began) = (0, vec![0; 4 * 1024 * 1024], Instant::now());
    loop {
        match stream.read(&mut part).await.unwrap() {
            0 => break,
            read => count += read,
        }
        if began.elapsed() < HEADER * 4 {
            sleep(HEADER / 4).await;
        }
    }
    assert!(count > BIG, "{count}");
}

#[tokio::test]
async fn stopping_answers_what_has_begun_and_waits_for_nobody_else() {
    let server = Server::start().await;
    let silent = server.connect().await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET /quick HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    read_until(&mut idle, "quick").await;
    let mut busy = server.connect().await;
    busy.write_all(b"POST /slow HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    sleep(HEADER / 4).await;
    server.stop.cancel();
    let (content, _) = rest(&mut busy).await;
    assert!(content.contains("slow 0") && content.contains("connection: close"), "{content}");
    timeout(PATIENCE, server.serving).await.expect("the server stops").unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
    drop((silent, idle));
}

#[tokio::test]
async fn heads_that_are_too_much_are_refused() {
    let server = Server::start().await;
    let huge = format!("GET /quick HTTP/1.1\r\nhost: a\r\nx-huge: {}\r\n\r\n", "x".repeat(1024 * 1024));
    let many = format!("GET /quick HTTP/1.1\r\nhost: a\r\n{}\r\n", "x-many: 1\r\n".repeat(200));
    for (request, expected) in [
        (huge.as_str(), "HTTP/1.1 431 "),
        (&many, "HTTP/1.1 431 "),
        ("GET /quick HTTP/1.1\r\nhost: a\r\nx: \u{1}\r\n\r\n", "HTTP/1.1 400 "),
        ("GET /quick HTTP/1.1\r\nx y: z\r\n\r\n", "HTTP/1.1 400 "),
        ("GET /quick HTTP/9.9\r\n\r\n", "HTTP/1.1 "),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n", "HTTP/1.1 400 "),
    ] {
        let mut stream = server.connect().await;
        // The server may refuse before it has read everything.
        let _ = stream.write_all(request.as_bytes()).await;
        let (content, _) = rest(&mut stream).await;
        assert!(
            content.starts_with(expected) || (content.is_empty() && request.len() > 500_000),
            "{expected}: {content}"
        );
        assert!(!content.contains("quick"));
    }
}
