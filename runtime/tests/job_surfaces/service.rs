//! A service whose jobs go on when a test says so, and a plain client of its routes.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    body::Body,
    http::{Request, header},
    response::Response,
};
use commandry::{
    AccessRule, AccessRules, CancellationToken, Dispatcher, Origin, Registry,
    http::{self, RouterOptions, WebSocketOptions},
    jobs::{JobSettings, WorkOptions, work},
    mcp::{self, McpOptions},
    prelude::*,
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::{sync::Semaphore, time::timeout};
use tower::ServiceExt as _;

use crate::tasks;

/// Longest time that anything may take before a test calls it hanging.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// How many boxes there are to pack.
pub(crate) const BOXES: u32 = 3;

/// Packs boxes, each when it is time for it.
///
/// # Returns
/// How many boxes were packed.
#[command(group = "tests", read_only = false, public, job)]
async fn pack(#[inject] progress: Progress, #[inject] steps: State<Steps>) -> u32 {
    for number in 1..=BOXES {
        progress.report(f64::from(number), Some(f64::from(BOXES)), "packing");
        steps.0.acquire().await.expect("nobody closes it").forget();
    }
    BOXES
}

/// Lets a job go on, one step for each permit.
#[derive(Clone)]
struct Steps(Arc<Semaphore>);

/// A service with a worker, for as long as it is kept.
pub(crate) struct Service {
    pub(crate) dispatcher: Dispatcher,
    steps: Steps,
    stop: CancellationToken,
}

impl Service {
    /// Callers have to say who they are to see their jobs.
    pub(crate) fn start() -> Self {
        Self::with(AccessRule::groups(["jobs"]).public())
    }

    /// The commands about jobs are for administrators.
    pub(crate) fn closed() -> Self {
        Self::with(AccessRule::groups(["jobs"]).roles(["admin"]))
    }

    fn with(rule: AccessRule) -> Self {
        let steps = Steps(Arc::new(Semaphore::new(0)));
        let registry = Registry::new()
            .with::<pack>()
            .with::<tasks::refuse>()
            .with::<tasks::panic_at_once>()
            .with::<tasks::show>()
            .with::<tasks::plain>()
            .with_job_commands();
        let jobs = JobSettings {
            url: "sqlite::memory:".into(),
            cancel_grace: Duration::from_millis(300),
            ..JobSettings::default()
        };
        let builder = Dispatcher::builder(registry).state(steps.clone()).jobs(jobs);
        let dispatcher = builder.access(AccessRules::new().rule(rule)).build().unwrap();
        let stop = CancellationToken::new();
        let (worker, told) = (dispatcher.clone(), stop.clone());
        tokio::spawn(async move { work(&worker, WorkOptions::default(), told).await });
        Self { dispatcher, steps, stop }
    }

    /// Lets the job do its next step.
    pub(crate) fn go_on(&self) {
        self.steps.0.add_permits(1);
    }

    /// Queues a job of somebody; gives its name.
    pub(crate) async fn queue(&self, caller: &Caller) -> String {
        self.call(caller, "pack", json!({})).await["job_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn call(&self, caller: &Caller, name: &str, params: Value) -> Value {
        let origin = Origin { caller: caller.clone(), ..Origin::default() };
        self.dispatcher.call_by_name(name, &params, &origin).await.unwrap()
    }

    /// All routes, as somebody reaches them.
    pub(crate) fn router(&self, caller: &Caller) -> Router {
        let options = RouterOptions::default().websocket(WebSocketOptions::default());
        let routes = http::router_with(self.dispatcher.clone(), &options).unwrap();
        routes
            .merge(mcp::router(self.dispatcher.clone(), McpOptions::default()))
            .layer(Extension(caller.clone()))
    }

    /// The answer to `POST`, whose content comes bit by bit.
    pub(crate) async fn post(
        &self,
        caller: &Caller,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Response {
        let mut request = Request::post(path).header(header::HOST, "localhost");
        request = request.header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_string())).unwrap();
        self.router(caller).oneshot(request).await.unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Checks what was seen of a job that was let go on by one step for each report.
pub(crate) fn check_course(items: &[Value]) {
    let mut reported: Vec<&Value> = items.iter().filter_map(|item| item["progress"].get("done")).collect();
    reported.dedup();
    assert_eq!(reported, [&json!(1.0), &json!(2.0), &json!(3.0)], "every report comes, in order: {items:?}");
    let (last, before) = items.split_last().unwrap();
    assert_eq!(last["status"], "finished", "{items:?}");
    assert!(before.iter().all(|item| item["status"] == "queued" || item["status"] == "running"), "{items:?}");
}

pub(crate) fn ann() -> Caller {
    Caller::named("ann")
}

/// Whoever may not see the jobs of ann.
pub(crate) fn strangers() -> [Caller; 2] {
    [Caller::named("bob"), Caller::anonymous()]
}

/// The whole content of an answer.
pub(crate) async fn json_of(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let content =
        timeout(PATIENCE, axum::body::to_bytes(response.into_body(), 1 << 20)).await.unwrap().unwrap();
    (status, serde_json::from_slice(&content).unwrap())
}

/// The events of an answer, each as soon as it comes: its lines without the empty one at its end.
pub(crate) struct Events {
    content: axum::body::BodyDataStream,
    read: String,
}

impl Events {
    pub(crate) fn of(response: Response) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Self { content: response.into_body().into_data_stream(), read: String::new() }
    }

    /// The next event that is no comment; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.read = rest;
                if event.starts_with(':') {
                    continue;
                }
                return Some(event);
            }
            let bytes = timeout(PATIENCE, self.content.next()).await.expect("an event comes")?.unwrap();
            self.read.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }
}

/// What an event carries.
pub(crate) fn data(event: &str) -> Value {
    let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    serde_json::from_str(data).unwrap()
}
