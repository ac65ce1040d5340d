//! From HTTP to HTTPS.

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

use super::{
    HttpSettings, HttpSettingsError,
    address::{self, Arrival},
    guard::Check,
    hosts,
};

/// Sends requests in the clear on to HTTPS, method and body included.
#[derive(Debug)]
pub(super) struct Redirect {
    arrival: Arrival,
    port: u16,
}

impl Redirect {
    pub(super) fn of(settings: &HttpSettings, arrival: Arrival) -> Result<Option<Self>, HttpSettingsError> {
        if !settings.https_redirect {
            return Ok(None);
        }
        if settings.trusted_hosts.iter().all(|it| it == "*") {
            let text = "it needs `http.trusted_hosts`, since the host of a request becomes part of the answer, and \
                        could be anybody's";
            return Err(HttpSettingsError::new("https_redirect", text));
        }
        Ok(Some(Self { arrival, port: settings.https_port }))
    }
}

impl Check for Redirect {
    fn check(&self, request: &Request) -> Result<(), Box<Response>> {
        if self.arrival.is_https(request) {
            return Ok(());
        }
        let host = address::host(request).map_err(|reason| hosts::refuse("invalid_host", reason))?;
        let host = host.to_ascii_lowercase();
        let port = if self.port == 443 { String::new() } else { format!(":{}", self.port) };
        let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
        let place = HeaderValue::try_from(format!("https://{host}{port}{path}"))
            .map_err(|_| hosts::refuse("invalid_path", "The path cannot be part of a header."))?;
        let mut response = Response::default();
        *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
        response.headers_mut().insert(header::LOCATION, place);
        Err(Box::new(response))
    }
}
