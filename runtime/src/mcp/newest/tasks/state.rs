//! A job as a task.

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::super::super::tool_result;
use crate::{CallError, Dispatcher, codes};

/// How often a host should ask, in milliseconds.
const POLL_INTERVAL: u64 = 1_000;

/// The task of a job without its outcome, by the answer of `job_status`.
pub(super) fn task(dispatcher: &Dispatcher, job: &Value) -> Map<String, Value> {
    let mut task = Map::new();
    let mut add = |name: &str, value: Value| task.insert(name.to_owned(), value);
    let happened = ["finished_at", "started_at", "created_at"].map(|name| &job[name]);
    add("taskId", job["job_id"].clone());
    add("status", status(job).into());
    if let Some(message) = message(job) {
        add("statusMessage", message.into());
    }
    add("createdAt", job["created_at"].clone());
    add("lastUpdatedAt", happened.into_iter().find(|it| it.is_string()).cloned().unwrap_or_default());
    add("ttlMs", lifetime(dispatcher, job).into());
    add("pollIntervalMs", POLL_INTERVAL.into());
    task
}

/// The task with its outcome, by the answers of `job_status` and, once it has finished, `job_result`.
pub(super) fn detailed(dispatcher: &Dispatcher, job: &Value, outcome: Option<Value>) -> Map<String, Value> {
    let mut task = task(dispatcher, job);
    match task["status"].as_str() {
        Some("completed") => {
            let result = match outcome {
                Some(mut outcome) => match outcome.get_mut("result").map(Value::take) {
                    Some(result) => succeeded(result, gives_content(dispatcher, job)),
                    // It was begun anew in between.
                    None => {
                        task.insert("status".to_owned(), "working".into());
                        return task;
                    }
                },
                None => failed(&job["error"]),
            };
            task.insert("result".to_owned(), result);
        }
        Some("failed") => {
            task.insert("error".to_owned(), job["error"].clone());
        }
        _ => {}
    }
    task
}

/// How far a task is. What a command refuses is a result of its tool, which says so; a task fails by the service alone:
/// by a panic, or because its workers have died.
fn status(job: &Value) -> &'static str {
    match job["status"].as_str() {
        Some("failed" | "dead") if job["error"]["code"] == codes::INTERNAL_ERROR => "failed",
        Some("finished" | "failed" | "dead") => "completed",
        Some("cancelled") => "cancelled",
        _ => "working",
    }
}

/// What happens to a task, in words.
fn message(job: &Value) -> Option<String> {
    let error = job["error"]["message"].as_str();
    match job["status"].as_str()? {
        "queued" => Some(match error {
            Some(error) => format!("Waits to be tried again, since it failed: {error}"),
            None => "Waits for a worker.".to_owned(),
        }),
        "running" if job["cancel_requested"] == true => Some("Was told to stop.".to_owned()),
        "running" => {
            let progress = &job["progress"];
            let done = progress["done"].as_f64()?;
            let of = progress["total"].as_f64().map_or_else(String::new, |total| format!(" of {total}"));
            let doing = progress["message"].as_str().filter(|it| !it.is_empty());
            Some(format!("{}{done}{of}", doing.map_or_else(String::new, |doing| format!("{doing}: "))))
        }
        "failed" | "dead" => error.map(str::to_owned),
        _ => None,
    }
}

/// For how long a task is kept from its creation on, in milliseconds; `None` while it has not ended, since the time
/// until which it is kept begins with its end.
fn lifetime(dispatcher: &Dispatcher, job: &Value) -> Option<i64> {
    let moment = |name: &str| DateTime::parse_from_rfc3339(job[name].as_str()?).ok();
    let took = moment("finished_at")?.signed_duration_since(moment("created_at")?);
    let keep = dispatcher.jobs().get(job["command"].as_str()?)?.keep;
    Some(took.num_milliseconds().max(0).saturating_add(keep))
}

