//! Files that are part of the program or made once, sent with the headers that keep a page safe and its reloads cheap.

use std::hash::{BuildHasher, Hasher};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use foldhash::fast::FixedState;

/// A file whose content does not change while the program runs.
#[derive(Clone, Debug)]
pub(super) struct StaticFile {
    content: Bytes,
    content_type: HeaderValue,
    tag: HeaderValue,
    policy: HeaderValue,
}

impl StaticFile {
    /// A file with its content type and the Content-Security-Policy under which a browser may use it.
    pub(super) fn new(content: Bytes, content_type: &str, policy: &'static str) -> Self {
        let mut hasher = FixedState::default().build_hasher();
        hasher.write(&content);
        let tag = format!("\"{:016x}-{:x}\"", hasher.finish(), content.len());
        let value = |text: &str| HeaderValue::from_str(text);
        Self {
            content,
            content_type: value(content_type).unwrap_or(HeaderValue::from_static("application/octet-stream")),
            tag: value(&tag).unwrap_or(HeaderValue::from_static("\"\"")),
            policy: HeaderValue::from_static(policy),
        }
    }

    /// The file, or word that the browser has it already.
    pub(super) fn respond(&self, request: &HeaderMap) -> Response {
        let known = request
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|tags| names(tags, self.tag.to_str().unwrap_or_default()));
        let mut response = if known {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            let mut response = Response::new(Body::from(self.content.clone()));
            response.headers_mut().insert(header::CONTENT_TYPE, self.content_type.clone());
            response
        };
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.tag.clone());
        // Asking each time whether the file changed costs little and never shows a page of two versions.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }
}

/// Whether `If-None-Match` names a tag; weak and strong tags are the same to it.
fn names(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|it| it == "*" || it.strip_prefix("W/").unwrap_or(it) == tag)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn tags_are_compared_one_by_one() {
        for known in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*", " \"a\" "] {
            assert!(names(known, "\"a\""), "{known}");
        }
        for unknown in ["", "a", "\"ab\"", "\"b\",\"c\"", "w/\"a\""] {
            assert!(!names(unknown, "\"a\""), "{unknown}");
        }
    }
}
