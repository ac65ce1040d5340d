//! Mistakes in the arguments that concern running a service: who may call, what is kept, what runs as a job.

use commandry::{command, prompt, resource};

#[command(roles, roles(), public("everybody"))]
fn wrong_form_of_access() {}

#[command(roles("admin", "admin", "two words", "star*", 3))]
fn wrong_roles() {}

#[command(public, roles("admin"))]
fn contradiction() {}

#[command(cache = "60s")]
fn cached_but_writing() {}

#[command(read_only, cache = "60")]
fn time_without_unit() {}

#[command(job(queue = "Import Jobs", attempts = 0, priority = 1000, schedule = "daily", unique = 1, keep = "forever"))]
fn wrong_job() {}

#[command(job = "import", job(retries = 3))]
fn wrong_form_of_job() {}

#[command(job(attempts = "three", priority, schedule = "61 0 * * * *"))]
fn more_wrong_jobs() {}

#[resource("books://all", roles())]
fn books() -> String {
    String::new()
}

#[prompt(public, roles("clerk"))]
fn advise() -> String {
    String::new()
}

fn main() {}
