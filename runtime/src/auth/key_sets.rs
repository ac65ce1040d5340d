//! The public keys of an authorization server, as JSON Web Key Set.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jsonwebtoken::{
    DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};
use tokio::sync::Mutex;

use super::settings::Algorithm;
use crate::client::HttpTransport;

/// After how long the keys are fetched again: those that were withdrawn are accepted no longer than that.
const LIFETIME: Duration = Duration::from_secs(600);
/// How long to wait before they are fetched again for a key that is not among them, or after a failure; nobody can make
/// the service fetch them more often by inventing keys.
const PAUSE: Duration = Duration::from_secs(30);
/// How long fetching may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many bytes a set may have.
const LONGEST: usize = 1 << 20;
/// How many keys of a set are read.
const MOST_KEYS: usize = 100;

/// Keys by their ids; those without one are tried for tokens that name none.
#[derive(Debug, Default)]
pub(super) struct Keys(HashMap<Option<String>, DecodingKey>);

impl Keys {
    /// The keys of a set that fit an algorithm and are for signatures.
    pub(super) fn of_set(json: &[u8], algorithm: Algorithm) -> Result<Self, String> {
        // A set may hold keys of kinds that are not known here, which must not make the others unusable.
        let set: serde_json::Value =
            serde_json::from_slice(json).map_err(|error| format!("it is no JSON: {error}"))?;
        let listed = set.get("keys").and_then(serde_json::Value::as_array);
        let listed = listed.ok_or("it has no list `keys`")?;
        let readable: Vec<Jwk> = listed
            .iter()
            .take(MOST_KEYS)
            .filter_map(|key| serde_json::from_value(key.clone()).ok())
            .collect();
        let set = JwkSet { keys: readable };
        let keys = set
            .keys
            .iter()
            .filter(|key| fits(key, algorithm))
            .filter_map(|key| Some((key.common.key_id.clone(), DecodingKey::from_jwk(key).ok()?)));
        let keys: HashMap<_, _> = keys.collect();
        if keys.is_empty() {
            return Err(format!("none of its {} keys is one for {algorithm:?}", listed.len()));
        }
        Ok(Self(keys))
    }

    /// The only key that there is.
    pub(super) fn only(key: DecodingKey) -> Self {
        Self(HashMap::from([(None, key)]))
    }

    /// The key that a token names. The only key of an issuer is also that of tokens that name another or none.
    pub(super) fn get(&self, id: Option<&str>) -> Option<&DecodingKey> {
        let id = id.map(str::to_owned);
        self.0.get(&id).or_else(|| match self.0.len() {
            1 => self.0.get(&None).or_else(|| self.0.values().next().filter(|_| id.is_none())),
            _ => None,
        })
    }
}

fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let for_signatures = key.common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature);
    let of_kind = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::Rs256) => true,
        (AlgorithmParameters::EllipticCurve(it), Algorithm::Es256) => it.curve == EllipticCurve::P256,
        _ => false,
    };
    for_signatures && of_kind
}

/// Keys that are published somewhere, fetched when they are first needed.
pub(super) struct PublishedKeys {
    transport: HttpTransport,
    algorithm: Algorithm,
    fetched: RwLock<Fetched>,
    /// Held by the one who fetches; others wait for what it brings.
    fetching: Mutex<()>,
}

#[derive(Clone, Default)]
struct Fetched {
    keys: Arc<Keys>,
    /// When it was last tried, and when it last succeeded.
    tried: Option<Instant>,
    succeeded: Option<Instant>,
}

impl PublishedKeys {
    pub(super) fn new(url: &str, algorithm: Algorithm) -> Result<Self, String> {
        let transport = HttpTransport::new(url).map_err(|error| error.to_string())?;
        Ok(Self { transport, algorithm, fetched: RwLock::default(), fetching: Mutex::default() })
    }

    /// The keys, if one of them is that of a token and they are not too old.
    pub(super) fn known(&self, id: Option<&str>) -> Option<Arc<Keys>> {
        let fetched = self.fetched.read().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = fetched.succeeded.is_some_and(|at| at.elapsed() < LIFETIME);
        (is_fresh && fetched.keys.get(id).is_some()).then(|| Arc::clone(&fetched.keys))
    }

    /// The keys, fetched again if that may bring the one of a token. Where they cannot be fetched, old ones still count
    /// for as long again: an authorization server that is down for a moment must not stop the service.
    pub(super) async fn fetch_for(&self, id: Option<&str>) -> Option<Arc<Keys>> {
        let _fetching = self.fetching.lock().await;
        if let Some(known) = self.known(id) {
            return Some(known);
        }
        let before = self.fetched.read().unwrap_or_else(PoisonError::into_inner).clone();
        if before.tried.is_none_or(|at| at.elapsed() >= PAUSE) {
            let now = Instant::now();
            let outcome = self.fetch().await;
            let mut fetched = self.fetched.write().unwrap_or_else(PoisonError::into_inner);
            fetched.tried = Some(now);
            match outcome {
                Ok(keys) => {
                    *fetched = Fetched { keys: Arc::new(keys), tried: Some(now), succeeded: Some(now) }
                }
                Err(error) => {
                    tracing::error!(%error, from = ?self.transport, "the keys of an authorization server cannot be had");
                }
            }
        }
        let fetched = self.fetched.read().unwrap_or_else(PoisonError::into_inner);
        fetched.succeeded.filter(|at| at.elapsed() < 2 * LIFETIME).map(|_| Arc::clone(&fetched.keys))
    }

    async fn fetch(&self) -> Result<Keys, String> {
        let answer = tokio::time::timeout(PATIENCE, self.transport.get(LONGEST)).await;
        let body = answer
            .map_err(|_| format!("no answer within {} seconds", PATIENCE.as_secs()))?
            .map_err(|error| error.to_string())?;
        Keys::of_set(&body, self.algorithm)
    }
}

impl std::fmt::Debug for PublishedKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PublishedKeys").field("from", &self.transport).finish_non_exhaustive()
    }
}
