//! Where clients learn how to get tokens (RFC 9728), which hosts of AI models ask for by themselves.

use axum::http::HeaderValue;
use serde_json::json;

use super::settings::AuthSettings;

/// Where it is found.
pub(super) const PATH: &str = "/.well-known/oauth-protected-resource";

/// What clients are told.
#[derive(Debug)]
pub(super) struct Metadata {
    /// `None` where nothing was said of it.
    document: Option<Vec<u8>>,
    challenge: String,
}

impl Metadata {
    /// Reads the settings; what is wrong with them is added to the faults.
    pub(super) fn new(settings: &AuthSettings, faults: &mut Vec<String>) -> Self {
        let Some(resource) = &settings.resource else {
            return Self { document: None, challenge: "Bearer".to_owned() };
        };
        let resource = resource.trim_end_matches('/');
        let is_address = |text: &str| {
            (text.starts_with("https://") || text.starts_with("http://"))
                && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\?#".contains(&byte))
        };
        if !is_address(resource) {
            faults.push(format!(
                "auth.resource: `{resource}` is no address such as https://orders.example.com"
            ));
        }
        for server in settings.authorization_servers.iter().filter(|it| !is_address(it)) {
            faults.push(format!("auth.authorization_servers: `{server}` is no address of https"));
        }
        let document = json!({
            "resource": resource,
            "authorization_servers": settings.authorization_servers,
            "scopes_supported": settings.scopes,
            "bearer_methods_supported": ["header"],
        });
        let challenge = format!("Bearer resource_metadata=\"{resource}{PATH}\"");
        Self { document: Some(document.to_string().into_bytes()), challenge }
    }

    /// The document; `None` where nothing was said of it.
    pub(super) fn document(&self) -> Option<&[u8]> {
        self.document.as_deref()
    }

    /// The header that tells how to say who one is, with what was wrong with what was said.
    pub(super) fn challenge(&self, reason: Option<&str>) -> HeaderValue {
        let mut text = self.challenge.clone();
        if let Some(reason) = reason {
            // What the grammar of the header allows in a text between quotes.
            let reason: String =
                reason.chars().filter(|it| matches!(it, ' '..='~') && !matches!(it, '"' | '\\')).collect();
            let separator = if text.contains('=') { ", " } else { " " };
            text.push_str(&format!("{separator}error=\"invalid_token\", error_description=\"{reason}\""));
        }
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("Bearer"))
    }
}
