//! Registration on proxies of every generation, and on those that misbehave; each is a real server on a real socket.

use std::{
    io::{Read, Write},
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::State as Shared,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::IntoResponse,
};
use commandry::{
    AccessRules, CancellationToken, Dispatcher, Origin, Registry,
    config::Secret,
    prelude::*,
    registration::{
        self, ProxyProtocol, RegistrationError, RegistrationManager, RegistrationSettings, proxy_registration,
    },
};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    time::{sleep, timeout},
};

/// One request that a proxy got.
#[derive(Clone, Debug)]
struct Seen {
    line: String,
    body: Value,
    headers: HeaderMap,
}

/// A proxy whose answers are those of a function.
#[derive(Clone)]
struct Proxy {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

type Answers = Arc<dyn Fn(&str, &Value) -> (u16, Value) + Send + Sync>;

impl Proxy {
    async fn start(answers: impl Fn(&str, &Value) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let answers: Answers = Arc::new(answers);
        let router = Router::new().fallback(answer).with_state((answers, seen.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, seen }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|it| it.line).collect()
    }

    fn count(&self, line: &str) -> usize {
        self.lines().iter().filter(|it| *it == line).count()
    }
}

async fn answer(
    Shared((answers, seen)): Shared<(Answers, Arc<Mutex<Vec<Seen>>>)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let line = format!("{method} {}", uri.path());
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let (status, answer) = answers(&line, &body);
    seen.lock().unwrap().push(Seen { line, body, headers });
    (StatusCode::from_u16(status).unwrap(), answer.to_string())
}

fn settings(url: &str) -> RegistrationSettings {
    serde_json::from_value(json!({
        "enabled": true,
        "proxy_url": url,
        "server_id": "orders",
        "public_url": "http://10.0.0.7:8000/",
        "registration_timeout": "2s",
        "retry_delay": "20ms",
        "retry_max_delay": "50ms",
        "shutdown_timeout": "1s",
        "heartbeat": {"interval": "100ms"}
    }))
    .unwrap()
}

fn manager(url: &str) -> RegistrationManager {
    RegistrationManager::new(settings(url))
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come to it: {what}");
}

/// As mcp-proxy-adapter 6.0.0 speaks: four members, a key, no heartbeat.
fn generation_6_0(line: &str, body: &Value) -> (u16, Value) {
    match line {
        "POST /register" => {
            assert!(
                ["server_id", "server_url", "server_name", "description"]
                    .iter()
                    .all(|it| body[it].is_string())
            );
            (200, json!({"server_key": "orders_7"}))
        }
        "POST /unregister" if body["copy_number"] == 7 => (200, json!({"unregistered": true})),
        "POST /unregister" => (400, json!({"error": {"message": "no such copy"}})),
        _ => (404, json!({"detail": "Not Found"})),
    }
}

#[tokio::test]
async fn the_oldest_generation_gives_a_key_and_takes_it_back() {
    let proxy = Proxy::start(generation_6_0).await;
    let manager = manager(&proxy.url());
    manager.register().await.unwrap();
    let status = manager.status();
    assert!(status.enabled && status.registered);
    assert_eq!(status.server_key.as_deref(), Some("orders_7"));
    assert_eq!(status.server_url.as_deref(), Some("http://10.0.0.7:8000"));
    assert_eq!(status.proxy_url, proxy.url());
    let seen = &proxy.seen()[0];
    assert_eq!(seen.body["server_url"], "http://10.0.0.7:8000");
    assert_eq!(
        (&seen.headers["x-client-type"], &seen.headers["x-auth-method"]),
        (&"proxy_client".parse().unwrap(), &"none".parse().unwrap())
    );
    assert!(seen.headers.get("authorization").is_none());
    manager.unregister().await.unwrap();
    assert!(!manager.status().registered && manager.status().server_key.is_none());
    // What is not registered needs no word to the proxy.
    manager.unregister().await.unwrap();
    assert_eq!(proxy.count("POST /unregister"), 1);
}

#[tokio::test]
async fn a_generation_that_is_named_gets_its_own_body_alone() {
    for (protocol, members) in
        [(ProxyProtocol::V6_0, 4), (ProxyProtocol::V6_4, 7), (ProxyProtocol::V8, 5), (ProxyProtocol::Auto, 9)]
    {
        let proxy = Proxy::start(|_, _| (200, json!({"success": true}))).await;
        let settings = RegistrationSettings { protocol, ..settings(&proxy.url()) };
        RegistrationManager::new(settings).register().await.unwrap();
        assert_eq!(proxy.seen()[0].body.as_object().unwrap().len(), members, "{protocol:?}");
    }
}

#[tokio::test]
async fn a_proxy_that_takes_nothing_unknown_is_told_less() {
    let proxy = Proxy::start(|line, body| {
        let known = [
            "server_id",
            "server_url",
            "server_name",
            "description",
            "copy_number",
            "capabilities",
            "metadata",
        ];
        if let Some(unknown) =
            body.as_object().and_then(|it| it.keys().find(|it| !known.contains(&it.as_str())))
        {
            return (
                422,
                json!({"detail": [{"loc": ["body", unknown], "msg": "extra fields not permitted"}]}),
            );
        }
        if line == "POST /register" && body["server_name"].is_null() {
            return (422, json!({"detail": "server_name is missing"}));
        }
        generation_6_0(line, body)
    })
    .await;
    let manager = manager(&proxy.url());
    manager.register().await.unwrap();
    assert_eq!(proxy.count("POST /register"), 4);
    // It is remembered what was taken.
    manager.register().await.unwrap();
    assert_eq!(proxy.count("POST /register"), 5);
    manager.unregister().await.unwrap();
}

#[tokio::test]
async fn the_middle_generation_has_duplicates_and_heartbeats_of_its_own() {
    let known = Arc::new(AtomicBool::new(false));
    let registered = known.clone();
    let proxy = Proxy::start(move |line, body| match line {
        "POST /register" if registered.swap(true, Ordering::SeqCst) => (
            200,
            json!({"success": false, "error": {"code": "DUPLICATE_SERVER_URL", "message": "taken",
                                               "details": {"existing_server_key": "orders_2"}}}),
        ),
        "POST /register" => (200, json!({"success": true, "server_key": "orders_2", "message": "ok"})),
        "POST /heartbeat" if registered.load(Ordering::SeqCst) && body["server_key"] == "orders_2" => {
            assert!(body["timestamp"].is_u64());
            (200, json!({"success": true}))
        }
        "POST /heartbeat" => {
            (200, json!({"success": false, "error": {"code": "UNKNOWN", "message": "unknown"}}))
        }
        "POST /unregister" => {
            registered.store(false, Ordering::SeqCst);
            (200, json!({"success": true, "unregistered": true}))
        }
        _ => (404, json!({"detail": "Not Found"})),
    })
    .await;
    let manager = manager(&proxy.url());
    manager.register().await.unwrap();
    manager.register().await.unwrap();
    assert_eq!(manager.status().server_key.as_deref(), Some("orders_2"));

    let stop = CancellationToken::new();
    let keeping = tokio::spawn({
        let (manager, stop) = (manager.clone(), stop.clone());
        async move { manager.keep(stop).await }
    });
    until("three heartbeats", || proxy.count("POST /heartbeat") >= 3).await;
    assert_eq!(proxy.count("POST /proxy/heartbeat"), 1, "what is not there is asked for once");
    let before = proxy.count("POST /register");
    known.store(false, Ordering::SeqCst);
    until("a new registration", || proxy.count("POST /register") > before).await;
    until("registered", || manager.status().registered).await;
    stop.cancel();
    timeout(Duration::from_secs(3), keeping).await.unwrap().unwrap();
    assert_eq!(proxy.lines().last().unwrap(), "POST /unregister");
    assert_eq!(proxy.seen().last().unwrap().body["copy_number"], 2);
}

#[tokio::test]
async fn an_earlier_registration_in_the_way_is_taken_off() {
    let stale = Arc::new(AtomicBool::new(true));
    let proxy = Proxy::start(move |line, _| match line {
        "POST /register" if stale.load(Ordering::SeqCst) => {
            (400, json!({"error": "http://10.0.0.7:8000 already registered as orders_3"}))
        }
        "POST /unregister" => {
            stale.store(false, Ordering::SeqCst);
            (200, json!({"status": "ok", "unregistered": "orders"}))
        }
        _ => (200, json!({"status": "ok", "registered": "orders"})),
    })
    .await;
    manager(&proxy.url()).register().await.unwrap();
    assert_eq!(proxy.lines(), ["POST /register", "POST /unregister", "POST /register"]);
    assert_eq!(proxy.seen()[1].body["copy_number"], 3);
    // One that is in the way of another server stays.
    let proxy = Proxy::start(|_, _| (400, json!({"error": "already registered as billing_1"}))).await;
    let error = manager(&proxy.url()).register().await.unwrap_err();
    assert!(
        matches!(&error, RegistrationError::Refused { status: 400, message } if message.contains("billing_1"))
    );
    assert_eq!(proxy.count("POST /unregister"), 0);
}

#[tokio::test]
async fn a_proxy_without_heartbeats_is_asked_for_its_list() {
    let listed = Arc::new(AtomicBool::new(false));
    let lists = listed.clone();
    let proxy = Proxy::start(move |line, body| match line {
        "POST /register" => {
            lists.store(true, Ordering::SeqCst);
            generation_6_0(line, body)
        }
        "GET /list" if lists.load(Ordering::SeqCst) => {
            (200, json!({"servers": {"orders_7": {"url": "http://10.0.0.7:8000"}}}))
        }
        "GET /list" => (200, json!({"servers": {}})),
        _ => generation_6_0(line, body),
    })
    .await;
    let manager = manager(&proxy.url());
    let stop = CancellationToken::new();
    let keeping = tokio::spawn({
        let (manager, stop) = (manager.clone(), stop.clone());
        async move { manager.keep(stop).await }
    });
    until("the list was looked at", || proxy.count("GET /list") >= 3).await;
    assert_eq!(proxy.count("POST /register"), 1);
    listed.store(false, Ordering::SeqCst);
    until("a new registration", || proxy.count("POST /register") == 2).await;
    stop.cancel();
    timeout(Duration::from_secs(3), keeping).await.unwrap().unwrap();
    assert_eq!(proxy.count("POST /unregister"), 1);
}

#[tokio::test]
async fn a_short_lease_is_obeyed() {
    let proxy = Proxy::start(|line, _| match line {
        "POST /register" => (200, json!({"success": true, "server_key": "orders_1", "lease": 0.3})),
        _ => (200, json!({"status": "ok"})),
    })
    .await;
    let mut settings = settings(&proxy.url());
    settings.heartbeat.interval = Duration::from_secs(3600).into();
    let manager = RegistrationManager::new(settings);
    let stop = CancellationToken::new();
    tokio::spawn({
        let stop = stop.clone();
        async move { manager.keep(stop).await }
    });
    until("heartbeats within the lease", || proxy.count("POST /proxy/heartbeat") >= 3).await;
    stop.cancel();
}

/// A server that answers every connection with the same bytes, or never.
fn raw(answer: Option<Vec<u8>>) -> (String, Arc<AtomicUsize>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = answer.clone();
            std::thread::spawn(move || {
                let _ = stream.read(&mut vec![0; 65_536]);
                match answer {
                    Some(bytes) => {
                        let _ = stream.write_all(&bytes);
                    }
                    None => std::thread::sleep(Duration::from_secs(600)),
                }
            });
        }
    });
    (url, connections)
}

