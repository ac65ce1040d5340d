//! Commands annotated for commandry, as an application has them.

#![allow(missing_docs, unreachable_pub, reason = "generated")]

use commandry::{Registry, command};

include!(concat!(env!("OUT_DIR"), "/annotated.rs"));

/// The catalog of the annotated commands.
pub(crate) fn catalog() -> Result<commandry_schema::Catalog, Box<dyn std::error::Error>> {
    Ok(Registry::collect()?.catalog()?)
}
