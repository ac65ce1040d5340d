//! JSON Web Tokens: whose they are, and whether they are to be believed.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::http::{Uri, uri::Scheme};
use jsonwebtoken::{DecodingKey, Header, Validation, decode, decode_header, errors::ErrorKind};
use serde_json::{Map, Value};

use super::{
    api_keys::is_role,
    key_sets::{Keys, PublishedKeys},
    settings::{Algorithm, TokenSettings},
    signatures,
};
use crate::Caller;

/// The shortest secret that tokens may be signed with: as long as what it makes.
const SHORTEST_SECRET: usize = 32;
/// The longest token that is looked at.
const LONGEST_TOKEN: usize = 8 * 1024;
/// How many roles of a token are taken.
const MOST_ROLES: usize = 100;

/// The places that tokens come from.
#[derive(Debug, Default)]
pub(super) struct Tokens(Vec<Issuer>);

#[derive(Debug)]
struct Issuer {
    algorithm: jsonwebtoken::Algorithm,
    validation: Validation,
    keys: Source,
    name_claim: String,
    role_claims: Vec<String>,
}

#[derive(Debug)]
enum Source {
    Given(Arc<Keys>),
    Published(Box<PublishedKeys>),
}

/// Why a token is not believed, as its sender is told.
pub(super) type Reason = &'static str;

/// What came of looking at a token without waiting.
pub(super) enum Looked {
    Done(Result<Caller, Reason>),
    /// Keys have to be fetched first.
    NeedsKeys,
}

impl Tokens {
    /// Reads a configuration and the files that it names; what is wrong with them is added to the faults.
    pub(super) fn new(settings: &[TokenSettings], faults: &mut Vec<String>) -> Self {
        signatures::install();
        let mut issuers = Vec::new();
        for (position, settings) in settings.iter().enumerate() {
            match Issuer::new(settings) {
                Ok(issuer) => issuers.push(issuer),
                Err(fault) => faults.push(format!("auth.tokens[{position}]: {fault}")),
            }
        }
        Self(issuers)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whose token it is, as far as that can be said at once.
    pub(super) fn look(&self, token: &str) -> Looked {
        let header = match read_header(token) {
            Ok(header) => header,
            Err(reason) => return Looked::Done(Err(reason)),
        };
        let mut refused = NO_ISSUER;
        for issuer in self.0.iter().filter(|it| it.algorithm == header.alg) {
            let keys = match &issuer.keys {
                Source::Given(keys) => Arc::clone(keys),
                Source::Published(published) => match published.known(header.kid.as_deref()) {
                    Some(keys) => keys,
                    None => return Looked::NeedsKeys,
                },
            };
            match issuer.check(token, &header, &keys) {
                Ok(caller) => return Looked::Done(Ok(caller)),
                Err(reason) => refused = reason,
            }
        }
        Looked::Done(Err(refused))
    }

    /// Whose token it is, with keys that are fetched where they are missing.
    pub(super) async fn check(&self, token: &str) -> Result<Caller, Reason> {
        let header = read_header(token)?;
        let mut refused = NO_ISSUER;
        for issuer in self.0.iter().filter(|it| it.algorithm == header.alg) {
            let keys = match &issuer.keys {
                Source::Given(keys) => Arc::clone(keys),
                Source::Published(published) => {
                    let id = header.kid.as_deref();
                    let keys = match published.known(id) {
                        Some(keys) => Some(keys),
                        None => published.fetch_for(id).await,
                    };
                    let Some(keys) = keys else { continue };
                    keys
                }
            };
            match issuer.check(token, &header, &keys) {
                Ok(caller) => return Ok(caller),
                Err(reason) => refused = reason,
            }
        }
        Err(refused)
    }
}

const NO_ISSUER: Reason = "the token is not signed by anybody known here";

fn read_header(token: &str) -> Result<Header, Reason> {
    if token.len() > LONGEST_TOKEN {
        return Err("the token is too long");
    }
    let header = decode_header(token).map_err(|_| "the token is no JSON Web Token")?;
    // What a token declares to be critical must be understood, and nothing is known here that could be.
    if header.crit.is_some() {
        return Err("the token needs extensions that are not known here");
    }
    Ok(header)
}

impl Issuer {
    fn new(settings: &TokenSettings) -> Result<Self, String> {
        let algorithm = match settings.algorithm {
            Algorithm::Hs256 => jsonwebtoken::Algorithm::HS256,
            Algorithm::Rs256 => jsonwebtoken::Algorithm::RS256,
            Algorithm::Es256 => jsonwebtoken::Algorithm::ES256,
        };
        let mut validation = Validation::new(algorithm);
        validation.leeway = settings.leeway_seconds;
        validation.validate_nbf = true;
        let mut required = vec!["exp"];
        if settings.audience.is_empty() {
            validation.validate_aud = false;
        } else {
            validation.set_audience(&settings.audience);
            required.push("aud");
        }
        if let Some(issuer) = &settings.issuer {
            validation.set_issuer(&[issuer]);
            required.push("iss");
        }
        validation.set_required_spec_claims(&required);
        Ok(Self {
            algorithm,
            validation,
            keys: source(settings)?,
            name_claim: settings.name_claim.clone(),
            role_claims: settings.role_claims.clone(),
        })
    }

