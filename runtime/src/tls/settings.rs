//! What an operator says about encryption.

use std::{collections::BTreeMap, time::Duration};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TlsError;

/// Encryption of connections.
///
/// # Examples
///
/// ```
/// use commandry::tls::{TlsMode, TlsSettings};
///
/// let settings: TlsSettings = serde_json::from_str(
///     r#"{"mode": "mtls_only", "cert_file": "server.crt", "key_file": "server.key", "ca_cert": "clients.crt",
///         "client_roles": {"backup-*": ["operator"]}}"#,
/// )?;
/// assert_eq!(settings.mode, TlsMode::MtlsOnly);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TlsSettings {
    /// How clients connect: `http` is plain, `https` is encrypted, `mtls_only` is encrypted and lets in only clients
    /// that show a certificate of `ca_cert`.
    pub mode: TlsMode,
    /// The same in short: `true` is `https` where `mode` says nothing, `false` is `http` whatever `mode` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// File with the certificate of the server and those between it and the root, in PEM.
    pub cert_file: String,
    /// File with the private key of the certificate, in PEM (PKCS #8, PKCS #1 or SEC 1), not encrypted.
    pub key_file: String,
    /// File with the certificates that those of clients must be signed by, in PEM; for `mtls_only`.
    pub ca_cert: String,
    /// File with lists of revoked client certificates, in PEM; empty for none. When there is one, clients whose issuer
    /// has no list in it are refused.
    pub crl_file: String,
    /// Which name of a client certificate says who the caller is.
    pub client_name: ClientName,
    /// Roles of callers, by patterns of their names in which `*` stands for any characters. A caller has the roles of
    /// all patterns that fit.
    pub client_roles: BTreeMap<String, Vec<String>>,
    /// Time between two looks at the files; when one changed, new connections use it. `0s` never looks.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub reload_interval: Duration,
    /// Longest time that a client may take to agree on keys.
    #[serde(with = "crate::config::duration")]
    #[schemars(with = "crate::config::duration::DurationText")]
    pub handshake_time: Duration,
    /// Most clients that agree on keys at the same time; further ones wait.
    pub handshakes: usize,
}

/// How clients connect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    /// In the clear.
    #[default]
    #[serde(alias = "http_only")]
    Http,
    /// Encrypted.
    #[serde(alias = "https_only")]
    Https,
    /// Encrypted, with a certificate of the client.
    #[serde(alias = "mtls")]
    MtlsOnly,
}

/// Which name of a client certificate says who the caller is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientName {
    /// The common name of its subject, or else its first alternative name.
    #[default]
    Subject,
    /// Its first alternative name that is a DNS name, a URI or an address of e-mail; nothing else will do.
    AlternativeName,
}

impl Default for TlsSettings {
    fn default() -> Self {
        Self {
            mode: TlsMode::Http,
            enabled: None,
            cert_file: String::new(),
            key_file: String::new(),
            ca_cert: String::new(),
            crl_file: String::new(),
            client_name: ClientName::Subject,
            client_roles: BTreeMap::new(),
            reload_interval: Duration::from_secs(10),
            handshake_time: Duration::from_secs(10),
            handshakes: 512,
        }
    }
}

impl TlsSettings {
    /// The mode that `mode` and `enabled` together ask for.
    ///
    /// # Errors
    ///
    /// Fails when files for client certificates are named and none would be asked for, which somebody might take for
    /// a protection.
    pub fn effective_mode(&self) -> Result<TlsMode, TlsError> {
        let mode = match (self.enabled, self.mode) {
            (Some(false), _) => TlsMode::Http,
            (Some(true), TlsMode::Http) => TlsMode::Https,
            (_, mode) => mode,
        };
        if mode == TlsMode::Https && !(self.ca_cert.is_empty() && self.crl_file.is_empty()) {
            return Err(TlsError::unused_client_files());
        }
        Ok(mode)
    }
}
