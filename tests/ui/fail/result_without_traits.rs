//! One error for each type, at the type.

use commandry::{CommandErrors, command};

struct Reservation(u8);

#[derive(Debug, thiserror::Error, CommandErrors)]
enum Failure {
    #[error("gone")]
    Gone,
}

#[command]
async fn plain() -> Reservation {
    Reservation(1)
}

#[command]
fn fallible() -> Result<Reservation, Failure> {
    Err(Failure::Gone)
}

#[command]
fn nested() -> Vec<Reservation> {
    Vec::new()
}

fn main() {}