    fn check(&self, token: &str, header: &Header, keys: &Keys) -> Result<Caller, Reason> {
        let key = keys.get(header.kid.as_deref()).ok_or(NO_ISSUER)?;
        let claims =
            decode::<Map<String, Value>>(token, key, &self.validation).map_err(|error| {
                match error.kind() {
                    ErrorKind::ExpiredSignature => "the token has expired",
                    ErrorKind::ImmatureSignature => "the token is not valid yet",
                    ErrorKind::InvalidIssuer => "the token is of another issuer",
                    ErrorKind::InvalidAudience => "the token is for another service",
                    ErrorKind::MissingRequiredClaim(_) => "the token lacks `exp`, `aud` or `iss`",
                    _ => NO_ISSUER,
                }
            })?;
        let name = claims.claims.get(&self.name_claim).and_then(Value::as_str).filter(|it| !it.is_empty());
        let name = name.ok_or("the token does not say whose it is")?;
        let roles = self.role_claims.iter().filter_map(|claim| claims.claims.get(claim)).flat_map(roles_of);
        let mut caller = Caller::named(name).with_roles(roles.take(MOST_ROLES));
        if let Some(until) = claims.claims.get("exp").and_then(Value::as_f64).and_then(time_of) {
            let leeway = Duration::from_secs(self.validation.leeway);
            // An end that no clock can show is none.
            if let Some(until) = until.checked_add(leeway) {
                caller = caller.until(until);
            }
        }
        Ok(caller)
    }
}

/// Whether nobody can change what comes from a URL on its way: it is encrypted, or stays on this machine.
fn is_safe(url: &str) -> bool {
    // What is no URL is refused by whoever fetches it.
    let Ok(url) = url.parse::<Uri>() else { return true };
    let is_here = matches!(url.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
    is_here || url.scheme() != Some(&Scheme::HTTP)
}

fn time_of(seconds: f64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?)
}

/// The roles in a claim. Of what a token says, no role is `*`, which would be everybody.
fn roles_of(claim: &Value) -> impl Iterator<Item = String> + '_ {
    let listed = claim.as_array().into_iter().flatten().filter_map(Value::as_str);
    let written = claim.as_str().into_iter().flat_map(|text| text.split_ascii_whitespace());
    listed.chain(written).filter(|role| is_role(role)).map(str::to_owned)
}

fn source(settings: &TokenSettings) -> Result<Source, String> {
    let given = [
        settings.secret.is_some(),
        settings.public_key_file.is_some(),
        settings.jwks_file.is_some(),
        settings.jwks_url.is_some(),
    ];
    if given.iter().filter(|it| **it).count() != 1 {
        return Err(
            "give one of `secret`, `public_key_file`, `jwks_file` and `jwks_url`, and one only".to_owned()
        );
    }
    let algorithm = settings.algorithm;
    if (algorithm == Algorithm::Hs256) != settings.secret.is_some() {
        return Err("HS256 goes with `secret`, RS256 and ES256 with public keys".to_owned());
    }
    if let Some(secret) = &settings.secret {
        let secret = secret.expose().as_bytes();
        if secret.len() < SHORTEST_SECRET {
            return Err(format!("`secret` has {} bytes; it needs {SHORTEST_SECRET} at least", secret.len()));
        }
        return Ok(Source::Given(Arc::new(Keys::only(DecodingKey::from_secret(secret)))));
    }
    if let Some(url) = &settings.jwks_url {
        if !is_safe(url) {
            return Err(
                "`jwks_url` must be one of https: whoever changes the keys on the way can make tokens"
                    .to_owned(),
            );
        }
        let published = PublishedKeys::new(url, algorithm).map_err(|error| format!("`jwks_url`: {error}"))?;
        return Ok(Source::Published(Box::new(published)));
    }
    let read = |path: &std::path::Path| {
        std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
    };
    if let Some(path) = &settings.jwks_file {
        let keys = Keys::of_set(&read(path)?, algorithm);
        return Ok(Source::Given(Arc::new(keys.map_err(|error| format!("{}: {error}", path.display()))?)));
    }
    let path = settings.public_key_file.as_deref().unwrap_or(std::path::Path::new(""));
    let pem = read(path)?;
    let key = match algorithm {
        Algorithm::Rs256 => DecodingKey::from_rsa_pem(&pem),
        _ => DecodingKey::from_ec_pem(&pem),
    };
    let key =
        key.map_err(|_| format!("{} is no public key for {algorithm:?} in PEM form", path.display()))?;
    Ok(Source::Given(Arc::new(Keys::only(key))))
}

/// Makes a token for trying things out, signed by the first configured secret.
///
/// # Errors
///
/// Fails when no secret is configured.
#[cfg(feature = "cli")]
pub(crate) fn development_token(
    settings: &[TokenSettings],
    name: &str,
    roles: &[String],
    lifetime: Duration,
) -> Result<String, String> {
    signatures::install();
    let issuer = settings.iter().find_map(|it| Some((it, it.secret.as_ref()?)));
    let (issuer, secret) =
        issuer.ok_or("tokens are made with a secret: give one to an entry of `auth.tokens` with HS256")?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut claims = Map::new();
    claims.insert(issuer.name_claim.clone(), name.into());
    if let Some(claim) = issuer.role_claims.first() {
        claims.insert(claim.clone(), roles.into());
    }
    claims.insert("iat".to_owned(), now.as_secs().into());
    claims.insert("exp".to_owned(), (now + lifetime).as_secs().into());
    if let Some(name) = &issuer.issuer {
        claims.insert("iss".to_owned(), name.as_str().into());
    }
    if let Some(audience) = issuer.audience.first() {
        claims.insert("aud".to_owned(), audience.as_str().into());
    }
    let key = jsonwebtoken::EncodingKey::from_secret(secret.expose().as_bytes());
    jsonwebtoken::encode(&Header::new(jsonwebtoken::Algorithm::HS256), &claims, &key)
        .map_err(|error| format!("the token cannot be made: {error}"))
}
