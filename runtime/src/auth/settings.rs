//! What an operator says of callers.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AccessRule, AccessRules, config::Secret};

/// Who callers are, and how they prove it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AuthSettings {
    /// Whether callers have to say who they are. Once they have to, nobody may call anything but what the commands
    /// themselves and the section `access` allow.
    pub enabled: bool,
    /// Keys of programs that call.
    pub api_keys: Vec<ApiKeySettings>,
    /// Where tokens come from that are accepted (JSON Web Tokens).
    pub tokens: Vec<TokenSettings>,
    /// How many wrong keys and tokens an address may send in a minute before it has to wait.
    pub failures_per_minute: u32,
    /// Address under which clients reach the service, such as `https://orders.example.com`. With it, clients are told
    /// where to get tokens (RFC 9728).
    pub resource: Option<String>,
    /// Where clients get tokens: the addresses of authorization servers.
    pub authorization_servers: Vec<String>,
    /// The scopes that clients should ask for.
    pub scopes: Vec<String>,
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            api_keys: Vec::new(),
            tokens: Vec::new(),
            failures_per_minute: 20,
            resource: None,
            authorization_servers: Vec::new(),
            scopes: Vec::new(),
        }
    }
}

/// The key of a program that calls, sent as `X-API-Key` or `Authorization: Bearer`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ApiKeySettings {
    /// Name of the caller who has it.
    pub name: String,
    /// SHA-256 of the key in hexadecimal digits. The key itself is kept nowhere; the command `auth key` makes both.
    pub sha256: String,
    /// What the caller may act as.
    pub roles: Vec<String>,
}

/// A place that tokens come from.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TokenSettings {
    /// How its tokens are signed; tokens that say otherwise are refused.
    pub algorithm: Algorithm,
    /// The secret shared with it, of 32 bytes at least, for HS256.
    pub secret: Option<Secret>,
    /// A file with its public key in PEM form, for RS256 and ES256.
    pub public_key_file: Option<PathBuf>,
    /// A file with its public keys as JSON Web Key Set.
    pub jwks_file: Option<PathBuf>,
    /// Where its public keys are published as JSON Web Key Set.
    pub jwks_url: Option<String>,
    /// What the claim `iss` must be.
    pub issuer: Option<String>,
    /// What the claim `aud` must name, one of them; empty when it need name nobody.
    pub audience: Vec<String>,
    /// By how many seconds clocks may differ.
    pub leeway_seconds: u64,
    /// The claim with the name of the caller.
    pub name_claim: String,
    /// The claims with its roles: lists, or texts with a space between two roles.
    pub role_claims: Vec<String>,
}

impl Default for TokenSettings {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Hs256,
            secret: None,
            public_key_file: None,
            jwks_file: None,
            jwks_url: None,
            issuer: None,
            audience: Vec::new(),
            leeway_seconds: 30,
            name_claim: "sub".to_owned(),
            role_claims: ["roles", "role", "scope"].map(str::to_owned).to_vec(),
        }
    }
}

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum Algorithm {
    /// HMAC with SHA-256: whoever checks tokens can make them too.
    #[serde(rename = "HS256")]
    Hs256,
    /// RSA with SHA-256, of keys of 2,048 bits at least.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on the curve P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
}

/// Who may call what.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccessSettings {
    /// Rules for commands that do not say themselves who may call them; the first one that fits decides. What no rule
    /// fits may be called by nobody.
    pub rules: Vec<AccessRuleSettings>,
}

/// A rule for some commands. One without roles that is not public forbids them to everybody.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccessRuleSettings {
    /// Patterns of names of commands, in which `*` stands for any characters, such as `admin_*`; all when empty.
    pub commands: Vec<String>,
    /// Patterns of groups of commands; all when empty.
    pub groups: Vec<String>,
    /// Roles of which a caller needs one; `*` is everybody who says who they are.
    pub roles: Vec<String>,
    /// Whether everybody may call.
    pub public: bool,
}

impl AccessSettings {
    /// The rules as the service keeps them.
    pub fn rules(&self) -> AccessRules {
        let rule = |it: &AccessRuleSettings| {
            let rule = AccessRule::commands(&it.commands).in_groups(&it.groups);
            if it.public { rule.public() } else { rule.roles(&it.roles) }
        };
        self.rules.iter().map(rule).collect()
    }
}
