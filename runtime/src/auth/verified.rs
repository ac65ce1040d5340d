//! Tokens that were checked a moment ago: checking a signature costs more than all the rest of a call.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

use crate::Caller;

/// For how long a token is not checked again. Its own end is looked at for each call.
const KEPT: Duration = Duration::from_secs(60);
/// How many tokens are remembered; when there are more, all are forgotten and checked anew.
const MOST: usize = 10_000;

/// Tokens that were checked, by their digests: the tokens themselves are not kept.
#[derive(Debug, Default)]
pub(super) struct Verified(Mutex<HashMap<[u8; 32], (Caller, Instant)>>);

/// The digest of a token.
pub(super) struct TokenDigest([u8; 32]);

impl TokenDigest {
    pub(super) fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }
}

impl Verified {
    /// Whose token it is, if it was checked a moment ago and has not ended.
    pub(super) fn get(&self, digest: &TokenDigest, now: Instant) -> Option<Caller> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (caller, until) = known.get(&digest.0)?;
        (now < *until && !caller.has_expired()).then(|| caller.clone())
    }

    pub(super) fn put(&self, digest: TokenDigest, caller: &Caller, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (_, until)| now < *until);
            if known.len() >= MOST {
                known.clear();
            }
        }
        known.insert(digest.0, (caller.clone(), now + KEPT));
    }
}
