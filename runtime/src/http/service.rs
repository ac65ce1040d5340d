//! What answers requests.

use std::convert::Infallible;

use axum::{extract::Request, response::Response};
use tower_service::Service;

/// A service that can be copied for each request, and is always ready, as a router is.
pub(crate) trait HttpService:
    Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static
{
}

impl<S> HttpService for S where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static
{
}
