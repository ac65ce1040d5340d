//! What a request brings along to prove who makes it.

use axum::http::{HeaderMap, HeaderName, header};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// What a request brings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credentials<'a> {
    /// Nothing.
    None,
    /// A key or a token.
    Secret(&'a str),
    /// Something that cannot be read, and why.
    Unreadable(&'static str),
}

impl<'a> Credentials<'a> {
    /// Reads `Authorization` and `X-API-Key`.
    ///
    /// A request that says two things is refused: one of them may have been checked by somebody in front, and the
    /// other by nobody.
    pub(super) fn of(headers: &'a HeaderMap) -> Self {
        let mut authorizations = headers.get_all(header::AUTHORIZATION).iter();
        let mut keys = headers.get_all(&API_KEY).iter();
        let value = match (authorizations.next(), keys.next()) {
            (None, None) => return Self::None,
            (Some(_), Some(_)) => {
                return Self::Unreadable("send either `Authorization` or `X-API-Key`, not both");
            }
            (Some(value), None) => value.to_str().ok().and_then(|value| {
                let (scheme, secret) = value.split_once(' ')?;
                scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
            }),
            (None, Some(value)) => value.to_str().ok().map(str::trim),
        };
        if authorizations.next().is_some() || keys.next().is_some() {
            return Self::Unreadable("send one header with credentials, not several");
        }
        match value {
            Some(secret) if !secret.is_empty() => Self::Secret(secret),
            _ => Self::Unreadable("the header must be `Authorization: Bearer SECRET` or `X-API-Key: SECRET`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::Credentials;

    fn headers(pairs: &[(&'static str, &[u8])]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &[u8])| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap())
        };
        let mut headers = HeaderMap::new();
        for (name, value) in pairs.iter().map(pair) {
            headers.append(name, value);
        }
        headers
    }

    #[test]
    fn one_secret_is_read() {
        assert_eq!(Credentials::of(&HeaderMap::new()), Credentials::None);
        for pair in [
            ("authorization", b"Bearer abc".as_slice()),
            ("authorization", b"bEARER   abc "),
            ("x-api-key", b"abc"),
        ] {
            assert_eq!(Credentials::of(&headers(&[pair])), Credentials::Secret("abc"), "{pair:?}");
        }
    }

    #[test]
    fn what_says_two_things_or_none_is_refused() {
        for pairs in [
            &[("authorization", b"Basic abc".as_slice())][..],
            &[("authorization", b"Bearer")],
            &[("authorization", b"Bearer ")],
            &[("authorization", b"")],
            &[("authorization", b"Bearer \xff")],
            &[("x-api-key", b" ")],
            &[("authorization", b"Bearer a"), ("authorization", b"Bearer b")],
            &[("authorization", b"Bearer a"), ("x-api-key", b"a")],
            &[("x-api-key", b"a"), ("x-api-key", b"a")],
        ] {
            assert!(matches!(Credentials::of(&headers(pairs)), Credentials::Unreadable(_)), "{pairs:?}");
        }
    }
}