/// Whether the function of a job gives what is shown as it is.
fn gives_content(dispatcher: &Dispatcher, job: &Value) -> bool {
    let command = job["command"].as_str().and_then(|name| dispatcher.catalog().command(name));
    command.and_then(|command| command.job.as_ref()).is_some_and(|job| job.result.content)
}

/// What a function gave, as a result of its tool.
fn succeeded(result: Value, is_content: bool) -> Value {
    if is_content {
        let pieces = match result {
            Value::Array(_) => result,
            Value::Object(_) => json!([result]),
            _ => json!([]),
        };
        return json!({"resultType": "complete", "content": pieces});
    }
    let structured = match result {
        Value::Object(_) => result,
        Value::Array(_) => json!({"items": result}),
        other => json!({"result": other}),
    };
    let text = structured.to_string();
    json!({
        "resultType": "complete",
        "structuredContent": structured,
        "content": [{"type": "text", "text": text}],
    })
}

/// Why a function failed, as a result of its tool.
fn failed(error: &Value) -> Value {
    let mut data = error["data"].as_object().cloned().unwrap_or_default();
    let kind = data.remove("kind").and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default();
    let message = error["message"].as_str().unwrap_or_default().to_owned();
    let mut told = CallError::new(error["code"].as_i64().unwrap_or(codes::FAILED), kind, message);
    for (name, value) in data {
        told = told.with(&name, value);
    }
    let text = tool_result::explanation(&told);
    json!({"resultType": "complete", "content": [{"type": "text", "text": text}], "isError": true})
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{failed, message, status, succeeded};

    #[test]
    fn every_status_of_a_job_is_one_of_a_task() {
        for (word, code, expected) in [
            ("queued", 0, "working"),
            ("running", 0, "working"),
            ("finished", 0, "completed"),
            ("failed", 1001, "completed"),
            ("dead", -32000, "completed"),
            ("dead", -32603, "failed"),
            ("cancelled", 0, "cancelled"),
        ] {
            assert_eq!(status(&json!({"status": word, "error": {"code": code}})), expected, "{word} {code}");
        }
    }

    #[test]
    fn words_tell_how_far_a_task_is() {
        for (job, expected) in [
            (json!({"status": "queued"}), Some("Waits for a worker.")),
            (
                json!({"status": "queued", "error": {"message": "no"}}),
                Some("Waits to be tried again, since it failed: no"),
            ),
            (json!({"status": "running"}), None),
            (json!({"status": "running", "progress": {"done": 2.0}}), Some("2")),
            (
                json!({"status": "running", "progress": {"done": 2.5, "total": 3.0, "message": "packing"}}),
                Some("packing: 2.5 of 3"),
            ),
            (
                json!({"status": "running", "cancel_requested": true, "progress": {"done": 2}}),
                Some("Was told to stop."),
            ),
            (json!({"status": "dead", "error": {"message": "no"}}), Some("no")),
            (json!({"status": "finished"}), None),
        ] {
            assert_eq!(message(&job).as_deref(), expected, "{job}");
        }
    }

    #[test]
    fn outcomes_are_results_of_tools() {
        assert_eq!(succeeded(json!({"a": 1}), false)["structuredContent"], json!({"a": 1}));
        assert_eq!(succeeded(json!([1]), false)["structuredContent"], json!({"items": [1]}));
        assert_eq!(succeeded(json!(null), false)["structuredContent"], json!({"result": null}));
        assert_eq!(succeeded(json!(7), false)["content"][0]["text"], r#"{"result":7}"#);
        assert_eq!(succeeded(json!({"type": "text"}), true)["content"], json!([{"type": "text"}]));
        let error =
            json!({"code": 1001, "message": "Refused.", "data": {"kind": "refused", "details": {"at": 3}}});
        let told = failed(&error);
        assert_eq!(told["isError"], true);
        assert_eq!(told["content"][0]["text"], "Refused. (kind: refused)\ndetails: {\"at\":3}");
    }
}
