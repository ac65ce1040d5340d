//! What a host carries from one round of questions to the next, protected against changes.

use std::{
    collections::BTreeMap,
    sync::OnceLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;

use crate::CallError;

/// Length of the code that proves who wrote a state, in bytes.
const CODE: usize = 32;
/// Keeps states of other kinds, and of later forms of this one, from being taken for this.
const PURPOSE: &[u8] = b"commandry mcp request state 1";

/// Seals states and opens them again.
///
/// A state is the answers so far in JSON with the time until which it holds, behind it a code by HMAC-SHA-256. The code
/// is also over the request that the state belongs to, so that it is worth nothing for another call or caller.
pub(in crate::mcp) struct StateSeal {
    given: Option<[u8; 32]>,
    /// Made up on first use; `None` when the system has no randomness.
    made_up: OnceLock<Option<[u8; 32]>>,
    lifetime: Duration,
}

/// The request that a state belongs to.
pub(in crate::mcp) struct Binding<'a> {
    pub(in crate::mcp) caller: Option<&'a str>,
    pub(in crate::mcp) method: &'a str,
    pub(in crate::mcp) name: &'a str,
    /// The arguments in canonical form.
    pub(in crate::mcp) arguments: &'a str,
}

/// What a caller is told whose state cannot be opened.
pub(in crate::mcp) const NOT_OURS: &str = "`requestState` is not what this server gave for this request, or is too old; \
     send the request without it to start again.";

/// The answers so far, by the key of the question.
pub(in crate::mcp) type Answers = BTreeMap<String, Value>;

#[derive(Serialize, Deserialize)]
struct State {
    /// Seconds since 1970 until which it holds.
    until: u64,
    answers: Answers,
}

impl StateSeal {
    pub(in crate::mcp) fn new(key: Option<[u8; 32]>, lifetime: Duration) -> Self {
        Self { given: key, made_up: OnceLock::new(), lifetime }
    }

    /// Seals answers.
    ///
    /// # Errors
    ///
    /// Fails when the system has no randomness to make a key of.
    pub(in crate::mcp) fn seal(&self, answers: &Answers, binding: &Binding<'_>) -> Result<String, CallError> {
        let until = now().saturating_add(self.lifetime.as_secs());
        let state = State { until, answers: answers.clone() };
        let mut bytes = serde_json::to_vec(&state).map_err(|error| {
            CallError::internal(&format!("a state cannot be written: {error}"), binding.name)
        })?;
        let code = self
            .code(&bytes, binding)
            .ok_or_else(|| CallError::internal("the system has no randomness for a key", binding.name))?;
        bytes.extend_from_slice(&code.finalize().into_bytes());
        Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Opens a state; `None` when this server did not seal it for this request, or it holds no longer.
    pub(in crate::mcp) fn open(&self, sealed: &str, binding: &Binding<'_>) -> Option<Answers> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (content, code) = bytes.split_at_checked(bytes.len().checked_sub(CODE)?)?;
        self.code(content, binding)?.verify_slice(code).ok()?;
        let state: State = serde_json::from_slice(content).ok()?;
        (now() < state.until).then_some(state.answers)
    }

    fn code(&self, content: &[u8], binding: &Binding<'_>) -> Option<Hmac<Sha256>> {
        let made_up = || {
            let mut key = [0; 32];
            getrandom::fill(&mut key).ok().map(|()| key)
        };
        let key = self.given.or_else(|| *self.made_up.get_or_init(made_up))?;
        let mut code = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        // Lengths keep the parts apart: nothing at the end of one can pass for the start of the next.
        let known = [u8::from(binding.caller.is_some())];
        let caller = binding.caller.unwrap_or_default().as_bytes();
        let parts =
            [binding.method.as_bytes(), binding.name.as_bytes(), binding.arguments.as_bytes(), content];
        for part in [PURPOSE, &known, caller].into_iter().chain(parts) {
            code.update(&(part.len() as u64).to_be_bytes());
            code.update(part);
        }
        Some(code)
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{Answers, BASE64_URL_SAFE_NO_PAD, Binding, StateSeal};
    use base64::Engine;

    const MINUTE: Duration = Duration::from_secs(60);

    fn binding<'a>(caller: Option<&'a str>, name: &'a str, arguments: &'a str) -> Binding<'a> {
        Binding { caller, method: "tools/call", name, arguments }
    }

    fn answers() -> Answers {
        Answers::from([("sure".to_owned(), json!({"action": "accept"}))])
    }

    #[test]
    fn a_state_comes_back_as_it_went() {
        let seal = StateSeal::new(None, MINUTE);
        let sealed = seal.seal(&answers(), &binding(None, "pay", "{}")).unwrap();
        assert_eq!(seal.open(&sealed, &binding(None, "pay", "{}")), Some(answers()));
    }

    #[test]
    fn a_state_is_worth_nothing_elsewhere() {
        let seal = StateSeal::new(Some([7; 32]), MINUTE);
        let sealed = seal.seal(&answers(), &binding(Some("ann"), "pay", r#"{"sum":1}"#)).unwrap();
        for other in [
            binding(Some("bob"), "pay", r#"{"sum":1}"#),
            binding(None, "pay", r#"{"sum":1}"#),
            binding(Some("ann"), "send", r#"{"sum":1}"#),
            binding(Some("ann"), "pay", r#"{"sum":2}"#),
            Binding { method: "prompts/get", ..binding(Some("ann"), "pay", r#"{"sum":1}"#) },
        ] {
            assert_eq!(seal.open(&sealed, &other), None);
        }
        let same = || binding(Some("ann"), "pay", r#"{"sum":1}"#);
        assert_eq!(StateSeal::new(Some([8; 32]), MINUTE).open(&sealed, &same()), None, "another key");
        assert!(StateSeal::new(Some([7; 32]), MINUTE).open(&sealed, &same()).is_some(), "another process");
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let seal = StateSeal::new(None, MINUTE);
        let sealed = seal.seal(&answers(), &binding(None, "pay", "{}")).unwrap();
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&sealed).unwrap();
        for position in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[position] ^= 1;
            let changed = BASE64_URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(seal.open(&changed, &binding(None, "pay", "{}")), None, "byte {position}");
        }
        for changed in [String::new(), "?".to_owned(), "AAAA".to_owned(), format!("{sealed}-TAMPERED")] {
            assert_eq!(seal.open(&changed, &binding(None, "pay", "{}")), None, "{changed}");
        }
    }

    #[test]
    fn a_state_holds_for_its_time() {
        let seal = StateSeal::new(None, Duration::ZERO);
        let sealed = seal.seal(&answers(), &binding(None, "pay", "{}")).unwrap();
        assert_eq!(seal.open(&sealed, &binding(None, "pay", "{}")), None);
    }
}
