//! What an operator says about HTTP.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::ServeOptions;

/// HTTP between the network and the routes.
///
/// # Examples
///
/// ```
/// use commandry::http::HttpSettings;
///
/// let settings: HttpSettings = serde_json::from_str(
///     r#"{"cors": {"origins": ["https://shop.example.com"]}, "rate_limit": {"requests": 50, "per": "1s"}}"#,
/// )?;
/// assert_eq!(settings.rate_limit.requests, 50);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSettings {
    /// Hosts that requests may name, such as `api.example.com`, `*.example.com` or `localhost`, each with any port.
    /// Empty for any host, but for `localhost`, `127.0.0.1` and `[::1]` alone where an application listens on this machine
    /// alone, in the clear, and asks nobody who they are. `*` for any host in any case.
    pub trusted_hosts: Vec<String>,
    /// Addresses and networks of proxies, such as `10.0.0.0/8`, whose `X-Forwarded-For` and `X-Forwarded-Proto` are
    /// believed. Nobody else's are.
    pub trusted_proxies: Vec<String>,
    /// Whether requests in the clear are sent on to HTTPS. Needs `trusted_hosts`, since the host is part of the answer.
    pub https_redirect: bool,
    /// Port to which they are sent on.
    pub https_port: u16,
    /// Paths that no host, redirect or limit here applies to, so that probes always get an answer.
    pub exempt_paths: Vec<String>,
    /// Whether every request has an id, in the log and in the header `x-request-id` of its answer.
    pub request_id: bool,
    /// Whether answers say in the header `x-process-time` how many seconds they took.
    pub process_time: bool,
    /// Longest time in which the head of a request arrives.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub header_time: Duration,
    /// Longest time that a connection stays open between two requests.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub idle_time: Duration,
    /// Longest time in which a client takes nothing of an answer.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub write_time: Duration,
    /// Headers that tell browsers what not to do.
    pub security_headers: SecurityHeadersSettings,
    /// Web pages of other hosts that may call.
    pub cors: CorsSettings,
    /// Compression of answers.
    pub compression: CompressionSettings,
    /// How often one caller may call.
    pub rate_limit: RateLimitSettings,
    /// How many requests are answered at the same time.
    pub concurrency: ConcurrencySettings,
}

/// Headers that tell browsers what not to do. A route that sets one of them itself keeps its own, and a text that is
/// empty is not sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecurityHeadersSettings {
    /// Whether they are sent, `X-Content-Type-Options: nosniff` among them.
    pub enabled: bool,
    /// `Content-Security-Policy`. `/docs` has its own.
    pub content_security_policy: String,
    /// `X-Frame-Options`.
    pub frame_options: String,
    /// `Referrer-Policy`.
    pub referrer_policy: String,
    /// `Strict-Transport-Security`, for answers over HTTPS only.
    pub strict_transport_security: String,
}

/// Web pages of other hosts that may call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CorsSettings {
    /// Origins of the pages, such as `https://shop.example.com`, or `*` for all. Empty for none.
    pub origins: Vec<String>,
    /// Methods that they may use.
    pub methods: Vec<String>,
    /// Headers that they may send.
    pub headers: Vec<String>,
    /// Headers of answers that they may read.
    pub exposed_headers: Vec<String>,
    /// Whether browsers send cookies and certificates along; not together with the origin `*`.
    pub credentials: bool,
    /// How long browsers remember what they were told.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub max_age: Duration,
}

/// Compression of answers by gzip.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CompressionSettings {
    /// Whether answers are compressed for those who take it.
    pub enabled: bool,
    /// Shortest answer that is compressed, in bytes.
    pub min_bytes: u64,
}

/// How often one caller may call. A caller is known by its name, or else by its address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimitSettings {
    /// Whether there is a limit.
    pub enabled: bool,
    /// Requests of a caller in the time of `per`, in the long run.
    pub requests: u32,
    /// The time for `requests`.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub per: Duration,
    /// Requests that a caller who was quiet may make at once.
    pub burst: u32,
    /// Most callers that are told apart, of at most some 40 bytes each; further ones share what one has.
    pub callers: usize,
}

/// How many requests are answered at the same time. Further ones are refused at once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConcurrencySettings {
    /// Whether there is a limit.
    pub enabled: bool,
    /// Most requests at the same time.
    pub requests: usize,
    /// When those who are refused are told to come back.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub retry_after: Duration,
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            trusted_hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            https_redirect: false,
            https_port: 443,
            exempt_paths: texts(&["/health", "/health/live", "/health/ready", "/metrics"]),
            request_id: true,
            process_time: true,
            header_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(120),
            write_time: Duration::from_secs(60),
            security_headers: SecurityHeadersSettings::default(),
            cors: CorsSettings::default(),
            compression: CompressionSettings::default(),
            rate_limit: RateLimitSettings::default(),
            concurrency: ConcurrencySettings::default(),
        }
    }
}

impl Default for SecurityHeadersSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            content_security_policy: "default-src 'none'; frame-ancestors 'none'".to_owned(),
            frame_options: "DENY".to_owned(),
            referrer_policy: "no-referrer".to_owned(),
            strict_transport_security: "max-age=31536000".to_owned(),
        }
    }
}

impl Default for CorsSettings {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            methods: texts(&["GET", "POST", "PUT", "PATCH", "DELETE"]),
            headers: texts(&["authorization", "content-type", "x-api-key", "x-request-id"]),
            exposed_headers: texts(&["retry-after", "www-authenticate", "x-process-time", "x-request-id"]),
            credentials: false,
            max_age: Duration::from_secs(3600),
        }
    }
}

impl Default for CompressionSettings {
    fn default() -> Self {
        Self { enabled: true, min_bytes: 1000 }
    }
}

impl Default for RateLimitSettings {
    fn default() -> Self {
        Self { enabled: true, requests: 1000, per: Duration::from_secs(1), burst: 2000, callers: 100_000 }
    }
}

impl Default for ConcurrencySettings {
    fn default() -> Self {
        Self { enabled: true, requests: 2048, retry_after: Duration::from_secs(1) }
    }
}

impl HttpSettings {
    /// Settings with everything switched off that can be.
    ///
    /// ```
    /// let settings = commandry::http::HttpSettings::all_off();
    /// assert!(!settings.rate_limit.enabled && !settings.request_id);
    /// ```
    #[must_use]
    pub fn all_off() -> Self {
        Self {
            exempt_paths: Vec::new(),
            request_id: false,
            process_time: false,
            security_headers: SecurityHeadersSettings { enabled: false, ..Default::default() },
            compression: CompressionSettings { enabled: false, ..Default::default() },
            rate_limit: RateLimitSettings { enabled: false, ..Default::default() },
            concurrency: ConcurrencySettings { enabled: false, ..Default::default() },
            ..Self::default()
        }
    }

    /// How a router with [`layers`](crate::http::layers) of these settings is to be served.
    pub fn serve_options(&self) -> ServeOptions {
        let needs_addresses = self.rate_limit.enabled || !self.trusted_proxies.is_empty();
        ServeOptions::default()
            .header_time(self.header_time)
            .idle_time(self.idle_time)
            .write_time(self.write_time)
            .peer_address(needs_addresses)
    }
}
