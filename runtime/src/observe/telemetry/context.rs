//! The trace that a request belongs to, in the headers of the W3C.

use axum::http::HeaderMap;
use opentelemetry::{Context, propagation::TextMapPropagator, trace::TraceContextExt};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The span that a request was sent from, if its headers name one.
pub(in crate::observe) fn received_context(headers: &HeaderMap) -> Option<Context> {
    if !headers.contains_key("traceparent") {
        return None;
    }
    let context =
        TraceContextPropagator::new().extract_with_context(&Context::new(), &HeaderExtractor(headers));
    context.span().span_context().is_valid().then_some(context)
}

/// Names the current span, if there is one, in the headers of a request that is about to be sent.
#[cfg(feature = "client-http")]
pub(crate) fn send_context(headers: &mut HeaderMap) {
    let context = Span::current().context();
    if context.span().span_context().is_valid() {
        TraceContextPropagator::new()
            .inject_context(&context, &mut opentelemetry_http::HeaderInjector(headers));
    }
}

/// Whether the current span belongs to a trace already, as that of a call that a command makes does.
pub(super) fn is_within(parent: &Context) -> bool {
    let current = Span::current();
    if current.is_none() {
        return false;
    }
    current.context().span().span_context().trace_id() == parent.span().span_context().trace_id()
}
