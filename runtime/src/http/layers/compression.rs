//! Shorter answers for those who can read them.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use futures_util::FutureExt;
use tower::{Service, service_fn};
use tower_http::{CompressionLevel, compression::predicate::SizeAbove};

use super::CompressionSettings;

/// Which answers are compressed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compression {
    /// The shortest, in bytes; none at all without it.
    min_bytes: Option<u64>,
}

impl Compression {
    pub(super) fn of(settings: &CompressionSettings) -> Self {
        Self { min_bytes: settings.enabled.then_some(settings.min_bytes) }
    }

    /// Whether an answer is worth it: text, whole, long enough, and not compressed yet. Events and other answers that
    /// come bit by bit are not, since compression would hold them back.
    fn suits(self, response: &Response) -> bool {
        let Some(min_bytes) = self.min_bytes else { return false };
        let headers = response.headers();
        response.body().size_hint().exact().is_some_and(|it| it >= min_bytes)
            && response.status() != StatusCode::PARTIAL_CONTENT
            && !headers.contains_key(header::CONTENT_ENCODING)
            && !headers.contains_key(header::CONTENT_RANGE)
            && headers.get(header::CONTENT_TYPE).is_some_and(is_text)
    }
}

fn is_text(content_type: &HeaderValue) -> bool {
    let essence = content_type.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    match essence.split_once('/') {
        Some(("text", kind)) => kind != "event-stream",
        Some(("application", kind)) => {
            matches!(kind, "json" | "javascript" | "xml" | "yaml" | "toml" | "wasm" | "x-ndjson")
                || kind.ends_with("+json")
                || kind.ends_with("+xml")
        }
        Some(("image", kind)) => kind == "svg+xml",
        _ => false,
    }
}

/// Compresses an answer if the caller takes it, and says that it depends on that.
fn compress(response: Response, accepts: Option<HeaderValue>) -> Response {
    let mut response = Some(response);
    let same = service_fn(move |_: axum::http::Request<()>| {
        std::future::ready(Ok::<_, Infallible>(response.take().unwrap_or_default()))
    });
    // Whether it is worth it was decided before; the fastest level takes most of the length away.
    let mut service = tower_http::compression::Compression::new(same)
        .compress_when(SizeAbove::new(0))
        .quality(CompressionLevel::Fastest);
    let mut request = axum::http::Request::new(());
    if let Some(accepts) = accepts {
        request.headers_mut().insert(header::ACCEPT_ENCODING, accepts);
    }
    // What is compressed is there already, so that nothing is waited for.
    let Some(Ok(response)) = service.call(request).now_or_never() else { return Response::default() };
    let mut response = response.map(Body::new);
    let headers = response.headers_mut();
    if headers.contains_key(header::CONTENT_ENCODING) {
        weaken_tag(headers);
    }
    response
}

/// The bytes are others than those of the tag, though they mean the same.
fn weaken_tag(headers: &mut HeaderMap) {
    let weak = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).and_then(|tag| {
        if tag.starts_with("W/") { None } else { HeaderValue::try_from(format!("W/{tag}")).ok() }
    });
    if let Some(weak) = weak {
        headers.insert(header::ETAG, weak);
    }
}

/// A service whose answers are compressed.
#[derive(Clone, Debug)]
pub(super) struct Compress<S> {
    pub(super) inner: S,
    pub(super) compression: Compression,
}

impl<S> Service<Request> for Compress<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Compressed<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let accepts = match self.compression.min_bytes {
            Some(_) => request.headers().get(header::ACCEPT_ENCODING).cloned(),
            None => None,
        };
        Compressed { answer: self.inner.call(request), accepts, compression: self.compression }
    }
}

pin_project_lite::pin_project! {
    /// An answer that may get compressed.
    pub(super) struct Compressed<F> {
        #[pin]
        answer: F,
        accepts: Option<HeaderValue>,
        compression: Compression,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Compressed<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Ok(response) = ready!(this.answer.poll(task));
        if this.compression.suits(&response) {
            return Poll::Ready(Ok(compress(response, this.accepts.take())));
        }
        Poll::Ready(Ok(response))
    }
}
