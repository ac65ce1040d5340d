//! The command `proxy_registration`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RegistrationManager, RegistrationStatus};
use crate::{CallError, Context, State, builtin::Published, codes, command};

/// What is to be done with a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RegistrationAction {
    /// Tell how it stands.
    Status,
    /// Register the server.
    Register,
    /// Take the server off.
    Unregister,
}

/// What became of a registration.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RegistrationAnswer {
    /// Whether it was done.
    pub success: bool,
    /// What was done, or why it was not.
    pub message: String,
    /// How the registration stands now.
    pub data: RegistrationData,
}

/// How a registration stands.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RegistrationData {
    /// Whether the server is meant to register itself.
    pub enabled: bool,
    /// Whether it is registered, as far as is known.
    pub registered: bool,
    /// Key that the proxy gave it; null when it gave none.
    pub server_key: Option<String>,
    /// Where the proxy reaches the server; null while that is not known.
    pub server_url: Option<String>,
    /// Where the proxy is.
    pub proxy_url: String,
    /// Why the last attempt failed; null when it did not.
    pub last_error: Option<String>,
    /// The same once more, where clients of the original look for it.
    pub registration_status: RegistrationSummary,
}

/// How a registration stands, in short.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RegistrationSummary {
    /// Whether the server is meant to register itself.
    pub enabled: bool,
    /// Whether it is registered, as far as is known.
    pub registered: bool,
    /// Key that the proxy gave it; null when it gave none.
    pub server_key: Option<String>,
    /// Where the proxy reaches the server; null while that is not known.
    pub server_url: Option<String>,
    /// Where the proxy is.
    pub proxy_url: String,
}

impl From<RegistrationStatus> for RegistrationData {
    fn from(status: RegistrationStatus) -> Self {
        let RegistrationStatus { enabled, registered, server_key, server_url, proxy_url, last_error } =
            status;
        let registration_status = RegistrationSummary {
            enabled,
            registered,
            server_key: server_key.clone(),
            server_url: server_url.clone(),
            proxy_url: proxy_url.clone(),
        };
        Self { enabled, registered, server_key, server_url, proxy_url, last_error, registration_status }
    }
}

/// Registers the server on its proxy, takes it off, or tells how its registration stands.
///
/// # Returns
/// Whether it was done, and how the registration stands now; a proxy that does not answer is no error of the call.
///
/// # Errors
/// Fails when the server does not ask its callers who they are and its settings do not allow it to everybody.
///
/// # Examples
/// ```json
/// {"action": "status"}
/// ```
#[command(
    roles("admin"),
    idempotent,
    read_only = false,
    destructive = false,
    timeout = "60s",
    allow("group-missing", reason = "it belongs to every service that registers itself"),
    allow("errors-undeclared", reason = "it fails only as any guarded command does")
)]
pub async fn proxy_registration(
    #[inject] context: Context,
    #[inject] manager: State<RegistrationManager>,
    /// What is to be done.
    #[param(example = "status")]
    action: RegistrationAction,
    /// Where the proxy reaches the server from now on; as it was when absent. Only `register` looks at it.
    #[param(length(max = 2000), example = "https://orders.example")]
    server_url: Option<String>,
) -> Result<RegistrationAnswer, CallError> {
    let asks_callers = context
        .states()
        .get::<Published>()
        .and_then(|published| published.dispatcher())
        .is_some_and(|dispatcher| dispatcher.asks_callers());
    if action != RegistrationAction::Status && !asks_callers && !manager.settings().open_command {
        return Err(CallError::new(
            codes::FORBIDDEN,
            "forbidden",
            "This server does not ask who calls, so that nobody may change its registration; its operator can allow it \
             by `proxy_registration.open_command`.",
        ));
    }
    let outcome = match action {
        RegistrationAction::Status => Ok("The registration stands as follows."),
        RegistrationAction::Register => manager
            .register_soon(server_url.as_deref())
            .await
            .map(|()| "The server is registered on the proxy."),
        RegistrationAction::Unregister => {
            manager.unregister().await.map(|()| "The server is no longer registered on the proxy.")
        }
    };
    Ok(RegistrationAnswer {
        success: outcome.is_ok(),
        message: outcome.map_or_else(|error| error.to_string(), str::to_owned),
        data: manager.status().into(),
    })
}
