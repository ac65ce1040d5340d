//! From the credentials of a request to its caller.

use std::{fmt, net::IpAddr, sync::Arc, time::Instant};

use axum::http::HeaderMap;

use super::{
    api_keys::ApiKeys,
    attempts::Attempts,
    credentials::Credentials,
    metadata::Metadata,
    settings::AuthSettings,
    tokens::{Looked, Tokens},
    verified::{TokenDigest, Verified},
};
use crate::{CallError, Caller, codes};

/// Finds out who makes a request; a clone is another handle to the same.
///
/// # Examples
///
/// ```
/// use commandry::{auth::{ApiKeySettings, AuthSettings, Authenticator, api_key_digest}, http, prelude::*};
/// use commandry::{AccessRule, AccessRules, Dispatcher, Registry};
///
/// /// Answers at once.
/// #[command(group = "demo", read_only)]
/// fn ping() -> bool {
///     true
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let rules = AccessRules::new().rule(AccessRule::all().roles(["clerk"]));
/// let dispatcher = Dispatcher::builder(Registry::new().with::<ping>()).access(rules).build()?;
/// let key = ApiKeySettings {
///     name: "till-3".to_owned(),
///     sha256: api_key_digest("a long random text"),
///     roles: vec!["clerk".to_owned()],
/// };
/// let authenticator = Authenticator::new(&AuthSettings { api_keys: vec![key], ..AuthSettings::default() })?;
/// let router: axum::Router = authenticator.protect(http::router(dispatcher)?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Authenticator(Arc<Inner>);

struct Inner {
    api_keys: ApiKeys,
    tokens: Tokens,
    verified: Verified,
    attempts: Attempts,
    metadata: Metadata,
}

/// Why a request is refused before anything of it is run.
#[derive(Debug)]
pub(super) enum Refused {
    /// It proves nothing.
    Wrong(&'static str),
    /// Its address sent too much that proved nothing.
    TooOften(std::time::Duration),
}

/// What came of looking at a request without waiting.
pub(super) enum Decided {
    Done(Result<Caller, Refused>),
    /// Keys have to be fetched for this token.
    Later(Box<str>),
}

impl Authenticator {
    /// Reads the settings and the files that they name.
    ///
    /// # Errors
    ///
    /// Fails when a setting is wrong or a file cannot be used; all faults are told at once.
    pub fn new(settings: &AuthSettings) -> Result<Self, AuthError> {
        let mut faults = Vec::new();
        let api_keys = ApiKeys::new(&settings.api_keys, &mut faults);
        let tokens = Tokens::new(&settings.tokens, &mut faults);
        let metadata = Metadata::new(settings, &mut faults);
        if api_keys.is_empty() && tokens.is_empty() && faults.is_empty() {
            faults.push("auth: nobody can prove who they are; give `api_keys` or `tokens`".to_owned());
        }
        if settings.failures_per_minute == 0 {
            faults.push("auth.failures_per_minute is 0: one mistake would lock everybody out".to_owned());
        }
        if !faults.is_empty() {
            return Err(AuthError(faults));
        }
        let attempts = Attempts::new(settings.failures_per_minute);
        let verified = Verified::default();
        Ok(Self(Arc::new(Inner { api_keys, tokens, verified, attempts, metadata })))
    }

    pub(super) fn metadata(&self) -> &Metadata {
        &self.0.metadata
    }

    /// Looks at what a request brings along.
    pub(super) fn decide(&self, headers: &HeaderMap, address: Option<IpAddr>) -> Decided {
        let secret = match Credentials::of(headers) {
            Credentials::None => return Decided::Done(Ok(Caller::anonymous())),
            Credentials::Unreadable(reason) => return Decided::Done(Err(Refused::Wrong(reason))),
            Credentials::Secret(secret) => secret,
        };
        let now = Instant::now();
        if let Some(wait) = self.0.attempts.must_wait(address, now) {
            return Decided::Done(Err(Refused::TooOften(wait)));
        }
        if !self.0.tokens.is_empty() && is_token(secret) {
            let digest = TokenDigest::of(secret);
            if let Some(caller) = self.0.verified.get(&digest, now) {
                return Decided::Done(Ok(caller));
            }
            return match self.0.tokens.look(secret) {
                Looked::NeedsKeys => Decided::Later(secret.into()),
                Looked::Done(outcome) => Decided::Done(self.settle(outcome, Some(digest), address, now)),
            };
        }
        let outcome = self.0.api_keys.caller(secret).cloned().ok_or("the key is not known here");
        Decided::Done(self.settle(outcome, None, address, now))
    }

    /// Looks at a token with keys that are fetched first.
    pub(super) async fn decide_later(&self, token: &str, address: Option<IpAddr>) -> Result<Caller, Refused> {
        let outcome = self.0.tokens.check(token).await;
        self.settle(outcome, Some(TokenDigest::of(token)), address, Instant::now())
    }

    fn settle(
        &self,
        outcome: Result<Caller, &'static str>,
        token: Option<TokenDigest>,
        address: Option<IpAddr>,
        now: Instant,
    ) -> Result<Caller, Refused> {
        match outcome {
            Ok(caller) => {
                if let Some(digest) = token {
                    self.0.verified.put(digest, &caller, now);
                }
                Ok(caller)
            }
            Err(reason) => {
                self.0.attempts.failed(address, now);
                Err(Refused::Wrong(reason))
            }
        }
    }
}

impl Refused {
    /// What the sender is told.
    pub(super) fn error(&self) -> CallError {
        match self {
            Self::Wrong(reason) => CallError::new(
                codes::UNAUTHENTICATED,
                "unauthenticated",
                format!("This does not prove who you are: {reason}."),
            ),
            Self::TooOften(wait) => CallError::new(
                codes::OVERLOADED,
                "too_many_attempts",
                format!(
                    "Too many wrong keys or tokens came from your address; wait {} seconds.",
                    wait.as_secs()
                ),
            )
            .status(429),
        }
    }
}

/// Whether a secret has the form of a token: three parts with dots between.
fn is_token(secret: &str) -> bool {
    secret.bytes().filter(|byte| *byte == b'.').count() == 2
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Authenticator").finish_non_exhaustive()
    }
}

/// Settings that callers cannot be checked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthError(Vec<String>);

impl AuthError {
    pub(super) fn one(fault: String) -> Self {
        Self(vec![fault])
    }

    /// What is wrong, each with the place of the setting.
    pub fn faults(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for AuthError {}
