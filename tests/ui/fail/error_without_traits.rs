//! An error that is none.

use commandry::command;

struct Failure;

#[command]
async fn fail() -> Result<u8, Failure> {
    Err(Failure)
}

#[command]
fn fail_without_waiting() -> Result<u8, Failure> {
    Err(Failure)
}

fn main() {}
