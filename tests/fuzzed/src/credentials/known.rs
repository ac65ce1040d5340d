//! Who is known to the service whose check is fuzzed.

use std::path::PathBuf;

use commandry::{
    auth::{Algorithm, ApiKeySettings, AuthSettings, Authenticator, TokenSettings, api_key_digest},
    config::Secret,
};

/// The key of `till`.
pub(super) const KEY: &str = "cmdk_a key that is known";
/// What tokens by HS256 are signed with.
pub(super) const SECRET: &str = "a secret of more than thirty-two bytes";
/// Who issues tokens, and for whom.
pub(super) const ISSUER: &str = "https://login.example/";
pub(super) const AUDIENCE: &str = "orders";
/// Tokens of `ada` up to the year 2100, one of each algorithm.
pub(super) const TOKENS: [&str; 3] =
    [include_str!("tokens/hs256"), include_str!("tokens/rs256"), include_str!("tokens/es256")];
/// The public key that tokens by RS256 are checked with, which everybody has.
pub(super) const PUBLIC_KEY: &[u8] = include_bytes!("rsa_public_key.pem");

/// The check, which nobody is locked out of: a fuzzer fails more often than anybody.
pub(super) fn authenticator() -> Authenticator {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/credentials"));
    let issuer = || TokenSettings {
        issuer: Some(ISSUER.to_owned()),
        audience: vec![AUDIENCE.to_owned()],
        ..TokenSettings::default()
    };
    let by_key = |algorithm, file: &str| TokenSettings {
        algorithm,
        public_key_file: Some(folder.join(file)),
        ..issuer()
    };
    let settings = AuthSettings {
        enabled: true,
        api_keys: vec![ApiKeySettings {
            name: "till".to_owned(),
            sha256: api_key_digest(KEY),
            roles: vec!["clerk".to_owned()],
        }],
        tokens: vec![
            TokenSettings { secret: Some(Secret::from(SECRET)), ..issuer() },
            by_key(Algorithm::Rs256, "rsa_public_key.pem"),
            by_key(Algorithm::Es256, "ec_public_key.pem"),
        ],
        failures_per_minute: u32::MAX,
        ..AuthSettings::default()
    };
    Authenticator::new(&settings).expect("the settings are right")
}
