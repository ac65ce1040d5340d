//! Requests to all routes.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::{
    answers::{self, shown},
    runtime::wait,
    service,
};

thread_local! {
    static ROUTER: Router = service::router();
}

/// Sends a request that is written like one of HTTP: method and path, headers, an empty line, the body. No route may
/// fail, and what is said to be an answer of JSON-RPC must be one.
///
/// # Panics
///
/// Panics when the library does, and when an answer is wrong.
pub fn http(input: &[u8]) {
    let Some(request) = read(input) else { return };
    let is_rpc = request.uri().path() == "/cmd";
    let (status, headers, body) = wait(async {
        let response = ROUTER.with(Clone::clone).oneshot(request).await.expect("a router cannot fail");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body can be read to its end").to_bytes();
        (parts.status, parts.headers, body)
    });
    assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{}", shown(&body));
    if is_plain_json(&headers) && !body.is_empty() {
        if is_rpc {
            answers::read(&body);
        } else {
            serde_json::from_slice::<serde::de::IgnoredAny>(&body)
                .unwrap_or_else(|error| panic!("{error} in {}", shown(&body)));
        }
    }
}

fn read(input: &[u8]) -> Option<Request<Body>> {
    let end = input.windows(2).position(|it| it == b"\n\n").unwrap_or(input.len());
    let (head, body) = input.split_at(end);
    let body = body.get(2..).unwrap_or_default();
    let mut lines = head.split(|it| *it == b'\n');
    let mut words = lines.next()?.split(|it| *it == b' ');
    let method = Method::from_bytes(words.next()?).ok()?;
    let mut request = Request::builder().method(method).uri(words.next()?);
    let headers = request.headers_mut()?;
    headers.insert(header::HOST, HeaderValue::from_static("localhost"));
    for line in lines {
        let colon = line.iter().position(|it| *it == b':')?;
        let (name, value) = line.split_at(colon);
        let name = HeaderName::from_bytes(name).ok()?;
        let value = HeaderValue::from_bytes(value[1..].trim_ascii()).ok()?;
        if name == header::HOST {
            headers.insert(name, value);
        } else {
            headers.append(name, value);
        }
    }
    let proxy = SocketAddr::from(([10, 0, 0, 1], 4000));
    request.extension(ConnectInfo(proxy)).body(Body::from(body.to_vec())).ok()
}

fn is_plain_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|it| it == "application/json")
        && !headers.contains_key(header::CONTENT_ENCODING)
}
