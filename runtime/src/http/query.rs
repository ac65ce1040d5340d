//! The texts of a path or a query.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::{CallError, codes};

/// The pairs of a query, decoded.
///
/// # Errors
///
/// Fails when a name or a value is not UTF-8 once decoded.
pub(crate) fn pairs(query: &str) -> Result<Vec<(String, String)>, CallError> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        })
        .collect()
}

fn decoded(text: &str) -> Result<String, CallError> {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().map(Cow::into_owned).map_err(|_| {
        CallError::new(codes::INVALID_PARAMS, "invalid_params", "The query is not UTF-8 once it is decoded.")
    })
}

/// The refusal of a path that is not UTF-8 once decoded.
pub(super) fn path_not_utf8() -> CallError {
    CallError::new(codes::INVALID_PARAMS, "invalid_params", "The path is not UTF-8 once it is decoded.")
}
