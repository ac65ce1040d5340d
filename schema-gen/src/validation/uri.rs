//! Addresses as RFC 3986 writes them.

/// An address with a scheme.
pub(super) fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && is_relative_part(rest))
}

/// An address, or one relative to another.
pub(super) fn is_uri_reference(text: &str) -> bool {
    let first_segment = text.split(['/', '?', '#']).next().unwrap_or_default();
    is_uri(text) || (!first_segment.contains(':') && is_relative_part(text))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it))
}

/// What may follow a scheme: authority, path, query and fragment.
fn is_relative_part(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let (authority, path) = match text.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority), path)
        }
        None => (None, text),
    };
    authority.is_none_or(is_authority)
        && consists_of(path, b":@/")
        && consists_of(query, b":@/?")
        && consists_of(fragment, b":@/?")
}

fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    let (is_host, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, "")) => (is_ip_literal(address), ""),
            Some((address, rest)) => match rest.strip_prefix(':') {
                Some(port) => (is_ip_literal(address), port),
                None => return false,
            },
            None => return false,
        },
        None => {
            let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
            (consists_of(name, b""), port)
        }
    };
    consists_of(user, b":") && is_host && port.bytes().all(|it| it.is_ascii_digit())
}

fn is_ip_literal(text: &str) -> bool {
    match text.strip_prefix(['v', 'V']) {
        Some(future) => future.split_once('.').is_some_and(|(version, address)| {
            let is_version = !version.is_empty() && version.bytes().all(|it| it.is_ascii_hexdigit());
            is_version && !address.is_empty() && !address.contains('%') && consists_of(address, b":")
        }),
        None => super::format::is_ipv6(text),
    }
}

/// Whether a text has only unreserved characters, delimiters inside of parts, percent-encoded bytes and `others`.
fn consists_of(text: &str, others: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_hexdigit);
    bytes.iter().enumerate().all(|(index, byte)| {
        byte.is_ascii_alphanumeric()
            || b"-._~!$&'()*+,;=".contains(byte)
            || others.contains(byte)
            || (*byte == b'%' && is_digit(index + 1) && is_digit(index + 2))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_uri, is_uri_reference};

    #[test]
    fn addresses_are_told_from_other_texts() {
        for text in [
            "http://example.org/a?b=c#d",
            "ftp://ftp.is.co.za/rfc/rfc1808.txt",
            "http://user:pa%20ss@[2001:db8::1]:8080/",
            "urn:oasis:names:tc",
            "mailto:a@b.c",
            "tel:+1-816-555-1212",
            "http://a.b//c",
            "file:///etc/hosts",
            "http://[v1.a:b]/",
        ] {
            assert!(is_uri(text) && is_uri_reference(text), "{text}");
        }
        for text in [
            "//example.org/a",
            "/abc",
            "abc",
            "",
            "http://a b",
            "http://[::1",
            "http://[::1]x",
            "1http://a",
            ":a",
            "http://a:b/",
            "a:%zz",
            "a:\\b",
            "http://é.org",
            "a:<b>",
            "a:{b}",
            "http://[fe80::1%25a]/",
        ] {
            assert!(!is_uri(text), "{text}");
        }
        for text in ["//example.org/a?b#c", "/abc", "abc/d:e", "", "#a", "?b"] {
            assert!(is_uri_reference(text), "{text}");
        }
        for text in ["\\\\a", "#a#b", "a b", "1:b", "%"] {
            assert!(!is_uri_reference(text), "{text}");
        }
    }
}
