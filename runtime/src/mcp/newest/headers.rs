//! What the headers of a request say of its body, so that a gateway need not read it.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::{Engine, prelude::BASE64_STANDARD};

use super::{is_older, refusal::Refusal};

pub(in crate::mcp) static VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// The headers that say something of the body, found in one pass over all of them.
#[derive(Clone, Copy, Default)]
pub(super) struct BodyHeaders<'a> {
    version: Said<'a>,
    method: Said<'a>,
    name: Said<'a>,
}

/// How often a header came.
#[derive(Clone, Copy, Default)]
enum Said<'a> {
    #[default]
    Never,
    Once(&'a HeaderValue),
    Repeatedly,
}

impl<'a> BodyHeaders<'a> {
    pub(super) fn of(headers: &'a HeaderMap) -> Self {
        let mut found = Self::default();
        for (name, value) in headers {
            let place = match name.as_str() {
                "mcp-protocol-version" => &mut found.version,
                "mcp-method" => &mut found.method,
                "mcp-name" => &mut found.name,
                _ => continue,
            };
            *place = if matches!(place, Said::Never) { Said::Once(value) } else { Said::Repeatedly };
        }
        found
    }

    /// Whether the headers say that the request is not of an older revision.
    pub(super) fn is_newest(&self) -> bool {
        match self.version {
            Said::Never => false,
            Said::Once(version) => !is_older(version),
            Said::Repeatedly => true,
        }
    }

    /// Checks that the header says the same revision as the body.
    pub(super) fn check_version(&self, version: &str) -> Result<(), Refusal> {
        self.version.check("MCP-Protocol-Version", version, "params/_meta")
    }

    /// Checks that the headers say the same as the body.
    ///
    /// `name` is the name or address that the method is about, where it is about one.
    pub(super) fn check_names(&self, method: &str, name: Option<&str>) -> Result<(), Refusal> {
        self.method.check("Mcp-Method", method, "method")?;
        match name {
            Some(name) => self.name.check("Mcp-Name", name, "params"),
            None => Ok(()),
        }
    }
}

impl Said<'_> {
    fn check(self, shown: &str, expected: &str, place: &str) -> Result<(), Refusal> {
        match self {
            Self::Once(value) if says(value, expected) => Ok(()),
            Self::Once(_) => Err(Refusal::header_mismatch(format!(
                "The header `{shown}` says something else than `{place}` in the body."
            ))),
            Self::Never => Err(Refusal::header_mismatch(format!("The header `{shown}` is missing."))),
            Self::Repeatedly => Err(Refusal::header_mismatch(format!("The header `{shown}` is repeated."))),
        }
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
