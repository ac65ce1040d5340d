//! Jobs as tasks of the extension, on the newest revision.

use std::time::{Duration, Instant};

use commandry::{Caller, CommandErrors, Content, prelude::*};
use serde_json::{Value, json};

use crate::service::{PATIENCE, Service, ann, json_of, strangers};

const EXTENSION: &str = "io.modelcontextprotocol/tasks";

/// Why `refuse` fails.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub(crate) enum Refusal {
    /// It is too late.
    #[error("too late for {what}")]
    #[command_error(code = 1409, status = 409)]
    TooLate {
        /// For what.
        what: String,
    },
}

/// Refuses at once.
///
/// # Errors
/// Always.
#[command(group = "tests", read_only = false, public, job)]
pub(crate) fn refuse(
    /// What is refused.
    #[param(length(max = 20))]
    what: String,
) -> Result<(), Refusal> {
    Err(Refusal::TooLate { what })
}

/// Panics.
#[command(group = "tests", read_only = false, public, job(attempts = 1))]
pub(crate) fn panic_at_once() {
    panic!("as it was told");
}

/// Says what is shown to people.
#[command(group = "tests", read_only = false, public, job(keep = "1h"))]
pub(crate) fn show() -> Content {
    Content::text("shown")
}

/// Is no job.
#[command(group = "tests", read_only, public)]
pub(crate) fn plain() -> u32 {
    7
}

/// A host with an identity, that takes tasks or does not.
struct Host<'a> {
    service: &'a Service,
    caller: Caller,
    capabilities: Value,
    /// Whether it asks for progress, which a task does not tell on the stream of its call.
    wants_progress: bool,
}

impl<'a> Host<'a> {
    fn of(service: &'a Service, caller: Caller) -> Self {
        let capabilities = json!({"extensions": {EXTENSION: {}}});
        Self { service, caller, capabilities, wants_progress: false }
    }

    fn without_tasks(service: &'a Service, caller: Caller) -> Self {
        Self { capabilities: json!({}), ..Self::of(service, caller) }
    }

    async fn send(&self, method: &str, name: &str, mut params: Value) -> (u16, Value) {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": self.capabilities,
        });
        if self.wants_progress {
            params["_meta"]["progressToken"] = json!(1);
        }
        let headers = [
            ("accept", "application/json, text/event-stream"),
            ("mcp-protocol-version", "2026-07-28"),
            ("mcp-method", method),
            ("mcp-name", name),
        ];
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        json_of(self.service.post(&self.caller, "/mcp/all", &headers, &body).await).await
    }

    async fn result(&self, method: &str, name: &str, params: Value) -> Value {
        let (status, answer) = self.send(method, name, params).await;
        assert_eq!((status, &answer["id"]), (200, &json!(1)), "{answer}");
        answer.get("result").cloned().unwrap_or_else(|| panic!("no result: {answer}"))
    }

    async fn call(&self, tool: &str, arguments: Value) -> Value {
        self.result("tools/call", tool, json!({"name": tool, "arguments": arguments})).await
    }

    async fn of_task(&self, method: &str, task: &str) -> Value {
        self.result(method, task, json!({"taskId": task, "inputResponses": {}})).await
    }

    /// Asks until the task is as it should be.
    async fn until(&self, task: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let state = self.of_task("tasks/get", task).await;
            assert_eq!((&state["resultType"], &state["taskId"]), (&json!("complete"), &json!(task)));
            if holds(&state) {
                return state;
            }
            assert!(start.elapsed() < PATIENCE, "{state}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn end(&self, task: &str) -> Value {
        self.until(task, |state| state["status"] != "working").await
    }
}

