//! How far callers may rely on a command, as documents say it that have no member of their own for that.
//!
//! The names are those by which tools that compare OpenAPI documents know such a thing.

use serde_json::Value;

use crate::catalog::{Command, Deprecation, Stability};

/// The level of stability, as the word that attributes and catalogs use.
const STABILITY: &str = "x-stability-level";
/// The day from which a deprecated command may be gone.
const SUNSET: &str = "x-sunset";

/// What a document says of a command besides `deprecated`; nothing of one whose author said nothing.
pub(crate) fn extensions(command: &Command) -> impl Iterator<Item = (&'static str, &str)> {
    let stability = command.stability.map(|level| (STABILITY, level.as_str()));
    let sunset = command.deprecated.as_ref().and_then(|it| Some((SUNSET, it.sunset.as_deref()?)));
    stability.into_iter().chain(sunset)
}

/// What a document says of the stability of a command; a word that nobody knows says nothing.
pub(crate) fn stability(entry: &Value) -> Option<Stability> {
    entry.get(STABILITY)?.as_str()?.parse().ok()
}

/// What a document says of the end of a command.
pub(crate) fn deprecation(entry: &Value) -> Option<Deprecation> {
    let sunset = || Some(entry.get(SUNSET)?.as_str()?.to_owned());
    (entry.get("deprecated") == Some(&Value::Bool(true)))
        .then(|| Deprecation { sunset: sunset(), ..Deprecation::default() })
}
