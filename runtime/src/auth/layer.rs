//! The layer around a router that finds out who makes each request.

use std::{
    convert::Infallible,
    future::Future,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    Router,
    extract::{ConnectInfo, Request},
    http::{StatusCode, header},
    response::Response,
};
use pin_project_lite::pin_project;
use tower::{Layer, Service};

use super::{
    Authenticator,
    authenticator::{Decided, Refused},
    metadata,
};
use crate::http::{caller::ClientAddress, json_response, rpc_error};

impl Authenticator {
    /// Puts a router behind the check of who calls.
    ///
    /// The router that comes of it also answers `GET /.well-known/oauth-protected-resource` where the settings say what
    /// to answer. For limiting wrong attempts by address, the router must be served with
    /// `into_make_service_with_connect_info::<SocketAddr>()`, as [`http::serve`](crate::http::serve) does; otherwise
    /// all addresses count as one.
    pub fn protect(&self, router: Router) -> Router {
        router.layer(self.layer())
    }

    /// The same as a layer, for [`http::layers_with`](crate::http::layers_with) or a stack of one's own.
    pub fn layer(&self) -> Authenticate {
        Authenticate(self.clone())
    }
}

/// The layer that finds out who makes each request.
#[derive(Clone, Debug)]
pub struct Authenticate(Authenticator);

impl<S> Layer<S> for Authenticate {
    type Service = Authenticated<S>;

    fn layer(&self, inner: S) -> Authenticated<S> {
        Authenticated { authenticator: self.0.clone(), inner }
    }
}

/// A service that hears from whom each request is.
#[derive(Clone, Debug)]
pub struct Authenticated<S> {
    authenticator: Authenticator,
    inner: S,
}

impl<S> Service<Request> for Authenticated<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answering<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let authenticator = self.authenticator.clone();
        if request.uri().path().starts_with(metadata::PATH)
            && let Some(document) = authenticator.metadata().document()
        {
            return Answering::refused(json_response(StatusCode::OK, document.to_vec()));
        }
        let address = address(&request);
        match authenticator.decide(request.headers(), address) {
            Decided::Done(Ok(caller)) => {
                if !caller.is_anonymous() {
                    request.extensions_mut().insert(caller);
                }
                Answering::Passed { answering: self.inner.call(request), authenticator }
            }
            Decided::Done(Err(refused)) => {
                log(&refused, &request, address);
                Answering::refused(refuse(&authenticator, &refused))
            }
            Decided::Later(token) => {
                let mut inner = self.inner.clone();
                Answering::Waiting {
                    waiting: Box::pin(async move {
                        match authenticator.decide_later(&token, address).await {
                            Ok(caller) => {
                                request.extensions_mut().insert(caller);
                                let response = inner.call(request).await;
                                response.map(|response| challenged(&authenticator, response))
                            }
                            Err(refused) => {
                                log(&refused, &request, address);
                                Ok(refuse(&authenticator, &refused))
                            }
                        }
                    }),
                }
            }
        }
    }
}

/// Where a request comes from: the address that a layer in front has found out, or that of the connection.
fn address(request: &Request) -> Option<IpAddr> {
    if let Some(ClientAddress(address)) = request.extensions().get() {
        return *address;
    }
    let ConnectInfo(address) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    Some(address.ip())
}

/// Tells the operator of what proves nothing; waiting is told to whoever has to wait.
fn log(refused: &Refused, request: &Request, address: Option<IpAddr>) {
    if let Refused::Wrong(reason) = refused {
        // The layers around this one have made the id, or found it to be harmless; else it is written with quotes.
        let request_id = request.headers().get("x-request-id").map(tracing::field::debug);
        let path = request.uri().path();
        tracing::warn!(request_id, path, ?address, reason, "a request did not prove who makes it");
    }
}

fn refuse(authenticator: &Authenticator, refused: &Refused) -> Response {
    let mut response = rpc_error(&refused.error());
    match refused {
        Refused::Wrong(reason) => {
            let challenge = authenticator.metadata().challenge(Some(reason));
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        Refused::TooOften(wait) => {
            response.headers_mut().insert(header::RETRY_AFTER, wait.as_secs().into());
        }
    }
    response
}

/// Says in an answer that asks who the caller is where to get a token.
fn challenged(authenticator: &Authenticator, mut response: Response) -> Response {
    if response.status() == StatusCode::UNAUTHORIZED {
        let challenge = authenticator.metadata().challenge(None);
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

pin_project! {
    /// An answer on its way; public only as the future of a public service.
    #[doc(hidden)]
    #[project = AnsweringProjection]
    #[must_use = "futures do nothing unless they are polled"]
    pub enum Answering<F> {
        Refused { response: Option<Response> },
        Passed { #[pin] answering: F, authenticator: Authenticator },
        Waiting { waiting: Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>> },
    }
}

impl<F> Answering<F> {
    fn refused(response: Response) -> Self {
        Self::Refused { response: Some(response) }
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Answering<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            AnsweringProjection::Refused { response } => Poll::Ready(Ok(response.take().unwrap_or_default())),
            AnsweringProjection::Passed { answering, authenticator } => {
                answering.poll(task).map_ok(|response| challenged(authenticator, response))
            }
            AnsweringProjection::Waiting { waiting } => waiting.as_mut().poll(task),
        }
    }
}
