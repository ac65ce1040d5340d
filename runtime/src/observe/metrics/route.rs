//! `GET /metrics`.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
    routing::get,
};

use super::Metrics;
use crate::{
    CallError, Caller, Dispatcher, codes,
    http::{caller::caller, error_response, not_found},
};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const PLAIN: &str = "text/plain; version=0.0.4; charset=utf-8";

impl Metrics {
    /// `GET /metrics` for an address of its own, where nobody is asked who they are.
    pub fn router(&self) -> Router {
        Router::new()
            .route(
                "/metrics",
                get(async |State(metrics): State<Self>, headers: HeaderMap| {
                    metrics.refresh().await;
                    metrics.answer(&headers)
                }),
            )
            .with_state(self.clone())
    }

    /// Measures what has to be asked for elsewhere.
    #[cfg_attr(
        not(feature = "jobs"),
        expect(clippy::unused_async, reason = "only the store of jobs is waited for")
    )]
    async fn refresh(&self) {
        #[cfg(feature = "jobs")]
        if let Some(dispatcher) = self.dispatcher() {
            crate::jobs::lengths::refresh(&dispatcher).await;
        }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let wants_open_metrics = headers.get_all(header::ACCEPT).iter().any(|accept| {
            accept.to_str().is_ok_and(|accept| accept.contains("application/openmetrics-text"))
        });
        let (text, kind) =
            if wants_open_metrics { (self.open_metrics(), OPEN_METRICS) } else { (self.text(), PLAIN) };
        let mut response = Response::new(Body::from(text));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        response
    }

    /// Whether somebody may read what is measured.
    fn admit(&self, dispatcher: &Dispatcher, caller: &Caller) -> Result<(), CallError> {
        let settings = self.settings();
        if settings.public || !dispatcher.asks_callers() {
            return Ok(());
        }
        if caller.is_anonymous() || caller.has_expired() {
            let message = "The metrics of this service are for callers who say who they are.";
            return Err(CallError::new(codes::UNAUTHENTICATED, "unauthenticated", message));
        }
        if settings.roles.is_empty() || settings.roles.iter().any(|role| caller.has_role(role)) {
            return Ok(());
        }
        let message = "The metrics of this service are for callers with another role.";
        Err(CallError::new(codes::FORBIDDEN, "forbidden", message))
    }
}

/// `GET /metrics` on the service's own port, unless the metrics have an address of their own.
pub(crate) fn route(dispatcher: &Dispatcher) -> Router<Dispatcher> {
    match dispatcher.metrics() {
        Some(metrics) if metrics.settings().address.is_none() => Router::new().route("/metrics", get(of)),
        _ => Router::new(),
    }
}

async fn of(State(dispatcher): State<Dispatcher>, request: Request) -> Response {
    let Some(metrics) = dispatcher.metrics() else { return not_found().await };
    match metrics.admit(&dispatcher, &caller(request.extensions())) {
        Ok(()) => {
            metrics.refresh().await;
            metrics.answer(request.headers())
        }
        Err(error) => error_response(&error),
    }
}
