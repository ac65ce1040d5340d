//! Metrics as Prometheus reads them.

use std::{
    env,
    io::Write,
    process::{Command, Stdio},
    time::Duration,
};

use commandry::{
    AccessRule, AccessRules, Caller, Dispatcher, Limits, http,
    observe::{Metrics, MetricsSettings},
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    commands,
    service::{send, serve},
};

fn metrics(settings: &MetricsSettings) -> (Metrics, Dispatcher) {
    let metrics = Metrics::new(settings);
    let dispatcher = Dispatcher::builder(commands::registry()).metrics(metrics.clone()).build().unwrap();
    (metrics, dispatcher)
}

/// The series of a metric, as they are written.
fn series<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with('{'))).collect()
}

async fn call(address: &str, method: &str, params: &serde_json::Value) {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
    send(address, "POST /cmd", "", &body).await;
}

#[tokio::test]
async fn calls_are_counted_by_command_and_status() {
    let (_, dispatcher) = metrics(&MetricsSettings::default());
    let address = serve(&dispatcher).await;
    for _ in 0..3 {
        call(&address, "add", &json!([2, 3])).await;
    }
    call(&address, "add", &json!(["x", 3])).await;
    call(&address, "add", &json!({"a": 1})).await;
    call(&address, "panics", &json!([])).await;
    call(&address, "waits", &json!([])).await;
    for code in [1000, 1404, 1999, 7, -32000] {
        call(&address, "fail", &json!([code])).await;
    }
    let answer = send(&address, "GET /metrics", "", "").await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("content-type: text/plain; version=0.0.4"), "{}", answer.head);
    let mut calls = series(&answer.body, "command_calls_total");
    calls.sort_unstable();
    assert_eq!(
        calls,
        [
            r#"command_calls_total{command="(unknown)",status="method_not_found"} 0"#,
            r#"command_calls_total{command="add",status="invalid_params"} 2"#,
            r#"command_calls_total{command="add",status="success"} 3"#,
            r#"command_calls_total{command="fail",status="application_error"} 4"#,
            r#"command_calls_total{command="fail",status="failed"} 1"#,
            r#"command_calls_total{command="panics",status="internal_error"} 1"#,
            r#"command_calls_total{command="waits",status="timed_out"} 1"#,
        ]
    );
    let text = &answer.body;
    assert!(text.contains("command_duration_seconds_count{command=\"add\"} 5\n"), "{text}");
    assert!(text.contains("command_duration_seconds_bucket{le=\"0.025\",command=\"waits\"} 0\n"), "{text}");
    assert!(text.contains("command_duration_seconds_bucket{le=\"0.5\",command=\"waits\"} 1\n"), "{text}");
    assert!(text.contains("# TYPE command_calls_total counter\n"), "{text}");
    assert!(text.contains("# TYPE command_duration_seconds histogram\n"), "{text}");
}

#[tokio::test]
async fn unknown_names_are_one_series_on_every_surface() {
    let (metrics, dispatcher) = metrics(&MetricsSettings::default());
    let address = serve(&dispatcher).await;
    let before = metrics.text().lines().count();
    let batch: Vec<_> =
        (0..50).map(|number| json!({"jsonrpc": "2.0", "id": 1, "method": format!("no_{number}")})).collect();
    send(&address, "POST /cmd", "", &json!(batch).to_string()).await;
    for number in 0..20 {
        call(&address, &format!("nothing_{number}"), &json!([])).await;
        send(&address, &format!("POST /cmd/nothing_{number}"), "", "").await;
        let _ = dispatcher
            .call_by_name(&format!("in_process_{number}"), &json!([]), &commandry::Origin::default())
            .await;
    }
    let text = metrics.text();
    assert_eq!(
        series(&text, "command_calls_total"),
        [r#"command_calls_total{command="(unknown)",status="method_not_found"} 110"#]
    );
    assert_eq!(text.lines().count(), before, "{text}");
}

#[tokio::test]
async fn calls_that_their_callers_give_up_are_counted() {
    let metrics = Metrics::new(&MetricsSettings::default());
    let limits = Limits { timeout: Duration::from_secs(60), ..Limits::default() };
    let dispatcher =
        Dispatcher::builder(commands::registry()).limits(limits).metrics(metrics.clone()).build().unwrap();
    let waiting = dispatcher.call::<commands::tell>(("given up".to_owned(),));
    assert!(tokio::time::timeout(Duration::ZERO, waiting).await.is_err());
    let text = metrics.text();
    assert!(text.contains("command_calls_total{command=\"tell\",status=\"cancelled\"} 1\n"), "{text}");
    assert!(text.contains("\ncalls_running 0.0\n"), "{text}");
}

#[tokio::test]
async fn gauges_show_what_runs_and_the_process() {
    let (metrics, dispatcher) = metrics(&MetricsSettings::default());
    let address = serve(&dispatcher).await;
    let (mut socket, _) = tokio_tungstenite::client_async(
        format!("ws://{address}/ws"),
        tokio::net::TcpStream::connect(&address).await.unwrap(),
    )
    .await
    .unwrap();
    let value = |name: &str| -> f64 {
        let text = metrics.text();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name} is missing: {text}")).parse().unwrap()
    };
    let waiting = dispatcher.call::<commands::waits>(());
    tokio::pin!(waiting);
    assert!(futures_util::poll!(waiting.as_mut()).is_pending());
    assert_eq!(value("calls_running"), 1.0);
    let limit = f64::from(u32::try_from(dispatcher.limits().concurrent_calls).unwrap());
    assert_eq!(value("calls_running_limit"), limit);
    assert_eq!(value("connections_open"), 1.0);
    socket.close(None).await.unwrap();
    assert!(value("uptime_seconds") < 3600.0);
    let start = value("process_start_time_seconds");
    assert!(start > 1_700_000_000.0);
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert_eq!(
        value("process_start_time_seconds"),
        start,
        "a change of it says that the service was started again"
    );
    let text = metrics.text();
    assert!(text.contains("build_info{service="), "{text}");
    if cfg!(target_os = "linux") {
        assert!(value("process_resident_memory_bytes") > 1_000_000.0);
        assert!(value("process_cpu_seconds_total") >= 0.0);
        assert!(value("process_open_fds") > 3.0);
        assert!(value("process_max_fds") >= value("process_open_fds"));
        assert!(value("process_threads") >= 1.0);
    }
}

