//! Expansions name everything by its full path.

#![no_implicit_prelude]

use ::commandry::{CommandErrors, State, command, commands};

/// Adds two numbers.
#[command(group = "arithmetic", read_only, timeout = "5s", deprecated(since = "1"), aliases("plus"))]
pub fn add(
    /// First summand.
    #[param(default = 1, range(min = 0), length(max = 3), pattern = "x")]
    a: u8,
    /// Second summand.
    b: ::std::option::Option<u8>,
) -> u8 {
    let _ = b;
    a
}

/// Fails.
#[command]
pub async fn fail(#[inject] service: State<Service>) -> ::std::result::Result<(), Failure> {
    let _ = service;
    ::std::result::Result::Err(Failure::Plain { left: 1 })
}

/// A service.
pub struct Service;

#[commands(group = "service")]
impl Service {
    /// Answers.
    #[command(blocking)]
    pub fn answer(&self) -> bool {
        true
    }

    /// Answers later.
    #[command]
    pub async fn answer_later(&self) -> bool {
        true
    }
}

/// Errors.
#[derive(Debug, ::thiserror::Error, CommandErrors)]
pub enum Failure {
    /// Plain.
    #[error("plain")]
    Plain {
        /// What is left.
        left: u32,
    },
    /// Internal.
    #[error("internal")]
    #[command_error(internal)]
    Internal(#[from] ::std::fmt::Error),
}

fn main() {}
