//! What takes the place of a job command's function where it is called.

use std::fmt::Write;

use commandry_schema::canonical;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Jobs,
    entries::JobEntry,
    record::{self, NewJob},
    service::unavailable,
};
use crate::{
    CallError, Caller, State,
    builtin::Published,
    call::{Invocation, Reply, Running, running_reply},
    codes,
};

/// Checks the parameters as the function's own handler does, and queues the call instead of running it.
pub(crate) fn enqueue(invocation: &mut Invocation<'_>) -> Running {
    // This decodes all parameters and notes those that do not fit.
    let _ = invocation.refuse(0);
    if invocation.unfit || !invocation.refused.is_empty() {
        return Running::Ended;
    }
    invocation.is_refused = false;
    let command = invocation.entry.command.name;
    let params = invocation.arguments.to_json(invocation.entry.command);
    let caller = invocation.origin.caller.clone();
    let jobs = invocation.states.get::<Jobs>();
    let published = invocation.states.get::<Published>();
    running_reply(async move {
        match queue(jobs, published, command, params, &caller).await {
            Ok(ticket) => Reply::from_value(&ticket),
            Err(error) => Reply::from_error(error),
        }
    })
}

async fn queue(
    jobs: Option<State<Jobs>>,
    published: Option<State<Published>>,
    command: &'static str,
    params: String,
    caller: &Caller,
) -> Result<Value, CallError> {
    let (Some(jobs), Some(dispatcher)) = (jobs, published.and_then(|it| it.dispatcher())) else {
        return Err(CallError::new(
            codes::SHUTTING_DOWN,
            "shutting_down",
            "The service is being taken down.",
        ));
    };
    let entry = dispatcher.jobs().get(command);
    let entry = entry.ok_or_else(|| CallError::internal("a job command has no entry", command))?;
    let job = new_job(entry, command, params, Some(caller))?;
    let pushed = match jobs.store().await {
        Ok(store) => store.push(&job).await,
        Err(error) => Err(error),
    };
    let ticket = pushed.map_err(|error| unavailable(&error))?;
    jobs.wake();
    Ok(serde_json::json!({"job_id": ticket.job_id, "status": ticket.status}))
}

/// A job that is about to be queued; one without a caller is asked for by its schedule.
pub(super) fn new_job(
    entry: &JobEntry,
    command: &str,
    params: String,
    caller: Option<&Caller>,
) -> Result<NewJob, CallError> {
    let id = random_id().ok_or_else(|| CallError::internal("the system gives no random numbers", command))?;
    let owner = caller.and_then(record::owner);
    let roles: Vec<&str> = caller.map(|it| it.roles().collect()).unwrap_or_default();
    Ok(NewJob {
        id,
        unique_key: entry.unique.then(|| unique_key(command, &params, owner.as_deref())),
        command: command.to_owned(),
        queue: entry.queue.to_owned(),
        params,
        owner,
        roles: Value::from(roles).to_string(),
        scheduled: caller.is_none(),
        priority: entry.priority,
        max_attempts: entry.max_attempts,
        keep: entry.keep,
    })
}

/// The same for the same command, parameters and owner, in whatever order members are written. Callers are told apart,
/// since they may not see each other's jobs.
fn unique_key(command: &str, params: &str, owner: Option<&str>) -> String {
    let params: Value = serde_json::from_str(params).unwrap_or_default();
    let key = serde_json::json!([command, owner, canonical::sorted(&params)]);
    hexadecimal(&Sha256::digest(key.to_string()))
}

/// A name that cannot be guessed: 128 random bits.
pub(super) fn random_id() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(hexadecimal(&bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
