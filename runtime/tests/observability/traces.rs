//! Spans as a collector gets them.

use std::{
    env,
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use commandry::{
    Dispatcher,
    observe::{LogSettings, Recording},
};
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    collector::{Collector, Span},
    commands,
    service::{SERVICE, telemetry_settings, until},
};

const PARENT: &str = "00f067aa0ba902b7";

/// A trace of its own for each test, and the header that names it.
fn trace(flags: &str) -> (String, String) {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let trace = format!("4bf92f3577b34da6{:016x}", COUNT.fetch_add(1, Ordering::Relaxed));
    let headers = format!("traceparent: 00-{trace}-{PARENT}-{flags}\r\ntracestate: vendor=value\r\n");
    (trace, headers)
}

fn attribute<'a>(span: &'a Span, name: &str) -> Option<&'a str> {
    span.attributes.get(name).map(String::as_str)
}

#[test]
fn a_call_is_a_span_of_its_callers_trace() {
    let (trace, headers) = trace("01");
    SERVICE.call(&headers, r#"{"jsonrpc":"2.0","id":1,"method":"add","params":[2,3]}"#);
    let spans = SERVICE.collector.trace(&trace, 1);
    assert_eq!(spans.len(), 1, "{spans:?}");
    let span = &spans[0];
    assert_eq!((span.name.as_str(), span.parent.as_str(), span.kind), ("add", PARENT, 2));
    assert_eq!(span.state, "vendor=value");
    assert_eq!(attribute(span, "rpc.system"), Some("jsonrpc"));
    assert_eq!(attribute(span, "rpc.method"), Some("add"));
    assert_eq!((attribute(span, "rpc.jsonrpc.error_code"), span.status), (None, 0));
    assert_eq!(span.service["service.name"], "tests");
    assert_eq!(span.service["service.version"], "1.2.3");
    assert_eq!(span.service["deployment.environment.name"], "test");
    let (headers, _) = &SERVICE.collector.received()[0];
    assert_eq!(headers["content-type"], "application/x-protobuf");
}

#[test]
fn errors_are_told_by_their_codes_and_only_failures_of_the_service_count_as_such() {
    for (body, name, code, status) in [
        (r#"{"jsonrpc":"2.0","id":1,"method":"add","params":["x",3]}"#, "add", "-32602", 0),
        (r#"{"jsonrpc":"2.0","id":1,"method":"fail","params":[1404]}"#, "fail", "1404", 0),
        (r#"{"jsonrpc":"2.0","id":1,"method":"panics"}"#, "panics", "-32603", 2),
        (r#"{"jsonrpc":"2.0","id":1,"method":"waits"}"#, "waits", "-32003", 2),
        (r#"{"jsonrpc":"2.0","id":1,"method":"surprise"}"#, "(unknown)", "-32601", 0),
    ] {
        let (trace, headers) = trace("01");
        SERVICE.call(&headers, body);
        let spans = SERVICE.collector.trace(&trace, 1);
        // A second one would be that of an attempt to read the call in the quick way.
        std::thread::sleep(Duration::from_millis(150));
        assert_eq!(SERVICE.collector.trace(&trace, 1).len(), 1, "{body}");
        let span = &spans[0];
        assert_eq!((span.name.as_str(), span.parent.as_str()), (name, PARENT), "{body}");
        assert_eq!((attribute(span, "rpc.jsonrpc.error_code"), span.status), (Some(code), status), "{body}");
        assert!(!format!("{span:?}").contains("surprise"), "what strangers send is no name: {span:?}");
    }
}

#[test]
fn what_a_caller_does_not_trace_is_not_sent() {
    let (untraced, headers) = trace("00");
    SERVICE.call(&headers, r#"{"jsonrpc":"2.0","id":1,"method":"add","params":[2,3]}"#);
    let (traced, headers) = trace("01");
    SERVICE.call(&headers, r#"{"jsonrpc":"2.0","id":1,"method":"add","params":[2,3]}"#);
    SERVICE.collector.trace(&traced, 1);
    assert!(SERVICE.collector.spans().iter().all(|span| span.trace != untraced));
}

#[test]
fn every_call_of_a_batch_is_a_span() {
    let (trace, headers) = trace("01");
    let body = r#"[{"jsonrpc":"2.0","id":1,"method":"add","params":[2,3]},
                   {"jsonrpc":"2.0","id":2,"method":"tell","params":["in a batch"]}]"#;
    SERVICE.call(&headers, body);
    let mut names: Vec<(String, String)> =
        SERVICE.collector.trace(&trace, 2).into_iter().map(|span| (span.name, span.parent)).collect();
    names.sort();
    assert_eq!(names, [("add".to_owned(), PARENT.to_owned()), ("tell".to_owned(), PARENT.to_owned())]);
}

#[test]
fn the_client_hands_the_trace_on() {
    let (trace, headers) = trace("01");
    SERVICE.call(&headers, r#"{"jsonrpc":"2.0","id":1,"method":"add_elsewhere","params":[2,3]}"#);
    let spans = SERVICE.collector.trace(&trace, 2);
    let named = |name: &str| spans.iter().find(|span| span.name == name).unwrap();
    assert_eq!(named("add_elsewhere").parent, PARENT);
    assert_eq!(named("add").parent, named("add_elsewhere").id);
}

#[test]
fn a_header_that_is_no_trace_begins_a_new_one() {
    for bad in ["", "00-0-0-01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "garbage\u{e9}"] {
        let answer = SERVICE.call(
            &format!("traceparent: {bad}\r\n"),
            r#"{"jsonrpc":"2.0","id":1,"method":"add","params":[2,3]}"#,
        );
        assert!(answer.contains("\"result\":5"), "{answer}");
    }
}

/// The part of the tests below that has to be a process of its own.
#[test]
#[ignore = "other tests run it in a process of its own"]
fn record_calls() {
    let url = env::var("COLLECTOR").unwrap();
    let mut settings = telemetry_settings(&url);
    // Only the end of the program sends anything, unless the queue is full.
    settings.interval = Duration::from_secs(3600);
    settings.queue = 512;
    settings.timeout = Duration::from_millis(500);
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        let recording =
            Recording::start_with_telemetry(&LogSettings::default(), &settings, "child", "1.0.0").unwrap();
        let dispatcher = Dispatcher::builder(commands::registry()).traces().build().unwrap();
        let calls: u32 = env::var("CALLS").unwrap().parse().unwrap();
        let start = Instant::now();
        for _ in 0..calls {
            assert_eq!(dispatcher.call::<commands::add>((2.0, 3.0)).await.unwrap(), 5.0);
        }
        println!("calls took {} ms", start.elapsed().as_millis());
        let start = Instant::now();
        recording.finish().await;
        println!("finishing took {} ms", start.elapsed().as_millis());
    });
}

fn child(collector: &str, calls: u32) -> (u64, u64) {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "traces::record_calls", "--ignored", "--nocapture", "--test-threads=1"])
        .env("COLLECTOR", collector)
        .env("CALLS", calls.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let took = |what: &str| -> u64 {
        let rest = said.split_once(what).unwrap_or_else(|| panic!("{said}")).1;
        rest.trim().split(' ').next().unwrap().parse().unwrap()
    };
    (took("calls took"), took("finishing took"))
}

#[test]
fn spans_that_wait_are_sent_when_the_program_ends() {
    let runtime = Runtime::new().unwrap();
    let collector = runtime.block_on(Collector::start());
    child(&collector.url(), 7);
    let spans = until(|| Some(collector.spans()).filter(|spans| !spans.is_empty())).unwrap();
    assert_eq!(spans.len(), 7);
    assert!(spans.iter().all(|span| span.name == "add" && span.service["service.name"] == "child"));
}

#[test]
fn a_collector_that_never_answers_or_is_not_there_holds_nothing_up() {
    let runtime = Runtime::new().unwrap();
    // Connections are taken by the system, and never answered.
    let silent = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let closed = {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        listener.local_addr().unwrap()
    };
    for address in [silent.local_addr().unwrap(), closed] {
        let (calls, finishing) = child(&format!("http://{address}"), 5_000);
        // Waiting for one batch of 512 alone would take 500 ms, and there are ten.
        assert!(calls < 4_000, "5,000 calls took {calls} ms");
        assert!(finishing < 5_000, "finishing took {finishing} ms");
    }
}
