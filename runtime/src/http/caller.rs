//! Who makes a request.

use axum::{
    http::{Extensions, HeaderValue, StatusCode, header},
    response::Response,
};

use crate::{Caller, Origin, codes};

/// How callers say who they are, where nobody says it in more detail.
pub(crate) const CHALLENGE: HeaderValue = HeaderValue::from_static("Bearer");

/// The address of a client where proxies in front are trusted to tell it; `None` when they did not.
#[cfg(any(feature = "auth", feature = "http-layers"))]
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(
    #[cfg_attr(not(feature = "auth"), expect(dead_code, reason = "wrong keys are counted by it"))]
    pub(crate) Option<std::net::IpAddr>,
);

/// Where a call comes from, as the layers around the router have found out.
pub(crate) fn origin(extensions: &Extensions) -> Origin {
    match extensions.get::<Caller>() {
        Some(caller) => Origin { caller: caller.clone(), ..Origin::default() },
        None => Origin::default(),
    }
}

/// Who makes a request, as the layers around the router have found out.
pub(crate) fn caller(extensions: &Extensions) -> Caller {
    extensions.get::<Caller>().cloned().unwrap_or_default()
}

/// Gives an answer the status of a call that its caller may not make.
pub(super) fn refuse(response: &mut Response, code: i64) {
    if code == codes::UNAUTHENTICATED {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        response.headers_mut().insert(header::WWW_AUTHENTICATE, CHALLENGE);
    } else {
        *response.status_mut() = StatusCode::FORBIDDEN;
    }
}
