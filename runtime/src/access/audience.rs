//! Those who may call the same commands, and hence read the same lists.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use crate::Caller;

/// How many sets of roles are remembered; what further ones may call is found out each time.
const MOST_REMEMBERED: usize = 1_024;

/// What callers may call, by their roles.
#[derive(Debug, Default)]
pub(crate) struct Audiences(RwLock<HashMap<String, Arc<Audience>>>);

impl Audiences {
    /// The audience that a caller belongs to, found out by `make` for the first one with its roles.
    pub(crate) fn of(&self, caller: &Caller, make: impl FnOnce() -> Audience) -> Arc<Audience> {
        let roles = key(caller);
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&roles).cloned();
        known.unwrap_or_else(|| {
            let audience = Arc::new(make());
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() < MOST_REMEMBERED {
                known.insert(roles, Arc::clone(&audience));
            }
            audience
        })
    }
}

/// What the permissions of a caller depend on: whether it is known, and its roles, none of which has a line feed.
fn key(caller: &Caller) -> String {
    let mut key = String::new();
    if caller.is_trusted() {
        return "\n\n".to_owned();
    }
    if !caller.is_anonymous() && !caller.has_expired() {
        for role in caller.roles() {
            key.push_str(role);
            key.push('\n');
        }
        key.push('\n');
    }
    key
}

/// Which commands, resources and prompts of a service somebody may call, a bit each.
///
/// Two callers with equal audiences see the same lists, so that what is prepared for one serves the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Audience(Box<[u64]>);

impl FromIterator<bool> for Audience {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Self {
        let mut words = Vec::new();
        for (position, bit) in bits.into_iter().enumerate() {
            if position % 64 == 0 {
                words.push(0);
            }
            if let Some(last) = words.last_mut() {
                *last |= u64::from(bit) << (position % 64);
            }
        }
        Self(words.into())
    }
}

impl Audience {
    /// Whether the member at a position is seen.
    pub(crate) fn sees(&self, position: usize) -> bool {
        self.0.get(position / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Audience;

    #[test]
    fn bits_are_found_where_they_were_put() {
        let audience: Audience = (0..200).map(|position| position % 3 == 0).collect();
        assert!((0..200).all(|position| audience.sees(position) == (position % 3 == 0)));
        assert!(!audience.sees(200) && !audience.sees(100_000));
    }
}
