//! What was generated, committed or linked, and no longer is what the source says.
//!
//! A catalog cannot show these faults, since they lie between it and something else. They are found where both sides
//! are at hand, by the names that stand here, and are listed and explained with the other lints.

use super::{Check, Lint, Severity};

/// A document that was committed is not what the commands give now.
///
/// ```
/// use commandry_schema::lint::{drift, explain};
///
/// assert!(explain(drift::SCHEMA_STALE).unwrap().starts_with("schema-stale (error)"));
/// ```
pub const SCHEMA_STALE: &str = "schema-stale";
/// The lock that was committed is not what the commands give now.
pub const LOCK_STALE: &str = "lock-stale";
/// Functions are annotated, but the program does not have them as commands.
pub const UNREGISTERED_COMMAND: &str = "unregistered-command";

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: SCHEMA_STALE,
        severity: Severity::Error,
        explanation: "A document that is committed says what the commands are. Clients are generated from it, so that \
            one which was forgotten gives clients that fail. `schema --out FILE --check` and \
            `cargo xtask aggregate … --out FILE --check` find it; the same words without `--check` write the document \
            anew.",
        check: Check::Elsewhere,
    },
    Lint {
        id: LOCK_STALE,
        severity: Severity::Error,
        explanation: "The committed `commands.lock.json` says what callers rely on, or a later comparison starts from \
            something that never was. `lock --out FILE --check` finds it; `lock --out FILE` writes it anew.",
        check: Check::Elsewhere,
    },
    Lint {
        id: UNREGISTERED_COMMAND,
        severity: Severity::Error,
        explanation: "Every crate whose functions are annotated is linked into the program. Rust does not link a crate \
            that nobody names, and its commands are then missing without a word. Name it in `command_crates! { … }`: a \
            program that has no commands, or none of a crate named there, does not start.",
        check: Check::Elsewhere,
    },
];
