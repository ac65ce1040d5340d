//! Valid tokens that were changed.

use axum::http::HeaderValue;

use super::{caller_of_token, known::TOKENS};

/// Changes the token of a number by what the bytes say, three for each change: what is done, where, and with which
/// byte. Only a token that is valid again is believed.
pub(super) fn check(number: &[u8], changes: &[u8]) {
    let Some(valid) = str::from_utf8(number).ok().and_then(|it| TOKENS.get(it.parse::<usize>().ok()?)) else {
        return;
    };
    let mut token = valid.as_bytes().to_vec();
    for change in changes.chunks_exact(3) {
        let &[what, place, byte] = change else { return };
        // Two hundred and fifty-six places are spread over the whole token.
        let place = usize::from(place) * token.len() / 256 + usize::from(what >> 2) % 3;
        let place = place.min(token.len().saturating_sub(1));
        match what % 4 {
            _ if token.is_empty() => token.push(byte),
            0 => token[place] = byte,
            1 => token.insert(place, byte),
            2 => drop(token.remove(place)),
            _ => token[place] ^= 1 << (byte % 7),
        }
    }
    // What cannot stand in a header never comes to the check.
    if HeaderValue::from_bytes(&token).is_err() {
        return;
    }
    let caller = caller_of_token(&token);
    // Spaces around a token are none of it.
    let is_valid = TOKENS.iter().any(|it| it.as_bytes() == token.trim_ascii());
    let text = String::from_utf8_lossy(&token);
    assert_eq!(caller.as_ref().map(|it| it.name()), is_valid.then_some(Some("ada")), "{text}");
}
