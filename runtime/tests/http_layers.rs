//! What stands between the network and the routes, over real sockets, with requests of honest people and of others.

mod logged;

use std::{
    io::Read,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use commandry::{
    Caller, Dispatcher, Registry, command,
    http::{self, HttpSettings, HttpSettingsError, Scheme, serve_with},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(20);

/// Adds two numbers.
#[command(read_only)]
fn add(
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
) -> f64 {
    a + b
}

/// A long text.
#[command(read_only)]
fn long_text() -> String {
    "All work and no play makes Jack a dull boy. ".repeat(200)
}

fn routes() -> Router {
    let registry = Registry::new().with::<add>().with::<long_text>();
    let commands = http::router(Dispatcher::builder(registry).build().unwrap()).unwrap();
    let long = || "x".repeat(5000);
    let typed = |content_type: &'static str, body: String| ([(header::CONTENT_TYPE, content_type)], body);
    commands
        .route(
            "/logged",
            get(|| async {
                tracing::info!("inside");
            }),
        )
        .route("/events", get(move || async move { typed("text/event-stream", long()) }))
        .route("/picture", get(move || async move { typed("image/png", long()) }))
        .route("/page", get(move || async move { typed("text/html; charset=utf-8", long()) }))
        .route("/short", get(move || async move { typed("text/plain", "x".repeat(999)) }))
        .route(
            "/bits",
            get(|| async {
                let parts = futures_util::stream::iter(
                    (0..100).map(|_| Ok::<_, std::io::Error>("{\"a\":1}\n".repeat(20))),
                );
                ([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(parts))
            }),
        )
        .route(
            "/gzipped",
            get(move || async move {
                ([(header::CONTENT_TYPE, "text/plain"), (header::CONTENT_ENCODING, "gzip")], long())
            }),
        )
        .route(
            "/own",
            get(|| async { ([("x-frame-options", "SAMEORIGIN"), ("referrer-policy", "origin")], "own") }),
        )
}

struct Server(SocketAddr);

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Server {
    async fn start(settings: HttpSettings) -> Self {
        Self::start_over(settings, Scheme::Http).await
    }

    async fn start_over(settings: HttpSettings, scheme: Scheme) -> Self {
        let router = http::layers(routes(), &settings, scheme).unwrap();
        Self::serve(router, &settings).await
    }

    async fn serve(router: Router, settings: &HttpSettings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let options = settings.serve_options();
        tokio::spawn(async move { serve_with(listener, router, &options, std::future::pending()).await });
        Self(address)
    }

    /// Sends a request as it is, and reads the answer to its end.
    async fn raw(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.0).await.unwrap();
        let _ = stream.write_all(request.as_bytes()).await;
        let mut content = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut content)).await.expect("the server answers");
        Answer::read(&content)
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.raw(&head("GET", path, headers, 0)).await
    }

    async fn add(&self, headers: &[(&str, &str)]) -> Answer {
        let body = r#"{"jsonrpc":"2.0","id":7,"method":"add","params":{"a":2,"b":3}}"#;
        let headers = [&[("content-type", "application/json")], headers].concat();
        self.raw(&format!("{}{body}", head("POST", "/cmd", &headers, body.len()))).await
    }
}

