//! A program whose commands print, log and panic, to see that none of it gets among the messages of a protocol that is
//! spoken over standard output.

use std::{future::pending, process::ExitCode};

use commandry::{Answer, Ask, CallError, CallLog, prelude::*};
use serde_json::json;

/// Prints where the protocol is spoken.
#[command(group = "talk", read_only)]
#[expect(clippy::print_stdout, reason = "commands do so, and it must do no harm")]
fn chatter(#[inject] log: CallLog) -> bool {
    println!("printed by a command");
    tracing::error!("logged by a command");
    log.info("told by a command");
    true
}

/// Panics.
#[command(group = "talk", read_only)]
fn fall_over() -> bool {
    panic!("a command fell over")
}

/// Asks for a name.
#[command(group = "talk", read_only)]
async fn greet(#[inject] ask: Ask) -> Result<String, CallError> {
    let schema = json!({"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]});
    match ask.form("name", "What is your name?", &schema).await? {
        Answer::Accepted(form) => Ok(format!("Hello, {}!", form["name"].as_str().unwrap_or_default())),
        Answer::Declined | Answer::Dismissed => Ok("Hello!".to_owned()),
    }
}

struct SaidOnDrop;

impl Drop for SaidOnDrop {
    #[expect(clippy::print_stderr, reason = "whoever runs it waits for it")]
    fn drop(&mut self) {
        eprintln!("run_for_ever was stopped");
    }
}

/// Never ends by itself.
#[command(group = "work", read_only)]
#[expect(clippy::print_stderr, reason = "whoever runs it waits for it")]
async fn run_for_ever() -> bool {
    let _said = SaidOnDrop;
    eprintln!("run_for_ever has begun");
    pending().await
}

fn main() -> ExitCode {
    App::new("talkative", "1.0.0").run()
}
