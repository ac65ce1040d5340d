//! Refusing requests before anything is done for them.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    sync::Arc,
    task::{Context, Poll},
};

use axum::{extract::Request, response::Response};
use futures_util::future::Either;
use tower::Service;

/// Something that a request must pass.
pub(super) trait Check {
    /// Lets a request pass, or answers it.
    fn check(&self, request: &Request) -> Result<(), Box<Response>>;
}

impl<C: Check> Check for Option<C> {
    fn check(&self, request: &Request) -> Result<(), Box<Response>> {
        self.as_ref().map_or(Ok(()), |check| check.check(request))
    }
}

impl<A: Check, B: Check> Check for (A, B) {
    fn check(&self, request: &Request) -> Result<(), Box<Response>> {
        self.0.check(request).and_then(|()| self.1.check(request))
    }
}

/// A check, and the paths that it lets pass in any case.
#[derive(Debug)]
pub(super) struct Guarding<C> {
    check: C,
    exempt: Arc<[String]>,
}

impl<C> Guarding<C> {
    pub(super) fn of(check: C, exempt: &Arc<[String]>) -> Arc<Self> {
        Arc::new(Self { check, exempt: exempt.clone() })
    }
}

/// A service behind a check.
#[derive(Debug)]
pub(super) struct Guard<C, S> {
    guarding: Arc<Guarding<C>>,
    inner: S,
}

impl<C, S> Guard<C, S> {
    pub(super) fn new(guarding: Arc<Guarding<C>>, inner: S) -> Self {
        Self { guarding, inner }
    }
}

impl<C, S: Clone> Clone for Guard<C, S> {
    fn clone(&self) -> Self {
        Self { guarding: self.guarding.clone(), inner: self.inner.clone() }
    }
}

impl<C, S> Service<Request> for Guard<C, S>
where
    C: Check,
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<S::Future, Ready<Result<Response, Infallible>>>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.guarding.check.check(&request) {
            Ok(()) => Either::Left(self.inner.call(request)),
            // The path is looked at only now, so that those who pass do not pay for it.
            Err(_) if self.guarding.exempt.iter().any(|it| it == request.uri().path()) => {
                Either::Left(self.inner.call(request))
            }
            Err(refusal) => Either::Right(ready(Ok(*refusal))),
        }
    }
}