fn http(status: &str, head: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Whether an outcome is what a test expects.
type Expected = fn(&RegistrationError) -> bool;

#[tokio::test]
async fn a_proxy_that_misbehaves_is_an_error_and_no_delay() {
    let (elsewhere, visits) = raw(Some(http("200 OK", "", "{}")));
    let redirect = http("307 Temporary Redirect", &format!("location: {elsewhere}/register\r\n"), "");
    let unreachable: Expected = |it| matches!(it, RegistrationError::Unreachable(_));
    let unexpected: Expected = |it| matches!(it, RegistrationError::UnexpectedAnswer(_));
    let timed_out: Expected = |it| matches!(it, RegistrationError::TimedOut(_));
    let refused: Expected = |it| matches!(it, RegistrationError::Refused { .. });
    for (name, answer, expected) in [
        ("hangs", None, timed_out),
        ("closes", Some(Vec::new()), unreachable),
        ("speaks no HTTP", Some(b"\x00\xff garbage \r\n\r\n".to_vec()), unreachable),
        ("is a page", Some(http("200 OK", "content-type: text/html\r\n", "<html>")), unexpected),
        ("answers 10 MB", Some(http("200 OK", "", &format!("\"{}\"", "x".repeat(10_000_000)))), unexpected),
        ("is nested", Some(http("200 OK", "", &"[".repeat(200_000))), unexpected),
        ("redirects", Some(redirect), unexpected),
        ("is busy", Some(http("503 Service Unavailable", "", "{}")), unreachable),
        ("asks for a password", Some(http("401 Unauthorized", "", "{}")), refused),
    ] {
        let (url, _) = raw(answer);
        let mut settings = settings(&url);
        settings.registration_timeout = Duration::from_millis(500).into();
        settings.retry_attempts = 2;
        let manager = RegistrationManager::new(settings);
        let start = Instant::now();
        let error = manager.register().await.unwrap_err();
        assert!(expected(&error), "{name}: {error:?}");
        assert!(start.elapsed() < Duration::from_secs(3), "{name}");
        assert!(!manager.status().registered && manager.status().last_error.is_some(), "{name}");

        // Keeping it registered goes on, and its end is bounded.
        let stop = CancellationToken::new();
        let keeping = tokio::spawn({
            let (manager, stop) = (manager.clone(), stop.clone());
            async move { manager.keep(stop).await }
        });
        sleep(Duration::from_millis(100)).await;
        let start = Instant::now();
        stop.cancel();
        timeout(Duration::from_secs(3), keeping).await.expect(name).unwrap();
        assert!(start.elapsed() < Duration::from_millis(1500), "{name}: {:?}", start.elapsed());
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0, "a redirect is not followed");

    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = manager(&format!("http://{free}")).register().await.unwrap_err();
    assert!(unreachable(&error), "{error:?}");
}

#[tokio::test]
async fn a_proxy_that_comes_late_or_again_is_found() {
    let place = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let manager = manager(&format!("http://{place}"));
    let stop = CancellationToken::new();
    let keeping = tokio::spawn({
        let (manager, stop) = (manager.clone(), stop.clone());
        async move { manager.keep(stop).await }
    });
    sleep(Duration::from_millis(300)).await;
    assert!(!manager.status().registered);
    for _ in 0..2 {
        let listener = loop {
            match TcpListener::bind(place).await {
                Ok(listener) => break listener,
                Err(_) => sleep(Duration::from_millis(20)).await,
            }
        };
        let end = CancellationToken::new();
        let ended = end.clone();
        let router = Router::new().fallback(|| async { r#"{"status": "ok"}"# });
        let serving = tokio::spawn(async move {
            tokio::select! {
                _ = axum::serve(listener, router) => {}
                () = ended.cancelled() => {}
            }
        });
        until("registered", || manager.status().registered).await;
        end.cancel();
        serving.await.unwrap();
        // Connections that are open are answered still; a new one is refused.
        sleep(Duration::from_millis(50)).await;
    }
    stop.cancel();
    timeout(Duration::from_secs(3), keeping).await.unwrap().unwrap();
}

#[tokio::test]
async fn credentials_reach_the_proxy_and_nobody_else() {
    let proxy =
        Proxy::start(|_, _| (403, json!({"error": {"message": "Bearer hunter2 is not welcome"}}))).await;
    let settings = RegistrationSettings { token: Some(Secret::new("hunter2")), ..settings(&proxy.url()) };
    let manager = RegistrationManager::new(settings);
    let error = manager.register().await.unwrap_err();
    assert_eq!(proxy.seen()[0].headers["authorization"], "Bearer hunter2");
    let shown = format!("{error} {error:?} {manager:?} {:?}", manager.status());
    assert!(shown.contains("Bearer (secret) is not welcome") && !shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn what_is_off_or_cannot_be_used_says_so_and_harms_nobody() {
    let off = RegistrationManager::new(RegistrationSettings::default());
    assert_eq!(off.register().await, Err(RegistrationError::Disabled));
    assert_eq!(off.unregister().await, Err(RegistrationError::Disabled));
    off.keep(CancellationToken::new()).await;
    let bad = RegistrationManager::new(settings("http://me:hunter2@proxy"));
    let error = bad.register().await.unwrap_err();
    assert!(matches!(&error, RegistrationError::Settings(why) if !why.contains("hunter2")), "{error}");
    assert!(!format!("{bad:?}").contains("hunter2"));
    bad.keep(CancellationToken::new()).await;
    let mut nowhere = settings("http://127.0.0.1:1");
    nowhere.public_url = None;
    assert_eq!(RegistrationManager::new(nowhere).register().await, Err(RegistrationError::NoServerUrl));
    assert!(off.set_server_url("orders").is_err());
    assert!(off.set_server_url("http://a:b@orders").is_err());
}

#[command(group = "test", read_only, public)]
fn ping() -> bool {
    true
}

fn service(manager: &RegistrationManager, rules: Option<AccessRules>) -> Dispatcher {
    let registry =
        Registry::new().with::<ping>().with::<proxy_registration>().with_built_in().titled("orders", "2.0.0");
    let builder = Dispatcher::builder(registry).state(manager.clone());
    match rules {
        Some(rules) => builder.access(rules),
        None => builder,
    }
    .build()
    .unwrap()
}

async fn manage(dispatcher: &Dispatcher, caller: Caller, params: Value) -> Result<Value, i64> {
    let origin = Origin { caller, ..Origin::default() };
    dispatcher.call_by_name("proxy_registration", &params, &origin).await.map_err(|error| error.code())
}

#[tokio::test]
async fn the_command_is_for_admins() {
    let proxy = Proxy::start(generation_6_0).await;
    let manager = manager(&proxy.url());
    let dispatcher = service(&manager, Some(AccessRules::new()));
    manager.describe(&dispatcher);
    let admin = Caller::named("root").with_roles(["admin"]);
    let clerk = Caller::named("Ann").with_roles(["clerk"]);
    for action in ["status", "register", "unregister"] {
        assert_eq!(manage(&dispatcher, Caller::anonymous(), json!({"action": action})).await, Err(-32001));
        assert_eq!(manage(&dispatcher, clerk.clone(), json!({"action": action})).await, Err(-32002));
    }
    assert!(proxy.lines().is_empty());
    let answer = manage(
        &dispatcher,
        admin.clone(),
        json!({"action": "register", "server_url": "https://orders.example"}),
    )
    .await
    .unwrap();
    assert_eq!((&answer["success"], &answer["data"]["registered"]), (&json!(true), &json!(true)));
    assert_eq!(answer["data"]["registration_status"]["server_key"], "orders_7");
    let body = &proxy.seen()[0].body;
    assert_eq!((&body["server_url"], &body["version"]), (&json!("https://orders.example"), &json!("2.0.0")));
    let capabilities = body["capabilities"].as_array().unwrap();
    assert!(capabilities.contains(&json!("ping")) && capabilities.contains(&json!("jsonrpc")));

    let origin = Origin { caller: admin.clone(), ..Origin::default() };
    let rules = commandry::AccessRule::all().roles(["*"]);
    let health = service(&manager, Some(AccessRules::new().rule(rules)))
        .call_by_name("health", &json!({}), &origin)
        .await
        .unwrap();
    let expected =
        json!({"enabled": true, "registered": true, "server_key": "orders_7", "proxy_url": proxy.url()});
    assert_eq!(health["data"]["components"]["proxy_registration"], expected);

    let answer = manage(&dispatcher, admin.clone(), json!({"action": "unregister"})).await.unwrap();
    assert_eq!((&answer["success"], &answer["data"]["registered"]), (&json!(true), &json!(false)));
    let answer = manage(&dispatcher, admin.clone(), json!({"action": "status"})).await.unwrap();
    assert_eq!(
        (&answer["success"], &answer["data"]["server_url"]),
        (&json!(true), &json!("https://orders.example"))
    );
    for wrong in [json!({"action": "restart"}), json!({}), json!({"action": "status", "operation": "status"})]
    {
        assert_eq!(manage(&dispatcher, admin.clone(), wrong).await, Err(-32602));
    }
    let answer =
        manage(&dispatcher, admin, json!({"action": "register", "server_url": "file:///etc/passwd"}))
            .await
            .unwrap();
    assert_eq!(answer["success"], false);
    assert_eq!(proxy.count("POST /register"), 1);
}

#[tokio::test]
async fn where_nobody_is_asked_nobody_registers_unless_that_is_wanted() {
    let proxy = Proxy::start(generation_6_0).await;
    let closed = service(&manager(&proxy.url()), None);
    let answer = manage(&closed, Caller::anonymous(), json!({"action": "status"})).await.unwrap();
    assert_eq!(answer["data"]["enabled"], true);
    for action in ["register", "unregister"] {
        assert_eq!(manage(&closed, Caller::anonymous(), json!({"action": action})).await, Err(-32002));
    }
    assert!(proxy.lines().is_empty());
    let open =
        RegistrationManager::new(RegistrationSettings { open_command: true, ..settings(&proxy.url()) });
    let answer =
        manage(&service(&open, None), Caller::anonymous(), json!({"action": "register"})).await.unwrap();
    assert_eq!(answer["success"], true);
}

#[tokio::test]
async fn functions_speak_of_the_registration_of_the_process() {
    assert_eq!(registration::status(), Err(RegistrationError::NotSetUp));
    assert_eq!(registration::register(None).await, Err(RegistrationError::NotSetUp));
    let proxy = Proxy::start(generation_6_0).await;
    manager(&proxy.url()).make_current();
    registration::register(Some("http://orders:8000")).await.unwrap();
    assert_eq!(registration::status().unwrap().server_url.as_deref(), Some("http://orders:8000"));
    registration::unregister().await.unwrap();
    assert!(!registration::status().unwrap().registered);
}

#[tokio::test]
async fn what_was_taken_off_by_hand_stays_off() {
    let proxy = Proxy::start(|_, _| (200, json!({"status": "ok"}))).await;
    let manager = manager(&proxy.url());
    let stop = CancellationToken::new();
    let keeping = tokio::spawn({
        let (manager, stop) = (manager.clone(), stop.clone());
        async move { manager.keep(stop).await }
    });
    until("registered", || manager.status().registered && proxy.count("POST /proxy/heartbeat") > 1).await;
    manager.unregister().await.unwrap();
    sleep(Duration::from_millis(350)).await;
    let lines = proxy.lines();
    let after = lines.iter().position(|it| it == "POST /unregister").unwrap();
    assert_eq!(&lines[after..], ["POST /unregister"]);
    manager.register().await.unwrap();
    let beats = proxy.count("POST /proxy/heartbeat");
    until("heartbeats again", || proxy.count("POST /proxy/heartbeat") > beats).await;
    stop.cancel();
    timeout(Duration::from_secs(3), keeping).await.unwrap().unwrap();
    assert_eq!(proxy.count("POST /unregister"), 2);
}

#[tokio::test]
async fn a_proxy_that_refuses_heartbeats_is_not_overrun() {
    let proxy = Proxy::start(|line, _| match line {
        "POST /register" => (200, json!({"success": true, "server_key": "orders_1"})),
        _ => (401, json!({"detail": "who are you?"})),
    })
    .await;
    let manager = manager(&proxy.url());
    let stop = CancellationToken::new();
    tokio::spawn({
        let (manager, stop) = (manager.clone(), stop.clone());
        async move { manager.keep(stop).await }
    });
    until("it is asked whether it is there", || proxy.count("GET /heartbeat") >= 3).await;
    assert_eq!((proxy.count("POST /register"), proxy.count("POST /proxy/heartbeat")), (1, 1));
    assert!(manager.status().registered);
    stop.cancel();
}

#[test]
fn the_page_lists_every_setting_with_its_default() {
    fn walk(prefix: &str, value: &Value, page: &str) -> usize {
        let mut count = 0;
        for (name, value) in value.as_object().unwrap() {
            let name = format!("{prefix}{name}");
            if matches!(name.as_str(), "heartbeat" | "tls") {
                count += walk(&format!("{name}."), value, page);
                continue;
            }
            let row = format!("| `{name}` | `{value}` |");
            assert!(page.contains(&row), "docs/registration.md lacks {row}");
            count += 1;
        }
        count
    }
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/registration.md");
    let page = std::fs::read_to_string(page).unwrap();
    let settings = serde_json::to_value(RegistrationSettings::default()).unwrap();
    let count = walk("", &settings, &page);
    let table =
        page.split("## Settings").nth(1).unwrap().split("\n\n").find(|it| it.starts_with("| key")).unwrap();
    assert_eq!(table.lines().count() - 2, count, "a row for each key, and no more");
}

#[test]
fn settings_have_the_defaults_of_the_original_and_refuse_what_they_do_not_know() {
    let settings = serde_json::to_value(RegistrationSettings::default()).unwrap();
    let original = json!({
        "enabled": false, "proxy_url": "http://localhost:3004", "server_id": "mcp_proxy_adapter",
        "server_name": "MCP Proxy Adapter", "description": "JSON-RPC API for interacting with MCP Proxy",
        "registration_timeout": 30, "retry_attempts": 3, "retry_delay": 5, "auto_register_on_startup": true,
        "auto_unregister_on_shutdown": true
    });
    for (name, value) in original.as_object().unwrap() {
        assert_eq!(&settings[name], value, "{name}");
    }
    assert_eq!(
        serde_json::from_value::<RegistrationSettings>(settings).unwrap(),
        RegistrationSettings::default()
    );
    for wrong in [json!({"enable": true}), json!({"heartbeat": {"every": 1}}), json!({"ssl": {"mode": "x"}})]
    {
        assert!(serde_json::from_value::<RegistrationSettings>(wrong).is_err());
    }
}
