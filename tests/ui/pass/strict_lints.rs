//! Expansions bring no warning into a crate that allows none.

#![deny(missing_docs, warnings, unused, unreachable_pub, unused_qualifications, non_camel_case_types)]
#![deny(elided_lifetimes_in_paths, single_use_lifetimes, trivial_casts, let_underscore_drop, unused_results)]
#![forbid(unsafe_code)]

use commandry::{CommandErrors, State, command, commands};

/// Adds two numbers.
#[command(group = "arithmetic", read_only)]
fn add(
    /// First summand.
    a: u8,
    /// Second summand.
    mut b: u8,
) -> u8 {
    b += a;
    b
}

/// Waits.
#[command]
async fn wait() {}

/// Old.
#[command]
#[deprecated(since = "1.2.0", note = "use `wait`")]
async fn old() {}

/// A service.
pub struct Service;

#[commands(group = "service")]
impl Service {
    /// Answers.
    #[command]
    async fn answer(&self, amount: u32) -> Result<bool, Failure> {
        Err(Failure::Gone { left: amount })
    }
}

/// Fails.
#[command]
async fn fail(#[inject] service: State<Service>) -> Result<(), Failure> {
    Err(if service.answer(1).await.is_ok() { Failure::Internal } else { Failure::Gone { left: 3 } })
}

/// Errors.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum Failure {
    /// Gone.
    #[error("gone, {left} left")]
    Gone {
        /// What is left.
        left: u32,
    },
    #[error("internal")]
    #[command_error(internal)]
    Internal,
}

fn main() {}
