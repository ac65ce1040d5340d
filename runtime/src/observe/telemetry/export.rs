//! Sending spans to a collector.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use opentelemetry::Context;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{Span, SpanData, SpanProcessor},
};
use tokio::runtime::Handle;

use super::{DISCARDED, StartError};

#[cfg(feature = "client-tls")]
type Connector = hyper_rustls::HttpsConnector<HttpConnector>;
#[cfg(not(feature = "client-tls"))]
type Connector = HttpConnector;

/// Collectors have little to say; more is not read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Sends on the runtime of the service. Spans are collected by a thread of their own, which knows no runtime.
#[derive(Clone, Debug)]
pub(super) struct ExportClient {
    runtime: Handle,
    client: legacy::Client<Connector, Full<Bytes>>,
    timeout: Duration,
}

impl ExportClient {
    pub(super) fn new(timeout: Duration) -> Result<Self, StartError> {
        let runtime = Handle::try_current()
            .map_err(|_| StartError::new("telemetry has to be started within a Tokio runtime"))?;
        let client =
            legacy::Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector()?);
        Ok(Self { runtime, client, timeout })
    }
}

#[async_trait::async_trait]
impl HttpClient for ExportClient {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        let exchange = async move {
            let response = client.request(request.map(Full::new)).await?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, LONGEST_ANSWER).collect().await?.to_bytes();
            Ok(Response::from_parts(head, body))
        };
        let limit = self.timeout;
        // Even the timer has to be made on the runtime.
        self.runtime.spawn(async move { tokio::time::timeout(limit, exchange).await }).await??
    }
}

#[cfg(not(feature = "client-tls"))]
#[expect(clippy::unnecessary_wraps, reason = "with TLS it can fail")]
fn connector() -> Result<Connector, StartError> {
    Ok(HttpConnector::new())
}

#[cfg(feature = "client-tls")]
fn connector() -> Result<Connector, StartError> {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    let provider = rustls::crypto::ring::default_provider();
    let builder =
        hyper_rustls::HttpsConnectorBuilder::new().with_provider_and_native_roots(provider).map_err(
            |error| StartError::new(format!("the certificates of the system cannot be read: {error}")),
        )?;
    Ok(builder.https_or_http().enable_http1().wrap_connector(connector))
}

/// Leaves out the spans of calls that were begun again. They have no spans within them, so that nothing is torn apart.
#[derive(Debug)]
pub(super) struct WithoutDiscarded<P>(pub(super) P);

impl<P: SpanProcessor> SpanProcessor for WithoutDiscarded<P> {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.0.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        // It was added last, if at all.
        if span.attributes.last().is_none_or(|attribute| attribute.key.as_str() != DISCARDED) {
            self.0.on_end(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &opentelemetry_sdk::Resource) {
        self.0.set_resource(resource);
    }
}
