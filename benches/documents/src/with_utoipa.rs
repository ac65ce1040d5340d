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

/// The same with the envelope of JSON-RPC around parameters and results.
pub(crate) mod with_envelope {
    use utoipa::OpenApi;

    use super::*;

    include!(concat!(env!("OUT_DIR"), "/with_envelope.rs"));

    /// The document of the commands that are written out.
    pub(crate) fn document() -> Result<serde_json::Value, serde_json::Error> {
        without_manifest(Document::openapi())
    }
}

/// The document of the commands that are written out.
pub(crate) fn document() -> Result<serde_json::Value, serde_json::Error> {
    without_manifest(Document::openapi())
}

/// A document without what the macros take from the manifest.
fn without_manifest(document: utoipa::openapi::OpenApi) -> Result<serde_json::Value, serde_json::Error> {
    let mut document = serde_json::to_value(document)?;
    document["info"] = serde_json::json!({"title": "shop", "version": "1.0.0"});
    Ok(document)
}
