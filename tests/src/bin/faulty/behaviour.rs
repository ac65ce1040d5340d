//! Faults in what callers may assume of effects, time and the future.

use commandry::prelude::*;

/// Leaves open what it changes.
#[command(group = "behaviour")]
fn annotations_missing() {}

/// Has a name that lies about its mark.
#[command(group = "behaviour", name = "delete_nothing", read_only)]
fn read_only_name_mismatch() {}

/// Goes, and leaves nothing in its place.
#[command(group = "behaviour", read_only, deprecated(since = "0.9.0", sunset = "2030-01-01"))]
fn deprecated_without_replacement() {}

/// Goes, but nobody knows when.
#[command(group = "behaviour", read_only, deprecated(since = "0.9.0", replacement = "repeat"))]
fn sunset_missing() {}

/// Empties everything by one careless call.
#[command(group = "behaviour", read_only = false, destructive, idempotent)]
fn destructive_without_confirm() {}

/// Exports all that there is.
#[command(group = "behaviour", name = "export_everything", read_only)]
fn timeout_missing() {}
