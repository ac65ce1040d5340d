//! Headers that tell browsers what not to do.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{HttpSettingsError, SecurityHeadersSettings};

/// The headers, ready to be sent.
#[derive(Debug)]
pub(super) struct SecurityHeaders {
    always: Vec<(HeaderName, HeaderValue)>,
    over_https: Option<HeaderValue>,
}

impl SecurityHeaders {
    pub(super) fn of(settings: &SecurityHeadersSettings) -> Result<Option<Self>, HttpSettingsError> {
        if !settings.enabled {
            return Ok(None);
        }
        let mut always = vec![(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))];
        for (name, setting, text) in [
            (header::X_FRAME_OPTIONS, "security_headers.frame_options", &settings.frame_options),
            (
                header::CONTENT_SECURITY_POLICY,
                "security_headers.content_security_policy",
                &settings.content_security_policy,
            ),
            (header::REFERRER_POLICY, "security_headers.referrer_policy", &settings.referrer_policy),
        ] {
            always.extend(value(setting, text)?.map(|value| (name, value)));
        }
        let over_https =
            value("security_headers.strict_transport_security", &settings.strict_transport_security)?;
        Ok(Some(Self { always, over_https }))
    }

    /// Adds those that an answer does not have.
    pub(super) fn add_to(&self, headers: &mut HeaderMap, is_https: bool) {
        for (name, value) in &self.always {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        if let Some(value) = self.over_https.as_ref().filter(|_| is_https) {
            headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert_with(|| value.clone());
        }
    }
}

fn value(setting: &'static str, text: &str) -> Result<Option<HeaderValue>, HttpSettingsError> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |_| HttpSettingsError::new(setting, "it cannot be the value of a header");
    text.parse().map(Some).map_err(wrong)
}
