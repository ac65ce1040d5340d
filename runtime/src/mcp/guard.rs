//! Whether a request may come from where it comes from.

use axum::http::{HeaderMap, Uri, header};

use super::McpOptions;
use crate::{CallError, codes};

/// Refuses a request that names a host which this server is not, and one of a web page of another site.
pub(super) fn check(options: &McpOptions, headers: &HeaderMap, uri: &Uri) -> Result<(), CallError> {
    let host = match headers.get(header::HOST) {
        Some(host) => Some(host.to_str().map_err(|_| refused("The header `Host` is not readable."))?),
        // HTTP/2 has it in the address. A request without any comes from no browser.
        None => uri.authority().map(axum::http::uri::Authority::as_str),
    };
    if let Some(host) = host
        && !is_own_host(options, host)
    {
        return Err(refused(
            "This server does not go by the name in the header `Host`; its operator allows names by \
             `McpOptions::allow_host`.",
        ));
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => Ok(()),
        (Some(origin), None) if is_own_origin(options, origin.to_str().unwrap_or_default(), host) => Ok(()),
        _ => Err(refused(
            "This server takes no requests of pages of the site in the header `Origin`; its operator allows sites \
             by `McpOptions::allow_origin`.",
        )),
    }
}

fn is_own_host(options: &McpOptions, host: &str) -> bool {
    options.any_host
        || is_loopback(name_of(host))
        || options
            .hosts
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(host) || allowed.eq_ignore_ascii_case(name_of(host)))
}

fn is_own_origin(options: &McpOptions, origin: &str, host: Option<&str>) -> bool {
    if options.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin)) {
        return true;
    }
    let Some((_, origin_host)) = origin.split_once("://") else { return false };
    // Programs on this machine that are shown in a browser, such as inspectors, are at another port of it.
    host.is_some_and(|host| {
        host.eq_ignore_ascii_case(origin_host)
            || (is_loopback(name_of(host)) && is_loopback(name_of(origin_host)))
    })
}

/// A host without its port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback(name: &str) -> bool {
    matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost")
}

#[cold]
fn refused(reason: &'static str) -> CallError {
    CallError::new(codes::INVALID_REQUEST, "forbidden_origin", reason).status(403)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, Uri};

    use super::check;
    use crate::mcp::McpOptions;

    fn passes(options: &McpOptions, host: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [("host", host), ("origin", origin)] {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_str(value).unwrap());
            }
        }
        check(options, &headers, &Uri::from_static("/mcp")).is_ok()
    }

    #[test]
    fn this_machine_alone_is_served_unless_told_otherwise() {
        let options = McpOptions::default();
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000"] {
            assert!(passes(&options, Some(host), None), "{host}");
        }
        for host in
            ["evil.example.com", "localhost.evil.example", "127.0.0.1.evil.example:80", "10.0.0.1", "::1", ""]
        {
            assert!(!passes(&options, Some(host), None), "{host}");
        }
        assert!(passes(&options, None, None));
        let named = McpOptions::default().allow_host("shop.example.com");
        assert!(passes(&named, Some("Shop.example.com:443"), None));
        assert!(!passes(&named, Some("other.example.com"), None));
        assert!(passes(&McpOptions::default().allow_any_host(), Some("other.example.com"), None));
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        let options =
            McpOptions::default().allow_host("shop.example.com").allow_origin("https://chat.example.com/");
        for (host, origin, expected) in [
            ("localhost:8000", "http://localhost:6274", true),
            ("127.0.0.1:8000", "http://localhost:6274", true),
            ("localhost:8000", "http://evil.example.com", false),
            ("localhost:8000", "null", false),
            ("localhost:8000", "", false),
            ("shop.example.com", "https://shop.example.com", true),
            ("shop.example.com", "https://chat.example.com", true),
            ("shop.example.com", "http://localhost:6274", false),
            ("shop.example.com", "https://chat.example.com.evil.example", false),
        ] {
            assert_eq!(passes(&options, Some(host), Some(origin)), expected, "{host} {origin}");
        }
        assert!(!passes(&options, None, Some("http://localhost")));
    }
}
