//! Requests that name another host than this service has.
//!
//! A page whose name is made to point to this machine could call it in the name of whoever looks at the page, and
//! what is made from the host, links and redirects, would lead elsewhere.

use axum::{extract::Request, response::Response};

use super::{HttpSettings, HttpSettingsError, address, guard::Check};
use crate::{CallError, codes, http::refusal};

/// The hosts that requests may name.
#[derive(Debug)]
pub(super) struct TrustedHosts {
    exact: Vec<String>,
    /// What the names of hosts may end with, each with its dot.
    endings: Vec<String>,
}

impl TrustedHosts {
    pub(super) fn of(settings: &HttpSettings) -> Result<Option<Self>, HttpSettingsError> {
        if settings.trusted_hosts.is_empty() {
            return Ok(None);
        }
        let mut hosts = Self { exact: Vec::new(), endings: Vec::new() };
        for text in &settings.trusted_hosts {
            let host = text.to_ascii_lowercase();
            if host == "*" {
                return Ok(None);
            }
            let (list, bare) = match host.strip_prefix('*') {
                Some(ending) if ending.len() > 1 && ending.starts_with('.') => (&mut hosts.endings, ending),
                _ => (&mut hosts.exact, host.as_str()),
            };
            let is_host = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_');
            let is_ip6 = bare.starts_with('[') && bare.ends_with(']');
            if bare.is_empty() || !(is_ip6 || bare.bytes().all(is_host)) {
                let text =
                    format!("`{text}` is neither a host such as api.example.com nor *.example.com; no port");
                return Err(HttpSettingsError::new("trusted_hosts", text));
            }
            list.push(bare.to_owned());
        }
        Ok(Some(hosts))
    }

    fn trusts(&self, host: &str) -> bool {
        let ends_with = |ending: &String| {
            let start = host.len().checked_sub(ending.len());
            start.is_some_and(|start| host.as_bytes()[start..].eq_ignore_ascii_case(ending.as_bytes()))
        };
        self.exact.iter().any(|it| it.eq_ignore_ascii_case(host)) || self.endings.iter().any(ends_with)
    }
}

impl Check for TrustedHosts {
    fn check(&self, request: &Request) -> Result<(), Box<Response>> {
        match address::host(request) {
            Ok(host) if self.trusts(host) => Ok(()),
            Ok(_) => Err(refuse(
                "untrusted_host",
                "This service is not reached by that host. Its operator names hosts in `http.trusted_hosts`.",
            )),
            Err(reason) => Err(refuse("invalid_host", reason)),
        }
    }
}

/// Refuses a request whose host is of no use.
#[expect(clippy::unnecessary_box_returns, reason = "checks hand on a pointer, since a response is large")]
pub(super) fn refuse(kind: &'static str, reason: &'static str) -> Box<Response> {
    Box::new(refusal::rpc_error(&CallError::new(codes::INVALID_REQUEST, kind, reason).status(400)))
}
