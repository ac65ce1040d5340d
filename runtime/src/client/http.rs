//! Commands of a server over HTTP.

use std::{error::Error, fmt, future::Future, time::Duration};

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    HeaderMap, Method, Request, Response, Uri,
    body::{Bytes, Incoming},
    header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER},
};
use hyper_util::{
    client::legacy,
    rt::{TokioExecutor, TokioTimer},
};

use super::{BoxFuture, Transport, TransportAnswer, TransportError, TransportRequest};

#[cfg(feature = "client-tls")]
type Connector = hyper_rustls::HttpsConnector<legacy::connect::HttpConnector>;
#[cfg(not(feature = "client-tls"))]
type Connector = legacy::connect::HttpConnector;

/// Posts requests to the `/cmd` of a server; connections are kept and used again.
///
/// Redirects are not followed, since they would carry the headers to a place that nobody named. It needs a Tokio
/// runtime with its network and clock enabled.
///
/// ```
/// use commandry::client::{Client, HttpTransport};
///
/// let transport = HttpTransport::new("http://127.0.0.1:8000/cmd")?.header("authorization", "Bearer secret")?;
/// let client = Client::over(transport);
/// # Ok::<(), commandry::client::InvalidSetting>(())
/// ```
pub struct HttpTransport {
    url: Uri,
    headers: HeaderMap,
    client: HttpClient,
}

impl HttpTransport {
    /// Posts to a URL, such as `http://127.0.0.1:8000/cmd`.
    ///
    /// # Errors
    ///
    /// Fails when the text is no such URL, when it holds a password, which belongs into a header, and when it asks for
    /// HTTPS without the feature `client-tls`.
    pub fn new(url: &str) -> Result<Self, InvalidSetting> {
        // The text is not shown: it may hold what it should not.
        let url: Uri =
            url.parse().map_err(|error| InvalidSetting(format!("the URL is not valid: {error}")))?;
        let (Some(scheme), Some(authority)) = (url.scheme_str(), url.authority()) else {
            return Err(InvalidSetting(
                "the URL must be complete, such as http://127.0.0.1:8000/cmd".to_owned(),
            ));
        };
        if authority.as_str().contains('@') {
            return Err(InvalidSetting(
                "the URL holds a name or password; send these in the header `authorization`".to_owned(),
            ));
        }
        match scheme {
            "http" => {}
            "https" if cfg!(feature = "client-tls") => {}
            "https" => {
                return Err(InvalidSetting("HTTPS needs the feature `client-tls` of commandry".to_owned()));
            }
            other => return Err(InvalidSetting(format!("`{other}` is neither http nor https"))),
        }
        Ok(Self { url, headers: HeaderMap::new(), client: client(connector()?) })
    }

    /// Trusts and shows the certificates of a configuration instead of trusting those of the system: for services
    /// with certificates of their own, and for mutual TLS.
    #[cfg(feature = "client-tls")]
    #[must_use]
    pub fn tls(mut self, config: rustls::ClientConfig) -> Self {
        self.client = with_tls(config);
        self
    }

