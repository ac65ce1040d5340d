//! The same commands as one path each, as utoipa's macros write them.

#![allow(dead_code, missing_docs, unreachable_pub, reason = "only what the macros write is wanted")]

use utoipa::OpenApi;

include!(concat!(env!("OUT_DIR"), "/with_utoipa.rs"));

/// Why a call failed.
#[derive(utoipa::ToSchema)]
pub struct ErrorBody {
    /// Stable name of the failure.
    pub kind: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// The document of the commands that are written out, without what the macros take from the manifest.
pub(crate) fn document() -> Result<serde_json::Value, serde_json::Error> {
    let mut document = serde_json::to_value(Document::openapi())?;
    document["info"] = serde_json::json!({"title": "shop", "version": "1.0.0"});
    Ok(document)
}
