//! Who callers are: API keys and tokens, checked before a request reaches a command.
//!
//! What a caller may do is decided by [`AccessRules`](crate::AccessRules), on every surface alike. This room finds out
//! who it is: [`Authenticator::protect`] is a layer around a router that reads the credentials of a request, refuses
//! wrong ones, and hands the [`Caller`](crate::Caller) on. A request without credentials goes on as that of an anonymous
//! caller, who may call what is public.

mod api_keys;
mod attempts;
mod authenticator;
mod credentials;
mod key_sets;
mod layer;
mod metadata;
mod settings;
mod signatures;
mod tokens;
mod verified;

#[cfg(feature = "cli")]
pub(crate) use self::tokens::development_token;
pub use self::{
    api_keys::{GeneratedKey, api_key_digest},
    authenticator::{AuthError, Authenticator},
    layer::{Answering, Authenticate, Authenticated},
    settings::{AccessRuleSettings, AccessSettings, Algorithm, ApiKeySettings, AuthSettings, TokenSettings},
};
