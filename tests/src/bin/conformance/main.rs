//! Everything that the official conformance suite of the Model Context Protocol asks a server for, as a program.
//!
//! Names and results are those that the scenarios of the suite expect; `tests/mcp_conformance.rs` runs it against this.

mod listed;
mod prompts;
mod questions;
mod resources;
mod results;
mod rounds;
mod told;

use std::process::ExitCode;

use commandry::{
    mcp::{Changes, McpOptions},
    prelude::*,
};

/// A picture of one point.
const PIXEL: &[u8] = include_bytes!("pixel.png");
/// A recording of a millisecond of silence.
const SILENCE: &[u8] = include_bytes!("silence.wav");

fn main() -> ExitCode {
    let changes = Changes::new();
    App::new("conformance", "1.0.0")
        .description("What the conformance suite of the Model Context Protocol asks a server for.")
        .state(changes.clone())
        .mcp(McpOptions::default().changes(changes))
        .run()
}
