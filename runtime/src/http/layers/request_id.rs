//! Ids of requests, by which an answer is found in the log.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::HttpSettingsError;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is taken over from a caller, in bytes.
const LONGEST: usize = 128;

/// Makes ids that differ from all others: half of an id is the process's own, half counts.
#[derive(Debug)]
pub(super) struct RequestIds {
    /// The digits of its half.
    process: [u8; 16],
    hidden: u64,
    count: AtomicU64,
}

impl RequestIds {
    pub(super) fn new() -> Result<Self, HttpSettingsError> {
        let random = || {
            getrandom::u64().map_err(|error| {
                HttpSettingsError::new("request_id", format!("there is no randomness: {error}"))
            })
        };
        Ok(Self { process: digits(random()?), hidden: random()?, count: AtomicU64::new(0) })
    }

    /// The id that a request has, or gets, in its headers.
    pub(super) fn take(&self, headers: &mut HeaderMap) -> HeaderValue {
        if let Some(id) = headers.get(&REQUEST_ID).filter(|it| is_well_formed(it.as_bytes())) {
            return id.clone();
        }
        let id = self.next();
        headers.insert(REQUEST_ID, id.clone());
        id
    }

    fn next(&self) -> HeaderValue {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        // Scattered one to one, so that callers do not learn how many requests there were.
        let scattered =
            (count ^ self.hidden).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32) ^ self.hidden;
        let mut text = [0; 32];
        text[..16].copy_from_slice(&self.process);
        text[16..].copy_from_slice(&digits(scattered));
        HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("0"))
    }
}

/// The hexadecimal digits of a number.
fn digits(number: u64) -> [u8; 16] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 16];
    for (pair, byte) in text.chunks_exact_mut(2).zip(number.to_be_bytes()) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    text
}

/// Whether an id can be written to a log and an answer as it is.
fn is_well_formed(id: &[u8]) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id.iter().all(|it| it.is_ascii_alphanumeric() || b"-_.:/+=@".contains(it))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{HeaderMap, HeaderValue, REQUEST_ID, RequestIds};

    #[test]
    fn ids_are_kept_when_they_are_harmless() {
        let ids = RequestIds::new().unwrap();
        let taken = |id: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(id).unwrap());
            let taken = ids.take(&mut headers);
            assert_eq!(headers.get(&REQUEST_ID), Some(&taken));
            taken
        };
        for kept in ["a", "01890f3c-7b1e-7cc3-98c4-dc0c0c07398f", "Root=1-67891233-abcdef012345678912345678"]
        {
            assert_eq!(taken(kept.as_bytes()), kept);
        }
        let long = [b'a'; 129];
        for replaced in [&b""[..], b"a b", b"<script>", b"a\"b", b"a\tb", b"\xe4", &long] {
            let taken = taken(replaced);
            assert!(taken.len() == 32 && taken.as_bytes().iter().all(u8::is_ascii_hexdigit), "{taken:?}");
        }
    }

    #[test]
    fn ids_differ() {
        let (ids, others) = (RequestIds::new().unwrap(), RequestIds::new().unwrap());
        let all: BTreeSet<_> = (0..10_000)
            .flat_map(|_| [ids.next(), others.next()])
            .map(|it| it.to_str().unwrap().to_owned())
            .collect();
        assert_eq!(all.len(), 20_000);
    }
}