fn id(task: &Value) -> String {
    task["taskId"].as_str().unwrap_or_else(|| panic!("no task: {task}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_followed_to_its_result() {
    let service = Service::start();
    let host = Host { wants_progress: true, ..Host::of(&service, ann()) };
    let task = host.call("pack", json!({})).await;
    assert_eq!((&task["resultType"], &task["status"]), (&json!("task"), &json!("working")), "{task}");
    assert_eq!((&task["ttlMs"], &task["pollIntervalMs"]), (&Value::Null, &json!(1000)), "{task}");
    assert!(task["createdAt"].as_str().unwrap().ends_with('Z') && task["lastUpdatedAt"].is_string());
    for absent in ["result", "error", "inputRequests", "structuredContent", "content", "task"] {
        assert!(task.get(absent).is_none(), "{absent}: {task}");
    }
    let name = id(&task);
    for number in 1..=3 {
        let message = format!("packing: {number} of 3");
        let state = host.until(&name, |state| state["statusMessage"] == message.as_str()).await;
        assert_eq!((&state["status"], state.get("result")), (&json!("working"), None));
        service.go_on();
    }
    let state = host.end(&name).await;
    assert_eq!(state["status"], "completed", "{state}");
    assert_eq!(state["result"]["structuredContent"], json!({"result": 3}), "{state}");
    assert_eq!(state["result"]["content"], json!([{"type": "text", "text": "{\"result\":3}"}]));
    assert!(state["ttlMs"].as_i64().unwrap() >= 7 * 24 * 60 * 60 * 1000, "it is kept for a week: {state}");
    // It is the job that everybody else sees under the same name.
    let job = service.call(&ann(), "job_status", json!({"job_id": name})).await;
    assert_eq!((&job["status"], &job["created_at"]), (&json!("finished"), &state["createdAt"]));

    let shown = host.end(&id(&host.call("show", json!({})).await)).await;
    assert_eq!(shown["result"]["content"], json!([{"type": "text", "text": "shown"}]), "{shown}");
    assert!(shown["ttlMs"].as_i64().unwrap() < 2 * 60 * 60 * 1000, "the command says for how long: {shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_fails_has_a_result_and_a_service_that_fails_an_error() {
    let service = Service::start();
    let host = Host::of(&service, ann());
    let refused = host.end(&id(&host.call("refuse", json!({"what": "today"})).await)).await;
    assert_eq!((&refused["status"], &refused["result"]["isError"]), (&json!("completed"), &json!(true)));
    let text = refused["result"]["content"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("too late for today (kind: too_late)"), "{text}");
    assert!(refused.get("error").is_none());
    let failed = host.end(&id(&host.call("panic_at_once", json!({})).await)).await;
    assert_eq!((&failed["status"], &failed["error"]["code"]), (&json!("failed"), &json!(-32603)), "{failed}");
    assert!(failed.get("result").is_none() && failed["statusMessage"].is_string(), "{failed}");
    assert!(!failed.to_string().contains("as it was told"), "what went wrong inside stays inside");
    // What does not fit is told at once, and no task.
    let unfit = host.call("refuse", json!({"what": 1})).await;
    assert_eq!((&unfit["resultType"], &unfit["isError"]), (&json!("complete"), &json!(true)), "{unfit}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_cancelled_like_its_job() {
    let service = Service::start();
    let host = Host::of(&service, ann());
    let name = id(&host.call("pack", json!({})).await);
    host.until(&name, |state| state["statusMessage"] == "packing: 1 of 3").await;
    let done = json!({"resultType": "complete"});
    assert_eq!(
        host.of_task("tasks/update", &name).await,
        done,
        "nothing is asked, and answers are passed over"
    );
    assert_eq!(host.of_task("tasks/cancel", &name).await, done);
    let state = host.end(&name).await;
    assert_eq!(state["status"], "cancelled", "{state}");
    assert!(state.get("result").is_none() && state.get("error").is_none(), "{state}");
    assert_eq!(host.of_task("tasks/cancel", &name).await, done, "an ended task stays as it is");
    assert_eq!(host.of_task("tasks/get", &name).await["status"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_for_hosts_that_take_them() {
    let service = Service::start();
    let host = Host::of(&service, ann());
    let found = host.result("server/discover", "", json!({})).await;
    assert_eq!(found["capabilities"]["extensions"], json!({EXTENSION: {}}), "{found}");
    let plain = host.call("plain", json!({})).await;
    assert_eq!(plain["structuredContent"], json!({"result": 7}), "other commands are answered as ever");
    let name = id(&host.call("pack", json!({})).await);

    let other = Host::without_tasks(&service, ann());
    let ticket = other.call("pack", json!({})).await;
    assert_eq!(ticket["resultType"], "complete");
    assert_eq!(ticket["structuredContent"]["status"], "queued", "{ticket}");
    let needed = json!({"extensions": {EXTENSION: {}}});
    for method in ["tasks/get", "tasks/update", "tasks/cancel"] {
        let params = json!({"taskId": name, "inputResponses": {}});
        let (status, answer) = other.send(method, &name, params).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32021)), "{method}: {answer}");
        assert_eq!(answer["error"]["data"]["requiredCapabilities"], needed);
    }
    let wanted = json!({"notifications": {"taskIds": [name]}});
    let (status, answer) = other.send("subscriptions/listen", "", wanted).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32021)), "{answer}");
    // The schema of a result would be that of the ticket, which is not what a task ends with.
    let tools = host.result("tools/list", "", json!({})).await;
    let tool = |name: &str| tools["tools"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap();
    assert_eq!(tool("pack").get("outputSchema"), None);
    assert!(tool("plain").get("outputSchema").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_the_tasks_of_others() {
    let service = Service::start();
    let name = id(&Host::of(&service, ann()).call("pack", json!({})).await);
    for stranger in strangers() {
        let host = Host::of(&service, stranger);
        for method in ["tasks/get", "tasks/update", "tasks/cancel"] {
            for task in [&*name, "unknown", &*"x".repeat(100)] {
                let params = json!({"taskId": task, "inputResponses": {}});
                let (_, answer) = host.send(method, task, params).await;
                assert_eq!(answer["error"]["code"], -32602, "{method}: {answer}");
                assert_eq!(answer["error"]["data"]["kind"], "task_not_found", "{method}: {answer}");
            }
        }
    }
    let admin = Host::of(&service, Caller::named("root").with_roles(["admin"]));
    assert_eq!(admin.of_task("tasks/get", &name).await["status"], "working");
    let job = service.call(&ann(), "job_status", json!({"job_id": name})).await;
    assert_eq!(job["cancel_requested"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_about_tasks_say_what_they_are_about() {
    let service = Service::start();
    let host = Host::of(&service, ann());
    let name = id(&host.call("pack", json!({})).await);
    let (status, answer) = host.send("tasks/get", "another", json!({"taskId": name})).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32020)), "{answer}");
    let (status, answer) = host.send("tasks/get", &name, json!({})).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32602)), "{answer}");
    let (status, answer) = host.send("tasks/update", &name, json!({"taskId": name})).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32602)), "{answer}");
    for method in ["tasks/list", "tasks/result"] {
        let (status, answer) = host.send(method, &name, json!({"taskId": name})).await;
        assert_eq!((status, &answer["error"]["code"]), (404, &json!(-32601)), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_no_tasks_where_nobody_could_follow_them() {
    // The rules leave the commands about jobs to administrators.
    let service = Service::closed();
    let host = Host::of(&service, ann());
    let found = host.result("server/discover", "", json!({})).await;
    assert_eq!(found["capabilities"].get("extensions"), None, "{found}");
    let ticket = host.call("pack", json!({})).await;
    assert_eq!(ticket["resultType"], "complete", "{ticket}");
    let name = ticket["structuredContent"]["job_id"].as_str().unwrap();
    let (status, answer) = host.send("tasks/get", name, json!({"taskId": name})).await;
    assert_eq!((status, &answer["error"]["code"]), (404, &json!(-32601)), "{answer}");
}
