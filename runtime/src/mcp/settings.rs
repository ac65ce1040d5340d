//! Requests of AI hosts as settings.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::McpOptions;
use crate::config::{
    Secret,
    duration::{self, PositiveDurationText},
};

/// Requests of AI hosts at `/mcp`: [`McpOptions`] as settings.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct McpSettings {
    /// Names under which the service is reached, such as `shop.example.com`; those of this machine are always taken.
    pub allowed_hosts: Vec<String>,
    /// Whether requests are taken whatever host they name, as behind a proxy that checks it.
    pub any_host: bool,
    /// Origins whose pages may ask, such as `https://chat.example.com`, beside those of the same host.
    pub allowed_origins: Vec<String>,
    /// Most streams at the same time on which hosts wait for changes.
    #[schemars(range(max = 1_000_000))]
    pub listeners: usize,
    /// Key of 64 hexadecimal digits that protects what a host carries from one round of questions to the next. One is
    /// made up at every start unless set; several processes behind one address need the same.
    pub request_state_key: Option<Secret>,
    /// For how long the questions of a command can be answered.
    #[serde(with = "duration")]
    #[schemars(with = "PositiveDurationText")]
    pub request_state_lifetime: Duration,
    /// How many tokens the list of tools may cost a model, by estimate, before it is replaced by a search; 0 makes it a
    /// search always.
    pub tool_list_tokens: usize,
    /// How many tokens a result in search mode may have, by estimate.
    pub result_tokens: usize,
    /// Most sessions of older revisions of the protocol at the same time.
    #[cfg(feature = "mcp-sessions")]
    #[schemars(range(max = 1_000_000))]
    pub sessions: usize,
    /// For how long a session of an older revision stays without a message.
    #[cfg(feature = "mcp-sessions")]
    #[serde(with = "duration")]
    #[schemars(with = "PositiveDurationText")]
    pub session_idle_time: Duration,
}

impl Default for McpSettings {
    fn default() -> Self {
        Self::from(&McpOptions::default())
    }
}

impl From<&McpOptions> for McpSettings {
    /// The key is left out: whatever was read from it stays where it is.
    fn from(options: &McpOptions) -> Self {
        Self {
            allowed_hosts: options.hosts.clone(),
            any_host: options.any_host,
            allowed_origins: options.origins.clone(),
            listeners: options.listeners,
            request_state_key: None,
            request_state_lifetime: options.state_lifetime,
            tool_list_tokens: options.tool_list_tokens,
            result_tokens: options.result_tokens,
            #[cfg(feature = "mcp-sessions")]
            sessions: options.sessions,
            #[cfg(feature = "mcp-sessions")]
            session_idle_time: options.session_idle_time,
        }
    }
}

impl McpSettings {
    /// The options of a program with these settings in the place of its own.
    ///
    /// # Errors
    ///
    /// Says what is wrong with `request_state_key`.
    pub(crate) fn apply(&self, options: McpOptions) -> Result<McpOptions, String> {
        let mut options = McpOptions { hosts: Vec::new(), origins: Vec::new(), ..options };
        options = self.allowed_hosts.iter().fold(options, |options, host| options.allow_host(host));
        options = self.allowed_origins.iter().fold(options, |options, origin| options.allow_origin(origin));
        options.any_host = self.any_host;
        options.listeners = self.listeners;
        options.state_lifetime = self.request_state_lifetime;
        options.tool_list_tokens = self.tool_list_tokens;
        options.result_tokens = self.result_tokens;
        #[cfg(feature = "mcp-sessions")]
        {
            options.sessions = self.sessions;
            options.session_idle_time = self.session_idle_time;
        }
        if let Some(key) = &self.request_state_key {
            let key = key_of(key.expose()).ok_or("must be 64 hexadecimal digits, and is another text")?;
            options = options.request_state_key(key);
        }
        Ok(options)
    }
}

fn key_of(text: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let bytes: Vec<u8> =
        digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if text.len() == 64 { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::key_of;

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        let mut key = [0; 32];
        key[0] = 0x0f;
        key[31] = 0xa1;
        assert_eq!(key_of(&format!("0f{}A1", "00".repeat(30))), Some(key));
        for text in ["", "0f", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(key_of(text), None, "{text}");
        }
    }
}