fn head(method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> String {
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {length}\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        head.push_str("host: localhost\r\n");
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head + "\r\n"
}

impl Answer {
    fn read(content: &[u8]) -> Self {
        let end = content.windows(4).position(|it| it == b"\r\n\r\n").expect("an answer has a head");
        let text = std::str::from_utf8(&content[..end]).unwrap();
        let mut lines = text.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
            headers.append(name.parse::<header::HeaderName>().unwrap(), value.parse().unwrap());
        }
        let mut body = content[end + 4..].to_vec();
        if headers.get("transfer-encoding").is_some_and(|it| it == "chunked") {
            body = unchunk(&body);
        }
        Self { status, headers, body }
    }

    fn header(&self, name: &str) -> Option<&str> {
        assert!(self.headers.get_all(name).iter().count() <= 1, "{name} comes twice");
        self.headers.get(name).map(|it| it.to_str().unwrap())
    }

    fn text(&self) -> String {
        if self.header("content-encoding") == Some("gzip") {
            let mut text = String::new();
            flate2::read::GzDecoder::new(&self.body[..]).read_to_string(&mut text).unwrap();
            return text;
        }
        String::from_utf8(self.body.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

fn unchunk(mut body: &[u8]) -> Vec<u8> {
    let mut joined = Vec::new();
    loop {
        let end = body.windows(2).position(|it| it == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            return joined;
        }
        joined.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[end + 4 + length..];
    }
}

fn settings(change: impl FnOnce(&mut HttpSettings)) -> HttpSettings {
    let mut settings = HttpSettings::default();
    change(&mut settings);
    settings
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&it| it.to_owned()).collect()
}

const ADDED: [&str; 6] = [
    "x-content-type-options",
    "x-frame-options",
    "content-security-policy",
    "referrer-policy",
    "x-request-id",
    "x-process-time",
];

#[tokio::test]
async fn every_answer_has_an_id_a_time_and_headers_for_browsers() {
    let server = Server::start(HttpSettings::default()).await;
    let add = server.add(&[]).await;
    assert_eq!((add.status, add.json()["result"].as_f64()), (200, Some(5.0)));
    let wrong_method = server.get("/cmd", &[]).await;
    let nowhere = server.get("/nowhere", &[]).await;
    assert_eq!((wrong_method.status, nowhere.status), (405, 404));
    for answer in [&add, &wrong_method, &nowhere] {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        let policy = answer.header("content-security-policy").unwrap();
        assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(answer.header("x-request-id").unwrap().len(), 32);
        let seconds: f64 = answer.header("x-process-time").unwrap().parse().unwrap();
        assert!(seconds < 5.0);
        // In the clear, a browser must not be told to come back over HTTPS only.
        assert_eq!(answer.header("strict-transport-security"), None);
    }
    let over_https = Server::start_over(HttpSettings::default(), Scheme::Https).await.add(&[]).await;
    assert_eq!(over_https.header("strict-transport-security"), Some("max-age=31536000"));
    // A route that says it itself is not overruled.
    let own = server.get("/own", &[]).await;
    assert_eq!(
        (own.header("x-frame-options"), own.header("referrer-policy")),
        (Some("SAMEORIGIN"), Some("origin"))
    );
    let page = server.get("/docs", &[]).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").unwrap().contains("script-src 'self'"));
}

#[tokio::test]
async fn what_is_switched_off_is_not_there() {
    let server = Server::start(HttpSettings::all_off()).await;
    let answer = server.add(&[("accept-encoding", "gzip"), ("origin", "https://a.b")]).await;
    assert_eq!(answer.status, 200);
    for name in ADDED.into_iter().chain(["access-control-allow-origin", "strict-transport-security"]) {
        assert_eq!(answer.header(name), None, "{name}");
    }
    assert_eq!(server.get("/page", &[("accept-encoding", "gzip")]).await.header("content-encoding"), None);
    let partly = settings(|it| it.security_headers.frame_options.clear());
    let answer = Server::start(partly).await.add(&[]).await;
    assert_eq!(answer.header("x-frame-options"), None);
    assert!(answer.header("referrer-policy").is_some());
}

#[tokio::test]
async fn ids_of_requests_are_in_the_answer_and_in_the_log() {
    let log = logged::Log::default();
    let _logging = log.start();
    let server = Server::start(HttpSettings::default()).await;
    let answer = server.get("/logged?secret=1", &[("x-request-id", "from-the-proxy-1")]).await;
    assert_eq!(answer.header("x-request-id"), Some("from-the-proxy-1"));
    let endless = "a".repeat(129);
    for bad in ["a b", "<script>", "\"", endless.as_str()] {
        let made = server.get("/logged", &[("x-request-id", bad)]).await;
        let made = made.header("x-request-id").unwrap();
        assert_eq!(made.len(), 32, "{bad}");
        assert!(log.text().contains(made));
    }
    let log = log.text();
    assert!(log.contains("from-the-proxy-1") && log.contains("inside"), "{log}");
    assert!(!log.contains("<script>") && !log.contains("secret"), "{log}");
}

#[tokio::test]
async fn only_trusted_hosts_are_served() {
    let server = Server::start(settings(|it| {
        it.trusted_hosts = texts(&["api.example.com", "*.shop.example", "[::1]"]);
    }))
    .await;
    for host in ["api.example.com", "API.Example.com:8080", "api.example.com.", "eu.shop.example", "[::1]:80"]
    {
        assert_eq!(server.add(&[("host", host)]).await.status, 200, "{host}");
    }
    for host in [
        "evil.example",
        "api.example.com.evil.example",
        "xapi.example.com",
        "shop.example",
        "evilshop.example",
        "api.example.com@evil.example",
        "api.example.com/evil",
        "api.example.com:evil",
        "",
        "127.0.0.1",
        "eu.shop.example, api.example.com",
        "\u{e4}pi.example.com",
    ] {
        let answer = server.add(&[("host", host)]).await;
        assert_eq!(answer.status, 400, "{host}");
        assert_eq!(answer.json()["error"]["code"], -32600);
        assert!(host.is_empty() || !answer.text().contains(host), "the answer repeats {host}");
        assert!(answer.header("x-request-id").is_some());
    }
    // Two hosts, in two headers or in the line and a header, and none at all.
    for request in [
        "GET /health2 HTTP/1.1\r\nhost: api.example.com\r\nhost: evil.example\r\nconnection: close\r\n\r\n",
        "GET http://evil.example/short HTTP/1.1\r\nhost: api.example.com\r\nconnection: close\r\n\r\n",
        "GET http://api.example.com/short HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n",
        "GET /short HTTP/1.1\r\nconnection: close\r\n\r\n",
    ] {
        assert_eq!(server.raw(request).await.status, 400, "{request}");
    }
    // A header that proxies set, and that anybody can, does not replace the host.
    let answer = server.add(&[("host", "evil.example"), ("x-forwarded-host", "api.example.com")]).await;
    assert_eq!(answer.status, 400);
    // Probes name the address of a machine.
    assert_eq!(server.get("/health", &[("host", "10.1.2.3:8000")]).await.status, 200);
}

#[tokio::test]
async fn requests_in_the_clear_are_sent_on_to_https() {
    let redirecting = |proxies: &'static [&'static str]| {
        settings(move |it| {
            it.https_redirect = true;
            it.https_port = 8443;
            it.trusted_hosts = texts(&["api.example.com"]);
            it.trusted_proxies = texts(proxies);
        })
    };
    let server = Server::start(redirecting(&[])).await;
    let host = ("host", "api.example.com:8080");
    let answer = server.get("/cmd?a=b", &[host, ("x-forwarded-proto", "https")]).await;
    assert_eq!(answer.status, 308);
    assert_eq!(answer.header("location"), Some("https://api.example.com:8443/cmd?a=b"));
    // What looks like another host in a path stays a path.
    let answer = server.get("//evil.example/", &[host]).await;
    assert_eq!(answer.header("location"), Some("https://api.example.com:8443//evil.example/"));
    assert_eq!(server.get("/cmd", &[("host", "evil.example")]).await.status, 400);
    assert_eq!(server.get("/health", &[host]).await.status, 200);
    // A trusted proxy knows how it was asked.
    let behind = Server::start(redirecting(&["127.0.0.0/8"])).await;
    let answer = behind.add(&[host, ("x-forwarded-proto", "https")]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("strict-transport-security").is_some());
    for proto in ["http", "https, http", ""] {
        assert_eq!(behind.add(&[host, ("x-forwarded-proto", proto)]).await.status, 308, "{proto}");
    }
    assert_eq!(behind.add(&[host]).await.status, 308);
    let over_https = Server::start_over(redirecting(&[]), Scheme::Https).await;
    assert_eq!(over_https.add(&[host]).await.status, 200);
}

#[tokio::test]
async fn pages_of_listed_origins_may_call_and_others_may_not() {
    let server = Server::start(settings(|it| it.cors.origins = texts(&["https://shop.example.com"]))).await;
    let asks = |origin| {
        [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type"),
        ]
    };
    let allowed = server.raw(&head("OPTIONS", "/cmd", &asks("https://shop.example.com"), 0)).await;
    assert_eq!(allowed.status, 200);
    assert_eq!(allowed.header("access-control-allow-origin"), Some("https://shop.example.com"));
    assert!(allowed.header("access-control-allow-headers").unwrap().contains("content-type"));
    assert_eq!(allowed.header("access-control-allow-credentials"), None);
    assert_eq!(allowed.header("access-control-max-age"), Some("3600"));
    let answer = server.add(&[("origin", "https://shop.example.com")]).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://shop.example.com"));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("x-request-id"));
    for origin in
        ["https://evil.example", "https://shop.example.com.evil.example", "null", "http://shop.example.com"]
    {
        let refused = server.raw(&head("OPTIONS", "/cmd", &asks(origin), 0)).await;
        assert_eq!(refused.header("access-control-allow-origin"), None, "{origin}");
        let refused = server.add(&[("origin", origin)]).await;
        assert_eq!(refused.header("access-control-allow-origin"), None, "{origin}");
    }
    let none =
        Server::start(HttpSettings::default()).await.add(&[("origin", "https://shop.example.com")]).await;
    assert_eq!(none.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_take_it() {
    let server = Server::start(HttpSettings::default()).await;
    let gzip = [("accept-encoding", "gzip, br")];
    let body = r#"{"jsonrpc":"2.0","id":7,"method":"long_text"}"#;
    let headers = [("content-type", "application/json"), gzip[0]];
    let answer = server.raw(&format!("{}{body}", head("POST", "/cmd", &headers, body.len()))).await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert!(answer.header("vary").unwrap().contains("accept-encoding"));
    assert!(answer.body.len() < 1000, "{}", answer.body.len());
    let read: Value = serde_json::from_str(&answer.text()).unwrap();
    assert_eq!(read["result"], long_text());
    let page = server.get("/page", &gzip).await;
    assert_eq!((page.header("content-encoding"), page.text().len()), (Some("gzip"), 5000));
    for (path, length) in [("/events", 5000), ("/picture", 5000), ("/short", 999), ("/bits", 16_000)] {
        let answer = server.get(path, &gzip).await;
        assert_eq!((answer.header("content-encoding"), answer.body.len()), (None, length), "{path}");
    }
    // What is compressed already is not compressed again.
    assert_eq!(server.get("/gzipped", &gzip).await.body.len(), 5000);
    for refused in [&[][..], &[("accept-encoding", "identity")], &[("accept-encoding", "gzip;q=0")]] {
        let answer = server.get("/page", refused).await;
        assert_eq!((answer.header("content-encoding"), answer.body.len()), (None, 5000));
        assert!(answer.header("vary").is_some(), "a cache has to tell both apart");
    }
    // The tag of a compressed file is a weak one, and is still known when it comes back.
    let page = server.get("/docs/main.js", &gzip).await;
    let tag = page.header("etag").unwrap();
    assert!(tag.starts_with("W/\""), "{tag}");
    assert_eq!(page.header("content-encoding"), Some("gzip"));
    assert_eq!(server.get("/docs/main.js", &[gzip[0], ("if-none-match", tag)]).await.status, 304);
}

fn three_in_an_hour(settings: &mut HttpSettings) {
    settings.rate_limit.requests = 3;
    settings.rate_limit.burst = 3;
    settings.rate_limit.per = Duration::from_secs(3600);
}

/// How many of some requests are answered with 200; all others must be refused in order.
fn answered(answers: &[Answer]) -> usize {
    let refused: Vec<_> = answers.iter().filter(|it| it.status != 200).collect();
    for answer in &refused {
        assert_eq!(answer.status, 429);
        let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=1200).contains(&seconds), "{seconds}");
        assert_eq!(answer.json()["jsonrpc"], "2.0");
        assert_eq!(answer.json()["error"]["code"], -32005);
    }
    answers.len() - refused.len()
}

#[tokio::test]
async fn a_caller_who_asks_too_often_is_told_when_to_come_back() {
    let server = Server::start(settings(three_in_an_hour)).await;
    let mut answers = Vec::new();
    for _ in 0..10 {
        answers.push(server.add(&[]).await);
    }
    assert_eq!(answered(&answers), 3);
    // Probes are answered all the same.
    assert_eq!(server.get("/health", &[]).await.status, 200);
}

#[tokio::test]
async fn nobody_escapes_the_limit_by_pretending_to_be_somebody_else() {
    let server = Server::start(settings(three_in_an_hour)).await;
    let mut stream = TcpStream::connect(server.0).await.unwrap();
    let mut content = Vec::new();
    let mut answered = 0;
    for number in 0..10_000_u32 {
        let address = std::net::Ipv4Addr::from(number * 99_991);
        let request = format!(
            "GET /short HTTP/1.1\r\nhost: a\r\nx-forwarded-for: {address}\r\nx-real-ip: {address}\r\nforwarded: for={address}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        content.clear();
        while !content.ends_with(b"}") && !content.ends_with(b"xxx") {
            assert_ne!(stream.read_buf(&mut content).await.unwrap(), 0);
        }
        answered += usize::from(content.starts_with(b"HTTP/1.1 200"));
    }
    assert_eq!(answered, 3);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_own_limit() {
    let server = Server::start(settings(|it| {
        three_in_an_hour(it);
        it.trusted_proxies = texts(&["127.0.0.1"]);
    }))
    .await;
    for client in ["198.51.100.1", "198.51.100.2", "2001:db8::1"] {
        let mut answers = Vec::new();
        for number in 0..5 {
            // The client writes something else every time; the proxy adds what it saw.
            let line = format!("10.9.8.{number}, {client}");
            answers.push(server.add(&[("x-forwarded-for", &line)]).await);
        }
        assert_eq!(answered(&answers), 3, "{client}");
    }
    // All addresses of one household count as one.
    assert_eq!(server.add(&[("x-forwarded-for", "2001:db8::ffff:2")]).await.status, 429);
    assert_eq!(server.add(&[("x-forwarded-for", "2001:db8:1::1")]).await.status, 200);
}

#[tokio::test]
async fn a_caller_who_is_known_counts_by_name_wherever_it_is() {
    let authentication = from_fn(|mut request: Request, next: Next| async move {
        let name = request.headers().get("x-name").and_then(|it| it.to_str().ok()).map(ToOwned::to_owned);
        match name.as_deref() {
            Some("stranger") => return axum::http::StatusCode::UNAUTHORIZED.into_response(),
            Some(name) => drop(request.extensions_mut().insert(Caller::named(name))),
            None => {}
        }
        next.run(request).await
    });
    let settings = settings(three_in_an_hour);
    let router = http::layers_with(routes(), &settings, Scheme::Http, authentication).unwrap();
    let server = Server::serve(router, &settings).await;
    for name in ["anna", "bert"] {
        let mut answers = Vec::new();
        for _ in 0..5 {
            answers.push(server.add(&[("x-name", name)]).await);
        }
        assert_eq!(answered(&answers), 3, "{name}");
    }
    // Whoever is not let in takes nothing of the limit of those who come from the same address.
    for _ in 0..5 {
        assert_eq!(server.add(&[("x-name", "stranger")]).await.status, 401);
    }
    assert_eq!(server.add(&[]).await.status, 200);
}

#[tokio::test]
async fn without_addresses_all_share_one_limit() {
    let settings = settings(three_in_an_hour);
    let router = http::layers(routes(), &settings, Scheme::Http).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server(listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut answers = Vec::new();
    for _ in 0..5 {
        answers.push(server.add(&[]).await);
    }
    assert_eq!(answered(&answers), 3);
}

/// Routes of which one waits until it is told to go on.
fn waiting(go_on: Arc<Notify>) -> Router {
    let wait = move |_: Bytes| async move {
        go_on.notified().await;
        "done"
    };
    routes().route("/wait", post(wait))
}

#[tokio::test]
async fn more_requests_than_can_be_answered_are_refused_at_once() {
    let go_on = Arc::new(Notify::new());
    let settings = settings(|it| {
        it.concurrency.requests = 2;
        it.concurrency.retry_after = Duration::from_secs(7);
    });
    let router = http::layers(waiting(go_on.clone()), &settings, Scheme::Http).unwrap();
    let server = Arc::new(Server::serve(router, &settings).await);
    let waiting = [(); 2].map(|()| {
        let server = server.clone();
        tokio::spawn(async move { server.raw(&head("POST", "/wait", &[], 0)).await.text() })
    });
    // Both have their places as soon as nobody else gets one.
    let began = Instant::now();
    let refused = loop {
        let answer = server.add(&[]).await;
        if answer.status != 200 {
            break answer;
        }
        assert!(began.elapsed() < PATIENCE);
    };
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("7")));
    assert_eq!(
        (&refused.json()["jsonrpc"], &refused.json()["error"]["code"]),
        (&json!("2.0"), &json!(-32005))
    );
    assert!(refused.header("x-request-id").is_some() && refused.header("x-frame-options").is_some());
    assert_eq!(server.get("/health", &[]).await.status, 200);
    go_on.notify_waiters();
    for task in waiting {
        assert_eq!(timeout(PATIENCE, task).await.unwrap().unwrap(), "done");
    }
    assert_eq!(server.add(&[]).await.status, 200);
    // Whoever goes away gives the place back.
    for _ in 0..5 {
        let mut stream = TcpStream::connect(server.0).await.unwrap();
        stream.write_all(head("POST", "/wait", &[], 0).as_bytes()).await.unwrap();
    }
    let began = Instant::now();
    while server.add(&[]).await.status != 200 {
        assert!(began.elapsed() < PATIENCE, "places are lost");
    }
}

#[tokio::test]
async fn the_layers_stand_in_the_order_that_is_documented() {
    let go_on = Arc::new(Notify::new());
    let authentication = from_fn(|request: Request, next: Next| async move {
        if request.headers().contains_key("x-refuse") {
            return axum::http::StatusCode::UNAUTHORIZED.into_response();
        }
        Response::into_response(next.run(request).await)
    });
    let settings = settings(|it| {
        three_in_an_hour(it);
        it.concurrency.requests = 1;
        it.https_redirect = true;
        it.trusted_hosts = texts(&["api.example.com"]);
        it.trusted_proxies = texts(&["127.0.0.1"]);
        it.cors.origins = texts(&["https://shop.example.com"]);
    });
    let router = http::layers_with(waiting(go_on.clone()), &settings, Scheme::Http, authentication).unwrap();
    let server = Arc::new(Server::serve(router, &settings).await);
    let (good, secure) = (("host", "api.example.com"), ("x-forwarded-proto", "https"));
    let origin = ("origin", "https://shop.example.com");
    let clients = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "198.51.100.2")];
    // A wrong host is refused before it is redirected, and a redirect comes before CORS and authentication.
    assert_eq!(server.add(&[("host", "evil.example"), ("x-refuse", "1")]).await.status, 400);
    let redirected = server.add(&[good, origin, ("x-refuse", "1")]).await;
    assert_eq!((redirected.status, redirected.header("access-control-allow-origin")), (308, None));
    // A page can read why it was refused.
    let refused = server.add(&[good, secure, origin, ("x-refuse", "1")]).await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin").is_some()), (401, true));
    // Questions of browsers are answered before authentication, and do not count.
    for _ in 0..10 {
        let asks =
            [good, secure, origin, clients[0], ("x-refuse", "1"), ("access-control-request-method", "POST")];
        assert_eq!(server.raw(&head("OPTIONS", "/cmd", &asks, 0)).await.status, 200);
    }
    let occupied = {
        let server = server.clone();
        let headers = [good, secure, clients[1]];
        tokio::spawn(async move { server.raw(&head("POST", "/wait", &headers, 0)).await.status })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    // Whoever asks too often is told so, though there is no place either: the limit of callers comes first.
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let answer = server.add(&[good, secure, origin, clients[0]]).await;
        for name in ADDED.into_iter().chain(["access-control-allow-origin", "strict-transport-security"]) {
            assert!(answer.header(name).is_some(), "{name}");
        }
        statuses.push(answer.status);
    }
    assert_eq!(statuses, [503, 503, 503, 429, 429]);
    go_on.notify_waiters();
    assert_eq!(timeout(PATIENCE, occupied).await.unwrap().unwrap(), 200);
}

