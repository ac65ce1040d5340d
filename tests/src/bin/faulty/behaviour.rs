//! Faults in what callers may assume of effects, time and the future.

use commandry::{Items, prelude::*};
use futures_util::stream;

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

/// Counts without a sign of life in between.
///
/// # Returns
/// The numbers, least first.
#[command(group = "behaviour", read_only, idempotent)]
fn stream_without_progress() -> Items<u8> {
    Items::new(stream::iter(0..3))
}

/// Ticks off letters, and tells how many are done.
///
/// # Returns
/// The letters of the alphabet.
///
/// # Examples
/// ```json
/// {}
/// ```
#[command(group = "behaviour", read_only, idempotent)]
fn stream_with_progress(#[inject] progress: Progress) -> Items<char> {
    progress.report(0.0, Some(26.0), "");
    Items::new(stream::iter('a'..='z'))
}

/// Names the wind that blows, whoever asks.
///
/// # Returns
/// The winds around the compass.
///
/// # Examples
/// ```json
/// {}
/// ```
#[command(group = "behaviour", read_only, idempotent)]
fn stream_with_context(#[inject] context: Context) -> Items<String> {
    context.progress().report(0.0, None, "");
    Items::new(stream::iter(["north", "east"].map(str::to_owned)))
}
