//! What requests bring along to prove who makes them.

mod edits;
mod forged;
mod known;

use std::convert::Infallible;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use commandry::{Caller, auth::Authenticator};
use tower::{Layer, ServiceExt, service_fn};

use self::known::{KEY, TOKENS};
use crate::runtime::wait;

thread_local! {
    static AUTHENTICATOR: Authenticator = known::authenticator();
}

/// Shows credentials to the check of who calls. The first line says how they are made of the rest: `headers` are sent
/// as they are, `edit N` changes the valid token of that number, and `forge HOW` signs a header and claims.
///
/// Nobody may be believed but who has the key, one of the valid tokens, or a token that is signed with the secret and
/// says what it has to.
///
/// # Panics
///
/// Panics when the library does, and when it believes somebody whom it should not, or the other way round.
pub fn credentials(input: &[u8]) {
    let Some(end) = input.iter().position(|it| *it == b'\n') else { return };
    let (way, rest) = (&input[..end], &input[end + 1..]);
    if way == b"headers" {
        if let Some(headers) = headers(rest) {
            check_headers(headers);
        }
    } else if let Some(number) = way.strip_prefix(b"edit ") {
        edits::check(number, rest);
    } else if let Some(how) = way.strip_prefix(b"forge ") {
        forged::check(how, rest);
    }
}

/// Who the check finds to be calling; `None` when the request is refused.
fn caller_of(headers: HeaderMap) -> Option<Caller> {
    // The service behind the check says in its answer who called.
    let told = service_fn(|request: Request| async move {
        let mut response = Response::new(Body::empty());
        let caller = request.extensions().get::<Caller>().cloned();
        response.extensions_mut().insert(caller.unwrap_or_else(Caller::anonymous));
        Ok::<_, Infallible>(response)
    });
    let service = AUTHENTICATOR.with(Authenticator::layer).layer(told);
    let mut request = Request::new(Body::empty());
    *request.headers_mut() = headers;
    let Ok(response) = wait(service.oneshot(request));
    let caller = response.extensions().get::<Caller>().cloned();
    assert_eq!(caller.is_none(), response.status() == 401, "refused by 401, and by nothing else");
    caller
}

/// Who the check believes a token to be of.
fn caller_of_token(token: &[u8]) -> Option<Caller> {
    let value = HeaderValue::from_bytes(&[b"Bearer ", token].concat()).ok()?;
    caller_of(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}

fn headers(text: &[u8]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for line in text.split(|it| *it == b'\n').filter(|it| !it.is_empty()) {
        let colon = line.iter().position(|it| *it == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        headers.append(name, HeaderValue::from_bytes(&line[colon + 1..]).ok()?);
    }
    Some(headers)
}

/// Only the one header with the one secret proves anything, and without any nobody is known.
fn check_headers(headers: HeaderMap) {
    let authorizations: Vec<_> = headers.get_all(header::AUTHORIZATION).iter().collect();
    let keys: Vec<_> = headers.get_all("x-api-key").iter().collect();
    let expected = match (&*authorizations, &*keys) {
        ([], []) => Some(None),
        ([one], []) => {
            let text = one.to_str().unwrap_or_default();
            let is_bearer = text.get(..7).is_some_and(|it| it.eq_ignore_ascii_case("bearer "));
            text.get(7..).filter(|_| is_bearer).and_then(owner).map(Some)
        }
        ([], [one]) => one.to_str().ok().and_then(owner).map(Some),
        _ => None,
    };
    let shown = format!("{headers:?}");
    let caller = caller_of(headers);
    assert_eq!(caller.as_ref().map(Caller::name), expected, "{shown}");
}

/// Whose secret it is.
fn owner(secret: &str) -> Option<&'static str> {
    let secret = secret.trim();
    (secret == KEY).then_some("till").or_else(|| TOKENS.contains(&secret).then_some("ada"))
}
