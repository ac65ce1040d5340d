//! What an operator can set.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How answers of commands with `cache = "…"` are kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CacheSettings {
    /// Whether answers are kept at all.
    pub enabled: bool,
    /// Most bytes that answers and the parameters they belong to take together; 64 MiB unless set.
    pub max_bytes: u64,
    /// Most answers that are kept; 10,000 unless set.
    pub max_entries: u64,
    /// Longest answer that is kept, in bytes; 1 MiB unless set. Longer ones are made anew for each call.
    pub max_answer_bytes: usize,
    /// Longest parameters of a call whose answer is kept, in bytes; 4 KiB unless set.
    pub max_parameter_bytes: usize,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            max_bytes: 64 * 1024 * 1024,
            max_entries: 10_000,
            max_answer_bytes: 1024 * 1024,
            max_parameter_bytes: 4 * 1024,
        }
    }
}
