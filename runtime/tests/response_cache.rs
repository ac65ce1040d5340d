//! Answers that are given again: to whom, for how long, and when not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
    response::Response,
};
use commandry::{
    AccessRule, AccessRules, CacheSettings, Call, CallError, Dispatcher, DispatcherBuilder, Interceptor,
    Next, Registry, Reply, ResponseCache, http, prelude::*,
};
use tower::ServiceExt;

/// How often commands ran.
#[derive(Clone, Default)]
struct Runs(Arc<AtomicUsize>);

impl Runs {
    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    fn add(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

#[command(group = "test", read_only, cache = "60s", rest = "GET /numbers/{number}")]
async fn number(
    #[inject] runs: State<Runs>,
    number: u64,
    #[param(default = 1)] times: u64,
    label: Option<String>,
) -> String {
    tokio::time::sleep(Duration::from_millis(20)).await;
    format!("{} {} {}", runs.add(), number * times, label.unwrap_or_default())
}

#[command(group = "test", read_only, cache = "60s", public)]
fn who(#[inject] caller: Caller, #[inject] runs: State<Runs>) -> String {
    format!("{} {}", runs.add(), caller.name().unwrap_or("nobody"))
}

#[command(group = "test", read_only, cache = "60s", roles("clerk", "boss"))]
fn turnover(#[inject] runs: State<Runs>) -> usize {
    runs.add()
}

#[command(group = "test", read_only, cache = "60s", public)]
fn same_for_all(#[inject] runs: State<Runs>) -> usize {
    runs.add()
}

#[command(group = "test", read_only, cache = "100ms", public)]
fn soon_stale(#[inject] runs: State<Runs>) -> usize {
    runs.add()
}

#[command(group = "test", read_only, cache = "60s", public)]
async fn failing(#[inject] runs: State<Runs>, slow: Option<bool>) -> Result<usize, CallError> {
    let run = runs.add();
    if slow == Some(true) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(CallError::new(1001, "sold_out", format!("run {run}")))
}

#[command(group = "test", read_only, cache = "60s", public)]
fn long(#[inject] runs: State<Runs>, length: usize) -> String {
    runs.add();
    "x".repeat(length)
}

#[command(group = "test", read_only, cache = "60s", public)]
fn by_secret(#[inject] runs: State<Runs>, #[param(secret)] key: String) -> usize {
    let _ = key;
    runs.add()
}

#[command(group = "test", read_only, cache = "60s", public)]
fn digits(#[inject] runs: State<Runs>, value: serde_json::Value) -> String {
    format!("{} {value}", runs.add())
}

#[command(group = "test", public)]
fn change(#[inject] cache: State<ResponseCache>, all: Option<bool>) {
    if all == Some(true) {
        cache.clear();
    } else {
        cache.forget::<same_for_all>();
    }
}

fn registry() -> Registry {
    Registry::new()
        .with::<number>()
        .with::<who>()
        .with::<turnover>()
        .with::<same_for_all>()
        .with::<soon_stale>()
        .with::<failing>()
        .with::<long>()
        .with::<by_secret>()
        .with::<digits>()
        .with::<change>()
}

fn service(with: impl FnOnce(DispatcherBuilder) -> DispatcherBuilder) -> (Dispatcher, Runs) {
    let runs = Runs::default();
    let dispatcher = with(Dispatcher::builder(registry()).state(runs.clone())).build().unwrap();
    (dispatcher, runs)
}

async fn call_as(
    dispatcher: &Dispatcher,
    caller: Caller,
    name: &str,
    params: &str,
) -> Result<String, CallError> {
    let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{name}","params":{params}}}"#);
    let request = Request::post("/cmd").header(header::CONTENT_TYPE, "application/json").extension(caller);
    let request = request.body(Body::from(body)).unwrap();
    let response = http::router(dispatcher.clone()).unwrap().oneshot(request).await.unwrap();
    let answer = body_of(response).await;
    match answer.strip_prefix(r#"{"jsonrpc":"2.0","id":1,"result":"#) {
        Some(result) => Ok(result.strip_suffix('}').unwrap().to_owned()),
        None => {
            let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
            let message = answer["error"]["message"].as_str().unwrap().to_owned();
            Err(CallError::new(answer["error"]["code"].as_i64().unwrap(), "refused", message))
        }
    }
}

async fn call(dispatcher: &Dispatcher, name: &str, params: &str) -> Result<String, CallError> {
    call_as(dispatcher, Caller::anonymous(), name, params).await
}

#[tokio::test]
async fn equal_calls_run_once_however_they_are_written() {
    let (dispatcher, runs) = service(|it| it);
    let first = call(&dispatcher, "number", r#"{"number":7}"#).await.unwrap();
    assert_eq!(first, "\"1 7 \"");
    for same in
        [r#"{"number":7}"#, r#"{ "number" : 7, "times": 1 }"#, "[7]", "[7, 1]", r#"{"times":1,"number":7}"#]
    {
        assert_eq!(call(&dispatcher, "number", same).await.unwrap(), first, "{same}");
    }
    assert_eq!(runs.count(), 1);
    for other in [r#"{"number":8}"#, "[7,2]", r#"{"number":7,"label":"a"}"#, r#"{"number":7,"label":""}"#] {
        assert_ne!(call(&dispatcher, "number", other).await.unwrap(), first, "{other}");
    }
    assert_eq!(runs.count(), 5);
    let statistics = dispatcher.response_cache().statistics();
    assert_eq!((statistics.hits, statistics.misses), (5, 5));
}

#[tokio::test]
async fn calls_that_do_not_fit_are_refused_as_ever() {
    let (dispatcher, runs) = service(|it| it);
    call(&dispatcher, "number", r#"{"number":7}"#).await.unwrap();
    for wrong in [
        "{}",
        r#"{"number":-1}"#,
        r#"{"number":"7"}"#,
        r#"{"number":7,"number":7}"#,
        r#"{"number":7,"surplus":1}"#,
        "[7,1,null,4]",
    ] {
        let error = call(&dispatcher, "number", wrong).await.unwrap_err();
        assert_eq!(error.code(), -32602, "{wrong}");
    }
    assert_eq!(runs.count(), 1);
    // JSON Schema calls this an integer, and so does the answer to a call that is not the first.
    assert_eq!(call(&dispatcher, "number", r#"{"number":7.0}"#).await.unwrap(), "\"2 7 \"");
    // Numbers that a careless reading would take for one.
    let (left, right) = (r#"{"value":36893488147419103232}"#, r#"{"value":36893488147419103233}"#);
    assert_ne!(
        call(&dispatcher, "digits", left).await.unwrap(),
        call(&dispatcher, "digits", right).await.unwrap()
    );
}

#[tokio::test]
async fn of_calls_at_the_same_time_one_runs() {
    let (dispatcher, runs) = service(|it| it);
    let calls = (0..50).map(|_| call(&dispatcher, "number", r#"{"number":3}"#));
    let answers = futures_util::future::join_all(calls).await;
    assert!(answers.iter().all(|answer| answer.as_deref() == Ok("\"1 3 \"")), "{answers:?}");
    assert_eq!(runs.count(), 1);

    // Those who waited for a failure share it; who calls later does not.
    let calls = (0..20).map(|_| call(&dispatcher, "failing", r#"{"slow":true}"#));
    let answers = futures_util::future::join_all(calls).await;
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap_err().message() == "run 2"), "{answers:?}");
    let later = call(&dispatcher, "failing", r#"{"slow":true}"#).await.unwrap_err();
    assert_eq!(later.message(), "run 3");
}

#[tokio::test]
async fn equal_calls_of_one_batch_do_not_wait_for_each_other() {
    let (dispatcher, runs) = service(|it| it);
    let one = r#"{"jsonrpc":"2.0","id":1,"method":"number","params":[4]}"#;
    let body = format!("[{one},{one},{one}]");
    let request = Request::post("/cmd").header(header::CONTENT_TYPE, "application/json");
    let request = request.body(Body::from(body)).unwrap();
    let answering = http::router(dispatcher.clone()).unwrap().oneshot(request);
    let response = tokio::time::timeout(Duration::from_secs(10), answering).await.expect("it does not hang");
    let answers: Vec<serde_json::Value> = serde_json::from_str(&body_of(response.unwrap()).await).unwrap();
    assert_eq!(answers.iter().map(|it| &it["result"]).collect::<Vec<_>>(), ["1 4 "; 3]);
    assert_eq!(runs.count(), 1);
}

#[tokio::test]
async fn whoever_goes_away_leaves_the_work_to_those_who_wait() {
    let (dispatcher, runs) = service(|it| it);
    let (first, second) = (dispatcher.clone(), dispatcher.clone());
    let leader = tokio::spawn(async move { call(&first, "number", "[5]").await });
    tokio::time::sleep(Duration::from_millis(5)).await;
    let waiting = tokio::spawn(async move { call(&second, "number", "[5]").await });
    tokio::time::sleep(Duration::from_millis(5)).await;
    leader.abort();
    let answer = tokio::time::timeout(Duration::from_secs(5), waiting).await.expect("it does not hang");
    assert_eq!(answer.unwrap().unwrap(), "\"1 5 \"");
    assert_eq!(runs.count(), 1);
}

#[tokio::test]
async fn answers_have_an_end_and_can_be_forgotten() {
    let (dispatcher, _) = service(|it| it);
    assert_eq!(call(&dispatcher, "soon_stale", "{}").await.unwrap(), "1");
    assert_eq!(call(&dispatcher, "soon_stale", "{}").await.unwrap(), "1");
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(call(&dispatcher, "soon_stale", "{}").await.unwrap(), "2");

    assert_eq!(call(&dispatcher, "same_for_all", "{}").await.unwrap(), "3");
    assert_eq!(call(&dispatcher, "long", "[0]").await.unwrap(), "\"\"");
    call(&dispatcher, "change", "{}").await.unwrap();
    assert_eq!(call(&dispatcher, "same_for_all", "{}").await.unwrap(), "5");
    assert_eq!(call(&dispatcher, "same_for_all", "{}").await.unwrap(), "5");
    call(&dispatcher, "change", "[true]").await.unwrap();
    assert_eq!(call(&dispatcher, "same_for_all", "{}").await.unwrap(), "6");
}

#[tokio::test]
async fn errors_secrets_and_what_is_too_long_are_not_kept() {
    let settings =
        CacheSettings { max_answer_bytes: 100, max_parameter_bytes: 64, ..CacheSettings::default() };
    let (dispatcher, runs) = service(|it| it.cache(settings));
    for (name, params) in [
        ("failing", "{}".to_owned()),
        ("by_secret", r#"["k"]"#.to_owned()),
        ("long", "[200]".to_owned()),
        ("digits", format!("[\"{}\"]", "y".repeat(80))),
    ] {
        let before = runs.count();
        let first = call(&dispatcher, name, &params).await;
        let second = call(&dispatcher, name, &params).await;
        assert_eq!(runs.count() - before, 2, "{name}");
        assert_eq!(first.is_ok(), second.is_ok());
    }
    let off = CacheSettings { enabled: false, ..CacheSettings::default() };
    let (dispatcher, runs) = service(|it| it.cache(off));
    call(&dispatcher, "same_for_all", "{}").await.unwrap();
    call(&dispatcher, "same_for_all", "{}").await.unwrap();
    assert_eq!((runs.count(), dispatcher.response_cache().statistics().misses), (2, 0));
}

#[tokio::test]
async fn memory_is_bounded() {
    let settings = CacheSettings { max_bytes: 100_000, max_entries: 50, ..CacheSettings::default() };
    let (dispatcher, _) = service(|it| it.cache(settings));
    for length in 0..500 {
        call(&dispatcher, "long", &format!("[{length}]")).await.unwrap();
    }
    for length in 9_000..9_050 {
        call(&dispatcher, "long", &format!("[{length}]")).await.unwrap();
    }
    // Room is made by and by.
    for _ in 0..100 {
        call(&dispatcher, "long", "[1]").await.unwrap();
        tokio::time::sleep(Duration::from_millis(10)).await;
        let statistics = dispatcher.response_cache().statistics();
        if statistics.entries <= 50 && statistics.bytes <= 100_000 {
            return;
        }
    }
    panic!("{:?}", dispatcher.response_cache().statistics());
}

fn somebody(name: &str, role: &str) -> Caller {
    Caller::named(name).with_roles([role])
}

#[tokio::test]
async fn a_kept_answer_never_reaches_somebody_who_may_not_call() {
    let (dispatcher, runs) = service(|it| it.access(AccessRules::new()));
    let clerk = somebody("Ann", "clerk");
    assert_eq!(call_as(&dispatcher, clerk.clone(), "turnover", "{}").await.unwrap(), "1");
    assert_eq!(call_as(&dispatcher, clerk.clone(), "turnover", "{}").await.unwrap(), "1");
    for (other, code) in [
        (Caller::anonymous(), -32001),
        (somebody("Ann", "guest"), -32002),
        (Caller::named("Ann"), -32002),
        (clerk.until(std::time::SystemTime::UNIX_EPOCH), -32001),
    ] {
        let error = call_as(&dispatcher, other.clone(), "turnover", "{}").await.unwrap_err();
        assert_eq!(error.code(), code, "{other:?}");
    }
    // Each has answers of its own where roles matter.
    assert_eq!(call_as(&dispatcher, somebody("Bob", "clerk"), "turnover", "{}").await.unwrap(), "2");
    assert_eq!(call_as(&dispatcher, somebody("Ann", "boss"), "turnover", "{}").await.unwrap(), "3");
    assert_eq!(call_as(&dispatcher, somebody("Ann", "clerk"), "turnover", "{}").await.unwrap(), "1");

    // A public command has one answer for all, unless it looks at who calls.
    for caller in [Caller::anonymous(), somebody("Ann", "clerk"), Caller::named("Bob")] {
        assert_eq!(call_as(&dispatcher, caller, "same_for_all", "{}").await.unwrap(), "4");
    }
    for (caller, expected) in [
        (Caller::anonymous(), "\"5 nobody\""),
        (Caller::named("Ann"), "\"6 Ann\""),
        (Caller::anonymous(), "\"5 nobody\""),
    ] {
        assert_eq!(call_as(&dispatcher, caller, "who", "{}").await.unwrap(), expected);
    }
    // A name made of a name and a role is not the caller with both.
    let forged = Caller::named("Ann\0clerk").with_roles(Vec::<String>::new());
    assert!(call_as(&dispatcher, forged, "turnover", "{}").await.is_err());
    assert_eq!(runs.count(), 6);
}

/// Says that somebody else calls.
struct Masked(&'static str);

impl Interceptor for Masked {
    async fn call(&self, mut call: Call<'_>, next: Next<'_>) -> Reply {
        call.set_caller(Caller::named(self.0).with_roles([self.0]));
        next.run(call).await
    }
}

#[tokio::test]
async fn interceptors_see_every_call_and_decide_who_it_is_for() {
    let (dispatcher, _) = service(|it| it.interceptor(Masked("Eve")));
    assert_eq!(call(&dispatcher, "who", "{}").await.unwrap(), "\"1 Eve\"");
    assert_eq!(call_as(&dispatcher, Caller::named("Ann"), "who", "{}").await.unwrap(), "\"1 Eve\"");
    let (dispatcher, _) = service(|it| it.access(AccessRules::new()).interceptor(Masked("guest")));
    let error = call_as(&dispatcher, somebody("Ann", "clerk"), "turnover", "{}").await.unwrap_err();
    assert_eq!(error.code(), -32002);
}

#[tokio::test]
async fn a_server_that_stops_refuses_these_calls_too() {
    let (dispatcher, _) = service(|it| it);
    call(&dispatcher, "same_for_all", "{}").await.unwrap();
    dispatcher.stop_accepting();
    assert_eq!(call(&dispatcher, "same_for_all", "{}").await.unwrap_err().code(), -32006);
}

async fn get(
    dispatcher: &Dispatcher,
    path: &str,
    headers: &[(header::HeaderName, &str)],
    caller: Caller,
) -> Response {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let request = request.extension(caller).body(Body::empty()).unwrap();
    http::router(dispatcher.clone()).unwrap().oneshot(request).await.unwrap()
}

fn value<'a>(response: &'a Response, name: &header::HeaderName) -> &'a str {
    response.headers().get(name).map_or("", |it| it.to_str().unwrap())
}

async fn body_of(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 10_000_000).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn routes_and_documents_are_sent_again_only_once_they_have_changed() {
    let (dispatcher, _) = service(|it| it);
    let mut paths = vec!["/numbers/7?label=a"];
    if cfg!(feature = "documents") {
        paths.extend([
            "/openapi.json",
            "/openrpc.json",
            "/commands.d.ts",
            "/cmd/catalog.txt",
            "/catalog.json",
        ]);
        paths.extend(["/openapi.json?level=expanded", "/cmd/catalog.txt?group=test"]);
    }
    if cfg!(feature = "docs-page") {
        paths.extend(["/docs", "/docs/main.js", "/docs/catalog.json"]);
    }
    for path in paths {
        let first = get(&dispatcher, path, &[], Caller::anonymous()).await;
        assert_eq!(first.status(), StatusCode::OK, "{path}");
        let tag = value(&first, &header::ETAG).to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 30, "{path}: {tag}");
        assert!(!value(&first, &header::CACHE_CONTROL).contains("private"), "{path}");
        assert_eq!(value(&first, &header::VARY), "", "{path}");
        let length = body_of(first).await.len();
        assert!(length > 0);

        let known = format!("\"other\", W/{tag}");
        let again = get(&dispatcher, path, &[(header::IF_NONE_MATCH, &known)], Caller::anonymous()).await;
        assert_eq!(
            (again.status(), value(&again, &header::ETAG)),
            (StatusCode::NOT_MODIFIED, &*tag),
            "{path}"
        );
        assert_eq!(value(&again, &header::CONTENT_TYPE), "");
        assert_eq!(body_of(again).await, "", "{path}");
        let changed =
            get(&dispatcher, path, &[(header::IF_NONE_MATCH, "\"other\"")], Caller::anonymous()).await;
        assert_eq!(changed.status(), StatusCode::OK, "{path}");
        assert_eq!(body_of(changed).await.len(), length);
    }
    let number = get(&dispatcher, "/numbers/7", &[], Caller::anonymous()).await;
    assert_eq!(value(&number, &header::CACHE_CONTROL), "max-age=60");
    let wrong = get(&dispatcher, "/numbers/x", &[(header::IF_NONE_MATCH, "*")], Caller::anonymous()).await;
    assert_eq!((wrong.status(), value(&wrong, &header::ETAG)), (StatusCode::BAD_REQUEST, ""));
}

#[tokio::test]
async fn what_depends_on_who_asks_is_private() {
    let rules = AccessRules::new().rule(AccessRule::all().roles(["clerk"]));
    let (dispatcher, _) = service(|it| it.access(rules));
    let clerk = somebody("Ann", "clerk");
    let mut expected = vec![("/numbers/7", "private, max-age=60")];
    if cfg!(feature = "documents") {
        expected.push(("/openapi.json", "private, no-cache"));
    }
    if cfg!(feature = "docs-page") {
        expected.push(("/docs/catalog.json", "private, no-cache"));
    }
    for (path, control) in expected {
        let response = get(&dispatcher, path, &[], clerk.clone()).await;
        assert_eq!(
            (response.status(), value(&response, &header::CACHE_CONTROL)),
            (StatusCode::OK, control),
            "{path}"
        );
        assert_eq!(value(&response, &header::VARY), "authorization, x-api-key, cookie", "{path}");
    }
    let refused = get(&dispatcher, "/numbers/7", &[(header::IF_NONE_MATCH, "*")], Caller::anonymous()).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn the_page_lists_every_setting_with_its_default() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/response-cache.md");
    let page = std::fs::read_to_string(page).unwrap();
    let settings = serde_json::to_value(CacheSettings::default()).unwrap();
    for (name, value) in settings.as_object().unwrap() {
        assert!(page.contains(&format!("| `{name}` | `{value}` |")), "docs/response-cache.md lacks `{name}`");
    }
}
