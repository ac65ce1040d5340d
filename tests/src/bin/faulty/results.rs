//! Faults in what commands give.

use commandry::prelude::*;

/// Gives more and more.
///
/// # Returns
/// All that was ever written down.
#[command(group = "schemas", read_only)]
fn unbounded_list() -> Vec<String> {
    Vec::new()
}

/// Gives something or nothing.
///
/// # Returns
/// The number on the door.
#[command(group = "schemas", read_only)]
fn result_null_ambiguous() -> Option<u8> {
    None
}
