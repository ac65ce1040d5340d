//! Whether a web page may open a connection.

use axum::http::{HeaderMap, header};

use super::WebSocketOptions;
use crate::{CallError, codes};

/// Refuses connections of pages that are neither of the same host nor allowed.
pub(super) fn check(headers: &HeaderMap, options: &WebSocketOptions) -> Result<(), CallError> {
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let named = |allowed: &String| allowed.eq_ignore_ascii_case(host);
    if !options.hosts.is_empty() && !options.hosts.iter().any(named) {
        return Err(refused("This server is not known under that host; see `WebSocketOptions::host`."));
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else { return Ok(()) };
    // Two origins are no browser's work, and nobody can tell which one is meant.
    let origin = origin.to_str().ok().filter(|_| origins.next().is_none()).unwrap_or_default();
    let allowed = |allowed: &String| allowed == "*" || allowed.eq_ignore_ascii_case(origin);
    if is_same_host(origin, host) || options.origins.iter().any(allowed) {
        return Ok(());
    }
    Err(refused("Pages of this origin may not connect; see `WebSocketOptions::allow_origin`."))
}

/// Whether an origin, which leaves out the usual port of its scheme, is that of a host.
fn is_same_host(origin: &str, host: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let usual_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let bare = |name: &str| name.strip_suffix(usual_port).unwrap_or(name).to_ascii_lowercase();
    !authority.is_empty() && bare(authority) == bare(host)
}

#[cold]
fn refused(reason: &'static str) -> CallError {
    CallError::new(codes::FORBIDDEN, "forbidden_origin", reason)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{WebSocketOptions, check};

    fn allows(options: &WebSocketOptions, host: &str, origins: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        for origin in origins {
            headers.append(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
        }
        check(&headers, options).is_ok()
    }

    #[test]
    fn pages_of_the_same_host_and_programs_are_allowed() {
        let options = WebSocketOptions::default();
        for (host, origin) in [
            ("shop.example", "https://shop.example"),
            ("shop.example:443", "https://shop.example"),
            ("shop.example", "http://shop.example:80"),
            ("Shop.Example:8000", "http://shop.example:8000"),
            ("[::1]:8000", "http://[::1]:8000"),
        ] {
            assert!(allows(&options, host, &[origin]), "{host} {origin}");
        }
        assert!(allows(&options, "shop.example", &[]));
    }

    #[test]
    fn other_pages_are_refused_unless_they_are_named() {
        let options = WebSocketOptions::default();
        for (host, origin) in [
            ("shop.example", "https://evil.example"),
            ("shop.example", "https://shop.example.evil.example"),
            ("shop.example", "https://shop.example:8443"),
            ("shop.example:8000", "http://shop.example"),
            ("shop.example", "null"),
            ("shop.example", "file://"),
            ("", "http://"),
            ("shop.example", "ftp://shop.example"),
            ("shop.example", ""),
        ] {
            assert!(!allows(&options, host, &[origin]), "{host} {origin}");
        }
        assert!(!allows(&options, "shop.example", &["https://shop.example", "https://evil.example"]));
        let named = options.clone().allow_origin("https://other.example");
        assert!(allows(&named, "shop.example", &["https://other.example"]));
        assert!(!allows(&named, "shop.example", &["http://other.example"]));
        assert!(allows(&options.allow_origin("*"), "shop.example", &["null"]));
    }

    #[test]
    fn a_server_that_names_itself_is_not_reached_under_other_names() {
        let options = WebSocketOptions::default().host("localhost:8000").host("127.0.0.1:8000");
        assert!(allows(&options, "127.0.0.1:8000", &["http://127.0.0.1:8000"]));
        assert!(!allows(&options, "evil.example:8000", &["http://evil.example:8000"]));
    }
}
