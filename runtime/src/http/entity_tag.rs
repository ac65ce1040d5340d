//! Tags of what a browser or a proxy may keep, so that it is sent again only once it has changed.

use std::hash::{BuildHasher, Hasher};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use foldhash::quality::FixedState;

/// The headers by which callers say who they are: what is kept for one of them is not for another.
const WHO_ASKS: HeaderValue = HeaderValue::from_static("authorization, x-api-key, cookie");

/// The tag of a content, the same in every process of a program: two hashes of it and its length.
pub(crate) fn entity_tag(content: &[u8]) -> HeaderValue {
    let hash = |seed| {
        let mut hasher = FixedState::with_seed(seed).build_hasher();
        hasher.write(content);
        hasher.finish()
    };
    let tag = format!("\"{:016x}{:016x}-{:x}\"", hash(0), hash(1), content.len());
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether `If-None-Match` of a request names a tag.
fn is_known(request: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    let mut values = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.any(|tags| names(tags, tag))
}

/// Whether a list of tags has a tag; weak and strong tags are the same to `If-None-Match`.
fn names(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|it| it == "*" || it.strip_prefix("W/").unwrap_or(it) == tag)
}

/// Puts a tag to an answer, or puts word that whoever asks has it already into its place.
///
/// `max_age` is for how many seconds it may be used without asking again; `private` keeps it out of what several
/// callers share.
pub(super) fn tagged(
    mut response: Response,
    request: &HeaderMap,
    tag: HeaderValue,
    max_age: u64,
    private: bool,
) -> Response {
    if is_known(request, &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, cache_control(max_age, private));
    if private {
        headers.append(header::VARY, WHO_ASKS);
    }
    response
}

/// For how long, and by whom, an answer may be kept. Without an age it may be kept and has to be asked for each time.
fn cache_control(max_age: u64, private: bool) -> HeaderValue {
    match (max_age, private) {
        (0, false) => HeaderValue::from_static("no-cache"),
        (0, true) => HeaderValue::from_static("private, no-cache"),
        (age, private) => {
            let text = if private { format!("private, max-age={age}") } else { format!("max-age={age}") };
            HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("no-cache"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{cache_control, entity_tag, names};

    #[test]
    fn tags_are_compared_one_by_one() {
        for known in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*", " \"a\" "] {
            assert!(names(known, "\"a\""), "{known}");
        }
        for unknown in ["", "a", "\"ab\"", "\"b\",\"c\"", "w/\"a\""] {
            assert!(!names(unknown, "\"a\""), "{unknown}");
        }
    }

    #[test]
    fn a_tag_follows_from_the_content_alone() {
        // Servers behind one address must give one tag: a change of these bytes shows here.
        assert_eq!(entity_tag(b"content"), entity_tag(b"content"));
        assert_ne!(entity_tag(b"content"), entity_tag(b"contenu"));
        assert_ne!(entity_tag(b""), entity_tag(b"\0"));
        assert!(entity_tag(b"").to_str().unwrap().ends_with("-0\""));
    }

    #[test]
    fn what_belongs_to_one_caller_is_private() {
        assert_eq!(cache_control(0, false), "no-cache");
        assert_eq!(cache_control(0, true), "private, no-cache");
        assert_eq!(cache_control(60, false), "max-age=60");
        assert_eq!(cache_control(60, true), "private, max-age=60");
    }
}
