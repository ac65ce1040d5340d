//! 1,998 generated commands; nothing calls them, they are only there.

use commandry::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

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
