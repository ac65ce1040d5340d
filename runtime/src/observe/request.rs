//! What the calls of one request have in common, and what each runs within.

use std::{
    collections::hash_map::RandomState,
    fmt,
    hash::{BuildHasher, Hasher},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    task,
};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Request};
use tokio::task::futures::TaskLocalFuture;
use tracing::Span;

use super::CurrentCall;
use crate::call::{
    Entry,
    observer::{CallScope, EndedCall},
};

tokio::task_local! {
    static REQUEST: RequestContext;
}

/// The target of the spans of calls. Lines of the log name their calls by themselves, so that these spans are for
/// OpenTelemetry and for subscribers of an application's own.
pub(super) const CALL_TARGET: &str = "commandry::call";
/// The same for the spans of requests, which the layers of the feature `http-layers` make and the log has no use for.
pub(super) const REQUEST_TARGET: &str = "commandry::request";

/// The header by which callers and proxies name a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longer ids are not taken over.
const LONGEST_ID: usize = 128;

/// Around a router: gives the calls of a request its id, from the header `x-request-id` if there is a good one, and the
/// trace that its sender has begun.
///
/// [`App::run`](crate::App::run) has it. It belongs inside of whatever sets that header.
#[derive(Clone, Debug, Default)]
pub struct RequestLayer {
    #[cfg(feature = "telemetry")]
    follows_callers: bool,
}

impl RequestLayer {
    /// A layer that knows nothing of traces.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same layer, which continues the traces of callers if the settings say so.
    #[cfg(feature = "telemetry")]
    #[must_use]
    pub fn with_telemetry(mut self, settings: &super::TelemetrySettings) -> Self {
        self.follows_callers = settings.enabled && settings.follow_callers;
        self
    }
}

impl<S> tower_layer::Layer<S> for RequestLayer {
    type Service = RequestService<S>;

    fn layer(&self, inner: S) -> RequestService<S> {
        RequestService { layer: self.clone(), inner }
    }
}

/// A service within a [`RequestLayer`].
#[derive(Clone, Debug)]
pub struct RequestService<S> {
    layer: RequestLayer,
    inner: S,
}

impl<S, B> tower_service::Service<Request<B>> for RequestService<S>
where
    S: tower_service::Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = TaskLocalFuture<RequestContext, S::Future>;

    fn poll_ready(&mut self, task: &mut task::Context<'_>) -> task::Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let context = RequestContext::of(&self.layer, request.headers());
        REQUEST.scope(context, self.inner.call(request))
    }
}

/// What the calls of a request have in common. It is public only as a part of the type of a future.
#[derive(Debug)]
pub struct RequestContext {
    id: RequestId,
    #[cfg(feature = "telemetry")]
    parent: Option<opentelemetry::Context>,
}

impl RequestContext {
    fn of(layer: &RequestLayer, headers: &HeaderMap) -> Self {
        #[cfg(not(feature = "telemetry"))]
        let _ = layer;
        Self {
            id: headers.get(&REQUEST_ID).and_then(RequestId::given).unwrap_or_else(RequestId::made),
            #[cfg(feature = "telemetry")]
            parent: if layer.follows_callers { super::telemetry::received_context(headers) } else { None },
        }
    }

    /// That of a call that came by no request, such as one over a WebSocket.
    fn made() -> Self {
        Self {
            id: RequestId::made(),
            #[cfg(feature = "telemetry")]
            parent: None,
        }
    }
}

/// The name of a request in the log; one that was made is written only if somebody reads it.
#[derive(Clone, Debug)]
pub(super) enum RequestId {
    Given(HeaderValue),
    Made(u64),
}

impl RequestId {
    /// An id that came; nothing that could be taken for a part of the log.
    fn given(value: &HeaderValue) -> Option<Self> {
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=~@".contains(byte);
        let bytes = value.as_bytes();
        let is_good = !bytes.is_empty() && bytes.len() <= LONGEST_ID && bytes.iter().all(is_plain);
        is_good.then(|| Self::Given(value.clone()))
    }