#[tokio::test]
async fn hostile_heads_are_refused_and_the_server_goes_on() {
    let server = Server::start(HttpSettings::default()).await;
    let huge = "x".repeat(100_000);
    for header in
        ["x-forwarded-for", "x-request-id", "origin", "accept-encoding", "host", "x-forwarded-proto"]
    {
        let answer = server.add(&[(header, &huge)]).await;
        assert!(matches!(answer.status, 200 | 400), "{header}: {}", answer.status);
        assert!(answer.headers.values().all(|it| it.len() < 1000), "{header}");
        let bytes = server.add(&[(header, "\u{7f}\u{e4}\u{1f600},,;;==\"")]).await;
        assert!(matches!(bytes.status, 200 | 400), "{header}: {}", bytes.status);
    }
    let many: Vec<_> = (0..90).map(|_| ("x-forwarded-for", "1.2.3.4, 1.2.3.4")).collect();
    assert_eq!(server.add(&many).await.status, 200);
    assert_eq!(server.add(&[]).await.status, 200);
}

#[test]
fn settings_that_make_no_sense_are_named() {
    type Change = fn(&mut HttpSettings);
    let changes: [(&str, Change); 11] = [
        ("trusted_hosts", |it| it.trusted_hosts = texts(&["a b"])),
        ("trusted_hosts", |it| it.trusted_hosts = texts(&["a.b:80"])),
        ("trusted_proxies", |it| it.trusted_proxies = texts(&["10.0.0.0/99"])),
        ("https_redirect", |it| it.https_redirect = true),
        ("cors.origins", |it| it.cors.origins = texts(&["shop.example.com"])),
        ("rate_limit.requests", |it| it.rate_limit.requests = 0),
        ("rate_limit.per", |it| it.rate_limit.per = Duration::ZERO),
        ("rate_limit.burst", |it| it.rate_limit.burst = 0),
        ("rate_limit.callers", |it| it.rate_limit.callers = 0),
        ("concurrency.requests", |it| it.concurrency.requests = 0),
        ("security_headers.frame_options", |it| it.security_headers.frame_options = "a\nb".to_owned()),
    ];
    for (setting, change) in changes {
        let fault: HttpSettingsError =
            http::layers(Router::new(), &settings(change), Scheme::Http).unwrap_err();
        assert_eq!(fault.setting(), setting);
        assert!(fault.to_string().contains(setting), "{fault}");
    }
}

