//! Requests to a proxy, with limits on what it may answer.

use std::{collections::BTreeMap, time::Duration};

use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Request, Uri,
    body::Bytes,
    header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::Value;

use super::{RegistrationError, RegistrationTls, plan::client_tls};
use crate::client::{TransportError, http as client};
use crate::config::Secret;

/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

/// A client of one proxy. Redirects are not followed: they would carry the token to a place that nobody named.
pub(super) struct Wire {
    client: client::HttpClient,
    headers: HeaderMap,
    /// What must not come back in the proxy's words.
    token: Option<Secret>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct WireError {
    pub(super) error: RegistrationError,
    /// Whether the proxy may have got the request.
    pub(super) sent: bool,
}

impl From<WireError> for RegistrationError {
    fn from(error: WireError) -> Self {
        error.error
    }
}

/// What a proxy answered.
#[derive(Debug)]
pub(super) struct WireAnswer {
    pub(super) status: u16,
    /// The body; `None` where it is not JSON.
    pub(super) body: Option<Value>,
}

impl Wire {
    pub(super) fn new(
        tls: &RegistrationTls,
        token: Option<Secret>,
        headers: &BTreeMap<&'static str, String>,
    ) -> Result<Self, RegistrationError> {
        let client = match client_tls(tls)? {
            Some(config) => client::with_tls(config),
            None => client::usual().map_err(|error| RegistrationError::Settings(error.to_string()))?,
        };
        let mut sent = HeaderMap::new();
        for (name, value) in headers {
            let mut value: HeaderValue = value.parse().map_err(|_| {
                RegistrationError::Settings("`token` holds what cannot be in a header".to_owned())
            })?;
            value.set_sensitive(*name == "authorization");
            sent.insert(HeaderName::from_static(name), value);
        }
        sent.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok(Self { client, headers: sent, token: token.filter(|token| !token.expose().is_empty()) })
    }

    pub(super) async fn post(
        &self,
        to: &Uri,
        body: &Value,
        limit: Duration,
    ) -> Result<WireAnswer, WireError> {
        self.send(Method::POST, to, Some(body), limit).await
    }

    pub(super) async fn get(&self, from: &Uri, limit: Duration) -> Result<WireAnswer, WireError> {
        self.send(Method::GET, from, None, limit).await
    }

    async fn send(
        &self,
        method: Method,
        to: &Uri,
        body: Option<&Value>,
        limit: Duration,
    ) -> Result<WireAnswer, WireError> {
        let content = body.map(Value::to_string).unwrap_or_default();
        let mut request = Request::new(Full::new(Bytes::from(content)));
        *request.method_mut() = method;
        *request.uri_mut() = to.clone();
        *request.headers_mut() = self.headers.clone();
        if body.is_some() {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let exchange = async {
            let response = self.client.request(request).await.map_err(|error| {
                let why = client::innermost(&error).to_string();
                WireError { sent: !error.is_connect(), error: RegistrationError::Unreachable(why) }
            })?;
            client::read(response, LONGEST_ANSWER).await.map_err(|error| {
                let error = match error {
                    TransportError::TooLong(longest) => {
                        RegistrationError::UnexpectedAnswer(format!("it is longer than {longest} bytes"))
                    }
                    error => RegistrationError::Unreachable(error.to_string()),
                };
                WireError { error, sent: true }
            })
        };
        let answer = match tokio::time::timeout(limit, exchange).await {
            Ok(answer) => answer?,
            Err(_) => return Err(WireError { error: RegistrationError::TimedOut(limit), sent: true }),
        };
        let mut text = String::from_utf8_lossy(&answer.body);
        if let Some(token) = &self.token {
            text = text.replace(token.expose(), "(secret)").into();
        }
        Ok(WireAnswer { status: answer.status.unwrap_or_default(), body: serde_json::from_str(&text).ok() })
    }
}
