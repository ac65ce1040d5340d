//! Telling real keys and passwords from made-up ones.

use serde_json::Value;

/// What well-known keys start with, and what they are.
const PREFIXES: [(&str, &str); 16] = [
    ("-----BEGIN ", "a private key"),
    ("AIza", "a key of Google"),
    ("AKIA", "a key of Amazon"),
    ("ASIA", "a key of Amazon"),
    ("SG.", "a key of SendGrid"),
    ("eyJ", "a JSON web token"),
    ("ghp_", "a token of GitHub"),
    ("github_pat_", "a token of GitHub"),
    ("glpat-", "a token of GitLab"),
    ("hf_", "a token of Hugging Face"),
    ("npm_", "a token of npm"),
    ("pypi-", "a token of PyPI"),
    ("rk_live_", "a key of Stripe"),
    ("sk-", "a key of a model's provider"),
    ("sk_live_", "a key of Stripe"),
    ("xox", "a token of Slack"),
];

/// Parts of names whose values are secret.
const SECRET_NAMES: [&str; 9] = [
    "api_key",
    "apikey",
    "access_key",
    "credential",
    "passphrase",
    "password",
    "private_key",
    "secret",
    "token",
];

/// Parts of values that say that they are made up.
const MADE_UP: [&str; 12] = [
    "1234",
    "abc",
    "change",
    "demo",
    "dummy",
    "example",
    "placeholder",
    "sample",
    "secret",
    "test",
    "xxx",
    "your",
];

/// A shorter value may be a word or a number, and no key is this short.
const SHORTEST_KEY: usize = 16;

/// Every string in a value that looks like a secret: the name of its member, and what it looks like.
pub(super) fn found_in(value: &Value) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    let mut pending = vec![("", value)];
    while let Some((name, value)) = pending.pop() {
        match value {
            Value::String(text) => {
                found.extend(kind(name, text).map(|kind| (name.to_owned(), kind)));
            }
            Value::Array(items) => pending.extend(items.iter().map(|item| (name, item))),
            Value::Object(members) => {
                pending.extend(members.iter().map(|(name, member)| (name.as_str(), member)));
            }
            _ => {}
        }
    }
    found.sort_unstable();
    found
}

/// What secret a text looks like that stands under a name.
pub(super) fn kind(name: &str, text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    if text.chars().count() < SHORTEST_KEY || MADE_UP.iter().any(|part| lower.contains(part)) {
        return None;
    }
    let is_plain = |rest: &str| rest.chars().all(|it| it.is_ascii_alphanumeric() || "-_.".contains(it));
    let known = PREFIXES.iter().find(|(prefix, kind)| {
        let Some(rest) = text.strip_prefix(prefix) else { return false };
        match *kind {
            "a private key" => rest.contains("PRIVATE KEY"),
            "a JSON web token" => is_plain(rest) && rest.matches('.').count() == 2,
            _ => is_plain(rest) && is_mixed(rest),
        }
    });
    if let Some((_, kind)) = known {
        return Some(kind);
    }
    let name = name.to_lowercase();
    let is_secret_name = SECRET_NAMES.iter().any(|part| name.contains(part));
    (is_secret_name && is_plain(text) && is_mixed(text)).then_some("a secret")
}

/// Whether letters and digits are mixed as they are in random texts, and hardly in words.
fn is_mixed(text: &str) -> bool {
    let changes = text
        .as_bytes()
        .windows(2)
        .filter(|pair| {
            pair[0].is_ascii_digit() != pair[1].is_ascii_digit() && pair[1].is_ascii_alphanumeric()
        })
        .count();
    changes >= 3
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{found_in, kind};

    #[test]
    fn only_what_could_be_real_is_a_secret() {
        assert_eq!(kind("x", "AKIA2E0A8F3BQ244C998"), Some("a key of Amazon"));
        assert_eq!(kind("api_key", "q8Zk2mN4vB7xLp0Rt"), Some("a secret"));
        assert_eq!(kind("x", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"), Some("a private key"));
        for (name, text) in [
            ("x", "q8Zk2mN4vB7xLp0Rt"),
            ("api_key", "example-key-of-the-shop"),
            ("api_key", "AKIAIOSFODNN7EXAMPLE"),
            ("cursor", "2026-03-01T10:00:00Z"),
            ("token", "short1"),
            ("password", "correct horse battery staple"),
            ("next_page_token", "the-page-after-this-one"),
        ] {
            assert_eq!(kind(name, text), None, "{text}");
        }
    }

    #[test]
    fn secrets_are_found_at_any_depth() {
        let value = json!({"a": [{"password": "q8Zk2mN4vB7xLp0Rt"}], "b": "plain"});
        assert_eq!(found_in(&value), [("password".to_owned(), "a secret")]);
    }
}
