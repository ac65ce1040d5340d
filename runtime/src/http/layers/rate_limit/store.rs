//! What is known of callers, in bounded memory.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use governor::{nanos::Nanos, state::StateStore};

/// Parts of the store, each with its own lock, so that calls on several cores do not wait for each other.
const PARTS: usize = 16;

/// Shortest time between two searches for callers that can be forgotten.
const SEARCH_PAUSE: Duration = Duration::from_millis(100);

/// The states of callers, by the hashes that they are known by, and at most so many.
///
/// The state of a caller is the time at which nothing that it did counts any more; from then on it can be forgotten
/// without anybody noticing. Where there is no room for a new caller even so, all new ones share one state: those who
/// come from ever new addresses then get no more than one caller does, and callers who are known lose nothing.
pub(super) struct BoundedStore {
    parts: [Mutex<Part>; PARTS],
    began: Instant,
    most: usize,
}

#[derive(Default)]
struct Part {
    states: HashMap<u64, Nanos>,
    shared: Option<Nanos>,
    searched: Option<Instant>,
}

impl BoundedStore {
    pub(super) fn new(callers: usize) -> Self {
        Self { parts: Default::default(), began: Instant::now(), most: callers.div_ceil(PARTS) }
    }

    /// How many callers are told apart at the moment.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.parts.iter().map(|part| part.lock().unwrap().states.len()).sum()
    }
}

impl StateStore for BoundedStore {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let part = &self.parts[usize::try_from(key % PARTS as u64).unwrap_or_default()];
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = part.states.get_mut(key) {
            let (outcome, next) = measure(Some(*state))?;
            *state = next;
            return Ok(outcome);
        }
        if part.states.len() >= self.most {
            part.forget(self.began);
        }
        if part.states.len() >= self.most {
            let (outcome, next) = measure(part.shared)?;
            part.shared = Some(next);
            return Ok(outcome);
        }
        let (outcome, next) = measure(None)?;
        part.states.insert(*key, next);
        Ok(outcome)
    }
}

impl Part {
    /// Forgets callers of whom nothing counts any more, unless that was tried a moment ago.
    fn forget(&mut self, began: Instant) {
        let now = Instant::now();
        if self.searched.is_some_and(|it| now.duration_since(it) < SEARCH_PAUSE) {
            return;
        }
        self.searched = Some(now);
        let counts = u64::try_from(now.duration_since(began).as_nanos()).unwrap_or(u64::MAX);
        self.states.retain(|_, state| state.as_u64() > counts);
    }
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroU32, thread::sleep, time::Duration};

    use governor::{Quota, RateLimiter, clock::MonotonicClock, middleware::NoOpMiddleware};

    use super::{BoundedStore, Instant};

    type Limiter = RateLimiter<u64, BoundedStore, MonotonicClock, NoOpMiddleware<Instant>>;

    fn number(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    /// Keys that fall into one part each.
    fn keys(count: u64) -> impl Iterator<Item = u64> {
        (0..count).map(|it| it.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    #[test]
    fn callers_have_their_own_limits_until_there_are_too_many() {
        let quota = Quota::with_period(Duration::from_secs(60)).unwrap().allow_burst(number(2));
        let limiter: Limiter = RateLimiter::new(quota, BoundedStore::new(160), MonotonicClock);
        let known: Vec<u64> = keys(16).collect();
        for key in &known {
            assert!(limiter.check_key(key).is_ok());
        }
        // Ten thousand further ones get what fits, and what some sixteen of them may have beside it.
        let allowed = keys(10_000).skip(16).filter(|key| limiter.check_key(key).is_ok()).count();
        assert!((100..=160 + 2 * 16).contains(&allowed), "{allowed}");
        // Those who were there before have what they had.
        for key in &known {
            assert!(limiter.check_key(key).is_ok());
            assert!(limiter.check_key(key).is_err());
        }
    }

    #[test]
    fn memory_is_bounded_and_callers_are_forgotten() {
        let quota = Quota::with_period(Duration::from_millis(1)).unwrap();
        let store = BoundedStore::new(160);
        let limiter: Limiter = RateLimiter::new(quota, store, MonotonicClock);
        for key in keys(1000) {
            let _ = limiter.check_key(&key);
        }
        sleep(Duration::from_millis(150));
        // All of them are over; there is room for new ones, each with a limit of its own.
        for key in keys(1100).skip(1000) {
            assert!(limiter.check_key(&key).is_ok(), "{key}");
        }
        let store = limiter.into_state_store();
        assert!(store.len() <= 160, "{}", store.len());
    }
}
