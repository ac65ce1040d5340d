//! Who may queue, see and manage jobs, and what a job knows of its caller; in one process, with a store in memory.

use std::sync::{Arc, Mutex};

use commandry::{
    AccessRule, AccessRules, Call, CallError, CallKind, CancellationToken, Dispatcher, Interceptor, Next,
    Origin, Registry, Reply,
    jobs::{JobSettings, WorkOptions, work},
    prelude::*,
};
use serde_json::{Value, json};

/// Tells who asked.
///
/// # Returns
/// Name and roles of the caller.
#[command(group = "tests", read_only = false, roles("clerk", "admin"), job)]
fn who(
    #[inject] caller: Caller,
    /// Not looked at.
    #[param(default = 1, range(min = 1))]
    number: u32,
) -> Vec<String> {
    let _ = number;
    caller.name().into_iter().chain(caller.roles()).map(str::to_owned).collect()
}

/// Panics.
#[command(group = "tests", read_only = false, public, job(attempts = 1))]
fn panic_at_once() {
    panic!("as it was told");
}

/// Is no job.
#[command(group = "tests", read_only, public)]
fn plain() -> bool {
    true
}

/// Cannot run by itself.
#[command(group = "tests", read_only = false, job(schedule = "61 * * * *"))]
fn wrongly_scheduled(
    /// Nobody gives it.
    number: u32,
) {
    let _ = number;
}

/// Notes what passes.
#[derive(Clone, Default)]
struct Passing(Arc<Mutex<Vec<(CallKind, String)>>>);

impl Interceptor for Passing {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        self.0.lock().unwrap().push((call.kind(), call.name().to_owned()));
        next.run(call).await
    }
}

fn settings() -> JobSettings {
    JobSettings { url: "sqlite::memory:".into(), ..JobSettings::default() }
}

fn registry() -> Registry {
    Registry::new().with::<who>().with::<panic_at_once>().with::<plain>().with_job_commands()
}

fn guarded(passing: Passing) -> Dispatcher {
    let rules = AccessRules::new().rule(AccessRule::groups(["jobs"]).public());
    let builder = Dispatcher::builder(registry()).access(rules).interceptor(passing);
    builder.jobs(settings()).build().unwrap()
}

fn by(caller: &Caller) -> Origin {
    Origin { caller: caller.clone(), ..Origin::default() }
}

async fn call(
    dispatcher: &Dispatcher,
    caller: &Caller,
    name: &str,
    params: Value,
) -> Result<Value, CallError> {
    dispatcher.call_by_name(name, &params, &by(caller)).await
}

#[tokio::test]
async fn callers_see_their_own_jobs_and_administrators_all() {
    let passing = Passing::default();
    let dispatcher = guarded(passing.clone());
    let ann = Caller::named("ann").with_roles(["clerk"]);
    let bob = Caller::named("bob").with_roles(["clerk"]);
    let root = Caller::named("root").with_roles(["admin"]);
    let nobody = Caller::anonymous();

    let refused = call(&dispatcher, &nobody, "who", json!({})).await.unwrap_err();
    assert_eq!(refused.kind(), "unauthenticated", "nothing is queued for whoever may not call");
    let wrong = call(&dispatcher, &ann, "who", json!({"number": 0, "x": 1})).await.unwrap_err();
    assert_eq!(wrong.kind(), "invalid_params");
    let ticket = call(&dispatcher, &ann, "who", json!({"number": 2.0})).await.unwrap();
    assert_eq!(ticket["status"], "queued", "2.0 is a whole number to JSON Schema: {ticket}");
    let ticket = call(&dispatcher, &ann, "who", json!({})).await.unwrap();
    let id = json!({"job_id": ticket["job_id"]});
    let secret = call(&dispatcher, &nobody, "panic_at_once", json!({})).await.unwrap();

    assert_eq!(call(&dispatcher, &ann, "job_status", id.clone()).await.unwrap()["status"], "queued");
    for stranger in [&bob, &nobody] {
        for name in ["job_status", "job_result", "job_cancel", "job_retry", "job_watch"] {
            let refused = call(&dispatcher, stranger, name, id.clone()).await.unwrap_err();
            assert_eq!(refused.kind(), "job_not_found", "{name}");
        }
    }
    let listed =
        async |caller| call(&dispatcher, caller, "job_list", json!({})).await.unwrap()["total"].clone();
    assert_eq!(
        [listed(&ann).await, listed(&bob).await, listed(&nobody).await, listed(&root).await],
        [2, 0, 0, 3]
    );
    let seen = call(&dispatcher, &root, "job_status", id.clone()).await.unwrap();
    assert_eq!(seen["caller"], "ann");
    assert!(call(&dispatcher, &ann, "job_status", id.clone()).await.unwrap().get("caller").is_none());

    let stop = CancellationToken::new();
    let (worker, told) = (dispatcher.clone(), stop.clone());
    let working = tokio::spawn(async move { work(&worker, WorkOptions::default(), told).await });
    let wait = json!({"job_id": ticket["job_id"], "wait": 20});
    let outcome = call(&dispatcher, &ann, "job_result", wait).await.unwrap();
    assert_eq!(outcome["result"], json!(["ann", "clerk"]), "a job is run with its caller: {outcome}");
    let wait = json!({"job_id": secret["job_id"], "wait": 20});
    let outcome = call(&dispatcher, &nobody, "job_result", wait).await.unwrap();
    assert_eq!(
        outcome["status"], "dead",
        "whoever knows the name of an unknown caller's job sees it: {outcome}"
    );
    assert_eq!(outcome["error"]["data"]["kind"], "internal_error");
    assert!(!outcome.to_string().contains("as it was told"), "what went wrong inside stays inside");
    stop.cancel();
    working.await.unwrap().unwrap();

    let seen = passing.0.lock().unwrap().clone();
    let of_who = |kind| seen.iter().filter(|it| **it == (kind, "who".to_owned())).count();
    assert_eq!((of_who(CallKind::Command), of_who(CallKind::Job)), (3, 2), "{seen:?}");
}

