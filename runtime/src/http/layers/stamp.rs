//! What every answer has: an id, how long it took, and headers for browsers.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Instant,
};

use axum::{extract::Request, http::HeaderValue, response::Response};
use tower::Service;
use tracing::Span;

use super::{
    HttpSettings, HttpSettingsError,
    address::Arrival,
    process_time,
    request_id::{REQUEST_ID, RequestIds},
    security_headers::SecurityHeaders,
};
use crate::http::caller::ClientAddress;

/// How many headers are added at most; room is made once.
const ADDED: usize = 7;

/// What is added to answers.
#[derive(Debug)]
pub(super) struct Stamping {
    ids: Option<RequestIds>,
    process_time: bool,
    security: Option<SecurityHeaders>,
    arrival: Arrival,
}

impl Stamping {
    pub(super) fn of(settings: &HttpSettings, arrival: Arrival) -> Result<Self, HttpSettingsError> {
        Ok(Self {
            ids: settings.request_id.then(RequestIds::new).transpose()?,
            process_time: settings.process_time,
            security: SecurityHeaders::of(&settings.security_headers)?,
            arrival,
        })
    }

    fn finish(
        &self,
        response: &mut Response,
        id: Option<HeaderValue>,
        began: Option<Instant>,
        is_https: bool,
    ) {
        if self.security.is_none() && id.is_none() && began.is_none() {
            return;
        }
        let headers = response.headers_mut();
        headers.reserve(ADDED);
        if let Some(security) = &self.security {
            security.add_to(headers, is_https);
        }
        if let Some(id) = id {
            headers.insert(REQUEST_ID, id);
        }
        if let Some(began) = began {
            headers.insert(process_time::PROCESS_TIME, process_time::value(began.elapsed()));
        }
    }
}

/// A service whose answers get all that.
#[derive(Clone, Debug)]
pub(super) struct Stamp<S> {
    pub(super) inner: S,
    pub(super) stamping: Arc<Stamping>,
}

impl<S> Service<Request> for Stamp<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Stamped<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let began = self.stamping.process_time.then(Instant::now);
        let id = self.stamping.ids.as_ref().map(|ids| ids.take(request.headers_mut()));
        let is_https = self.stamping.security.is_some() && self.stamping.arrival.is_https(&request);
        if self.stamping.arrival.trusts_proxies() {
            let address = ClientAddress(self.stamping.arrival.client(&request));
            request.extensions_mut().insert(address);
        }
        let span = match &id {
            // The query is left out: people put into it what does not belong into a log.
            Some(id) => tracing::info_span!(
                target: "commandry::request",
                "request",
                request_id = id.to_str().unwrap_or_default(),
                method = request.method().as_str(),
                path = request.uri().path()
            ),
            None => Span::none(),
        };
        let answer = span.in_scope(|| self.inner.call(request));
        Stamped { answer, span, id, began, is_https, stamping: self.stamping.clone() }
    }
}

pin_project_lite::pin_project! {
    /// An answer on its way to what every answer has.
    pub(super) struct Stamped<F> {
        #[pin]
        answer: F,
        span: Span,
        id: Option<HeaderValue>,
        began: Option<Instant>,
        is_https: bool,
        stamping: Arc<Stamping>,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Stamped<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _entered = this.span.enter();
        let Ok(mut response) = ready!(this.answer.poll(task));
        this.stamping.finish(&mut response, this.id.take(), *this.began, *this.is_https);
        Poll::Ready(Ok(response))
    }
}
