//! A program that counts on the commands of a crate which has none is told so. It has a file of its own, since the list
//! of crates holds for a whole program.

use commandry::{Registry, prelude::*};

commandry::command_crates! { serde_json; }

/// Answers at once.
#[command(group = "probes", read_only)]
fn ping() {}

#[test]
fn a_crate_that_registers_nothing_is_named_with_the_place_of_the_list() {
    ping();
    let error = Registry::collect().unwrap_err();
    assert_eq!(error.reasons().len(), 1, "{error}");
    let reason = &error.reasons()[0];
    for part in ["unregistered_crate.rs:6: [unregistered-command]", "`serde_json`", "registered none"] {
        assert!(reason.contains(part), "{part} is not in {reason}");
    }
}
