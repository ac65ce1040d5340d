//! Health as probes see it.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use commandry::{
    App, Dispatcher,
    observe::{HealthChecks, HealthSettings},
};
use serde_json::{Value, json};

use crate::{
    commands,
    service::{send, serve},
};

async fn get(address: &str, path: &str) -> (u16, Value) {
    let answer = send(address, &format!("GET {path}"), "", "").await;
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

fn with(settings: HealthSettings) -> (HealthChecks, Dispatcher) {
    let checks = HealthChecks::new(&settings);
    let dispatcher = Dispatcher::builder(commands::registry()).health_checks(checks.clone()).build().unwrap();
    (checks, dispatcher)
}

fn uncached() -> HealthSettings {
    HealthSettings { cache: Duration::ZERO, timeout: Duration::from_secs(1), ..HealthSettings::default() }
}

#[tokio::test]
async fn a_service_without_checks_is_ready_and_health_is_as_it_was() {
    let dispatcher = Dispatcher::builder(commands::registry()).build().unwrap();
    let address = serve(&dispatcher).await;
    assert_eq!(get(&address, "/health/live").await, (200, json!({"status": "ok"})));
    assert_eq!(get(&address, "/health/ready").await, (200, json!({"status": "ok"})));
    let (status, health) = get(&address, "/health").await;
    assert_eq!((status, &health["status"]), (200, &json!("ok")));
}

#[tokio::test]
async fn failed_checks_are_named_and_no_more_is_told() {
    let (checks, dispatcher) = with(uncached());
    let address = serve(&dispatcher).await;
    let is_down = Arc::new(AtomicBool::new(true));
    let down = Arc::clone(&is_down);
    checks.add("database", move || {
        let is_down = down.load(Ordering::Relaxed);
        async move { if is_down { Err("password of postgres://admin:hunter2@db refused") } else { Ok(()) } }
    });
    checks.add("disk", || async { Ok::<(), String>(()) });
    checks.add("queue", || async {
        let nothing: Option<u32> = None;
        nothing.map(drop).expect("a check may be wrong itself");
        Ok::<(), String>(())
    });
    let start = Instant::now();
    for name in ["slow", "slower"] {
        checks.add(name, || async { pending::<Result<(), String>>().await });
    }
    let body = json!({"status": "unavailable", "failed": ["database", "queue", "slow", "slower"]});
    assert_eq!(get(&address, "/health/ready").await, (503, body));
    assert!(
        start.elapsed() < Duration::from_millis(1_900),
        "all run at the same time: {:?}",
        start.elapsed()
    );
    is_down.store(false, Ordering::Relaxed);
    let body = json!({"status": "unavailable", "failed": ["queue", "slow", "slower"]});
    assert_eq!(get(&address, "/health/ready").await, (503, body));
    assert_eq!(get(&address, "/health/live").await, (200, json!({"status": "ok"})));
}

#[tokio::test]
async fn many_probes_at_once_run_the_checks_once() {
    let (checks, dispatcher) =
        with(HealthSettings { cache: Duration::from_secs(60), ..HealthSettings::default() });
    let address = serve(&dispatcher).await;
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    checks.add("counted", move || {
        counted.fetch_add(1, Ordering::Relaxed);
        async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok::<(), String>(())
        }
    });
    let probes = futures_util::future::join_all((0..20).map(|_| get(&address, "/health/ready"))).await;
    assert!(probes.iter().all(|(status, _)| *status == 200));
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_service_that_stops_is_not_ready_but_alive() {
    let (checks, dispatcher) = with(HealthSettings::default());
    let address = serve(&dispatcher).await;
    checks.drain();
    assert_eq!(get(&address, "/health/ready").await, (503, json!({"status": "draining"})));
    assert_eq!(get(&address, "/health/live").await.0, 200);
    assert_eq!(get(&address, "/health").await.0, 200, "calls are still taken");

    let (_, dispatcher) = with(HealthSettings::default());
    let address = serve(&dispatcher).await;
    dispatcher.stop_accepting();
    assert_eq!(get(&address, "/health/ready").await, (503, json!({"status": "draining"})));
    assert_eq!(get(&address, "/health").await.0, 503);
}

#[tokio::test]
async fn an_application_names_its_checks_before_and_while_it_is_set_up() {
    let app = App::new("checked", "1.0.0")
        .registry(commands::registry())
        .health_check("first", || async { Err("no") })
        .setup(|setup| async move {
            if let Some(metrics) = setup.metrics() {
                metrics.gauge("tables", "Tables there are.", &[])?.set(4.0);
            }
            Ok(setup.health_check("second", || async { Err("no") }))
        });
    let dispatcher = app.build().await.unwrap();
    let address = serve(&dispatcher).await;
    let body = json!({"status": "unavailable", "failed": ["first", "second"]});
    assert_eq!(get(&address, "/health/ready").await, (503, body));
    let metrics = send(&address, "GET /metrics", "", "").await.body;
    assert!(metrics.contains("\ntables{} 4.0\n"), "{metrics}");
}
