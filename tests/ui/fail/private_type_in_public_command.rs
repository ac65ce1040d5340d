//! The type beside a public command tells what it takes and gives, so these must be as public.

use commandry::command;

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Private;

#[command]
pub fn give(taken: Private) -> Private {
    taken
}

fn main() {}
