//! The extension of tasks: a call of a command with `job` is answered with a task, which the host asks for until it has
//! ended.
//!
//! A task is a job under another name. Whatever is asked of it goes to the commands `job_status`, `job_result` and
//! `job_cancel` on their usual way, so that rules of access, limits and interceptors are the same as for them.

mod state;

use serde_json::{Map, Value, json};

use super::super::{McpServer, tool_result::ResultForm};
use super::{
    Begun,
    call::{self, Asked},
    completed,
    message::Params,
    refusal::{Answer, Refusal},
};
use crate::{
    CallError, JobTicket,
    call::{Arguments, Entry, Reply},
    codes,
    context::Origin,
    jobs,
};

/// The name of the extension.
pub(super) const EXTENSION: &str = "io.modelcontextprotocol/tasks";

/// The commands that tasks are followed and cancelled by.
const FOLLOWED_BY: [&str; 3] = [STATUS, RESULT, CANCEL];
const STATUS: &str = "job_status";
const RESULT: &str = "job_result";
const CANCEL: &str = "job_cancel";

impl McpServer {
    /// Whether calls can become tasks: jobs are kept, and those who see the server may follow and cancel them.
    pub(super) fn offers_tasks(&self) -> bool {
        let find = || {
            let dispatcher = self.dispatcher();
            if dispatcher.job_service().is_none() || dispatcher.jobs().queues().is_empty() {
                return false;
            }
            let (own, seen) = (jobs::commands(), self.seen());
            FOLLOWED_BY.iter().all(|name| {
                let entry = dispatcher.find(name);
                let is_own = entry.is_some_and(|entry| own.iter().any(|it| std::ptr::eq(*it, entry.command)));
                is_own && seen.command(name).is_some()
            })
        };
        *self.prepared().offers_tasks.get_or_init(find)
    }
}

/// Whether a call becomes a task: its command runs in the background, and the host takes tasks.
pub(super) fn takes(server: &McpServer, entry: &Entry, params: &Params<'_>) -> bool {
    is_declared(params) && entry.command.job().is_some() && server.offers_tasks()
}

/// Queues a call and answers with its task.
///
/// What is refused is a result of the tool, as it is without tasks, and so is the ticket of a job about which nothing
/// more can be learnt at the moment.
pub(super) async fn create(
    asked: Asked<'_>,
    entry: &Entry,
    form: ResultForm,
    arguments: Arguments<'_>,
    origin: &Origin,
) -> Answer {
    let dispatcher = asked.server.dispatcher();
    let reply = dispatcher.run(entry, arguments, origin, Reply::default()).await;
    // An interceptor may have answered something else.
    let ticket = reply.result().and_then(|ticket| serde_json::from_str::<JobTicket>(ticket).ok());
    if let Some(ticket) = ticket
        && let Ok(job) = ask(asked, STATUS, &ticket.job_id).await
    {
        let mut task = state::task(dispatcher, &job);
        task.insert("resultType".to_owned(), "task".into());
        return completed(asked.id, Value::Object(task).to_string().as_bytes());
    }
    let mut before = Vec::new();
    call::write_before(asked.id, &mut before);
    call::answer(asked, entry, form, before.len(), reply)
}

/// Answers `tasks/get`, `tasks/update` and `tasks/cancel`.
pub(super) fn begin<'a>(
    asked: Asked<'a>,
    method: &str,
    task: String,
    params: &Params<'_>,
) -> Result<Begun<'a>, Refusal> {
    if !is_declared(params) {
        return Err(Refusal::missing_extension(EXTENSION));
    }
    let responses = params.input_responses;
    let method = match method {
        "tasks/get" => Method::Get,
        "tasks/cancel" => Method::Cancel,
        _ if responses.is_some_and(|it| it.starts_with('{')) => Method::Update,
        _ => return Err(Refusal::invalid_params("`params/inputResponses` is missing or no object.")),
    };
    Ok(Begun::Waiting(Box::pin(async move {
        let done = match method {
            Method::Get => get(asked, &task).await,
            // A job asks nothing, so that no answer is waited for; those to other questions are passed over.
            Method::Update => ask(asked, STATUS, &task).await.map(|_| Map::new()),
            Method::Cancel => ask(asked, CANCEL, &task).await.map(|_| Map::new()),
        };
        match done {
            Ok(mut result) => {
                result.insert("resultType".to_owned(), "complete".into());
                completed(asked.id, Value::Object(result).to_string().as_bytes())
            }
            Err(error) => refused(&error).answer(asked.id),
        }
    })))
}

/// Refuses a host that wants to be told of tasks and does not say that it knows them.
///
/// Others are told which of their wishes are granted, and these are not among them: a host asks for its tasks.
pub(super) fn check_listening(server: &McpServer, params: &Params<'_>) -> Result<(), Refusal> {
    let Some(wanted) = params.notifications.filter(|it| it.contains("taskIds")) else { return Ok(()) };
    let wanted: Value = serde_json::from_str(wanted).unwrap_or_default();
    if wanted.get("taskIds").is_some() && server.offers_tasks() && !is_declared(params) {
        return Err(Refusal::missing_extension(EXTENSION));
    }
    Ok(())
}

enum Method {
    Get,
    Update,
    Cancel,
}

/// Whether the host says with this request that it takes tasks.
fn is_declared(params: &Params<'_>) -> bool {
    let capabilities = params.meta.and_then(|meta| meta.capabilities).unwrap_or_default();
    // Most have no extensions, and what else they can do need not be read.
    capabilities.contains("\"extensions\"")
        && serde_json::from_str::<Value>(capabilities)
            .is_ok_and(|it| it["extensions"].get(EXTENSION).is_some_and(Value::is_object))
}

async fn get(asked: Asked<'_>, task: &str) -> Result<Map<String, Value>, CallError> {
    let job = ask(asked, STATUS, task).await?;
    // The result is asked for only once there is one, since it may be long.
    let outcome = if job["status"] == "finished" { Some(ask(asked, RESULT, task).await?) } else { None };
    Ok(state::detailed(asked.server.dispatcher(), &job, outcome))
}

/// Calls one of the commands about a job as the host's own call of it.
async fn ask(asked: Asked<'_>, command: &str, job: &str) -> Result<Value, CallError> {
    let origin = Origin { caller: asked.caller.clone(), ..Origin::default() };
    asked.server.dispatcher().call_by_name(command, &json!({"job_id": job}), &origin).await
}

/// A failure of these commands as an error of the protocol.
fn refused(error: &CallError) -> Refusal {
    match error.kind() {
        // A name that is too long for a job is unknown as well.
        "job_not_found" | "invalid_params" => {
            let message = "There is no such task; it may have been removed after its end.";
            Refusal::of_call(&CallError::new(codes::INVALID_PARAMS, "task_not_found", message))
        }
        "jobs_unavailable" => {
            let message = error.message().to_owned();
            Refusal::of_call(&CallError::new(codes::INTERNAL_ERROR, "jobs_unavailable", message))
        }
        _ => Refusal::of_call(error),
    }
}