    /// Sends a header with every request, such as `authorization`; its value never shows in errors or logs.
    ///
    /// # Errors
    ///
    /// Fails when the name or the value cannot be that of a header.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, InvalidSetting> {
        let header: HeaderName =
            name.parse().map_err(|_| InvalidSetting(format!("`{name}` cannot be the name of a header")))?;
        let mut value: HeaderValue = value
            .parse()
            .map_err(|_| InvalidSetting(format!("the value of `{name}` cannot be that of a header")))?;
        value.set_sensitive(true);
        self.headers.insert(header, value);
        Ok(self)
    }

    #[cfg(feature = "cli-call")]
    pub(super) fn url(&self) -> &Uri {
        &self.url
    }

    pub(super) fn request(&self, body: Vec<u8>) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url.clone();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.extend(self.headers.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        #[cfg(feature = "telemetry")]
        crate::observe::send_context(headers);
        request
    }

    /// Sends a request and waits for the head of its answer.
    pub(super) async fn respond(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, TransportError> {
        self.client.request(request).await.map_err(|error| {
            if error.is_connect() {
                let place = self.url.authority().map(ToString::to_string).unwrap_or_default();
                TransportError::NotSent(format!("{place}: {}", innermost(&error)).into())
            } else {
                TransportError::Lost(innermost(&error).to_string().into())
            }
        })
    }

    /// Gets what is at the URL, if the server says that it is that.
    #[cfg(feature = "auth")]
    pub(crate) async fn get(&self, longest: usize) -> Result<Vec<u8>, TransportError> {
        let mut request = Request::new(Full::default());
        *request.uri_mut() = self.url.clone();
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        let TransportAnswer { body, status, .. } = read(self.respond(request).await?, longest).await?;
        match status {
            Some(200) | None => Ok(body),
            Some(status) => Err(TransportError::Lost(format!("the server answered {status}").into())),
        }
    }

    async fn post(
        &self,
        request: Request<Full<Bytes>>,
        longest: usize,
    ) -> Result<TransportAnswer, TransportError> {
        read(self.respond(request).await?, longest).await
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportAnswer, TransportError>> {
        let TransportRequest { body, timeout, longest_answer } = request;
        let request = self.request(body);
        Box::pin(async move {
            match within(timeout, self.post(request, longest_answer)).await {
                Some(outcome) => outcome,
                None => Err(TransportError::TimedOut(timeout)),
            }
        })
    }

    fn wait(&self, pause: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(pause))
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither headers nor a query are shown: both may hold keys.
        let place = self.url.authority().map(ToString::to_string).unwrap_or_default();
        formatter.debug_struct("HttpTransport").field("server", &place).finish_non_exhaustive()
    }
}

pub(super) async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, future).await.ok()
}

pub(crate) async fn read(
    response: Response<Incoming>,
    longest: usize,
) -> Result<TransportAnswer, TransportError> {
    let status = response.status().as_u16();
    let retry_after =
        response.headers().get(RETRY_AFTER).and_then(|it| it.to_str().ok()?.trim().parse().ok());
    match Limited::new(response.into_body(), longest).collect().await {
        Ok(body) => Ok(TransportAnswer {
            body: body.to_bytes().into(),
            status: Some(status),
            retry_after: retry_after.map(Duration::from_secs),
        }),
        Err(error) if error.is::<LengthLimitError>() => Err(TransportError::TooLong(longest)),
        Err(error) => Err(TransportError::Lost(innermost(&*error).to_string().into())),
    }
}

/// The cause of the causes: those around it say no more than that a client failed.
pub(crate) fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause
}

/// A client that keeps its connections.
pub(crate) type HttpClient = legacy::Client<Connector, Full<Bytes>>;

/// A client that trusts the certificates of the system.
#[cfg(feature = "registration")]
pub(crate) fn usual() -> Result<HttpClient, InvalidSetting> {
    Ok(client(connector()?))
}

/// A client with certificates of its own.
#[cfg(feature = "client-tls")]
pub(crate) fn with_tls(config: rustls::ClientConfig) -> HttpClient {
    let builder = hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(config);
    client(builder.https_or_http().enable_http1().wrap_connector(tcp()))
}

fn client(connector: Connector) -> HttpClient {
    legacy::Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector)
}

fn tcp() -> legacy::connect::HttpConnector {
    let mut connector = legacy::connect::HttpConnector::new();
    connector.set_nodelay(true);
    connector.enforce_http(cfg!(not(feature = "client-tls")));
    connector
}

#[cfg(not(feature = "client-tls"))]
#[expect(clippy::unnecessary_wraps, reason = "with TLS it can fail")]
fn connector() -> Result<Connector, InvalidSetting> {
    Ok(tcp())
}

#[cfg(feature = "client-tls")]
fn connector() -> Result<Connector, InvalidSetting> {
    // Named, because a program that has two of them would otherwise be told so by a panic.
    let provider = rustls::crypto::ring::default_provider();
    let builder = hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .map_err(|error| InvalidSetting(format!("the certificates of the system cannot be read: {error}")))?;
    Ok(builder.https_or_http().enable_http1().wrap_connector(tcp()))
}

/// A URL or header that no request can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSetting(String);

impl fmt::Display for InvalidSetting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for InvalidSetting {}
