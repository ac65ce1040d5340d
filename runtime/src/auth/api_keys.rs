//! Keys of programs, of which only the digests are known here.

use std::{collections::HashMap, fmt};

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{AuthError, settings::ApiKeySettings};
use crate::Caller;

/// The digest of a key, as it stands in a configuration: SHA-256 in hexadecimal digits.
///
/// A slow hash, as for passwords, would add nothing: a key made by [`GeneratedKey::new`] has 256 random bits, which
/// nobody guesses however fast a guess can be checked.
///
/// ```
/// assert!(commandry::auth::api_key_digest("secret").starts_with("2bb80d53"));
/// ```
pub fn api_key_digest(key: &str) -> String {
    hexadecimal(&digest(key))
}

/// A key that was just made; it is shown once, and kept nowhere.
pub struct GeneratedKey(String);

impl GeneratedKey {
    /// Makes a key of 256 random bits.
    ///
    /// # Errors
    ///
    /// Fails when the system has no random numbers to give.
    pub fn new() -> Result<Self, AuthError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| AuthError::one(format!("the system gives no random numbers: {error}")))?;
        // What it begins with lets scanners of source code find keys that were committed by mistake.
        Ok(Self(format!("cmdk_{}", hexadecimal(&bytes))))
    }

    /// The key itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Its digest, for the configuration.
    pub fn digest(&self) -> String {
        api_key_digest(&self.0)
    }
}

impl fmt::Debug for GeneratedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("GeneratedKey(secret)")
    }
}

/// The keys of a service.
#[derive(Debug, Default)]
pub(super) struct ApiKeys(HashMap<[u8; 32], Caller, foldhash::fast::RandomState>);

impl ApiKeys {
    /// Reads the keys of a configuration; what is wrong with them is added to the faults.
    pub(super) fn new(settings: &[ApiKeySettings], faults: &mut Vec<String>) -> Self {
        let mut keys = HashMap::default();
        for (position, key) in settings.iter().enumerate() {
            let place = format!("auth.api_keys[{position}]");
            if key.name.trim().is_empty() {
                faults.push(format!("{place}.name is empty; name the caller who has the key"));
            }
            if let Some(role) = key.roles.iter().find(|role| !is_role(role)) {
                faults.push(format!("{place}.roles: `{role}` is no role; a role is one word other than `*`"));
            }
            let Some(digest) = bytes_of(&key.sha256) else {
                faults.push(format!(
                    "{place}.sha256 is no SHA-256 in 64 hexadecimal digits; `auth key` makes a key and its digest"
                ));
                continue;
            };
            let caller = Caller::named(&key.name).with_roles(&key.roles);
            if keys.insert(digest, caller).is_some() {
                faults.push(format!(
                    "{place}.sha256 is that of an earlier key; each caller needs a key of its own"
                ));
            }
        }
        Self(keys)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Who has a key; `None` when nobody does.
    ///
    /// The time of the search depends on the digest, from which nobody finds a key; the comparison takes the same time
    /// whatever is compared.
    pub(super) fn caller(&self, key: &str) -> Option<&Caller> {
        let digest = digest(key);
        let (known, caller) = self.0.get_key_value(&digest)?;
        bool::from(words(known).ct_eq(&words(&digest))).then_some(caller)
    }
}

/// Whether a text can be a role.
pub(super) fn is_role(role: &str) -> bool {
    !role.is_empty() && !role.contains(|it: char| it.is_whitespace() || it == '*')
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        digits.push_str(&format!("{byte:02x}"));
    }
    digits
}

/// A digest as the machine compares it quickest.
fn words(digest: &[u8; 32]) -> [u64; 4] {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(digest.chunks_exact(8)) {
        *word = u64::from_ne_bytes(bytes.try_into().unwrap_or_default());
    }
    words
}

fn digest(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

fn bytes_of(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.trim();
    if digits.len() != 64 || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (position, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * position..2 * position + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{ApiKeySettings, ApiKeys, GeneratedKey};

    #[test]
    fn a_key_is_found_by_itself_alone() {
        let (first, second) = (GeneratedKey::new().unwrap(), GeneratedKey::new().unwrap());
        assert_ne!(first.expose(), second.expose());
        let settings = ApiKeySettings {
            name: "import".to_owned(),
            sha256: first.digest().to_uppercase(),
            roles: vec!["stock".to_owned()],
        };
        let mut faults = Vec::new();
        let keys = ApiKeys::new(&[settings], &mut faults);
        assert_eq!(faults, [""; 0]);
        let caller = keys.caller(first.expose()).unwrap();
        assert!(caller.name() == Some("import") && caller.has_role("stock"));
        for wrong in
            [second.expose(), "", &first.digest(), &first.expose()[..60], &format!("{} ", first.expose())]
        {
            assert!(keys.caller(wrong).is_none(), "{wrong}");
        }
        assert!(!format!("{first:?}{keys:?}").contains(first.expose()));
    }

    #[test]
    fn all_faults_of_a_configuration_are_told_at_once() {
        let key = |name: &str, sha256: &str, role: &str| ApiKeySettings {
            name: name.to_owned(),
            sha256: sha256.to_owned(),
            roles: vec![role.to_owned()],
        };
        let digest = "0".repeat(64);
        let mut faults = Vec::new();
        ApiKeys::new(
            &[
                key("", &digest, "a b"),
                key("b", &digest, "b"),
                key("c", "é123", "*"),
                key("d", &digest[1..], "d"),
            ],
            &mut faults,
        );
        let places: Vec<&str> = faults.iter().map(|it| it.split([' ', ':']).next().unwrap()).collect();
        assert_eq!(
            places,
            [
                "auth.api_keys[0].name",
                "auth.api_keys[0].roles",
                "auth.api_keys[1].sha256",
                "auth.api_keys[2].roles",
                "auth.api_keys[2].sha256",
                "auth.api_keys[3].sha256"
            ]
        );
    }
}
