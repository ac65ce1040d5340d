//! No more requests at the same time than can be answered well.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::future::Either;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service;

use super::{ConcurrencySettings, HttpSettingsError};
use crate::{CallError, codes, http::refusal};

/// The places of requests that are being answered.
#[derive(Debug)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    retry_after: HeaderValue,
    exempt: Arc<[String]>,
}

impl Places {
    pub(super) fn of(
        settings: &ConcurrencySettings,
        exempt: &Arc<[String]>,
    ) -> Result<Option<Arc<Self>>, HttpSettingsError> {
        if !settings.enabled {
            return Ok(None);
        }
        if settings.requests == 0 {
            let text =
                "with 0 nothing would be answered; set `http.concurrency.enabled` to false for no limit";
            return Err(HttpSettingsError::new("concurrency.requests", text));
        }
        Ok(Some(Arc::new(Self {
            free: Arc::new(Semaphore::new(settings.requests.min(Semaphore::MAX_PERMITS))),
            retry_after: HeaderValue::from(settings.retry_after.as_secs().max(1)),
            exempt: exempt.clone(),
        })))
    }

    fn refuse(&self) -> Response {
        let text = "The service is answering as many requests as it can. Try again in a moment.";
        let mut response =
            refusal::rpc_error(&CallError::new(codes::OVERLOADED, "overloaded", text).status(503));
        response.headers_mut().insert(header::RETRY_AFTER, self.retry_after.clone());
        response
    }
}

/// A service that answers so many requests at a time, and refuses others.
#[derive(Clone, Debug)]
pub(super) struct Shed<S> {
    places: Option<Arc<Places>>,
    inner: S,
}

impl<S> Shed<S> {
    pub(super) fn new(places: Option<Arc<Places>>, inner: S) -> Self {
        Self { places, inner }
    }
}

impl<S> Service<Request> for Shed<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<WithPlace<S::Future>, Ready<Result<Response, Infallible>>>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let place = match &self.places {
            None => None,
            Some(places) => match places.free.clone().try_acquire_owned() {
                Ok(place) => Some(place),
                Err(_) if places.exempt.iter().any(|it| it == request.uri().path()) => None,
                Err(_) => return Either::Right(ready(Ok(places.refuse()))),
            },
        };
        Either::Left(WithPlace { answer: self.inner.call(request), place })
    }
}

pin_project_lite::pin_project! {
    /// An answer that is being made, and its place.
    pub(super) struct WithPlace<F> {
        #[pin]
        answer: F,
        place: Option<OwnedSemaphorePermit>,
    }
}

impl<F: Future> Future for WithPlace<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        self.project().answer.poll(task)
    }
}
