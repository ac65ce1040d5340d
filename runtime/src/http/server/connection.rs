//! One connection: HTTP/1.1 on a stream, until it ends or is told to.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};

use super::{
    activity::{Activity, Order},
    watched::Watched,
};
use crate::{Caller, http::service::HttpService};

/// What makes a stream of requests of a connection.
pub(crate) trait Acceptor: Clone + Send + Sync + 'static {
    /// Where requests come from and answers go to.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;
    /// What a connection holds until it is accepted.
    type Place: Send + 'static;

    /// Waits until one more connection may be in the making.
    fn place(&self) -> impl Future<Output = Self::Place> + Send;

    /// Makes the stream; `None` when the connection is refused, which has been logged then.
    fn accept(&self, stream: TcpStream) -> impl Future<Output = Option<Accepted<Self::Stream>>> + Send;
}

/// A connection that may send requests.
#[derive(Debug)]
pub(crate) struct Accepted<S> {
    pub(crate) stream: S,
    /// Who is at the other end, where the connection says so.
    pub(crate) caller: Option<Caller>,
}

/// Answers the requests of a connection.
pub(super) async fn run<S>(stream: S, requests: Requests<impl HttpService>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let activity = requests.activity.clone();
    let stream = TokioIo::new(Watched::new(stream, activity.clone()));
    // hyper's own time limit for heads would set up a timer in every call; `Activity` needs none.
    let connection =
        http1::Builder::new().header_read_timeout(None).serve_connection(stream, requests).with_upgrades();
    let mut connection = pin!(connection);
    let mut finishing = false;
    let outcome = poll_fn(|task| {
        match activity.order(task.waker()) {
            Order::GoOn => {}
            Order::Finish if finishing => {}
            Order::Finish => {
                finishing = true;
                connection.as_mut().graceful_shutdown();
            }
            Order::End => {
                tracing::debug!("a connection took too long and was closed");
                return Poll::Ready(Ok(()));
            }
        }
        connection.as_mut().poll(task)
    });
    if let Err(error) = outcome.await {
        tracing::trace!(%error, "a connection ended");
    }
}

/// What answers, with what is known of the connection.
#[derive(Debug)]
pub(super) struct Requests<S> {
    pub(super) service: S,
    pub(super) activity: Arc<Activity>,
    pub(super) peer: Option<SocketAddr>,
    pub(super) caller: Option<Caller>,
}

impl<S: HttpService> hyper::service::Service<Request<Incoming>> for Requests<S> {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering<S::Future>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        if !self.activity.begin_call() {
            return Answering::TooLate;
        }
        let mut request = request.map(Body::new);
        if let Some(caller) = &self.caller {
            request.extensions_mut().insert(caller.clone());
        }
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        Answering::Call { answer: self.service.clone().call(request), activity: self.activity.clone() }
    }
}

pin_project_lite::pin_project! {
    /// The answer to a request.
    #[project = AnsweringParts]
    pub(super) enum Answering<F> {
        /// It is on its way.
        Call { #[pin] answer: F, activity: Arc<Activity> },
        /// The connection was given up at the moment in which the request was complete.
        TooLate,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Answering<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            AnsweringParts::Call { answer, activity } => {
                let answer = ready!(answer.poll(task));
                activity.end_call();
                Poll::Ready(answer)
            }
            AnsweringParts::TooLate => {
                let mut response = Response::default();
                *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
                Poll::Ready(Ok(response))
            }
        }
    }
}
