//! An application of 500 commands as a user writes it, with the command line of the library:
//! `bench-commandry-500 serve --port 3000`.

use std::process::ExitCode;

use commandry::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

commandry::command_crates! { bench_commandry; }

/// What a generated command returns.
#[derive(Serialize, JsonSchema)]
pub struct Entry {
    /// Label by which people recognise the entry.
    pub label: String,
    /// Amount in cents.
    pub amount: i64,
    /// Words under which it is found.
    pub tags: Vec<String>,
}

include!(concat!(env!("OUT_DIR"), "/commands.rs"));

fn main() -> ExitCode {
    App::new("books", "1.0.0").description("Books entries.").run()
}