    /// That of the request that this task answers, for what is logged before or after its calls.
    pub(super) fn current() -> Option<Self> {
        REQUEST.try_with(|request| request.id.clone()).ok()
    }

    pub(super) fn made() -> Self {
        static FIRST: OnceLock<u64> = OnceLock::new();
        static COUNT: AtomicU64 = AtomicU64::new(0);
        // The ids of two processes differ; that they can be guessed does no harm.
        let first = *FIRST.get_or_init(|| RandomState::new().build_hasher().finish());
        Self::Made(first.wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed)))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(value) => formatter.write_str(value.to_str().unwrap_or_default()),
            Self::Made(number) => write!(formatter, "{number:016x}"),
        }
    }
}

/// Makes what calls run within.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spans {
    /// Whether the spans are for OpenTelemetry too.
    #[cfg(feature = "telemetry")]
    pub(crate) traced: bool,
}

#[cfg_attr(
    not(feature = "telemetry"),
    expect(clippy::unused_self, reason = "only spans for OpenTelemetry differ from each other")
)]
impl Spans {
    /// What a call that begins runs within.
    pub(super) fn begin(self, entry: &Entry) -> CallScope {
        REQUEST
            .try_with(|request| self.scope(entry, request))
            .unwrap_or_else(|_| self.scope(entry, &RequestContext::made()))
    }

    fn scope(self, entry: &Entry, request: &RequestContext) -> CallScope {
        CallScope {
            span: self.span(entry, request),
            call: Some(CurrentCall::new(request.id.clone(), entry.command.name)),
        }
    }

    fn span(self, entry: &Entry, request: &RequestContext) -> Span {
        let command = entry.command.name;
        #[cfg(feature = "telemetry")]
        if self.traced {
            let span = tracing::info_span!(
                target: CALL_TARGET, "call", otel.name = command, otel.kind = "server", request_id = %request.id, command
            );
            super::telemetry::describe(&span, command, request.parent.as_ref());
            return span;
        }
        tracing::info_span!(target: CALL_TARGET, "call", request_id = %request.id, command)
    }

    /// Forgets a call that is begun again.
    pub(super) fn discard(self, span: &Span) {
        #[cfg(feature = "telemetry")]
        if self.traced {
            super::telemetry::discard(span);
        }
        let _ = span;
    }

    /// A call has ended.
    pub(super) fn end(self, ended: &EndedCall<'_>, scope: &mut CallScope) {
        #[cfg(feature = "telemetry")]
        if let (true, Some(code)) = (self.traced, ended.code) {
            super::telemetry::fail(&scope.span, code);
        }
        // The name of the call is put in place for the line alone.
        if tracing::enabled!(tracing::Level::DEBUG) {
            let milliseconds = ended.took.as_secs_f64() * 1000.0;
            scope.run(|| tracing::debug!(code = ended.code, milliseconds, "a call has ended"));
        }
    }

    /// Something was called that does not exist.
    #[cold]
    pub(super) fn unknown(self) {
        #[cfg(feature = "telemetry")]
        if self.traced {
            REQUEST
                .try_with(|request| super::telemetry::unknown(request.parent.as_ref()))
                .unwrap_or_else(|_| super::telemetry::unknown(None));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_deceive_a_reader_are_replaced() {
        for good in ["a", "3f2b-44", "Root=1-67891233-abcdef012345678912345678", "req/1+2~3@host:4"] {
            let id = RequestId::given(&HeaderValue::from_str(good).unwrap()).unwrap();
            assert_eq!(id.to_string(), good);
        }
        let long = "x".repeat(LONGEST_ID + 1);
        for bad in ["", "a b", "a\tb", "a\"b", "a}: b", "a{b", &long] {
            assert!(RequestId::given(&HeaderValue::from_str(bad).unwrap()).is_none(), "{bad}");
        }
        assert!(RequestId::given(&HeaderValue::from_bytes(b"\xff").unwrap()).is_none());
        assert_ne!(RequestId::made().to_string(), RequestId::made().to_string());
    }
}
