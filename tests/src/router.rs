//! HTTP without a socket: requests go straight into the router.

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use commandry::{Dispatcher, http};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// A router to send requests to.
#[derive(Clone, Debug)]
pub struct Site(Router);

/// A response with its body read.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Site {
    /// The routes of a service.
    ///
    /// # Panics
    ///
    /// Panics when its REST routes clash.
    pub fn new(dispatcher: &Dispatcher) -> Self {
        Self(http::router(dispatcher.clone()).expect("the routes do not clash"))
    }

    /// Any router.
    pub fn of(router: Router) -> Self {
        Self(router)
    }

    /// Sends a request.
    ///
    /// # Panics
    ///
    /// Panics when the response cannot be read.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.0.clone().oneshot(request).await.expect("a router cannot fail");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the body of a response can be read").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends a request without a body.
    pub async fn bare(&self, method: Method, path: &str) -> Answer {
        self.send(request(method, path, None, "")).await
    }

    /// Sends a request with a JSON body.
    pub async fn json(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        self.send(request(method, path, Some("application/json"), body)).await
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.bare(Method::GET, path).await
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.json(Method::POST, path, body).await
    }

    /// `POST` with a body of some content type, or of none.
    pub async fn post_as(&self, path: &str, content_type: Option<&str>, body: impl Into<Body>) -> Answer {
        self.send(request(Method::POST, path, content_type, body)).await
    }
}

fn request(method: Method, path: &str, content_type: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    request.body(body.into()).expect("a test writes valid requests")
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// Panics when it is not JSON, or not said to be.
    pub fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json", "content type of {}", self.text());
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, or an empty text where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }
}