#[test]
fn parts_and_applications_add_metrics_of_their_own() {
    let metrics = Metrics::new(&MetricsSettings::default());
    let waiting = metrics.gauge("letters_waiting", "Letters that wait.", &[("queue", "mail")]).unwrap();
    waiting.set(3.0);
    metrics.gauge("letters_waiting", "Letters that wait.", &[("queue", "mail")]).unwrap().add(-1.0);
    metrics.gauge("letters_waiting", "Letters that wait.", &[("queue", "a\"b\\c\n")]).unwrap().set(1.0);
    metrics.counter("letters_sent_total", "Letters that are gone.", &[]).unwrap().add(5);
    let text = metrics.text();
    assert!(
        text.contains("# HELP letters_waiting Letters that wait.\n# TYPE letters_waiting gauge\n"),
        "{text}"
    );
    assert!(text.contains("letters_waiting{queue=\"mail\"} 2.0\n"), "{text}");
    assert!(text.contains("letters_waiting{queue=\"a\\\"b\\\\c\\n\"} 1.0\n"), "{text}");
    assert!(text.contains("# TYPE letters_sent_total counter\nletters_sent_total{} 5\n"), "{text}");
    for bad in [
        "",
        "1x",
        "letters-waiting",
        "letters waiting",
        "command_calls",
        "process_x",
        "jobs_waiting",
        "letters_sent",
    ] {
        assert!(metrics.gauge(bad, "", &[]).is_err(), "{bad}");
    }
    for labels in [[("1x", "")], [("le", "")], [("__name__", "")], [("a b", "")]] {
        assert!(metrics.gauge("fine", "", &labels).is_err(), "{labels:?}");
    }
    assert!(metrics.counter("letters_waiting", "", &[]).is_err(), "it is a gauge");
}

#[tokio::test]
async fn metrics_are_behind_the_rules_unless_the_operator_says_otherwise() {
    let rules = || AccessRules::new().rule(AccessRule::all().roles(["user"]));
    let build = |settings: MetricsSettings| {
        let metrics = Metrics::new(&settings);
        let dispatcher = Dispatcher::builder(commands::registry())
            .access(rules())
            .metrics(metrics.clone())
            .build()
            .unwrap();
        (metrics, dispatcher)
    };
    let status = async |dispatcher: &Dispatcher, caller: Caller| {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = http::router(dispatcher.clone()).unwrap().layer(axum::Extension(caller));
        tokio::spawn(http::serve(listener, router, std::future::pending()));
        let answer = send(&address, "GET /metrics", "", "").await;
        assert_eq!(answer.body.contains("calls_running"), answer.status == 200);
        answer.status
    };
    let user = || Caller::named("ann").with_roles(["user"]);
    let scraper = || Caller::named("prometheus").with_roles(["scraper"]);

    let (_, dispatcher) = build(MetricsSettings::default());
    assert_eq!(status(&dispatcher, Caller::anonymous()).await, 401);
    assert_eq!(status(&dispatcher, user()).await, 200);
    let (_, dispatcher) = build(MetricsSettings { roles: vec!["scraper".to_owned()], ..Default::default() });
    assert_eq!(status(&dispatcher, user()).await, 403);
    assert_eq!(status(&dispatcher, scraper()).await, 200);
    let (_, dispatcher) = build(MetricsSettings { public: true, ..Default::default() });
    assert_eq!(status(&dispatcher, Caller::anonymous()).await, 200);

    // At an address of their own they are nowhere else.
    let settings = MetricsSettings { address: Some("127.0.0.1:0".to_owned()), ..Default::default() };
    let (metrics, dispatcher) = build(settings);
    assert_eq!(status(&dispatcher, user()).await, 404);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(http::serve(listener, metrics.router(), std::future::pending()));
    assert_eq!(send(&address, "GET /metrics", "", "").await.status, 200);
    assert_eq!(send(&address, "GET /health", "", "").await.status, 404);
}

#[tokio::test]
async fn both_formats_are_what_their_names_say() {
    let (metrics, dispatcher) = metrics(&MetricsSettings::default());
    metrics.gauge("letters_waiting", "Letters that wait.", &[("queue", "mail")]).unwrap();
    let address = serve(&dispatcher).await;
    call(&address, "add", &json!([2, 3])).await;
    let accept = "accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5\r\n";
    let open = send(&address, "GET /metrics", accept, "").await;
    assert!(open.head.contains("content-type: application/openmetrics-text; version=1.0.0"), "{}", open.head);
    assert!(open.body.ends_with("# EOF\n") && open.body.contains("# TYPE command_calls counter\n"));
    let plain = send(&address, "GET /metrics", "", "").await.body;
    assert!(!plain.contains("# EOF"));

    // What Prometheus itself says of it.
    let child = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            let reason =
                format!("promtool cannot be started ({error}); the Debian package prometheus has it");
            assert!(env::var("COMMANDRY_REQUIRE_ALL").as_deref() != Ok("1"), "{reason}");
            println!("skipped: {reason}");
            return;
        }
    };
    child.stdin.take().unwrap().write_all(plain.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{plain}");
}
