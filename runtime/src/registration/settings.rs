//! What an operator can set, with the keys and defaults of the original.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::seconds::Seconds;
use crate::config::Secret;

/// How a server registers itself on a proxy: the section `proxy_registration` of a configuration.
///
/// # Examples
///
/// ```
/// use commandry::registration::RegistrationSettings;
///
/// let settings: RegistrationSettings = serde_json::from_str(
///     r#"{"enabled": true, "proxy_url": "http://proxy:3004", "server_id": "orders"}"#,
/// )?;
/// assert_eq!(settings.retry_attempts, 3);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "these are the keys that users of the original know")]
pub struct RegistrationSettings {
    /// Whether the server registers itself at all.
    pub enabled: bool,
    /// Where the proxy is; `/register`, `/unregister` and the paths of heartbeats are added to it.
    pub proxy_url: String,
    /// Name by which the proxy knows this server; copies of one server share it.
    pub server_id: String,
    /// Name that people read.
    pub server_name: String,
    /// What the server is for.
    pub description: String,
    /// Longest time that one attempt to register may take, in seconds.
    pub registration_timeout: Seconds,
    /// After how many failed attempts a warning says that the server is not registered; attempts go on in the background.
    pub retry_attempts: u32,
    /// Pause after the first failed attempt, in seconds; each further pause is twice as long, and each is up to twice
    /// as long again by chance.
    pub retry_delay: Seconds,
    /// Longest such pause before chance, in seconds.
    pub retry_max_delay: Seconds,
    /// Whether the server registers itself when it starts, once its port listens.
    pub auto_register_on_startup: bool,
    /// Whether the server takes itself off the proxy when it stops.
    pub auto_unregister_on_shutdown: bool,
    /// Longest time that a stop waits for the proxy, in seconds.
    pub shutdown_timeout: Seconds,
    /// Where the proxy reaches this server, such as `https://orders.example`; worked out from the address that the
    /// server listens on unless set.
    pub public_url: Option<String>,
    /// Generation of the proxy's protocol; found out by its answers unless set.
    pub protocol: ProxyProtocol,
    /// Words by which the proxy is told that the server is still there.
    pub heartbeat: HeartbeatSettings,
    /// Certificates for a proxy over HTTPS.
    #[serde(alias = "ssl")]
    pub tls: RegistrationTls,
    /// Bearer token that the proxy asks for; none unless set.
    pub token: Option<Secret>,
    /// What the proxy is told that this server can; `jsonrpc`, `rest`, `health` and the names of the commands unless set.
    pub capabilities: Option<Vec<String>>,
    /// Further values for the proxy.
    #[schemars(with = "std::collections::BTreeMap<String, Value>")]
    pub metadata: Map<String, Value>,
    /// UUID of this process; a new one for each start unless set.
    pub instance_uuid: Option<String>,
    /// Whether everybody may register and unregister the server by command where callers are not asked who they are.
    pub open_command: bool,
    /// As users of mcp-proxy-adapter 8 write `proxy_url`: the whole address to register at.
    pub register_url: Option<String>,
    /// As users of mcp-proxy-adapter 8 write it: the whole address to unregister at.
    pub unregister_url: Option<String>,
    /// As users of mcp-proxy-adapter 8 write `auto_register_on_startup`.
    pub auto_on_startup: Option<bool>,
    /// As users of mcp-proxy-adapter 8 write `auto_unregister_on_shutdown`.
    pub auto_on_shutdown: Option<bool>,
}

impl Default for RegistrationSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            proxy_url: "http://localhost:3004".to_owned(),
            server_id: "mcp_proxy_adapter".to_owned(),
            server_name: "MCP Proxy Adapter".to_owned(),
            description: "JSON-RPC API for interacting with MCP Proxy".to_owned(),
            registration_timeout: Seconds::new(30),
            retry_attempts: 3,
            retry_delay: Seconds::new(5),
            retry_max_delay: Seconds::new(300),
            auto_register_on_startup: true,
            auto_unregister_on_shutdown: true,
            shutdown_timeout: Seconds::new(3),
            public_url: None,
            protocol: ProxyProtocol::default(),
            heartbeat: HeartbeatSettings::default(),
            tls: RegistrationTls::default(),
            token: None,
            capabilities: None,
            metadata: Map::new(),
            instance_uuid: None,
            open_command: false,
            register_url: None,
            unregister_url: None,
            auto_on_startup: None,
            auto_on_shutdown: None,
        }
    }
}

/// Generation of the protocol that a proxy speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum ProxyProtocol {
    /// It is found out by the proxy's answers.
    ///
    /// `http`, `https` and `mtls`, which version 8 of the original has under this key, mean the same.
    #[default]
    #[serde(rename = "auto", alias = "http", alias = "https", alias = "mtls")]
    Auto,
    /// That of mcp-proxy-adapter 6.0: four members, no heartbeat.
    #[serde(rename = "6.0")]
    V6_0,
    /// That of mcp-proxy-adapter 6.4: capabilities and endpoints.
    #[serde(rename = "6.4")]
    V6_4,
    /// That of mcp-proxy-adapter 8: metadata and a UUID.
    #[serde(rename = "8")]
    V8,
}

/// How a proxy is told that the server is still there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HeartbeatSettings {
    /// Whether it is told.
    pub enabled: bool,
    /// Time from one heartbeat to the next, in seconds; a proxy that grants a shorter lease is told more often.
    pub interval: Seconds,
    /// Whole address to send them to; found out unless set.
    pub url: Option<String>,
}

impl Default for HeartbeatSettings {
    fn default() -> Self {
        Self { enabled: true, interval: Seconds::new(30), url: None }
    }
}

/// Certificates for a proxy over HTTPS. The proxy's certificate is always checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationTls {
    /// File with the certificates of those who may vouch for the proxy, in PEM; those of the system unless set.
    #[serde(alias = "ca")]
    pub ca_cert: Option<String>,
    /// File with the certificate of this server, in PEM, for a proxy that asks for one.
    #[serde(alias = "cert")]
    pub cert_file: Option<String>,
    /// File with the key of this certificate, in PEM.
    #[serde(alias = "key")]
    pub key_file: Option<String>,
    /// List of withdrawn certificates; it is not supported, and registration is skipped where it is set.
    pub crl: Option<String>,
    /// It is accepted for users of mcp-proxy-adapter 8 and has no effect: the name is always checked.
    #[serde(alias = "dnscheck")]
    pub check_hostname: Option<bool>,
    /// It is accepted for users of mcp-proxy-adapter 8 and has no effect: the certificate is always checked.
    pub verify_mode: Option<String>,
}
