//! What the headers of a request say of its body, so that a gateway need not read it.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::{Engine, prelude::BASE64_STANDARD};

use super::refusal::Refusal;

pub(in crate::mcp) static VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
static METHOD: HeaderName = HeaderName::from_static("mcp-method");
static NAME: HeaderName = HeaderName::from_static("mcp-name");

/// Checks that the header says the same revision as the body.
pub(super) fn check_version(headers: &HeaderMap, version: &str) -> Result<(), Refusal> {
    same(headers, &VERSION, "MCP-Protocol-Version", version, "params/_meta")
}

/// Checks that the headers say the same as the body.
///
/// `name` is the name or address that the method is about, where it is about one.
pub(super) fn check_names(headers: &HeaderMap, method: &str, name: Option<&str>) -> Result<(), Refusal> {
    same(headers, &METHOD, "Mcp-Method", method, "method")?;
    match name {
        Some(name) => same(headers, &NAME, "Mcp-Name", name, "params"),
        None => Ok(()),
    }
}

fn same(
    headers: &HeaderMap,
    header: &HeaderName,
    shown: &str,
    expected: &str,
    place: &str,
) -> Result<(), Refusal> {
    let mut values = headers.get_all(header).iter();
    match (values.next(), values.next()) {
        (Some(value), None) if says(value, expected) => Ok(()),
        (None, _) => Err(Refusal::header_mismatch(format!("The header `{shown}` is missing."))),
        (Some(_), Some(_)) => Err(Refusal::header_mismatch(format!("The header `{shown}` is repeated."))),
        _ => Err(Refusal::header_mismatch(format!(
            "The header `{shown}` says something else than `{place}` in the body."
        ))),
    }
}

fn says(value: &HeaderValue, expected: &str) -> bool {
    match decoded(value) {
        Some(decoded) => decoded == expected.as_bytes(),
        None => value.as_bytes() == expected.as_bytes(),
    }
}

/// The content of a value that is not fit for a header and therefore written as `=?base64?…?=`.
fn decoded(value: &HeaderValue) -> Option<Vec<u8>> {
    let encoded = value.as_bytes().strip_prefix(b"=?base64?")?.strip_suffix(b"?=")?;
    BASE64_STANDARD.decode(encoded).ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::says;

    #[test]
    fn a_header_may_be_encoded() {
        for (value, expected, same) in [
            ("add", "add", true),
            ("Add", "add", false),
            ("=?base64?Z3LDvMOfZQ==?=", "grüße", true),
            ("=?base64?YWRk?=", "add", true),
            ("=?base64?YWRk?=", "=?base64?YWRk?=", false),
            ("=?base64?!!?=", "add", false),
            ("=?base64?YWRk", "add", false),
        ] {
            assert_eq!(says(&HeaderValue::from_str(value).unwrap(), expected), same, "{value}");
        }
    }
}