#[test]
fn settings_are_written_and_read() {
    let written = serde_json::to_value(HttpSettings::default()).unwrap();
    assert_eq!(written["idle_time"], "2m");
    assert_eq!(serde_json::from_value::<HttpSettings>(written).unwrap(), HttpSettings::default());
    assert_eq!(serde_json::from_str::<HttpSettings>("{}").unwrap(), HttpSettings::default());
    assert!(serde_json::from_str::<HttpSettings>(r#"{"rate_limit": {"request": 5}}"#).is_err());
    assert!(serde_json::from_str::<HttpSettings>(r#"{"idle_time": "2 minutes"}"#).is_err());
}

/// The settings with the names of their sections, as the documentation lists them.
fn flat(prefix: &str, value: &Value, found: &mut Vec<(String, Value)>) {
    for (name, value) in value.as_object().unwrap() {
        match value {
            Value::Object(_) => flat(&format!("{prefix}{name}."), value, found),
            _ => found.push((format!("{prefix}{name}"), value.clone())),
        }
    }
}

#[test]
fn the_documentation_lists_every_setting_with_its_default() {
    let page = include_str!("../../docs/http-layers.md");
    let mut found = Vec::new();
    flat("", &serde_json::to_value(HttpSettings::default()).unwrap(), &mut found);
    for (name, default) in &found {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).expect(name);
        let shown = row.split(" | ").nth(1).unwrap();
        let expected = match default {
            Value::Array(values) if values.is_empty() => "`[]`".to_owned(),
            Value::Array(values) => {
                values.iter().map(|it| format!("`{}`", it.as_str().unwrap())).collect::<Vec<_>>().join(", ")
            }
            Value::String(text) => format!("`{text}`"),
            other => format!("`{other}`"),
        };
        assert_eq!(shown, expected, "{name}");
    }
    assert_eq!(page.lines().filter(|line| line.starts_with("| `")).count(), found.len());
    let (_, example) = page.split_once("```json\n").unwrap();
    let example: HttpSettings = serde_json::from_str(example.split_once("```").unwrap().0).unwrap();
    assert!(http::layers(Router::new(), &example, Scheme::Http).is_ok());
}