#[tokio::test]
async fn what_the_program_itself_queues_is_run_whatever_the_rules() {
    let dispatcher = guarded(Passing::default());
    // It has no role that the command asks for, and may call it all the same.
    let ticket = dispatcher.call::<who>((1,)).await.unwrap();
    // Somebody who happens to have its name may not.
    let impostor = Caller::named("program").with_roles(["trusted"]);
    assert_eq!(call(&dispatcher, &impostor, "who", json!({})).await.unwrap_err().kind(), "forbidden");
    let stop = CancellationToken::new();
    let (worker, told) = (dispatcher.clone(), stop.clone());
    let working = tokio::spawn(async move { work(&worker, WorkOptions::default(), told).await });
    let wait = json!({"job_id": ticket.job_id, "wait": 20});
    let owner = Caller::trusted("command line");
    let outcome = call(&dispatcher, &owner, "job_result", wait).await.unwrap();
    assert_eq!(
        (&outcome["status"], &outcome["result"]),
        (&json!("finished"), &json!(["program"])),
        "{outcome}"
    );
    assert_eq!(call(&dispatcher, &owner, "job_list", json!({})).await.unwrap()["total"], 1);
    stop.cancel();
    working.await.unwrap().unwrap();
}

#[tokio::test]
async fn everybody_sees_everything_where_nobody_is_asked() {
    let dispatcher = Dispatcher::builder(registry()).jobs(settings()).build().unwrap();
    let ann = Caller::named("ann").with_roles(["clerk"]);
    let ticket = dispatcher.call::<who>((1,)).await.unwrap();
    let state = call(&dispatcher, &ann, "job_status", json!({"job_id": ticket.job_id})).await.unwrap();
    assert_eq!(state["command"], "who");
    assert!(dispatcher.call::<plain>(()).await.unwrap());
}

#[test]
fn documents_tell_of_the_ticket_and_of_the_result() {
    let catalog = registry().catalog().unwrap();
    let command = catalog.command("who").unwrap();
    assert_eq!(command.result.schema["$ref"], "#/components/schemas/JobTicket");
    let job = command.job.as_ref().unwrap();
    assert_eq!((&job.result.schema["type"], job.schedule.as_deref()), (&json!("array"), None));
    assert!(command.result.description.contains("Name and roles of the caller."));
    assert!(catalog.command("plain").unwrap().job.is_none());
}

#[test]
fn what_cannot_run_as_a_job_is_refused_with_its_place() {
    let error = Dispatcher::builder(registry()).build().unwrap_err().to_string();
    assert!(error.contains("jobs_and_callers.rs") && error.contains("`who` is a job"), "{error}");
    let wrong = Registry::new().with::<wrongly_scheduled>();
    let error = Dispatcher::builder(wrong).jobs(settings()).build().unwrap_err();
    assert_eq!(error.reasons().len(), 2, "{error}");
    let wrong = JobSettings { namespace: "a b".to_owned(), ..settings() };
    assert!(Dispatcher::builder(registry()).jobs(wrong).build().is_err());
}
