//! Tokens that somebody has made up.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use commandry::Caller;
use ring::hmac;
use serde_json::{Map, Value};

use super::{
    caller_of_token,
    known::{AUDIENCE, ISSUER, PUBLIC_KEY, SECRET, TOKENS},
};

/// How far clocks may be apart, by the settings and by a test that is slow.
const LEEWAY: f64 = 60.0;

/// Makes a token of the header on the first line and the claims behind it.
pub(super) fn check(how: &[u8], text: &[u8]) {
    let Some(end) = text.iter().position(|it| *it == b'\n') else { return };
    let (header, claims) = (&text[..end], &text[end + 1..]);
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let stolen = |token: &str| token.rsplit('.').next().unwrap_or_default().to_owned();
    let signature = match how {
        b"unsigned" => String::new(),
        b"by another" => signature(&message, b"a secret of somebody else, as long"),
        // Whoever takes a public key for the secret of HS256 lets everybody sign.
        b"by the public key" => signature(&message, PUBLIC_KEY),
        b"stolen hs256" => stolen(TOKENS[0]),
        b"stolen rs256" => stolen(TOKENS[1]),
        b"stolen es256" => stolen(TOKENS[2]),
        b"by the secret" => signature(&message, SECRET.as_bytes()),
        _ => return,
    };
    let token = format!("{message}.{signature}");
    let caller = caller_of_token(token.as_bytes());
    if how != b"by the secret" {
        let is_valid = TOKENS.contains(&&*token);
        assert_eq!(caller.is_some(), is_valid, "{caller:?} is believed: {token}");
    } else if let Some(caller) = caller {
        check_claims(&caller, header, claims);
    }
}

fn signature(message: &str, secret: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()))
}

/// Whoever is believed has said everything that must be said.
fn check_claims(caller: &Caller, header: &[u8], claims: &[u8]) {
    let header: Map<String, Value> = serde_json::from_slice(header).expect("the header is an object");
    let claims: Map<String, Value> = serde_json::from_slice(claims).expect("the claims are an object");
    assert_eq!(header["alg"], "HS256", "{header:?}");
    assert!(header.get("crit").is_none_or(Value::is_null), "{header:?}");
    assert_eq!(caller.name(), claims["sub"].as_str(), "{claims:?}");
    assert!(caller.name().is_some_and(|it| !it.is_empty()) && !caller.is_trusted());
    assert!(caller.roles().all(|it| !it.contains('*')), "nobody has all roles: {claims:?}");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970").as_secs_f64();
    assert!(claims["exp"].as_f64().is_some_and(|it| it > now - LEEWAY), "{claims:?}");
    assert!(claims.get("nbf").and_then(Value::as_f64).is_none_or(|it| it < now + LEEWAY), "{claims:?}");
    assert!(names(&claims["iss"], ISSUER) && names(&claims["aud"], AUDIENCE), "{claims:?}");
}

/// Whether a claim is a text, or a list with it.
fn names(claim: &Value, text: &str) -> bool {
    claim == text || claim.as_array().is_some_and(|it| it.iter().any(|it| it == text))
}
