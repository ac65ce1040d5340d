//! Files that are part of the program or made once, sent with the headers that keep a page safe and its reloads cheap.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

use super::entity_tag::{entity_tag, tagged};

/// A file whose content does not change while the program runs.
#[derive(Clone, Debug)]
pub(super) struct StaticFile {
    content: Bytes,
    content_type: HeaderValue,
    tag: HeaderValue,
    policy: HeaderValue,
    private: bool,
}

impl StaticFile {
    /// A file with its content type and the Content-Security-Policy under which a browser may use it.
    pub(super) fn new(content: Bytes, content_type: &str, policy: &'static str) -> Self {
        let content_type = HeaderValue::from_str(content_type);
        Self {
            tag: entity_tag(&content),
            content,
            content_type: content_type.unwrap_or(HeaderValue::from_static("application/octet-stream")),
            policy: HeaderValue::from_static(policy),
            private: false,
        }
    }

    /// The same file, kept out of what several callers share if it is not for all of them.
    #[cfg(feature = "docs-page")]
    pub(super) fn private(mut self, private: bool) -> Self {
        self.private = private;
        self
    }

    /// The file, or word that the browser has it already.
    pub(super) fn respond(&self, request: &HeaderMap) -> Response {
        let mut response = Response::new(Body::from(self.content.clone()));
        response.headers_mut().insert(header::CONTENT_TYPE, self.content_type.clone());
        // Asking each time whether the file changed costs little and never shows a page of two versions.
        let mut response = tagged(response, request, self.tag.clone(), 0, self.private);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }
}
